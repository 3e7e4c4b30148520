/** PLC-8: who could read an entry where a thread has shown it. */
import { canBeMailed, canRead } from './audience.ts'
import type { Case, Entry, Platform, Reader, Subscription } from './case.ts'
import type { CaseStore } from './case-store.ts'
import type { ConversationStore, MemberStay } from './conversation-store.ts'
import type { ConversationRef, IdentityStore } from './identity-store.ts'
import { isChatThread } from './own-threads.ts'

/** Where an entry was shown, and who could read it there. */
export type EntryPlace =
  | {
      readonly kind: 'channel'
      readonly channel: ConversationRef
      /** Since when anybody looked at who is there: of the time before nothing is known. Null: nobody ever did. */
      readonly recordedSince: Date | null
      /** Whoever was there when the entry was written, or came later; oldest first. */
      readonly stays: readonly MemberStay[]
    }
  | {
      readonly kind: 'direct'
      readonly platform: Platform
      readonly tenant: string
      readonly user: string
      readonly email: string | null
    }
  | { readonly kind: 'mail'; readonly address: string }

export interface EntryReaders {
  readonly number: number
  readonly entry: Entry
  readonly places: readonly EntryPlace[]
}

export interface EntryReadersDeps {
  readonly cases: Pick<CaseStore, 'get' | 'history'>
  readonly conversations: Pick<ConversationStore, 'listStays'>
  readonly identities: Pick<IdentityStore, 'bindingOf'>
  readonly isDesks: (channel: ConversationRef) => boolean
}

/** Entries that are read at once. */
const pageSize = 200

/** Undefined where there is no such case or entry. Threads that were taken away since are not known any more. */
export async function findEntryReaders(
  deps: EntryReadersDeps,
  number: number,
  seq: number,
): Promise<EntryReaders | undefined> {
  const supportCase = await deps.cases.get(number)
  const history = supportCase ? await readUpTo(deps.cases, number, seq) : []
  const entry = history.at(-1)
  if (!supportCase || entry?.seq !== seq) return undefined

  const places: EntryPlace[] = []
  for (const thread of supportCase.subscriptions) {
    // Who is told personally that there is something is shown nothing of it (PLC-7).
    if (thread.platform === 'person') continue
    const place = toPlace(thread)
    const reading = await listReaders(deps, thread, place)
    if (!hasShown(thread, supportCase, history, reading)) continue
    if (place) places.push(await withStays(deps.conversations, place, entry.at))
    else places.push(toAddress(thread))
  }
  return { number, entry, places }
}

async function readUpTo(
  cases: Pick<CaseStore, 'history'>,
  number: number,
  seq: number,
): Promise<readonly Entry[]> {
  const read: Entry[] = []
  while (read.length < seq) {
    const limit = Math.min(pageSize, seq - read.length)
    const page = await cases.history(number, { after: read.length, limit })
    read.push(...page)
    if (page.length < limit) break
  }
  return read
}

/** The channel that a thread stands in; undefined in direct messages and for mails. */
function toPlace(thread: Subscription): ConversationRef | undefined {
  if (!isChatThread(thread) || thread.direct) return undefined
  const { platform, tenant, channel } = thread
  return { platform, tenant, channel }
}

/** The desk's channel reads as the desk, whoever opened the thread there (PLC-1). */
async function listReaders(
  { identities, isDesks }: EntryReadersDeps,
  { reader }: Subscription,
  place: ConversationRef | undefined,
): Promise<readonly Reader[]> {
  if (!place) return [reader]
  const readsAsDesk = isDesks(place) || (await identities.bindingOf(place))?.domain === 'desk'
  return readsAsDesk ? [reader, { party: 'desk' }] : [reader]
}

/**
 * A thread's cursor passes over what may not be read there, and a thread that was opened late passed over the oldest entries. Where
 * it is in doubt which of two readers counted, it was shown.
 */
function hasShown(
  { platform, cursor, earlier = 0 }: Subscription,
  supportCase: Case,
  history: readonly Entry[],
  readers: readonly Reader[],
): boolean {
  const entry = history.at(-1)
  if (!entry || cursor < entry.seq) return false
  if (platform === 'mail') return canBeMailed(entry)
  return readers.some((reader) => {
    const readable = history.filter((one) => canRead(one, reader, supportCase))
    return readable.at(-1) === entry && readable.length > earlier
  })
}

async function withStays(
  conversations: Pick<ConversationStore, 'listStays'>,
  channel: ConversationRef,
  at: Date,
): Promise<EntryPlace> {
  const all = await conversations.listStays(channel, new Date(0))
  const stays = all.filter(({ to }) => to === null || to > at)
  return { kind: 'channel', channel, recordedSince: all[0]?.from ?? null, stays }
}

function toAddress(thread: Subscription): EntryPlace {
  const { tenant, channel, direct } = thread
  if (!isChatThread(thread) || !direct) return { kind: 'mail', address: channel }
  const { platform } = thread
  return { kind: 'direct', platform, tenant, ...direct }
}
