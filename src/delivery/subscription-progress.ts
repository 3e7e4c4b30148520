import { isDeepStrictEqual } from 'node:util'
import type { Subscription } from '../cases/case.ts'
import type { SubscriptionAudience } from '../cases/thread-audience.ts'
import { attempt } from './attempt.ts'
import type { Readers, SubscriptionDelivery } from './delivery.ts'
import type { SubscriptionProgressUpdate } from './delivery-store.ts'
import type { DeliveryFailure } from './publishers.ts'
import { maxAttempts, retryDelay } from './retry-delay.ts'

/** `on`: go on. Else the thread's pass is over, and `retryAt` says when to look at it again (null: not before there is news). */
export type Step = 'on' | { readonly retryAt: Date | null }

/** A thread in the course of a pass: what it shows by now, and the calls that change that. */
export interface SubscriptionProgress {
  readonly thread: () => Subscription
  /** Whether the next call may have been made before: by a holder that died, or by a try whose answer never came. */
  readonly isUncertain: () => boolean
  /** Makes one call of the platform, if none stands against it, and writes down how far the thread is then. */
  readonly call: <T>(
    ask: (thread: Subscription, options: { readonly uncertain: boolean }) => Promise<T>,
    progressOf: (answer: T) => SubscriptionProgressUpdate,
  ) => Promise<Step>
  /** Walks past an entry that the thread may not show. Written with the next call, or by `save`. */
  readonly skip: (seq: number) => void
  readonly save: () => Promise<Step>
  /** Ends the pass where the history does not yet hold what its case speaks of. */
  readonly incomplete: () => Promise<Step>
}

/** When such a history is asked for again. */
const incompleteMs = 5_000

/** Rests that a platform asks for are spread by up to a tenth, so that not all come back at once. */
const restSpread = 0.1

export function createSubscriptionProgress(pass: SubscriptionDelivery): SubscriptionProgress {
  const { claim, lease, store, throttle, now, log, callMs } = pass
  const number = claim.case.number
  let thread = pass.thread
  let savedCursor = thread.cursor
  let uncertain = claim.uncertain || thread.tries > 0

  async function move(progress: SubscriptionProgressUpdate): Promise<Step> {
    thread = { ...thread, ...progress }
    if (await store.saveProgress({ number, token: claim.token, thread: thread.id, progress })) {
      savedCursor = progress.cursor ?? savedCursor
      return 'on'
    }
    lease.lose()
    return { retryAt: null }
  }

  /** The moment from which a call may be made, where it may not be made now. */
  async function hindrance(): Promise<Date | null> {
    if (!lease.isHeld() || pass.isStopping() || now().getTime() >= pass.endsAt) return now()
    const until = throttle.until(thread, now())
    if (until) return until
    // A role, a link or a binding may have ended since the last post: what is drawn for other readers is not posted.
    return isSameAudience(pass.audience, await pass.audienceOf(thread)) ? null : now()
  }

  async function later(moment: Date): Promise<Step> {
    // The doubt must outlive this claim, which is given back in good order.
    if (uncertain && thread.tries === 0 && lease.isHeld()) await move({ tries: 1 })
    return { retryAt: moment }
  }

  function failed(failure: DeliveryFailure): Promise<Step> {
    if (failure.ofInstallation) return pauseInstallation(failure)
    if (failure.retryAfterMs !== null && !failure.gone) return rest(failure.retryAfterMs, failure.restOf)
    return failure.gone || thread.tries + 1 >= maxAttempts ? park(failure) : retry(failure)
  }

  /** The workspace or the channel is busy: nothing was posted, and it is not this thread's fault. */
  async function rest(retryAfterMs: number, of: DeliveryFailure['restOf']): Promise<Step> {
    const retryAt = new Date(now().getTime() + Math.round(retryAfterMs * (1 + restSpread * pass.random())))
    throttle.pause(thread, of, retryAt)
    log.info({ ...place(), retryAt }, `A ${of} asks for a rest.`)
    await move({ retryAt, tries: uncertain ? Math.max(thread.tries, 1) : thread.tries })
    return { retryAt }
  }

  /** The token, the app or the workspace is at fault: no thread's tries are used up by that, however long it lasts. */
  async function pauseInstallation(failure: DeliveryFailure): Promise<Step> {
    const until = throttle.pauseInstallation(thread, now())
    log.error(
      { platform: thread.platform, tenant: thread.tenant, retryAt: until, err: failure },
      'A workspace takes no posts until its installation is mended.',
    )
    return later(until)
  }

  async function retry(failure: DeliveryFailure): Promise<Step> {
    const tries = thread.tries + 1
    const retryAt = new Date(now().getTime() + retryDelay(tries, pass.random))
    log.warn({ ...place(), tries, retryAt, err: failure }, 'Delivery failed, retrying')
    await move({ tries, retryAt })
    return { retryAt }
  }

  async function park(failure: DeliveryFailure): Promise<Step> {
    const tries = thread.tries + 1
    log.error({ ...place(), tries, err: failure }, 'Delivery suspended')
    const saved = await move({ tries, retryAt: null, suspended: failure.message.slice(0, 300) })
    // Not waited for: the other threads and cases go on. Told again only if it is tried again and fails again.
    if (saved === 'on')
      pass.onSuspended(claim.case, thread, failure).catch((error: unknown) => {
        log.warn({ ...place(), err: error }, 'Nobody could be told that a thread was given up on.')
      })
    return { retryAt: null }
  }

  function place(): object {
    return { case: number, thread: thread.id, platform: thread.platform, channel: thread.channel }
  }

  return {
    thread: () => thread,
    isUncertain: () => uncertain,
    async call(ask, progressOf) {
      const until = await hindrance()
      if (until) return later(until)
      const asked = await attempt(() => ask(thread, { uncertain }), callMs)
      if (!asked.ok) return failed(asked.failure)
      uncertain = false
      throttle.succeeded(thread)
      const failedBefore = thread.tries > 0 || thread.retryAt !== null
      return move({ ...progressOf(asked.value), ...(failedBefore && { tries: 0, retryAt: null }) })
    },
    skip(seq) {
      thread = { ...thread, cursor: seq }
    },
    save: async () => (thread.cursor === savedCursor ? 'on' : move({ cursor: thread.cursor })),
    incomplete: () => later(new Date(now().getTime() + incompleteMs)),
  }
}

function isSameAudience(one: Readers, other: SubscriptionAudience): boolean {
  if (other.kind === 'held-back') return false
  return isDeepStrictEqual([one.reader, one.along], [other.reader, other.along])
}
