import { isDeepStrictEqual } from 'node:util'
import type { Subscription } from '../cases/case.ts'
import { maskAddresses } from '../config/mask-addresses.ts'
import type { SubscriptionAudience } from '../conversations/thread-audience.ts'
import { callPlatform } from './call-platform.ts'
import { type CaseDelivery, pausedMs } from './case-delivery.ts'
import type { SubscriptionProgressUpdate } from './delivery-store.ts'
import { DeliveryFailure } from './publishers.ts'
import { maxAttempts, retryDelay } from './retry-delay.ts'

/** `on`: go on. Else this delivery is over, and `retryAt` says when to look at the subscription again (null: when the case changes). */
export type Step = 'on' | { readonly retryAt: Date | null }

/** A subscription in the course of a delivery: what it shows by now, and the calls that change that. */
export interface SubscriptionProgress {
  readonly subscription: () => Subscription
  /** Whether the next call may have been made before: by a holder that died, or by a try whose answer never came. */
  readonly isUncertain: () => boolean
  /** Makes one call of the platform, if nothing stands against it, and writes down how far the subscription is then. */
  readonly call: <T>(
    ask: (subscription: Subscription, options: { readonly uncertain: boolean }) => Promise<T>,
    toUpdate: (answer: T) => SubscriptionProgressUpdate,
  ) => Promise<Step>
  /** Walks past an entry that may not be shown. Written with the next call, or by `save`. */
  readonly skip: (seq: number) => void
  readonly save: () => Promise<Step>
  /** Ends the delivery where the history does not yet hold what its case speaks of. */
  readonly awaitHistory: () => Promise<Step>
}

type Readers = Extract<SubscriptionAudience, { readonly kind: 'readers' }>

/** When such a history is asked for again, ms. */
const historyMs = 5_000

/** Pauses that a platform asks for are spread by up to a tenth, so that not all come back at once. */
const pauseSpread = 0.1

/**
 * `audience` is whom the posts are drawn for: it is resolved anew before each call, and a change ends the delivery. None is asked for
 * where calls only take away.
 */
export function createProgress(
  delivery: CaseDelivery,
  begun: Subscription,
  audience: Readers | undefined,
): SubscriptionProgress {
  const { supportCase, claim, lease, store, throttle, now, log } = delivery
  const { number } = supportCase
  let subscription = begun
  let savedCursor = begun.cursor
  let uncertain = claim.uncertain || begun.tries > 0

  async function update(progress: SubscriptionProgressUpdate): Promise<Step> {
    subscription = { ...subscription, ...progress }
    const thread = subscription.id
    if (await store.saveProgress({ number, token: claim.token, thread, progress })) {
      savedCursor = progress.cursor ?? savedCursor
      return 'on'
    }
    lease.lose()
    return { retryAt: null }
  }

  /** The moment from which a call may be made, where it may not be made now. */
  async function blockedUntil(): Promise<Date | null> {
    if (!lease.isHeld() || delivery.isStopping() || now().getTime() >= delivery.endsAt) return now()
    if (await delivery.arePostsPaused()) return new Date(now().getTime() + pausedMs)
    const until = throttle.blockedUntil(subscription, now())
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

  function handleFailure(failure: DeliveryFailure): Promise<Step> {
    if (failure.ofInstallation) return pauseInstallation(failure)
    if (failure.retryAfterMs !== null && !failure.gone) return pause(failure.retryAfterMs, failure.pauseScope)
    return failure.gone || subscription.tries + 1 >= maxAttempts ? suspend(failure) : retry(failure)
  }

  /** The workspace or the channel is busy: nothing was posted, and it is not this subscription's fault. */
  async function pause(retryAfterMs: number, scope: DeliveryFailure['pauseScope']): Promise<Step> {
    const ms = Math.round(retryAfterMs * (1 + pauseSpread * delivery.random()))
    const retryAt = new Date(now().getTime() + ms)
    throttle.pause(subscription, scope, retryAt)
    log.info({ ...fields(), scope, retryAt }, 'Delivery rate-limited, pausing')
    await update({ retryAt, tries: uncertain ? Math.max(subscription.tries, 1) : subscription.tries })
    return { retryAt }
  }

  /** The token, the app or the workspace is at fault: no subscription's tries are used up by that, however long it lasts. */
  async function pauseInstallation(failure: DeliveryFailure): Promise<Step> {
    const retryAt = throttle.pauseInstallation(subscription, now())
    const { platform, tenant } = subscription
    log.error({ platform, tenant, retryAt, ...faultFields(failure) }, 'Installation takes no posts, pausing')
    return postpone(retryAt)
  }

  async function retry(failure: DeliveryFailure): Promise<Step> {
    const tries = subscription.tries + 1
    const retryAt = new Date(now().getTime() + retryDelay(tries, delivery.random))
    log.warn({ ...fields(), tries, retryAt, ...faultFields(failure) }, 'Delivery failed, retrying')
    await update({ tries, retryAt })
    return { retryAt }
  }

  async function suspend(failure: DeliveryFailure): Promise<Step> {
    const tries = subscription.tries + 1
    log.error({ ...fields(), tries, ...faultFields(failure) }, 'Delivery suspended')
    const saved = await update({ tries, retryAt: null, suspended: failure.message.slice(0, 300) })
    // Not waited for: the other threads and cases go on. Reported again only if it is tried again and fails again.
    if (saved === 'on')
      delivery.onSuspended(supportCase, subscription, failure).catch((error: unknown) => {
        log.warn({ ...fields(), ...faultFields(error) }, 'Suspended delivery could not be reported')
      })
    return { retryAt: null }
  }

  function fields(): object {
    const { id, platform, channel } = subscription
    return { case: number, thread: id, platform, channel: isMail() ? maskAddresses(channel) : channel }
  }

  function isMail(): boolean {
    return subscription.platform === 'mail'
  }

  /** What a mail server says names whom the mail was for; a log goes to more people than the case is shared with. */
  function faultFields(failure: unknown): object {
    return isMail() ? { error: maskAddresses(String(failure)) } : { err: failure }
  }

  return {
    subscription: () => subscription,
    isUncertain: () => uncertain,
    async call(ask, toUpdate) {
      const until = await blockedUntil()
      if (until) return postpone(until)
      const answer = await callPlatform(() => ask(subscription, { uncertain }), delivery.callMs)
      if (answer instanceof DeliveryFailure) return handleFailure(answer)
      uncertain = false
      throttle.recordSuccess(subscription)
      const failedBefore = subscription.tries > 0 || subscription.retryAt !== null
      return update({
        ...(failedBefore && { tries: 0, retryAt: null }),
        ...(audience && subscription.heldBack && { heldBack: null }),
        ...toUpdate(answer),
      })
    },
    skip(seq) {
      subscription = { ...subscription, cursor: seq }
    },
    save: async () => (subscription.cursor === savedCursor ? 'on' : update({ cursor: subscription.cursor })),
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
