/** PLC-7: what of a case's history is worth telling one person of, and which of it they are told. */
import { canRead } from './audience.ts'
import type { Author, Case, Entry, Reader, Status } from './case.ts'
import { listTexts } from './personal-threads.ts'
import { hasTurn } from './waits-for.ts'

export const noticeKinds = ['assigned', 'mentioned', 'waiting', 'wrote', 'closed'] as const
/**
 * `assigned`: somebody else made them responsible. `mentioned`: somebody named them. `waiting`: it is their side's turn now. `wrote`: another
 * side added something. `closed`: another side closed it.
 */
export type NoticeKind = (typeof noticeKinds)[number]

/** The one notice of all that came since the last one. */
export interface PersonalNotice {
  readonly kind: NoticeKind
  /** The last entry that it speaks of: no earlier is it told. */
  readonly seq: number
  readonly at: Date
  /** The entries of the last submission that was worth telling, as far as this person may read them. */
  readonly entries: readonly Entry[]
  /** How many submissions were worth telling. */
  readonly count: number
}

export interface NoticeReader {
  /** In lower case. */
  readonly email: string
  readonly reader: Reader
  /** What people call them in a text after an @, beside the e-mail: their name and the chats' user ids. */
  readonly names: readonly string[]
  /** Whether they work on the case for their side: who does not is told of mentions alone. */
  readonly responsible: boolean
}

/** `entries`: those after the person's cursor, in order. */
export function decideNotice(
  supportCase: Case,
  entries: readonly Entry[],
  who: NoticeReader,
): PersonalNotice | undefined {
  const told = groupBySubmission(entries.filter((entry) => isForThem(entry, supportCase, who)))
    .map((submission) => ({ submission, kind: findKind(submission, supportCase, who) }))
    .filter((one) => one.kind !== undefined)
  const last = told.at(-1)
  const lastEntry = last?.submission.at(-1)
  if (!last?.kind || !lastEntry) return undefined
  const { seq, at } = lastEntry
  return { kind: last.kind, seq, at, entries: last.submission, count: told.length }
}

/** Never their own act, nor what they may not read (VIS-7). */
function isForThem(entry: Entry, supportCase: Case, { email, reader }: NoticeReader): boolean {
  return entry.author.email.toLowerCase() !== email && canRead(entry, reader, supportCase)
}

/** What one person sent at once, in one notice: its entries are of one moment. */
function groupBySubmission(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups: Entry[][] = []
  for (const entry of entries) {
    const last = groups.at(-1)?.at(-1)
    const isSame =
      last?.at.getTime() === entry.at.getTime() &&
      last.author.party === entry.author.party &&
      last.author.email === entry.author.email
    if (isSame) groups.at(-1)?.push(entry)
    else groups.push([entry])
  }
  return groups
}

function findKind(
  submission: readonly Entry[],
  supportCase: Case,
  who: NoticeReader,
): NoticeKind | undefined {
  const isMentioned = submission.some((entry) => mentions(entry, who))
  if (!who.responsible) return isMentioned ? 'mentioned' : undefined
  const { reader } = who
  if (
    submission.some(({ event }) => event.type === 'assigned' && event.to?.email.toLowerCase() === who.email)
  )
    return 'assigned'
  if (isMentioned) return 'mentioned'
  const isTurn = submission.some((entry) => becomesTheirTurn(entry, reader, supportCase))
  if (isTurn && hasTurn(reader, supportCase)) return 'waiting'
  const others = submission.filter(({ author }) => !isOfSide(author, supportCase, reader))
  if (others.some(({ event }) => event.type === 'closed')) return 'closed'
  return others.some(isWritten) || isTurn ? 'wrote' : undefined
}

function becomesTheirTurn({ event }: Entry, reader: Reader, { firstLine }: Pick<Case, 'firstLine'>): boolean {
  const isTheirs = (status: Status) => hasTurn(reader, { status, ...(firstLine && { firstLine }) })
  switch (event.type) {
    case 'created':
      return isTheirs('new')
    case 'passed':
      return reader.party === 'desk'
    case 'reopened':
      return isTheirs('in-progress')
    case 'status-changed':
      return isTheirs(event.to) && !isTheirs(event.from)
    default:
      return false
  }
}

/** Something was said, not only changed. */
function isWritten({ event }: Entry): boolean {
  return event.type === 'message' || event.type === 'escalated' || event.type === 'reopened'
}

function isOfSide({ party, domain }: Author, { customer }: Case, reader: Reader): boolean {
  if (party === 'desk') return reader.party === 'desk'
  if (party === 'customer') return reader.party === 'customer' && reader.customer === customer.id
  return reader.party === 'partner' && reader.domain === domain
}

function mentions(entry: Entry, { email, names }: NoticeReader): boolean {
  return listTexts(entry).some(
    (text) =>
      text.includes('@') && (isAddressed(fold(text), email) || names.some((name) => isCalled(text, name))),
  )
}

/** Whether a text has the name after an @; an e-mail address calls nobody by its domain. */
export function isCalled(text: string, name: string): boolean {
  const folded = fold(text)
  return findWord(folded, `@${fold(name)}`).some((at) => !isInAddress(folded, at))
}

/** What somebody of this name may be called after an @. */
export function listNames(name: string): readonly string[] {
  const [first = ''] = name.split(/\s+/)
  return first === '' ? [] : [name, first]
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function isAddressed(text: string, email: string): boolean {
  return findWord(text, email).some((at) => !inAddress.test(text[at - 1] ?? ''))
}

/** What the part of an e-mail address before its @ may end with. */
const inAddress = /[\w.%+-]/
const longestDomain = 255

/** `at`: where an @ stands. */
function isInAddress(text: string, at: number): boolean {
  const after = text.slice(at + 1, at + 1 + longestDomain)
  return inAddress.test(text[at - 1] ?? '') && /^[\w-]*\.[a-z0-9]/.test(after)
}

/** Where the word stands; a longer one which begins with it is another's. Japanese goes on without a gap. */
function findWord(text: string, word: string): readonly number[] {
  const found: number[] = []
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const next = text[at + word.length] ?? ''
    if (!(/[a-z0-9]$/.test(word) && /[a-z0-9_]/.test(next))) found.push(at)
  }
  return found
}
