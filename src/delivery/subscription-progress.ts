import { isDeepStrictEqual } from 'node:util'
import type { DeliveryFault, FaultScope, Subscription } from '../cases/case.ts'
import { maskAddresses } from '../config/mask-addresses.ts'
import type { SubscriptionAudience } from '../conversations/thread-audience.ts'
import { callPlatform, noAnswer } from './call-platform.ts'
import { type CaseDelivery, pausedMs } from './case-delivery.ts'
import type { SubscriptionProgressUpdate } from './delivery-store.ts'
import { DeliveryFailure, type PostOptions } from './publishers.ts'
import { lateAfter, retryDelay } from './retry-delay.ts'

/** `on`: go on. Else this delivery is over, and `retryAt` says when to look at the subscription again (null: when the case changes). */
export type Step = 'on' | { readonly retryAt: Date | null }

/** The platform will not have what was sent, whatever else it takes. */
export interface Refused {
  readonly refused: DeliveryFailure
}

/** What a call brings out. */
export interface PostedCall {
  readonly kind: 'card' | 'entry' | 'mail' | 'notice'
  /** When it was written. */
  readonly at?: Date | undefined
}

/** A subscription in the course of a delivery: what it shows by now, and the calls that change that. */
export interface SubscriptionProgress {
  readonly subscription: () => Subscription
  /** Whether the next call may have been made before: by a holder that died, or by a try whose answer never came. */
  readonly isUncertain: () => boolean
  /** Makes one call of the platform, if nothing stands against it, and writes down how far the subscription is then. */
  readonly call: <T>(
    ask: (subscription: Subscription, options: PostOptions) => Promise<T>,
    toUpdate: (answer: T) => SubscriptionProgressUpdate,
    told?: PostedCall,
  ) => Promise<Step | Refused>
  /** Walks past an entry that may not be shown. Written with the next call, or by `save`. */
  readonly skip: (seq: number) => void
  readonly save: () => Promise<Step>
  readonly write: (progress: SubscriptionProgressUpdate) => Promise<Step>
  /** What was refused can be told in no other way: the thread waits, as one whose channel takes no posts. */
  readonly endRefused: (refusal: Refused) => Promise<Step>
  /** Ends the delivery where the history does not yet hold what its case speaks of. */
  readonly awaitHistory: () => Promise<Step>
}

type Readers = Extract<SubscriptionAudience, { readonly kind: 'readers' }>

/** When such a history is asked for again, ms. */
const historyMs = 5_000

/** Pauses that a platform asks for are spread by up to a tenth, so that not all come back at once. */
const pauseSpread = 0.1

/**
 * How long the threads of a channel go by what one of them met there, ms. No longer, since another process may have heard meanwhile
 * that the channel takes posts again.
 */
const sharedFaultMs = 300_000

/** So many times what the installation is blamed for, while it says that it works, is taken for passing; then for the channel's. */
const blamedAtMost = 3

/**
 * `audience` is whom the posts are drawn for: it is resolved anew before each call, and a change ends the delivery. None is asked for
 * where calls only take away.
 */
