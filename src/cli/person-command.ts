/** `casethread person find`, `erase` and `forget`: where a person stands in all that is kept, and how they are taken out of it. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { operatorSide, toAuditId } from '../cases/audit-log.ts'
import { chatUserKey } from '../cases/directory.ts'
import { joinPersons, type TracedPerson } from '../cases/erased-people.ts'
import type { IdentityStore, SeenPerson } from '../cases/identity-store.ts'
import { type Config, readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { beginErasure, endErasure, findErasure, isUnfinished } from '../import-export/erasures.ts'
import { appendToLedger, readLedger } from '../import-export/removal-ledger.ts'
import { orExit } from '../main.ts'
import { readDirectoryBytes } from '../people/directory-file.ts'
import { listHeld } from '../people/erase-customer.ts'
import { erasePerson } from '../people/erase-person.ts'
import { type FoundTraces, findKnownPerson, findTraces, type KnownPerson } from '../people/person-traces.ts'
import type { Store } from '../store/store.ts'
import { alignColumns } from './align-columns.ts'
import { agreed } from './directory-command.ts'
import { exitCodes } from './exit-codes.ts'
import { tellHeld } from './hold-command.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface PersonOptions {
  readonly json?: boolean
}

export interface ErasePersonOptions extends PersonOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly by?: string
}

/** Exit code 1 where nothing is kept of them. */
export async function findPerson(who: string, { json }: PersonOptions, env: Env): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    await withStore(config, async (store) => {
      const { person, traces } = await look(who, store, config)
      const seen = await findSeen(person, store.identities)
      if (json) console.log(JSON.stringify({ ...tellPerson(person), chats: seen, traces }, null, 2))
      else if (traces.length > 0) {
        console.log([describePerson(person), ...seen.map(describeSeen), describeTraces(traces)].join('\n\n'))
      }
      if (traces.length === 0) tellNothing()
    })
  }, 'look for the person')
}

/** Exit code 1 where nothing is kept of them, it was not agreed to, or something has to be done first. */
export async function eraseKnownPerson(who: string, options: ErasePersonOptions, env: Env): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    await withStore(config, (store) => erase(who, options, config, store))
  }, 'erase the person')
}

async function erase(
  who: string,
  { json, yes, dryRun, by = readUserName() }: ErasePersonOptions,
  config: Config,
  store: Store,
): Promise<void> {
  const lines = await readLedger(config.dataDir)
  const { person: known, traces } = await look(who, store, config)
  const before = findErasure(lines, known)
  const unfinished = before !== undefined && isUnfinished(before)
  if (traces.length === 0 && !unfinished) return tellNothing()
  if (!json) console.log(`${describePerson(known)}\n\n${describeTraces(traces)}\n`)
  const first = [...(await findToDoFirst(known, traces, config)), ...(await findHolds(traces, store))]
  for (const one of first) console.error(one)
  const isLeft = traces.some(({ fate }) => fate !== 'stays') || unfinished
  if (!isLeft && !json) console.log('All of this stays: there is nothing to erase.')
  if (dryRun || !isLeft) {
    if (json) console.log(JSON.stringify({ ...tellPerson(known), traces, first, erased: null }, null, 2))
    return
  }
  if (first.length > 0 || !(await agreed({ ...(yes === undefined ? {} : { yes }) }))) {
    console.error('Nothing was erased.')
    process.exitCode = exitCodes.notFound
    return
  }
  const at = new Date()
  const { tombstone, line } = beginErasure(lines, known, { at, by })
  // Before all else: a restored backup is rid of them by this note, and a try that was broken off goes on under the same tombstone.
  await appendToLedger(config.dataDir, line)
  const erased = await erasePerson(joinPersons(known, before?.person), tombstone, store)
  await store.auditLog.record({
    id: await toAuditId('person-erased', tombstone, at.toISOString()),
    at,
    side: operatorSide,
    by,
    what: 'person-erased',
    about: tombstone,
    counts: { cases: erased.cases, records: erased.records },
  })
  await appendToLedger(config.dataDir, endErasure(tombstone, new Date(), erased.held))
  if (erased.held.length > 0) process.exitCode = exitCodes.notDone
  const left = traces.filter(({ fate }) => fate === 'stays')
  if (json)
    console.log(
      JSON.stringify({ ...tellPerson(known), traces, first, erased: { tombstone, ...erased } }, null, 2),
    )
  else
    console.log(
      [
        `Erased: ${tombstone} stands in their place in ${erased.cases} cases; ${erased.records} other records were removed or changed.`,
        ...(erased.held.length > 0
          ? [
              `Put on hold meanwhile, and left as they are: ${erased.held.join(', ')}. Release them, then erase once more.`,
            ]
          : []),
        ...(left.length > 0 ? ['', 'What stays:', ...left.map(describeLeft(config))] : []),
        '',
        beyondReach(config),
      ].join('\n'),
    )
}

