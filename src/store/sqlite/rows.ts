import { listReaders, type Visible } from '../../cases/audience.ts'
import type { Case, CaseHead, Entry, MessageRef, Reader, Subscription } from '../../cases/case.ts'
import { onceForEach } from '../../cases/once-for-each.ts'
import { reviveClocks, reviveDue, reviveEvent } from '../revive-clocks.ts'
import {
  fromStoredSubscription,
  type StoredSubscription,
  toStoredSubscription,
} from '../stored-subscription.ts'
import type { Parameter } from './query.ts'

/** JSON text back into what it was, dates included; the type says what is trusted to be in there. */
type Stored<T> = {
  readonly [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K]
}

export function headToText(head: CaseHead): string {
  return JSON.stringify(head)
}

/** What was parsed here belongs to nobody else: its moments are put in place, which takes half as long as a copy. */
type Parsed<T> = { -readonly [K in keyof Stored<T>]: Stored<T>[K] | T[K] }

/** Whoever asks for the same row again gets the same case. */
export const caseFromRow = onceForEach(parseCase)

function parseCase(row: readonly Parameter[]): Case {
  const head = JSON.parse(String(row[0])) as Parsed<Case>
  head.createdAt = new Date(head.createdAt)
  head.updatedAt = new Date(head.updatedAt)
  if (head.closedAt !== null) head.closedAt = new Date(head.closedAt)
  // Cases from before there was any of these have none.
  head.followUpOf ??= null
  head.sharedWith ??= []
  head.escalation = head.escalation ? { ...head.escalation, at: new Date(head.escalation.at) } : null
  if (head.aside) head.aside = head.aside.map((one) => ({ ...one, until: new Date(one.until) }))
  if (head.upstream)
    head.upstream = head.upstream.map((one) => ({ ...one, followUp: one.followUp && new Date(one.followUp) }))
  if (head.firstResponseAt) head.firstResponseAt = new Date(head.firstResponseAt)
  if (head.titleRemoved) head.titleRemoved = { ...head.titleRemoved, at: new Date(head.titleRemoved.at) }
  if (head.goneAt) head.goneAt = new Date(head.goneAt)
  if (head.due) head.due = reviveDue(head.due)
  if (head.clocks) head.clocks = reviveClocks(head.clocks)
  head.subscriptions = subscriptionsFromText(String(row[1]))
  return head as Case
}

export function subscriptionsFromText(text: string): readonly Subscription[] {
  if (text === '[]') return []
  const stored = JSON.parse(text) as readonly Stored<StoredSubscription>[]
  return stored.map(({ heldBack, fault, ...stored }) =>
    fromStoredSubscription({
      ...stored,
      retryAt: stored.retryAt === null ? null : new Date(stored.retryAt),
      ...(heldBack === undefined
        ? {}
        : { heldBack: heldBack && { ...heldBack, since: new Date(heldBack.since) } }),
      ...(fault === undefined ? {} : { fault: fault && { ...fault, since: new Date(fault.since) } }),
    }),
  )
}

export function subscriptionsToText(subscriptions: readonly Subscription[]): string {
  return JSON.stringify(subscriptions.map(toStoredSubscription))
}

/** As with `caseFromRow`. */
export const entryFromRow = onceForEach(parseEntry)

function parseEntry(row: readonly Parameter[]): Entry {
  const entry = JSON.parse(String(row[0])) as Stored<Entry>
  const { removed, event } = entry
  return {
    ...entry,
    event: reviveEvent(entry.event),
    at: new Date(entry.at),
    ...(event.type === 'put-aside' && { event: { ...event, until: new Date(event.until) } }),
    ...(removed && { removed: removed.map((one) => ({ ...one, at: new Date(one.at) })) }),
  }
}

/**
 * A text that is looked up by (a key, a word, a customer): as inside a JSON string. SQLite's C strings end at a NUL character and
 * the driver replaces lone surrogates, which would make two texts one; escaped they stay apart.
 */
export function lookup(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** The name that a chat message goes by in the table `added_messages`. */
export function messageName({ platform, tenant, channel, message }: MessageRef): string {
  return lookup(JSON.stringify([platform, tenant, channel, message]))
}

export function fromLookup(text: string): string {
  return JSON.parse(`"${text}"`) as string
}

/** The name that a reader goes by in the table `visible`. */
export function readerName(reader: Reader): string {
  if (reader.party === 'desk') return 'desk'
  return lookup(reader.party === 'partner' ? `partner:${reader.domain}` : `customer:${reader.customer}`)
}

/** Everyone who may list the case (VIS-1), once each. */
export function listReaderNames(head: Visible): readonly string[] {
  return [...listNamedReaders(head).keys()]
}

/** As `listReaderNames`, each with its reader. */
export function listNamedReaders(head: Visible): ReadonlyMap<string, Reader> {
  return new Map(listReaders(head).map((reader) => [readerName(reader), reader]))
}