export function createProgress(
  delivery: CaseDelivery,
  begun: Subscription,
  audience: Readers | undefined,
): SubscriptionProgress {
  const { supportCase, claim, lease, store, lanes, installations, channelFaults, metrics, now, log } =
    delivery
  const { number } = supportCase
  let subscription = begun
  let savedCursor = begun.cursor
  let savedParts = begun.parts ?? 0
  let uncertain = claim.uncertain || begun.tries > 0

  /** Parts are those of the entry after the cursor: both are written together where one of them moved. */
  function withParts(progress: SubscriptionProgressUpdate): SubscriptionProgressUpdate {
    const { cursor } = subscription
    if (progress.parts !== undefined) return cursor === savedCursor ? progress : { cursor, ...progress }
    return progress.cursor !== undefined && savedParts > 0 ? { ...progress, parts: 0 } : progress
  }

  async function update(asked: SubscriptionProgressUpdate): Promise<Step> {
    const progress = withParts(asked)
    subscription = { ...subscription, ...progress }
    const { thread, token } = claim
    if (await store.saveProgress({ number, thread, token, progress })) {
      savedCursor = progress.cursor ?? savedCursor
      savedParts = progress.parts ?? savedParts
      return 'on'
    }
    lease.lose()
    return { retryAt: null }
  }

  /** The moment from which a call may be made, where it may not be made now. */
  async function blockedUntil(): Promise<Date | null> {
    if (!lease.isHeld() || delivery.isStopping() || now().getTime() >= delivery.endsAt) return now()
    if (await delivery.arePostsPaused()) return new Date(now().getTime() + pausedMs)
    if (installations.faultOf(subscription.platform, subscription.tenant)) return now()
    const until = lanes.restsUntil(subscription, now())
    if (until) return until
    if (!audience) return null
    // A role, a link or a binding may have ended since the last post: what is drawn for other readers is not posted.
    return isSameAudience(audience, await delivery.resolveAudience(subscription)) ? null : now()
  }

  async function postpone(retryAt: Date): Promise<Step> {
    // The doubt must outlive this claim, which is given back in good order.
    if (uncertain && subscription.tries === 0 && lease.isHeld()) await update({ tries: 1 })
    return { retryAt }
  }

  async function handleFailure(
    failure: DeliveryFailure,
    told: PostedCall | undefined,
  ): Promise<Step | Refused> {
    if (failure.retryAfterMs !== null) return rest(failure, failure.retryAfterMs)
    metrics.failed(subscription, failure.scope, failure.code)
    lanes.note(subscription, failure.code !== noAnswer)
    switch (failure.scope) {
      case 'message':
        return told ? { refused: failure } : wait(failure, 'channel')
      case 'installation':
        if (await installations.confirm(subscription, failure)) return postpone(now())
        return wait(failure, subscription.tries < blamedAtMost ? 'passing' : 'channel')
      case 'thread':
        return subscription.root === null ? wait(failure, 'channel') : reopen(failure)
      case 'channel':
      case 'passing':
        return wait(failure, failure.scope)
    }
  }

  /** The workspace, the channel or the method is busy: nothing was posted, and it is not this subscription's fault. */
  async function rest(failure: DeliveryFailure, retryAfterMs: number): Promise<Step> {
    const ms = Math.round(retryAfterMs * (1 + pauseSpread * delivery.random()))
    const retryAt = new Date(now().getTime() + ms)
    const { platform, tenant, channel } = subscription
    const { limits } = failure
    metrics.failed(subscription, 'limited', failure.code)
    if (limits !== 'thread')
      lanes.rest(
        { platform, tenant, ...(limits === 'channel' ? { channel } : {}) },
        { from: now(), until: retryAt },
      )
    log.info({ ...fields(), limits, retryAt }, 'Delivery rate-limited, pausing')
    return postpone(retryAt)
  }

  /** The root is gone: the thread goes on under a new one, from where it is. */
  async function reopen(failure: DeliveryFailure): Promise<Step> {
    log.warn({ ...fields(), code: failure.code }, 'The root of a thread is gone; a new one is posted')
    const saved = await update({ root: null, card: null, renderedVersion: 0, parts: 0, tries: 0 })
    return saved === 'on' ? { retryAt: now() } : saved
  }

  /** Tried again by itself, later each time; what is the channel's fault holds for its other threads too. */
  async function wait(failure: DeliveryFailure, scope: Exclude<FaultScope, 'installation'>): Promise<Step> {
    const tries = subscription.tries + 1
    const kind = scope === 'passing' ? 'passing' : 'channel'
    const retryAt = new Date(now().getTime() + retryDelay(tries, delivery.random, kind))
    // An address that is shared with anew begins anew: what was said of it before is no reason to wait.
    if (kind === 'channel' && !isMail())
      channelFaults.note(subscription, failure, { from: now(), until: atMostIn(sharedFaultMs, retryAt) })
    log.warn(
      { ...fields(), scope, code: failure.code, tries, retryAt, ...faultFields(failure) },
      'Delivery failed, retrying',
    )
    return suffer(failure, scope, { tries, retryAt })
  }

  function atMostIn(ms: number, moment: Date): Date {
    return new Date(Math.min(moment.getTime(), now().getTime() + ms))
  }

  async function suffer(
    failure: DeliveryFailure,
    scope: FaultScope,
    { tries, retryAt }: { readonly tries: number; readonly retryAt: Date },
  ): Promise<Step> {
    const before = subscription.fault
    const isLate = scope !== 'passing' || tries >= lateAfter || before
    const isSame = before?.scope === scope && before.code === failure.code
    const fault: DeliveryFault = isSame
      ? before
      : { scope, code: failure.code, since: before?.since ?? now() }
    const saved = await update({ tries, retryAt, ...(isLate && !isSame ? { fault } : {}) })
    if (saved !== 'on') return saved
    // Not waited for: the other threads and cases go on.
    if (isLate)
      delivery.onFault(supportCase, subscription, fault).catch((error: unknown) => {
        log.warn({ ...fields(), ...faultFields(error) }, 'A late thread could not be reported')
      })
    return { retryAt }
  }

  /** Threads that waited for the same go on as well. */
  async function recordSuccess(): Promise<void> {
    lanes.note(subscription, true)
    installations.recordSuccess(subscription)
    if (subscription.platform === 'mail' || subscription.platform === 'person') return
    if (!channelFaults.clear(subscription)) return
    const { platform, tenant, channel } = subscription
    await store.wakeConversation({ platform, tenant, channel })
  }

  function fields(): object {
    const { id, platform, tenant, channel } = subscription
    return {
      case: number,
      thread: id,
      platform,
      tenant,
      channel: isMail() ? maskAddresses(channel) : channel,
    }
  }

  /** What it is called by is an address. */
  function isMail(): boolean {
    return subscription.platform === 'mail' || subscription.platform === 'person'
  }

  /** What a mail server says names whom the mail was for; a log goes to more people than the case is shared with. */
  function faultFields(failure: unknown): object {
    return isMail() ? { error: maskAddresses(String(failure)) } : { err: failure }
  }

  return {
    subscription: () => subscription,
    isUncertain: () => uncertain,
    async call(ask, toUpdate, told) {
      const until = await blockedUntil()
      if (until) return postpone(until)
      // One that somebody woke is to find out for itself.
      const isWoken = subscription.fault && subscription.retryAt === null
      const known = isWoken ? undefined : channelFaults.find(subscription, now())
      if (known)
        return suffer(known.failure, 'channel', {
          tries: uncertain ? Math.max(subscription.tries, 1) : subscription.tries,
          retryAt: known.until,
        })
      const options = { uncertain, mayGoOut: lease.isHeld }
      const answer = await callPlatform(() => ask(subscription, options), delivery.callMs)
      if (answer instanceof DeliveryFailure) return handleFailure(answer, told)
      uncertain = false
      if (told) metrics.posted(subscription, told.kind, told.at && now().getTime() - told.at.getTime())
      const failedBefore = subscription.tries > 0 || subscription.retryAt !== null
      const saved = await update({
        ...(failedBefore && { tries: 0, retryAt: null }),
        ...(subscription.fault && { fault: null }),
        ...(audience && subscription.heldBack && { heldBack: null }),
        ...toUpdate(answer),
      })
      await recordSuccess()
      return saved
    },
    skip(seq) {
      subscription = { ...subscription, cursor: seq, ...(subscription.parts ? { parts: 0 } : {}) }
    },
    save: async () => (subscription.cursor === savedCursor ? 'on' : update({ cursor: subscription.cursor })),
    write: update,
    endRefused: ({ refused }) => wait(refused, 'channel'),
    awaitHistory: () => postpone(new Date(now().getTime() + historyMs)),
  }
}

function isSameAudience(drawnFor: Readers, now: SubscriptionAudience): boolean {
  if (now.kind === 'held-back') return false
  return isDeepStrictEqual(toComparable(drawnFor), toComparable(now))
}

/** Somebody who came, left or became something else since is reason enough to look again at what may be posted. */
function toComparable({ reader, along, members = [] }: Readers): unknown {
  return [reader, along, members.map(({ user, standing, confirmed }) => [user, standing, confirmed])]
}