/** Where a file is the directory, it is looked through in the place of the stored one, too. */
async function look(who: string, store: Store, { directoryFile, directoryFileNamed }: Config) {
  const isFile = directoryFileNamed || existsSync(directoryFile)
  const file = isFile ? readDirectoryBytes(await readFile(directoryFile), directoryFile) : undefined
  const stores = {
    ...store,
    directory: {
      async all(section: Parameters<Store['directory']['all']>[0]) {
        const listed = file && section in file ? file[section as keyof typeof file] : []
        return [...(await store.directory.all(section)), ...listed]
      },
    } as Pick<Store['directory'], 'all'>,
  }
  const person = await findKnownPerson(who, stores)
  return { person, traces: await findTraces(person, stores) }
}

async function findToDoFirst(
  { isEmail, isUser }: KnownPerson,
  traces: readonly FoundTraces[],
  { directoryFile, directoryFileNamed }: Config,
): Promise<readonly string[]> {
  const first: string[] = []
  for (const { kind, where } of traces)
    if (kind === 'super-admin')
      first.push(`They are the super admin of ${where.join(', ')}: name another one in the directory first.`)
  if (!directoryFileNamed && !existsSync(directoryFile)) return first
  const { accounts, desk, customerUsers, operators, people } = readDirectoryBytes(
    await readFile(directoryFile),
    directoryFile,
  )
  const listed = [...accounts, ...desk, ...customerUsers, ...operators].map(({ email }) => email)
  const linked = people.flatMap((one) => one.accounts)
  const users = people.map((one) => one.person)
  if ([...listed, ...linked].some(isEmail) || users.some((key) => isListedUser(key, isUser)))
    first.push(`They stand in ${directoryFile}: take them out of that file first.`)
  return first
}

/** Whoever put a case on hold wants it as it is. */
async function findHolds(traces: readonly FoundTraces[], store: Store): Promise<readonly string[]> {
  const changed = traces.filter(({ fate }) => fate !== 'stays').flatMap(({ where }) => where)
  const numbers = changed.map((place) => Number(place.split('/')[0])).filter(Number.isInteger)
  return (await listHeld(new Set(numbers), store)).map(tellHeld)
}

function isListedUser(key: string, isUser: TracedPerson['isUser']): boolean {
  const [, platform, tenant = '', user = ''] = /^(slack|gchat):(?:([^/]+)\/)?(.+)$/.exec(key) ?? []
  if (platform === 'gchat') return isUser({ platform, tenant: '', user: `${tenant}${tenant && '/'}${user}` })
  return platform === 'slack' && isUser({ platform, tenant, user })
}

const kindNames: Readonly<Record<FoundTraces['kind'], string>> = {
  account: 'accounts of a reseller domain',
  'desk-agent': 'support desk',
  'customer-user': "customers' own people",
  operator: 'operators',
  'chat-operator': 'operators by a code from the log',
  'listed-chat-user': 'chat users listed in the directory',
  'super-admin': 'super admin of a domain',
  contact: 'contact of a customer',
  opened: 'cases that they opened',
  responsible: 'cases that they work on',
  'shared-with': 'cases shared with their address',
  thread: 'threads of their own, by address',
  'direct-message': 'direct messages, by chat user',
  author: 'entries by them',
  named: 'entries of others that name them',
  text: 'texts that have their name or address',
  link: 'linked chat users',
  'sign-in': 'sign-ins under way',
  seen: 'what a chat told of them',
  draft: 'drafts',
  'notify-choice': 'choice of notices',
  declaration: 'conversations declared or confirmed by them, or for them',
  home: 'home channels that they chose',
  'conversation-change': 'history of conversations',
  stay: 'stays in conversations that ended',
  member: 'conversations that they are in',
  grant: 'grants as they stand',
  'grant-change': 'history of grants',
  installation: 'workspaces where they installed the app',
  audit: 'audit log',
  'delivery-action': 'deliveries retried or dropped by hand',
}

/** So many places are printed of each kind; `--json` has them all. */
const shownPlaces = 5

