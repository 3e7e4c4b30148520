import { actorKey } from './actor-key.ts'
import { canRead } from './audience.ts'
import type { CaseHead, Entry } from './case.ts'
import { isCalled, listNames } from './decide-notice.ts'
import type { Directory } from './directory.ts'
import type { IdentityLookup } from './identity-store.ts'
import { findNamedEmails, listTexts, maxNamed, type ToldPerson } from './personal-threads.ts'
import { type Actor, listActors, toAuthor, toReader } from './policy.ts'
import type { Refusal } from './refusal.ts'

export interface MentionDeps {
  readonly people: Pick<IdentityLookup, 'findIdentityById'>
  readonly directory: Pick<Directory, 'accountsOf' | 'deskAgents'>
  readonly mayWork: (actor: Actor) => Promise<Refusal | undefined>
}

/**
 * PLC-7: who is named in these entries and may read where they are named: anybody by their e-mail, each as every side that they read for, and
 * the author's own colleagues by their name after an @. Nobody learns from it who there is: whoever wrote is told nothing.
 */
export async function findMentioned(
  entries: readonly Entry[],
  supportCase: CaseHead,
  author: Actor,
  deps: MentionDeps,
): Promise<readonly ToldPerson[]> {
  const calling = entries.filter((entry) => listTexts(entry).some((text) => text.includes('@')))
  if (calling.length === 0) return []
  const found: ToldPerson[] = []
  for (const actor of await listNamed(calling, author, deps)) {
    const person = { email: toEmail(actor), reader: toReader(actor) }
    const isKnown = found.some(
      ({ email, reader }) => email === person.email && actorKey(reader) === actorKey(person.reader),
    )
    if (isKnown || person.email === toEmail(author) || found.length === maxNamed) continue
    const isRead = calling.some((entry) => canRead(entry, person.reader, supportCase))
    if (isRead && !(await deps.mayWork(actor))) found.push(person)
  }
  return found
}

async function listNamed(
  entries: readonly Entry[],
  author: Actor,
  deps: MentionDeps,
): Promise<readonly Actor[]> {
  const named: Actor[] = []
  for (const email of findNamedEmails(entries))
    named.push(...listActors(await deps.people.findIdentityById(email)))
  const texts = entries.flatMap(listTexts)
  for (const colleague of await listColleagues(author, deps))
    if (listNames(toAuthor(colleague).name).some((name) => texts.some((text) => isCalled(text, name))))
      named.push(colleague)
  return named
}

async function listColleagues(author: Actor, { directory }: MentionDeps): Promise<readonly Actor[]> {
  if (author.party === 'desk')
    return (await directory.deskAgents()).map((agent) => ({ party: 'desk', ...agent }))
  if (author.party === 'customer') return []
  const accounts = await directory.accountsOf(author.account.domain)
  return accounts.map((account) => ({ party: 'partner', account }))
}

function toEmail(actor: Actor): string {
  return toAuthor(actor).email.toLowerCase()
}
