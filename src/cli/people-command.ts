/** `casethread people show` and `forget`: what a chat told of a person, which direct messages go by. */
import type { IdentityStore, SeenPerson } from '../cases/identity-store.ts'
import { readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { orExit } from '../main.ts'
import { exitCodes } from './exit-codes.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface PeopleOptions {
  readonly json?: boolean
}

type People = Pick<IdentityStore, 'findPerson' | 'findPersonByEmail' | 'forgetPerson'>

/** Exit code 1 where nothing is kept of them. */
export async function showPerson(who: string, { json }: PeopleOptions, env: Env): Promise<void> {
  await withPeople(env, async (people) => {
    const person = await findPerson(people, who)
    if (json) console.log(JSON.stringify(person ?? null, null, 2))
    else if (person) console.log(describe(person))
    if (!person) tellNothing()
  })
}

/** Everything that is kept of them: more than one chat user may have had the address. Exit code 1 where nothing is. */
export async function forgetPerson(who: string, { json }: PeopleOptions, env: Env): Promise<void> {
  await withPeople(env, async (people) => {
    const forgotten: string[] = []
    for (let person = await findPerson(people, who); person; person = await findPerson(people, who)) {
      await people.forgetPerson(person)
      forgotten.push(person.user)
    }
    if (json) console.log(JSON.stringify({ forgotten }, null, 2))
    else if (forgotten.length > 0) console.log(`Forgotten: ${forgotten.map(toOneLine).join(', ')}.`)
    if (forgotten.length === 0) tellNothing()
  })
}

function tellNothing(): void {
  console.error('Nothing is kept of this person.')
  process.exitCode = exitCodes.notFound
}

/** Google Chat alone tells of people only when they do something; what Slack knows is looked up there. */
function findPerson(people: People, who: string): Promise<SeenPerson | undefined> {
  const user = who.startsWith('gchat:') ? who.slice('gchat:'.length) : who
  return user.startsWith('users/')
    ? people.findPerson({ platform: 'gchat', tenant: '', user })
    : people.findPersonByEmail('gchat', user.trim().toLowerCase())
}

function describe({ user, name, email, locale, timeZone, directChannel }: SeenPerson): string {
  return [
    `Chat user        ${toOneLine(user)}`,
    `Name             ${toOneLine(name)}`,
    `Email            ${toOneLine(email ?? '-')}`,
    `Language         ${locale}`,
    `Time zone        ${timeZone}`,
    `Direct messages  ${toOneLine(directChannel ?? '-')}`,
  ].join('\n')
}

function withPeople(env: Env, work: (people: People) => Promise<void>) {
  return orExit(async () => withStore(readConfig(env), (store) => work(store.identities)), 'do it')
}
