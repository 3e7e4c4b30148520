import { actorKey } from '../cases/actor-key.ts'
import { canSeeCase } from '../cases/audience.ts'
import type { Case, Entry, Platform, Subscription } from '../cases/case.ts'
import { CouldNotAsk } from '../cases/could-not-ask.ts'
import { decideNotice, listNames, type PersonalNotice } from '../cases/decide-notice.ts'
import { chatUserKey, parseChatUserKey } from '../cases/directory.ts'
import { isChatThread } from '../cases/own-threads.ts'
import { isResponsible } from '../cases/personal-threads.ts'
import { findUnentitled } from '../conversations/thread-audience.ts'
import { type CaseDelivery, pageSize, unservedMs } from './case-delivery.ts'
import { DeliveryFailure, type PersonReach } from './publishers.ts'
import { createProgress, type Step, type SubscriptionProgress } from './subscription-progress.ts'

/** How long a notice waits for its thread before it goes out directly, ms. */
const threadMs = 60_000
/** How often it looks whether the thread is there: a person waits for it at first. In ms. */
const soonMs = 500
const laterMs = 5_000
/** When somebody is looked up again whom nobody could be asked for, ms. */
const unknownMs = 30_000
/** So many failures in a row, and what may stand in one place is told in the other. */
const maxTries = 4
const maxWaiting = 10_000

type ChatThread = Subscription & { readonly platform: Platform }

/** Where a person is told. */
type Way =
  | { readonly kind: 'thread'; readonly thread: ChatThread; readonly user: string }
  /** `withEntries`: no thread shows what it speaks of. */
  | { readonly kind: 'direct'; readonly withEntries: boolean }

/**
 * Brings what one person is told up to the case: one notice for all that came since the last one, in the thread of their side or directly
 * (PLC-7). Decided here alone, so that nothing is told in two places. Ends the subscription once the person no longer works on the case.
 */
export async function deliverToPerson(delivery: CaseDelivery, begun: Subscription): Promise<Date | null> {
  const { supportCase, people, now } = delivery
  const responsible = isResponsible(begun, supportCase)
  const { retryAt } = begun
  if (begun.cursor < supportCase.seq && canSeeCase(supportCase, begun.reader)) {
    if (!people) return new Date(now().getTime() + unservedMs)
    if (retryAt && retryAt > now()) return retryAt
    const progress = createProgress(delivery, begun, undefined)
    try {
      while (progress.subscription().cursor < supportCase.seq) {
        const step = await tell(delivery, progress, responsible)
        if (step !== 'on') return step.retryAt
      }
    } catch (error) {
      if (!(error instanceof CouldNotAsk)) throw error
      return new Date(now().getTime() + unknownMs)
    }
  }
  if (!responsible) await end(delivery)
  return null
}

/** Whoever was named once more in between is told of it by this same subscription: then it stays, and is due again. */
async function end({ supportCase, claim, store }: CaseDelivery): Promise<void> {
  const { thread, token, pendingDeliveries } = claim
  await store.removeSubscription({ number: supportCase.number, thread, token, pendingDeliveries })
}

async function tell(
  delivery: CaseDelivery,
  progress: SubscriptionProgress,
  responsible: boolean,
): Promise<Step> {
  const { supportCase, people, log } = delivery
  const subscription = progress.subscription()
  const reach = await people?.reach(subscription)
  const pending = await readPending(delivery, subscription.cursor)
  if (!pending) return progress.awaitHistory()
  // What may have been told is told as it was: what came since is told after it.
  const upTo = readDoubt(progress)?.upTo ?? supportCase.seq
  const entries = pending.filter(({ seq }) => seq <= upTo)
  const notice = reach && decideNotice(supportCase, entries, toReader(subscription, reach, responsible))
  const choice = reach && chooseHow(reach, supportCase, responsible)
  if (!notice || !choice) {
    progress.skip(upTo)
    return progress.save()
  }
  const way = await chooseWay(delivery, progress, { reach, notice, choice })
  if (way.kind === 'wait') return { retryAt: way.until }
  const step = await send(delivery, progress, { notice, upTo }, way)
  if (typeof step === 'string' || !('refused' in step)) return step
  log.error(
    { case: supportCase.number, code: step.refused.code },
    'A personal notice was refused; the next one follows',
  )
  return progress.write({ cursor: upTo, card: null })
}

