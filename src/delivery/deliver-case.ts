import type { Case, Entry, Subscription } from '../cases/case.ts'
import { isUnsubscribed } from '../cases/mail-threads.ts'
import { type CaseDelivery, type DeliveryContext, pageSize } from './case-delivery.ts'
import { deliverByMail, removeSubscription } from './deliver-by-mail.ts'
import { endRemovals, listPendingRemovals } from './deliver-removals.ts'
import { deliverToThread } from './deliver-to-thread.ts'
import type { Claim, DeliveryStore } from './delivery-store.ts'
import type { Lease } from './lease.ts'

/**
 * Brings the subscriptions of a claimed case up to its history, side by side, and gives the claim back; answers when the case is
 * due again, null when it is not. Writes nothing once the lease is lost. A fault of the database is thrown; the claim then
 * runs out by itself, and whoever gets it next is told that the last posts are uncertain.
 */
export async function deliverCase(
  claim: Claim,
  lease: Lease,
  context: DeliveryContext,
): Promise<Date | null> {
  const supportCase = claim.case
  const delivery: CaseDelivery = {
    ...context,
    supportCase,
    claim,
    lease,
    readPage: createPageReader(context.store, supportCase),
    endsAt: context.now().getTime() + context.passMs,
  }
  const { mails, threads } = splitByKind(supportCase.subscriptions)
  await endRemovals(delivery)
  const results = await Promise.allSettled([
    ...threads.map((thread) => whenDue(delivery, thread, () => deliverToThread(delivery, thread))),
    deliverMails(delivery, mails),
  ])
  const fault = results.find((result) => result.status === 'rejected')
  if (fault) throw fault.reason
  if (!lease.isHeld()) return null

  // A thread that ended may have been one of what is to be forgotten.
  const purging = await endRemovals(delivery)
  const retryAt = findEarliest([
    purging,
    ...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  ])
  const { token, pendingDeliveries } = claim
  await context.store.releaseClaim({ number: supportCase.number, token, pendingDeliveries, retryAt })
  return retryAt
}

/** One mail after the other: they share one server, which twenty addresses must not fall upon at once. */
async function deliverMails(
  delivery: CaseDelivery,
  subscriptions: readonly Subscription[],
): Promise<Date | null> {
  const retries: (Date | null)[] = []
  const triedAt = ({ retryAt }: Subscription) => retryAt?.getTime() ?? 0
  // One that the server broke off with goes last: it must not keep the others from their turn.
  for (const subscription of subscriptions.toSorted((a, b) => triedAt(a) - triedAt(b))) {
    if (!delivery.lease.isHeld()) break
    if (isUnsubscribed(subscription, delivery.supportCase)) await removeSubscription(delivery, subscription)
    else retries.push(await whenDue(delivery, subscription, () => deliverByMail(delivery, subscription)))
  }
  return findEarliest(retries)
}

/** Answers when this subscription is to be looked at again; null when it is up to date or suspended. */
async function whenDue(
  { supportCase, now }: CaseDelivery,
  subscription: Subscription,
  deliver: () => Promise<Date | null>,
): Promise<Date | null> {
  if (!isBehind(subscription, supportCase)) return null
  const { retryAt } = subscription
  return retryAt && retryAt > now() ? retryAt : deliver()
}

function isBehind(subscription: Subscription, supportCase: Case): boolean {
  const { seq, version } = supportCase
  if (subscription.suspended !== null) return false
  if (listPendingRemovals(subscription, supportCase).length > 0) return true
  const isOutdated = subscription.platform !== 'mail' && subscription.renderedVersion < version
  return subscription.root === null || subscription.cursor < seq || isOutdated
}

function splitByKind(subscriptions: readonly Subscription[]) {
  return {
    mails: subscriptions.filter(({ platform }) => platform === 'mail'),
    threads: subscriptions.filter(({ platform }) => platform !== 'mail'),
  }
}

function createPageReader(store: DeliveryStore, { number }: Case): CaseDelivery['readPage'] {
  const read = new Map<number, Promise<readonly Entry[]>>()
  return (after) => {
    const page = read.get(after) ?? store.history(number, { after, limit: pageSize })
    read.set(after, page)
    return page
  }
}

function findEarliest(moments: readonly (Date | null)[]): Date | null {
  return moments.reduce((first, moment) => (moment && (!first || moment < first) ? moment : first), null)
}
