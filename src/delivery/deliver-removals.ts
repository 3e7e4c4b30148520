/** UPD-3: what the desk took away leaves the database first, then every thread. */
import type { Case, Subscription } from '../cases/case.ts'
import type { CaseDelivery } from './case-delivery.ts'
import type { SubscriptionProgressUpdate } from './delivery-store.ts'
import type { ThreadPublisher } from './publishers.ts'
import { createProgress, type Step } from './subscription-progress.ts'

/** When the database is asked again to let go of what somebody was reading, ms. */
const purgeMs = 60_000

/** Ends in the database what a removal began and a crash may have broken off. Answers when to try again, null when it is done. */
export async function endRemovals({ supportCase, store, now }: CaseDelivery): Promise<Date | null> {
  if (!supportCase.removals?.length || (await store.purge(supportCase.number))) return null
  return new Date(now().getTime() + purgeMs)
}

/** The removals that the thread's posts were not brought in line with yet. Mails cannot be called back. */
export function listPendingRemovals(
  { platform, root, rewritten = 0 }: Subscription,
  { removals = [] }: Case,
): NonNullable<Case['removals']> {
  return platform === 'mail' || root === null ? [] : removals.filter(({ seq }) => seq > rewritten)
}

/** A thread that opens now is told of nothing that is gone. */
export function asRewritten({ removals = [] }: Case): SubscriptionProgressUpdate {
  const last = removals.at(-1)
  return last ? { rewritten: last.seq } : {}
}

/**
 * Takes away from one thread what is gone from its case, each removal written down once it is done, so that a kill leaves the others to
 * the next try. How far the thread's cursor stands does not matter: a post whose cursor was not saved any more may stand there.
 */
export async function deliverRemovals(
  delivery: CaseDelivery,
  thread: Subscription,
  publisher: ThreadPublisher,
): Promise<Exclude<Step, 'on'> | { readonly thread: Subscription }> {
  const { supportCase } = delivery
  const pending = listPendingRemovals(thread, supportCase)
  if (pending.length === 0) return { thread }
  const progress = createProgress(delivery, thread, undefined)
  for (const { seq, of } of pending) {
    const [entry] = of === 0 ? [] : await delivery.readPage(of - 1)
    if (entry?.seq !== (of || undefined)) return { retryAt: new Date(delivery.now().getTime() + purgeMs) }
    const step = await progress.call(
      (subscription) => publisher.rewrite(supportCase, subscription, entry),
      // That an older post is in doubt stays so. A card shows no more than its title then, and is drawn whole with whatever comes next.
      () => ({ rewritten: seq, tries: thread.tries, ...(of === 0 ? { renderedVersion: 0 } : {}) }),
    )
    if (step !== 'on')
      return 'refused' in step ? { retryAt: new Date(delivery.now().getTime() + purgeMs) } : step
  }
  return { thread: progress.subscription() }
}
