/** Where a person stands: in the directory, in cases, and in all else that is kept. For whoever asks what is known of them, or that it be forgotten. */
import type { Author, Case, Entry } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import { chatUserKey, parseChatUserKey, type Renamable } from '../cases/directory.ts'
import type { TracedPerson } from '../cases/erased-people.ts'
import type { ChatUser, IdentityStore } from '../cases/identity-store.ts'
import type { SetupStore } from '../cases/setup-store.ts'
import { toIds } from '../cases/to-ids.ts'
import type { TraceKind, TraceStore } from '../cases/trace-store.ts'
import type { DirectoryItems, DirectoryStore } from './directory-store.ts'

const casesAtOnce = 200
const entriesAtOnce = 200

/** The kinds of places in a directory that name a person. */
type DirectoryTraceKind =
  | 'account'
  | 'desk-agent'
  | 'customer-user'
  | 'operator'
  | 'listed-chat-user'
  | 'super-admin'
  | 'contact'

/**
 * The kinds of places in cases. `author`: an entry of theirs. `named`: an entry of others that names them, as owner, sharer or editor.
 * `direct-message`: a thread by their chat user's id, which later removals need to reach its posts. `text`: their address or name in what somebody wrote.
 */
type CaseTraceKind =
  | 'opened'
  | 'responsible'
  | 'shared-with'
  | 'thread'
  | 'direct-message'
  | 'author'
  | 'named'
  | 'text'

/** What an erasure does there. */
type Fate = 'removed' | 'replaced' | 'stays'

export interface FoundTraces {
  /** `chat-operator`: what a code from the log gave their chat user. */
  readonly kind: DirectoryTraceKind | CaseTraceKind | TraceKind | 'chat-operator'
  readonly fate: Fate
  readonly count: number
  /** Each place once; cases as `1001/3`. */
  readonly where: readonly string[]
}

const fates: Readonly<Record<FoundTraces['kind'], Fate>> = {
  account: 'removed',
  'desk-agent': 'removed',
  'customer-user': 'removed',
  operator: 'removed',
  'chat-operator': 'removed',
  'listed-chat-user': 'removed',
  'super-admin': 'stays',
  contact: 'stays',
  opened: 'replaced',
  responsible: 'replaced',
  'shared-with': 'removed',
  thread: 'replaced',
  'direct-message': 'stays',
  author: 'replaced',
  named: 'replaced',
  text: 'stays',
  link: 'removed',
  'sign-in': 'removed',
  seen: 'removed',
  draft: 'removed',
  'notify-choice': 'removed',
  declaration: 'replaced',
  home: 'replaced',
  'conversation-change': 'replaced',
  stay: 'replaced',
  member: 'stays',
  grant: 'replaced',
  'grant-change': 'replaced',
  installation: 'replaced',
  audit: 'stays',
  'delivery-action': 'stays',
}

export function toFate(kind: FoundTraces['kind']): Fate {
  return fates[kind]
}

export interface PersonStores extends Pick<CaseStore, 'get' | 'history'> {
  readonly directory: Pick<DirectoryStore, 'all'>
  readonly traces: TraceStore
  readonly setup: Pick<SetupStore, 'read'>
  readonly identities: Pick<IdentityStore, 'linksOf'>
}

/** Who is meant: every address that they have or had, every chat user, and what they are called. */
export interface KnownPerson extends TracedPerson {
  readonly emails: readonly string[]
  readonly users: readonly ChatUser[]
  readonly names: readonly string[]
}

/** The person of an e-mail, or of a chat user (`slack:T1/U1`, `gchat:users/1`, `users/1`). */
export async function findKnownPerson(who: string, stores: PersonStores): Promise<KnownPerson> {
  const typed = who.trim()
  const user = parseChatUserKey(typed.startsWith('users/') ? `gchat:${typed}` : typed)
  if (user) return toKnown([], [user], [])
  return findByAddress((email) => email === typed.toLowerCase(), stores, [typed.toLowerCase()])
}

/** Whoever has or had such an address. */
async function findByAddress(
  isTyped: (email: string) => boolean,
  { directory, traces, identities }: Pick<PersonStores, 'directory' | 'traces' | 'identities'>,
  typed: readonly string[] = [],
): Promise<KnownPerson> {
  const items = (
    await Promise.all([directory.all('accounts'), directory.all('desk'), directory.all('customerUsers')])
  ).flat()
  const theirs = items.filter((item) => listAddresses(item).some(isTyped))
  const emails = [...new Set([...typed, ...theirs.flatMap(listAddresses)])]
  const isEmail = (email: string) => emails.includes(email) || isTyped(email)
  const listed = (await directory.all('people'))
    .filter(({ accounts }) => accounts.length > 0 && accounts.every(isEmail))
    .flatMap(({ person }) => parseChatUserKey(person) ?? [])
  const users = [...listed]
  // Whoever has other accounts as well stays a user for those.
  for (const user of await traces.findUsers(isEmail))
    if ((await identities.linksOf(user)).accounts.every(({ email }) => isEmail(email))) users.push(user)
  return {
    ...toKnown(
      emails,
      users,
      theirs.map(({ name }) => name),
    ),
    isEmail,
  }
}

