import { canRead, canSeeCase, redactFor } from '../cases/audience.ts'
import type { Subscription } from '../cases/case.ts'
import type { SubscriptionAudience } from '../cases/thread-audience.ts'
import { type CaseDelivery, unservedMs } from './case-delivery.ts'
import { asRewritten, deliverRemovals } from './deliver-removals.ts'
import { createProgress } from './subscription-progress.ts'

/** When a thread that is held back is looked at again, ms; the answer that ends it names this time. */
const heldBackMs = 600_000

/**
 * Brings one thread up to its case: who reads it, its root card, the entries that it lacks in order, then the card again, the cursor
 * moved after each post (NOT-1). Ends early when a call fails, the case's time is over, the workspace is paused or the lease is lost.
 * Answers when to look at the thread again; null when there is nothing more to do.
 */
export async function deliverToThread(delivery: CaseDelivery, begun: Subscription): Promise<Date | null> {
  const { supportCase, now } = delivery

  // Another process may post to this workspace, with that one's token.
  const publisher = begun.platform === 'mail' ? undefined : delivery.publishers[begun.platform]
  if (!publisher?.serves(begun.tenant)) return new Date(now().getTime() + unservedMs)

  // UPD-3: also where the thread is held back, for this only takes away.
  const rewriting = await deliverRemovals(delivery, begun, publisher)
  if ('retryAt' in rewriting) return rewriting.retryAt
  const { thread } = rewriting

  const audience = await delivery.resolveAudience(thread)
  if (audience.kind === 'held-back') return holdBack(delivery, thread, audience.why)
  const { reader, along } = audience
  if (!canSeeCase(supportCase, reader)) return suspendUnreadable(delivery, thread)
  if (along && !canSeeCase(supportCase, along))
    return holdBack(delivery, thread, 'the channel’s guests may not see its case')

  const progress = createProgress(delivery, thread, audience)
  /** What guests are shown is no more than the thread's own reader may know either. */
  const card = along ? redactFor(supportCase, reader) : supportCase
  /** Drawn for the guests, buttons included: whoever presses one there must be able to act as it says. */
  const drawn = (subscription: Subscription) => ({ ...subscription, reader: along ?? reader })

  if (progress.subscription().root === null) {
    // A root that an earlier try left behind may show an older case: it is refreshed.
    const renderedVersion = progress.isUncertain() ? 0 : supportCase.version
    const step = await progress.call(
      (subscription, options) => publisher.open(card, drawn(subscription), options),
      ({ root, channel }) => ({ root, channel, renderedVersion, ...asRewritten(supportCase) }),
    )
    if (step !== 'on') return step.retryAt
  }

  while (progress.subscription().cursor < supportCase.seq) {
    const { cursor } = progress.subscription()
    for (const entry of await delivery.readPage(cursor)) {
      // Later ones belong to a later version of the case: they come with the next claim.
      if (entry.seq > supportCase.seq || entry.seq !== progress.subscription().cursor + 1) break
      if (!canRead(entry, reader, supportCase) || (along && !canRead(entry, along, supportCase))) {
        progress.skip(entry.seq)
        continue
      }
      const step = await progress.call(
        (subscription, options) => publisher.post(supportCase, drawn(subscription), entry, options),
        () => ({ cursor: entry.seq }),
      )
      if (step !== 'on') return step.retryAt
    }
    const step =
      progress.subscription().cursor > cursor ? await progress.save() : await progress.awaitHistory()
    if (step !== 'on') return step.retryAt
  }

  if (progress.subscription().renderedVersion < supportCase.version) {
    const step = await progress.call(
      (subscription) => publisher.refresh(card, drawn(subscription)),
      () => ({ renderedVersion: supportCase.version }),
    )
    if (step !== 'on') return step.retryAt
  }
  return null
}

/** VIS-1: a subscription whose reader may not see the case at all is a mistake of the data, and no post can mend it. */
export async function suspendUnreadable(
  { supportCase, claim, lease, store, log }: CaseDelivery,
  thread: Subscription,
): Promise<null> {
  const { number } = supportCase
  const reason = 'its reader may not see this case'
  log.error({ case: number, thread: thread.id, reason }, 'Delivery suspended')
  const progress = { suspended: reason }
  if (!(await store.saveProgress({ number, token: claim.token, thread: thread.id, progress }))) lease.lose()
  return null
}

/** Nothing is written into the thread, so that any change finds out sooner who may read there now; only a doubt must outlive the claim. */
async function holdBack(
  { supportCase, claim, lease, store, now, log }: CaseDelivery,
  thread: Subscription,
  why: Extract<SubscriptionAudience, { readonly kind: 'held-back' }>['why'],
): Promise<Date> {
  const { number } = supportCase
  log.info({ case: number, thread: thread.id, why }, 'A thread is held back.')
  if (claim.uncertain && thread.tries === 0) {
    const doubt = { number, token: claim.token, thread: thread.id, progress: { tries: 1 } }
    if (!(await store.saveProgress(doubt))) lease.lose()
  }
  return new Date(now().getTime() + heldBackMs)
}
