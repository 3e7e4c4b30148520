/** What both databases make of due times, leases and routes. */
import type { Subscription } from '../cases/case.ts'
import { unreadable } from '../cases/own-threads.ts'
import { type DeliveryRoute, type DueSubscription, maxWaitMs } from '../delivery/delivery-store.ts'

/** What the databases find a route by. */
export function routeKey({ platform, tenant }: DeliveryRoute): string {
  return `${platform}:${tenant}`
}

/** From when on a moment lies too far ahead to be meant: a wrong clock wrote it. */
export function tooFarAhead(now: Date): Date {
  return new Date(now.getTime() + maxWaitMs)
}

/**
 * From when on what a change of this moment makes pending is due: well before it, so that no process whose clock is behind waits for
 * that moment to come. The order stays that of the changes.
 */
export function toDueAt(changedAt: Date): Date {
  return new Date(changedAt.getTime() - maxWaitMs)
}

/** For operators, and for whom a channel's events may help. */
export function isWaiting({ suspended, fault, heldBack }: Subscription): boolean {
  return suspended !== null || Boolean(fault) || Boolean(heldBack)
}

/** A suspended one has nothing due. */
export function listAlive(subscriptions: readonly Subscription[]): readonly string[] {
  return subscriptions.flatMap(({ id, suspended }) => (suspended === null ? [id] : []))
}

/** As it goes on where somebody asks for it. That its last post is in doubt stays so (`tries`), and so does what it is held back for. */
export function revive({ fault: _, ...subscription }: Subscription): Subscription {
  return { ...subscription, suspended: null, retryAt: null, tries: Math.min(subscription.tries, 1) }
}

/** Data from before faults had a scope: what a fault of its platform had ended for good goes on, and says why it is late. */
export function unpark(subscription: Subscription, since: Date): Subscription {
  const { suspended } = subscription
  if (suspended === null || suspended === unreadable) return subscription
  return { ...revive(subscription), fault: { scope: 'channel', code: suspended, since } }
}

/** The oldest of each route in turn, so that a route's backlog hides no other route; then by due time. */
export function shareOut(
  routes: readonly (readonly DueSubscription[])[],
  limit: number,
): readonly DueSubscription[] {
  const shared: DueSubscription[] = []
  const longest = Math.max(0, ...routes.map(({ length }) => length))
  for (let turn = 0; turn < longest && shared.length < limit; turn += 1)
    shared.push(...routes.flatMap((due) => due[turn] ?? []))
  return shared.slice(0, limit).sort(byDueTime)
}

function byDueTime(a: DueSubscription, b: DueSubscription): number {
  return a.dueAt.getTime() - b.dueAt.getTime()
}