function describeTraces(traces: readonly FoundTraces[]): string {
  return alignColumns([
    ['Count', 'What', 'If erased', 'Where'],
    ...traces.map(({ kind, fate, count, where }) => [
      String(count),
      kindNames[kind],
      fate,
      describePlaces(where),
    ]),
  ]).join('\n')
}

function describePlaces(where: readonly string[]): string {
  const named = where.filter((place) => place !== '')
  const more = named.length > shownPlaces ? `, and ${named.length - shownPlaces} more` : ''
  return toOneLine(named.slice(0, shownPlaces).join(', ')) + more
}

function describeLeft({ auditDays }: Pick<Config, 'auditDays'>) {
  const why: Partial<Record<FoundTraces['kind'], string>> = {
    text: 'the support desk removes texts with /case remove, or the button on the card',
    contact: 'change it in the directory, or where the customer was read from',
    'direct-message': 'what is removed from the case later has to be found there, too',
    member: 'take them out of the conversation, then erase once more',
    audit: `each goes ${auditDays} days after it was recorded (AUDIT_DAYS)`,
    'delivery-action': 'what was done by hand stays for good',
  }
  return ({ kind, count, where }: FoundTraces) =>
    `- ${count} ${kindNames[kind]} (${describePlaces(where) || 'by their address'}): ${why[kind] ?? 'stays'}.`
}

function beyondReach({ directoryGoogle }: Pick<Config, 'directoryGoogle'>): string {
  return [
    "Can't be recalled: mails, posts in chat, downloads, exports of a chat's workspace, and backups. What is restored from a backup is rid of",
    'them by removals.jsonl in DATA_DIR: keep that file with your backups.',
    ...(directoryGoogle ? ['While Google has their account, the next sync with Google brings it back.'] : []),
  ].join('\n')
}

function tellPerson({ emails, users, names }: KnownPerson) {
  return { emails, users: users.map(chatUserKey), names }
}

function describePerson(person: KnownPerson): string {
  const { emails, users, names } = tellPerson(person)
  const told = [...names, ...emails, ...users].map(toOneLine)
  return told.join(' · ')
}

async function findSeen(
  { users }: KnownPerson,
  identities: Pick<IdentityStore, 'findPerson'>,
): Promise<readonly SeenPerson[]> {
  const found = await Promise.all(users.map((user) => identities.findPerson(user)))
  return found.filter((one) => one !== undefined)
}

/** What a chat told of somebody, which direct messages go by. */
function describeSeen(seen: SeenPerson): string {
  const { name, email, locale, timeZone, directChannel } = seen
  return [
    `Chat user        ${toOneLine(chatUserKey(seen))}`,
    `Name             ${toOneLine(name)}`,
    `Email            ${toOneLine(email ?? '-')}`,
    `Language         ${locale}`,
    `Time zone        ${timeZone}`,
    `Direct messages  ${toOneLine(directChannel ?? '-')}`,
  ].join('\n')
}

type People = Pick<IdentityStore, 'findPerson' | 'findPersonByEmail' | 'forgetPerson'>

/** What a chat told of them, and nothing else: more than one chat user may have had the address. Exit code 1 where there is none. */
export async function forgetPerson(who: string, { json }: PersonOptions, env: Env): Promise<void> {
  await orExit(
    async () =>
      withStore(readConfig(env), async ({ identities }) => {
        const forgotten: string[] = []
        for (let seen = await findInChat(identities, who); seen; seen = await findInChat(identities, who)) {
          await identities.forgetPerson(seen)
          forgotten.push(seen.user)
        }
        if (json) console.log(JSON.stringify({ forgotten }, null, 2))
        else if (forgotten.length > 0) console.log(`Forgotten: ${forgotten.map(toOneLine).join(', ')}.`)
        if (forgotten.length === 0) tellNothing()
      }),
    'forget the person',
  )
}

/** Google Chat alone tells of people only when they do something; what Slack knows is looked up there. */
function findInChat(people: People, who: string): Promise<SeenPerson | undefined> {
  const user = who.startsWith('gchat:') ? who.slice('gchat:'.length) : who
  return user.startsWith('users/')
    ? people.findPerson({ platform: 'gchat', tenant: '', user })
    : people.findPersonByEmail('gchat', user.trim().toLowerCase())
}

function tellNothing(): void {
  console.error('Nothing is kept of this person.')
  process.exitCode = exitCodes.notFound
}
