import { canSeeCase } from '../cases/audience.ts'
import type { Case, Platform, Subscription } from '../cases/case.ts'
import { isUnsubscribed } from '../cases/mail-threads.ts'
import { deliverByMail, removeSubscription } from './deliver-by-mail.ts'
import { deliverToThread } from './deliver-to-thread.ts'
import { type Delivery, type Pages, pageSize, type SubscriptionDelivery } from './delivery.ts'
import type { Claim, DeliveryStore } from './delivery-store.ts'
import type { Lease } from './lease.ts'
import type { ThreadPublisher } from './publishers.ts'

/** When a thread of a platform that this process does not serve is looked at again. */
const unservedMs = 3_600_000

/** When a thread that is held back is looked at again; the answer that ends it names this time. */
const heldBackMs = 600_000

/**
 * Brings the threads of a claimed case up to its history, side by side, and gives the claim back; answers when the case is
 * due again, null when it is not. Writes nothing once the lease is lost. A fault of the database is thrown; the claim then
 * runs out by itself, and whoever gets it next is told that the last posts are uncertain.
 */
export async function deliverCase(claim: Claim, lease: Lease, delivery: Delivery): Promise<Date | null> {
  const { case: of, token, pendingDeliveries } = claim
  const pages = sharedPages(delivery.store, of)
  const endsAt = delivery.now().getTime() + delivery.passMs
  const passOf = (thread: Subscription): SubscriptionDelivery => ({
    ...delivery,
    claim,
    lease,
    thread,
    pages,
    endsAt,
    audience: { kind: 'readers', reader: thread.reader },
  })
  const mails = of.subscriptions.filter((thread) => thread.platform === 'mail').map(passOf)
  const others = of.subscriptions.filter((thread) => thread.platform !== 'mail').map(passOf)
  const results = await Promise.allSettled([...others.map(bringUp), bringUpMails(mails)])
  const fault = results.find((result) => result.status === 'rejected')
  if (fault) throw fault.reason
  if (!lease.isHeld()) return null

  const retryAt = earliest(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])))
  await delivery.store.releaseClaim({ number: of.number, token, pendingDeliveries, retryAt })
  return retryAt
}

/** One mail after the other: they share one server, which twenty addresses must not fall upon at once. */
async function bringUpMails(passes: readonly SubscriptionDelivery[]): Promise<Date | null> {
  const retries: (Date | null)[] = []
  const triedAt = ({ thread }: SubscriptionDelivery) => thread.retryAt?.getTime() ?? 0
  // One that the server broke off with goes last: it must not keep the others from their turn.
  for (const pass of passes.toSorted((one, other) => triedAt(one) - triedAt(other))) {
    if (!pass.lease.isHeld()) break
    if (isUnsubscribed(pass.thread, pass.claim.case)) await removeSubscription(pass)
    else retries.push(await bringUp(pass))
  }
  return earliest(retries)
}

/** Answers when this thread is to be looked at again; null when it is up to date or given up on. */
async function bringUp(pass: SubscriptionDelivery): Promise<Date | null> {
  const { claim, lease, thread, store, mail, now, log } = pass
  const of = claim.case
  if (!isBehind(thread, of)) return null
  if (thread.retryAt && thread.retryAt > now()) return thread.retryAt
  const poster = thread.platform === 'mail' ? undefined : servedBy(pass, thread.platform)
  if (thread.platform !== 'mail' && !poster) return new Date(now().getTime() + unservedMs)
  const audience = await pass.audienceOf(thread)
  if (audience.kind === 'held-back') return holdBack(pass, audience.why)
  if (!canSeeCase(of, audience.reader)) {
    const suspended = 'its reader may not see this case'
    log.error({ case: of.number, thread: thread.id, reason: suspended }, 'Delivery suspended')
    const progress = { suspended }
    if (!(await store.saveProgress({ number: of.number, token: claim.token, thread: thread.id, progress })))
      lease.lose()
    return null
  }
  if (audience.along && !canSeeCase(of, audience.along))
    return holdBack(pass, 'who reads along may not see its case')
  if (poster) return deliverToThread({ ...pass, audience }, poster)
  return mail ? deliverByMail(pass, mail) : new Date(now().getTime() + unservedMs)
}

/** Undefined where this process does not post to the thread's workspace: another process may, with that one's token. */
function servedBy(
  { publishers, thread }: SubscriptionDelivery,
  platform: Platform,
): ThreadPublisher | undefined {
  const poster = publishers[platform]
  return poster?.serves(thread.tenant) ? poster : undefined
}

/** Nothing is written into the thread, so that any news finds out sooner who may read there now; only a doubt must outlive the claim. */
async function holdBack(
  { claim, lease, thread, store, now, log }: SubscriptionDelivery,
  why: string,
): Promise<Date> {
  const { number } = claim.case
  log.info({ case: number, thread: thread.id, why }, 'A thread is held back.')
  if (claim.uncertain && thread.tries === 0) {
    const doubt = { number, token: claim.token, thread: thread.id, progress: { tries: 1 } }
    if (!(await store.saveProgress(doubt))) lease.lose()
  }
  return new Date(now().getTime() + heldBackMs)
}

function isBehind(thread: Subscription, of: Case): boolean {
  if (thread.suspended !== null) return false
  const isOutdated = thread.platform !== 'mail' && thread.renderedVersion < of.version
  return thread.root === null || thread.cursor < of.seq || isOutdated
}

function sharedPages(store: DeliveryStore, of: Case): Pages {
  const read = new Map<number, ReturnType<Pages>>()
  return (after) => {
    const page = read.get(after) ?? store.history(of.number, { after, limit: pageSize })
    read.set(after, page)
    return page
  }
}

function earliest(moments: readonly (Date | null)[]): Date | null {
  return moments.reduce((first, moment) => (moment && (!first || moment < first) ? moment : first), null)
}
