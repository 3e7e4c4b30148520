import { canRead, redactFor } from '../cases/audience.ts'
import type { Subscription } from '../cases/case.ts'
import type { SubscriptionDelivery } from './delivery.ts'
import type { ThreadPublisher } from './publishers.ts'
import { createSubscriptionProgress, type Step, type SubscriptionProgress } from './subscription-progress.ts'

/**
 * Brings one thread on: its root, the entries it lacks in order, then its root card, moving the cursor after each post (NOT-1).
 * Ends when the thread is up to date or a call fails, and early when the pass is over, the workspace rests or the lease is
 * lost. Answers when to look at the thread again; null when there is nothing more to do.
 */
export async function deliverToThread(
  pass: SubscriptionDelivery,
  poster: ThreadPublisher,
): Promise<Date | null> {
  const of = pass.claim.case
  const state = createSubscriptionProgress(pass)
  const { audience } = pass
  /** Told is no more than the thread's own reader may know either. */
  const card = audience.along ? redactFor(of, audience.reader) : of

  if (state.thread().root === null) {
    // A root that an earlier try left behind may show an older case: it is refreshed.
    const renderedVersion = state.isUncertain() ? 0 : of.version
    const step = await state.call(
      (thread, options) => poster.open(card, drawn(pass, thread), options),
      ({ root, channel }) => ({ root, channel, renderedVersion }),
    )
    if (step !== 'on') return step.retryAt
  }
  while (state.thread().cursor < of.seq) {
    const step = await postPage(pass, poster, state)
    if (step !== 'on') return step.retryAt
  }
  if (state.thread().renderedVersion < of.version) {
    const step = await state.call(
      (thread) => poster.refresh(card, drawn(pass, thread)),
      () => ({ renderedVersion: of.version }),
    )
    if (step !== 'on') return step.retryAt
  }
  return null
}

/** Drawn for who reads along, buttons included: whoever presses one there must be able to act as it says. */
function drawn({ audience }: SubscriptionDelivery, thread: Subscription): Subscription {
  return { ...thread, reader: audience.along ?? audience.reader }
}

async function postPage(
  pass: SubscriptionDelivery,
  poster: ThreadPublisher,
  state: SubscriptionProgress,
): Promise<Step> {
  const of = pass.claim.case
  const { cursor } = state.thread()
  const { reader, along } = pass.audience
  for (const entry of await pass.pages(cursor)) {
    // Later ones belong to a later version of the case: they come with the next claim.
    if (entry.seq > of.seq || entry.seq !== state.thread().cursor + 1) break
    if (!canRead(entry, reader, of) || (along && !canRead(entry, along, of))) {
      state.skip(entry.seq)
      continue
    }
    const step = await state.call(
      (thread, options) => poster.post(of, drawn(pass, thread), entry, options),
      () => ({ cursor: entry.seq }),
    )
    if (step !== 'on') return step
  }
  const { cursor: reached } = state.thread()
  return reached > cursor ? state.save() : state.incomplete()
}
