/** What was posted of a case that is gone (`toHusk`) is taken away, and its thread ends with that; the last one ends the case. */
import type { Subscription } from '../cases/case.ts'
import { isChatThread } from '../cases/own-threads.ts'
import { type CaseDelivery, unservedMs } from './case-delivery.ts'
import { removeSubscription } from './deliver-by-mail.ts'
import { maxWaitMs } from './delivery-store.ts'
import { createProgress } from './subscription-progress.ts'

/** Whoever reads there: this only takes away. Answers when to try again, null when the thread has ended. */
export async function withdrawPosts(delivery: CaseDelivery, thread: Subscription): Promise<Date | null> {
  const { supportCase, publishers, now } = delivery
  if (!isChatThread(thread)) {
    await removeSubscription(delivery)
    return null
  }
  const { retryAt } = thread
  if (retryAt && retryAt > now() && retryAt.getTime() <= now().getTime() + maxWaitMs) return retryAt
  const publisher = publishers[thread.platform]
  // Another process may post to this workspace, with that one's token.
  if (!publisher?.serves(thread.tenant)) return new Date(now().getTime() + unservedMs)
  // That it is late is told to operators alone: the case is nobody's any more.
  const progress = createProgress({ ...delivery, onFault: async () => {} }, thread, undefined)
  for (let isLeft = true; isLeft; ) {
    const step = await progress.call(
      (subscription, options) => publisher.withdraw(supportCase, subscription, options),
      (left) => {
        isLeft = left !== null
        return left === null ? {} : { cursor: left }
      },
    )
    if (step !== 'on') return 'refused' in step ? new Date(now().getTime() + unservedMs) : step.retryAt
  }
  await removeSubscription(delivery)
  return null
}