function toKnown(
  emails: readonly string[],
  users: readonly ChatUser[],
  names: readonly string[],
): KnownPerson {
  const keys = new Map(users.map((user) => [chatUserKey(user), user]))
  return {
    emails,
    users: [...keys.values()],
    names: [...new Set(names)],
    isEmail: (email) => emails.includes(email),
    isUser: (user) => keys.has(chatUserKey(user)),
  }
}

function listAddresses(item: Renamable & { readonly email: string }): readonly string[] {
  return [item.email, ...(item.renamedTo === undefined ? [] : [item.renamedTo]), ...(item.formerly ?? [])]
}

/** All places, those of a kind together; none where nothing is kept of the person. */
export async function findTraces(person: KnownPerson, stores: PersonStores): Promise<readonly FoundTraces[]> {
  const found = new Map<FoundTraces['kind'], string[]>()
  const note = (kind: FoundTraces['kind'], where: string) => {
    const places = found.get(kind)
    if (places) places.push(where)
    else found.set(kind, [where])
  }
  for (const { kind, where } of await findInDirectory(person, stores.directory)) note(kind, where)
  for (const { user } of (await stores.setup.read())?.operators ?? [])
    if (isTheirs(user, person)) note('chat-operator', user)
  for (const { kind, where } of await stores.traces.find(person)) note(kind, where)
  const names = new Set(person.names)
  for await (const { supportCase, entries } of walkCases(stores)) {
    for (const { email, name } of listPeople([supportCase, ...entries]))
      if (person.isEmail(email) && name !== '') names.add(name)
    for (const { kind, where } of findInCase({ ...person, names: [...names] }, supportCase, entries))
      note(kind, where)
  }
  return Object.entries(fates).flatMap(([name, fate]) => {
    const kind = name as FoundTraces['kind']
    const places = found.get(kind)
    return places ? [{ kind, fate, count: places.length, where: [...new Set(places)] }] : []
  })
}

/** Whether a chat user by key is theirs. */
export function isTheirs(key: string, { isUser }: Pick<TracedPerson, 'isUser'>): boolean {
  const user = parseChatUserKey(key)
  return user !== undefined && isUser(user)
}

interface FoundTrace {
  readonly kind: FoundTraces['kind']
  readonly where: string
}

async function findInDirectory(
  { isEmail, isUser }: TracedPerson,
  directory: Pick<DirectoryStore, 'all'>,
): Promise<readonly FoundTrace[]> {
  const found: FoundTrace[] = []
  const named = (item: Renamable & { readonly email: string }) => listAddresses(item).some(isEmail)
  for (const item of await directory.all('accounts'))
    if (named(item)) found.push({ kind: 'account', where: item.domain })
  for (const item of await directory.all('desk'))
    if (named(item)) found.push({ kind: 'desk-agent', where: '' })
  for (const item of await directory.all('customerUsers'))
    if (named(item)) found.push({ kind: 'customer-user', where: item.customer })
  for (const { email } of await directory.all('operators'))
    if (isEmail(email)) found.push({ kind: 'operator', where: '' })
  for (const item of await directory.all('people'))
    if (isListed(item, { isEmail, isUser })) found.push({ kind: 'listed-chat-user', where: item.person })
  for (const { domain, superAdmin } of await directory.all('domains'))
    if (isEmail(superAdmin)) found.push({ kind: 'super-admin', where: domain })
  for (const { id, contact } of await directory.all('customers'))
    if (isEmail(contact.email)) found.push({ kind: 'contact', where: id })
  return found
}

function isListed(
  { person, accounts }: DirectoryItems['people'],
  { isEmail, isUser }: TracedPerson,
): boolean {
  const user = parseChatUserKey(person)
  return accounts.some(isEmail) || (user !== undefined && isUser(user))
}

/** Whether a case names the person where an erasure would remove or replace them. */
export async function isNamedInCase(
  number: number,
  person: TracedPerson,
  stores: Pick<CaseStore, 'get' | 'history'>,
): Promise<boolean> {
  const supportCase = await stores.get(number)
  if (!supportCase) return false
  const entries = await readHistory(number, stores)
  const traces = findInCase({ ...person, emails: [], users: [], names: [] }, supportCase, entries)
  return [...traces].some(({ kind }) => toFate(kind) !== 'stays')
}

