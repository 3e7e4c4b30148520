import type { Case, Subscription } from '../cases/case.ts'
import { isHusk } from '../cases/case-removal.ts'
import { isUnsubscribed } from '../cases/mail-threads.ts'
import { type CaseDelivery, type DeliveryContext, pageSize } from './case-delivery.ts'
import { deliverByMail, removeSubscription } from './deliver-by-mail.ts'
import { endRemovals, listPendingRemovals } from './deliver-removals.ts'
import { deliverToPerson } from './deliver-to-person.ts'
import { deliverToThread } from './deliver-to-thread.ts'
import { type Claim, maxWaitMs } from './delivery-store.ts'
import type { Lease } from './lease.ts'
import { withdrawPosts } from './withdraw-posts.ts'

/** How a delivery ended. `retryAt`: when the subscription is due again, null when it is not. */
export interface DeliveryEnd {
  readonly retryAt: Date | null
  /** What came in between is due at once. */
  readonly hasMore: boolean
}

/**
 * Brings a claimed subscription up to its case's history, and gives the claim back. Writes nothing once the lease is lost. A fault of
 * the database is thrown; the claim then runs out by itself, and whoever gets it next is told that the last posts are uncertain.
 */
export async function deliverSubscription(
  claim: Claim,
  lease: Lease,
  context: DeliveryContext,
): Promise<DeliveryEnd> {
  const { case: supportCase, thread, token, pendingDeliveries } = claim
  const { number } = supportCase
  const delivery: CaseDelivery = {
    ...context,
    supportCase,
    claim,
    lease,
    readPage: (after) => context.store.history(number, { after, limit: pageSize }),
    endsAt: context.now().getTime() + context.passMs,
  }
  await endRemovals(delivery)
  const subscription = supportCase.subscriptions.find(({ id }) => id === thread)
  const next = subscription ? await deliver(delivery, subscription) : null
  if (!lease.isHeld()) return { retryAt: null, hasMore: true }

  // A thread that ended may have been one of what is to be forgotten.
  const purging = await endRemovals(delivery)
  const retryAt = purging && (!next || purging < next) ? purging : next
  const hasMore = await context.store.releaseClaim({ number, thread, token, pendingDeliveries, retryAt })
  return { retryAt, hasMore }
}

/** Answers when this subscription is to be looked at again; null when it is up to date or suspended. */
async function deliver(delivery: CaseDelivery, subscription: Subscription): Promise<Date | null> {
  const { supportCase, now } = delivery
  if (isHusk(supportCase)) return withdrawPosts(delivery, subscription)
  if (subscription.platform === 'mail' && isUnsubscribed(subscription, supportCase)) {
    await removeSubscription(delivery)
    return null
  }
  if (subscription.platform === 'person') return deliverToPerson(delivery, subscription)
  if (!isBehind(subscription, supportCase)) return null
  const { retryAt } = subscription
  if (retryAt && isAhead(retryAt, now())) return retryAt
  return subscription.platform === 'mail'
    ? deliverByMail(delivery, subscription)
    : deliverToThread(delivery, subscription)
}

/** What lies further ahead than anything waits was written by a clock that was wrong. */
function isAhead(moment: Date, now: Date): boolean {
  return moment > now && moment.getTime() <= now.getTime() + maxWaitMs
}

export function isBehind(subscription: Subscription, supportCase: Case): boolean {
  const { seq, version } = supportCase
  if (subscription.suspended !== null) return false
  if (listPendingRemovals(subscription, supportCase).length > 0) return true
  if (subscription.platform === 'person') return subscription.cursor < seq
  const isOutdated = subscription.platform !== 'mail' && subscription.renderedVersion < version
  return subscription.root === null || subscription.cursor < seq || isOutdated
}