function toReader({ channel, reader }: Subscription, { name, chatUsers }: PersonReach, responsible: boolean) {
  const users = chatUsers.flatMap((key) => parseChatUserKey(key)?.user ?? [])
  return { email: channel, reader, responsible, names: [...listNames(name), ...users] }
}

/** *Nothing* and the digest hold for all but a P1 that they own. */
function chooseHow(
  { choice }: PersonReach,
  { severity, status }: Case,
  responsible: boolean,
): 'mention' | 'direct' | undefined {
  if (choice === 'mention' || choice === 'direct') return choice
  return severity === 'P1' && status !== 'closed' && responsible ? 'mention' : undefined
}

async function chooseWay(
  delivery: CaseDelivery,
  progress: SubscriptionProgress,
  told: {
    readonly reach: PersonReach
    readonly notice: PersonalNotice
    readonly choice: 'mention' | 'direct'
  },
): Promise<Way | { readonly kind: 'wait'; readonly until: Date }> {
  const subscription = progress.subscription()
  const { tries } = subscription
  const inDoubt = tries < maxTries ? readDoubt(progress)?.place : undefined
  if (inDoubt === direct) return { kind: 'direct', withEntries: false }
  const threads = await findThreads(delivery, subscription, told)
  // What may stand in a thread already is looked for there first.
  const before = threads.find(({ thread, isReady }) => thread.id === inDoubt && isReady)
  const ready = before ?? threads.find(({ thread, isReady }) => isReady && hasShown(thread, told.notice))
  if (ready && tries < maxTries) return { kind: 'thread', thread: ready.thread, user: ready.user }
  const waited =
    threads.length > 0 && tries < maxTries ? waitFor(delivery, subscription, told.notice) : undefined
  if (waited) return { kind: 'wait', until: waited }
  return { kind: 'direct', withEntries: threads.some(({ thread }) => Boolean(thread.heldBack)) }
}

const direct = 'direct'

/** A notice that may have gone out: where to, and which entries it told of. One that was written down before the latter was has none. */
function readDoubt(
  progress: SubscriptionProgress,
): { readonly place: string; readonly upTo: number | undefined } | undefined {
  const { card, cursor } = progress.subscription()
  if (!progress.isUncertain() || !card) return undefined
  const [place = '', seq] = card.split(' ')
  const upTo = Number(seq)
  return { place, upTo: upTo > cursor ? upTo : undefined }
}

interface OwnThread {
  readonly thread: ChatThread
  /** Their chat user there. */
  readonly user: string
  /** Nothing stands against posting there. */
  readonly isReady: boolean
}

/** The threads of the person's side in which they can be named: where they are, and nobody reads along; their own direct messages last. */
async function findThreads(
  delivery: CaseDelivery,
  { channel: email, reader }: Subscription,
  { reach, choice }: { readonly reach: PersonReach; readonly choice: 'mention' | 'direct' },
): Promise<readonly OwnThread[]> {
  const { supportCase, publishers } = delivery
  const found: OwnThread[] = []
  const own = supportCase.subscriptions
    .filter(isChatThread)
    .filter((thread) => actorKey(thread.reader) === actorKey(reader) && thread.suspended === null)
    .sort((one, other) => Number(Boolean(one.direct)) - Number(Boolean(other.direct)))
  for (const thread of own) {
    const publisher = publishers[thread.platform]
    if (!publisher?.mention || !publisher.serves(thread.tenant)) continue
    // Who asks for direct messages is named in no channel.
    if (choice === 'direct' && !thread.direct) continue
    const isTheirs = (user: string) => reach.chatUsers.includes(chatUserKey({ ...thread, user }))
    if (thread.direct && !isTheirs(thread.direct.user)) continue
    const audience = await delivery.resolveAudience(thread)
    if (audience.kind === 'held-back') {
      // Who is there cannot be said now: they may be.
      const user = reach.chatUsers.find((key) => isIn(key, thread))
      if (user) found.push({ thread, user, isReady: false })
      continue
    }
    // No name of one side is told to another (OWN-1).
    if (audience.along || actorKey(audience.reader) !== actorKey(reader)) continue
    const { members = [] } = audience
    const user =
      thread.direct?.user ??
      members.find((member) => isTheirs(member.user) || member.emails?.includes(email))?.user
    if (user === undefined) continue
    const isReady = findUnentitled(members, supportCase).length === 0 && !thread.heldBack && !thread.fault
    found.push({ thread, user, isReady })
  }
  return found
}