/** Every case with its whole history. */
async function* walkCases(
  stores: Pick<PersonStores, 'get' | 'history' | 'traces'>,
): AsyncGenerator<{ readonly supportCase: Case; readonly entries: readonly Entry[] }> {
  for await (const number of walkNumbers(stores.traces)) {
    const supportCase = await stores.get(number)
    if (supportCase) yield { supportCase, entries: await readHistory(number, stores) }
  }
}

async function readHistory(
  number: number,
  { history }: Pick<CaseStore, 'history'>,
): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const page = await history(number, { after: entries.at(-1)?.seq ?? 0, limit: entriesAtOnce })
    entries.push(...page)
    if (page.length < entriesAtOnce) return entries
  }
}

/** The numbers of all cases. */
export async function* walkNumbers(traces: Pick<TraceStore, 'listNumbers'>): AsyncGenerator<number> {
  let after: number | undefined
  for (;;) {
    const page = await traces.listNumbers({ ...(after === undefined ? {} : { after }), limit: casesAtOnce })
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last
  }
}

function* findInCase(
  { isEmail, isUser, emails, names }: KnownPerson,
  supportCase: Case,
  entries: readonly Entry[],
): Generator<FoundTrace> {
  const where = String(supportCase.number)
  const { createdBy, assignee, owners = [], sharedWith, subscriptions, title } = supportCase
  if (isEmail(createdBy.email)) yield { kind: 'opened', where }
  for (const one of [...(assignee ? [assignee] : []), ...owners])
    if (isEmail(one.email)) yield { kind: 'responsible', where }
  for (const address of sharedWith) if (isEmail(address)) yield { kind: 'shared-with', where }
  for (const { platform, tenant, channel, direct } of subscriptions) {
    const isOwn = (platform === 'person' || platform === 'mail') && isEmail(channel)
    const isDirect = direct !== undefined && direct.email !== null && isEmail(direct.email)
    const chat = platform === 'slack' || platform === 'gchat' ? platform : undefined
    const isTheirs = direct !== undefined && chat && isUser({ platform: chat, tenant, user: direct.user })
    if (isOwn || isDirect) yield { kind: 'thread', where }
    if (isTheirs) yield { kind: 'direct-message', where }
  }
  const tells = toTextSearch(emails, names)
  if (tells(title)) yield { kind: 'text', where }
  const marked = (email: string) => (isEmail(email) ? '' : email)
  for (const { seq, author, event, removed } of entries) {
    const at = `${where}/${seq}`
    if (isEmail(author.email)) yield { kind: 'author', where: at }
    const others = { event, removed }
    if (toIds(others, marked) !== others || listShared(event).some(isEmail))
      yield { kind: 'named', where: at }
    if (listTexts(event).some(tells)) yield { kind: 'text', where: at }
  }
}

function listShared(event: Entry['event']): readonly string[] {
  return event.type === 'shared' ? [...event.added, ...event.removed] : []
}

/** A name counts as a whole word, an address wherever it stands. One of a single short word would be found everywhere. */
function toTextSearch(emails: readonly string[], names: readonly string[]): (text: string) => boolean {
  const addresses = emails.map((email) => email.toLowerCase())
  const words = names.map((name) => name.trim().toLowerCase()).filter((name) => name.length > 2)
  const isLetter = /[\p{L}\p{N}]/u
  const hasWord = (text: string, word: string) => {
    // Japanese writes no spaces: there any place counts.
    const isJapanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const around = [text.charAt(at - 1), text.charAt(at + word.length)]
      if (isJapanese || !around.some((letter) => isLetter.test(letter))) return true
    }
    return false
  }
  return (text) => {
    const alike = text.toLowerCase()
    return addresses.some((one) => alike.includes(one)) || words.some((word) => hasWord(alike, word))
  }
}

/** What people typed in this event. */
function listTexts(event: Entry['event']): readonly string[] {
  switch (event.type) {
    case 'created':
      return [event.description, ...event.answers.map(({ answer }) => answer), ...listNames(event)]
    case 'message':
      return [event.text, ...(event.said ? [event.said.by] : []), ...listNames(event)]
    case 'message-edited':
      return [event.text]
    case 'closed':
    case 'passed':
      return [event.note]
    case 'reopened':
    case 'removed':
      return [event.reason]
    case 'escalated':
      return [event.justification]
    default:
      return []
  }
}

function listNames({ attachments = [] }: { readonly attachments?: readonly { readonly name: string }[] }) {
  return attachments.map(({ name }) => name)
}

/** Everybody whom these name. */
function listPeople(values: readonly unknown[]): readonly Pick<Author, 'email' | 'name'>[] {
  return values.flatMap((value) => {
    if (typeof value !== 'object' || value === null) return []
    const { email, name } = value as Record<string, unknown>
    const own = typeof email === 'string' && typeof name === 'string' ? [{ email, name }] : []
    return [...own, ...listPeople(Object.values(value))]
  })
}
