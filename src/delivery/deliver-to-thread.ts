import { asFarAsSeen, mayRead } from '../cases/audience.ts'
import type { Thread } from '../cases/case.ts'
import type { ThreadPoster } from '../cases/ports.ts'
import type { ThreadPass } from './delivery.ts'
import { createThreadState, type Step, type ThreadState } from './subscription-progress.ts'

/**
 * Brings one thread on: its root, the entries it lacks in order, then its root card, moving the cursor after each post (NOT-1).
 * Ends when the thread is up to date or a call fails, and early when the pass is over, the workspace rests or the lease is
 * lost. Answers when to look at the thread again; null when there is nothing more to do.
 */
export async function advanceThread(pass: ThreadPass, poster: ThreadPoster): Promise<Date | null> {
  const of = pass.claim.case
  const state = createThreadState(pass)
  const { audience } = pass
  /** Told is no more than the thread's own reader may know either. */
  const card = audience.along ? asFarAsSeen(of, audience.reader) : of

  if (state.thread().root === null) {
    // A root that an earlier try left behind may show an older case: it is refreshed.
    const shown = state.isDoubtful() ? 0 : of.version
    const step = await state.call(
      (thread, options) => poster.open(card, drawn(pass, thread), options),
      ({ root, channel }) => ({ root, channel, shown }),
    )
    if (step !== 'on') return step.retryAt
  }
  while (state.thread().cursor < of.seq) {
    const step = await postPage(pass, poster, state)
    if (step !== 'on') return step.retryAt
  }
  if (state.thread().shown < of.version) {
    const step = await state.call(
      (thread) => poster.refresh(card, drawn(pass, thread)),
      () => ({ shown: of.version }),
    )
    if (step !== 'on') return step.retryAt
  }
  return null
}

/** Drawn for who reads along, buttons included: whoever presses one there must be able to act as it says. */
function drawn({ audience }: ThreadPass, thread: Thread): Thread {
  return { ...thread, reader: audience.along ?? audience.reader }
}

async function postPage(pass: ThreadPass, poster: ThreadPoster, state: ThreadState): Promise<Step> {
  const of = pass.claim.case
  const { cursor } = state.thread()
  const { reader, along } = pass.audience
  for (const entry of await pass.pages(cursor)) {
    // Later ones belong to a later version of the case: they come with the next claim.
    if (entry.seq > of.seq || entry.seq !== state.thread().cursor + 1) break
    if (!mayRead(entry, reader, of) || (along && !mayRead(entry, along, of))) {
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