function isIn(chatUser: string, { platform, tenant }: Subscription): boolean {
  const user = parseChatUserKey(chatUser)
  return user?.platform === platform && user.tenant === tenant
}

function hasShown({ root, cursor }: Subscription, { seq }: PersonalNotice): boolean {
  return root !== null && cursor >= seq
}

/** Undefined once it waited long enough. After a start anew it waits again: the threads then have much to catch up with. */
function waitFor(
  { noticesWaiting, now }: CaseDelivery,
  { id }: Subscription,
  { seq }: PersonalNotice,
): Date | undefined {
  const key = `${id} ${seq}`
  const since = noticesWaiting.get(key) ?? now()
  const waited = now().getTime() - since.getTime()
  if (waited >= threadMs) {
    noticesWaiting.delete(key)
    return undefined
  }
  if (noticesWaiting.size >= maxWaiting) noticesWaiting.clear()
  noticesWaiting.set(key, since)
  return new Date(now().getTime() + (waited < laterMs ? soonMs : laterMs))
}

/** Where it goes and what it tells of is written down first: what is in doubt afterwards is looked for there. */
async function send(
  delivery: CaseDelivery,
  progress: SubscriptionProgress,
  { notice, upTo }: { readonly notice: PersonalNotice; readonly upTo: number },
  way: Way,
) {
  const { supportCase, people, publishers, noticesWaiting, log } = delivery
  const { id, card } = progress.subscription()
  const place = `${way.kind === 'thread' ? way.thread.id : direct} ${upTo}`
  if (card !== place) {
    const noted = await progress.write({ card: place })
    if (noted !== 'on') return noted
  }
  const told = { id: `${id}-${notice.seq}`, notice }
  noticesWaiting.delete(`${id} ${notice.seq}`)
  return progress.call(
    async (subscription, options) => {
      try {
        if (way.kind === 'thread') {
          await publishers[way.thread.platform]?.mention?.(
            supportCase,
            way.thread,
            { ...told, user: way.user },
            options,
          )
        } else {
          const { withEntries } = way
          const isTold = await people?.sendDirect(
            supportCase,
            subscription,
            { ...told, withEntries },
            options,
          )
          if (!isTold) log.info({ case: supportCase.number }, 'Somebody could be told in no chat')
        }
      } catch (error) {
        throw toOwnFailure(error)
      }
    },
    () => ({ cursor: upTo, card: null }),
    { kind: 'notice', at: notice.at },
  )
}

/** What stands against a channel or a workspace is the threads' matter: it must not hold up what others are told. */
function toOwnFailure(error: unknown): unknown {
  if (!(error instanceof DeliveryFailure)) return error
  const { scope, code, retryAfterMs, message } = error
  return new DeliveryFailure(message, {
    scope: scope === 'message' ? 'message' : 'passing',
    code,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    limits: 'thread',
    cause: error,
  })
}

/** All that came since; undefined where the history does not hold it yet. */
async function readPending(
  { supportCase, readPage }: CaseDelivery,
  cursor: number,
): Promise<readonly Entry[] | undefined> {
  const entries: Entry[] = []
  for (let after = cursor; after < supportCase.seq; ) {
    const page = (await readPage(after)).filter(({ seq }) => seq <= supportCase.seq)
    const last = page.at(-1)
    if (!last || page[0]?.seq !== after + 1) return undefined
    entries.push(...page)
    after = last.seq
    if (page.length < pageSize && after < supportCase.seq) return undefined
  }
  return entries
}
