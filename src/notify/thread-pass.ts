import { mayRead } from '../cases/audience.ts'
import type { Entry, Platform, Thread } from '../cases/case.ts'
import type { CaseStore, Claim, ThreadPoster } from '../cases/ports.ts'
import type { Log } from '../log.ts'
import type { Lease } from './lease.ts'
import type { Pauses } from './pauses.ts'
import { createThreadState, type Step, type ThreadState } from './thread-state.ts'

/** What a pass over one claimed case needs. */
export interface Delivery {
  readonly store: CaseStore
  readonly posters: Partial<Record<Platform, ThreadPoster>>
  readonly pauses: Pauses
  readonly now: () => Date
  readonly random: () => number
  readonly log: Log
  /** How long one call of a platform may take, ms. */
  readonly callMs: number
  /** How long one pass begins further calls, ms: so a long back-fill holds up neither other threads nor other cases. */
  readonly passMs: number
  /** True when no new call may begin. */
  readonly isStopping: () => boolean
}

/** Reads the page of history after `after`; threads that stand at the same entry share the read. */
export type Pages = (after: number) => Promise<readonly Entry[]>

/** One thread's part of a pass over its case. */
export interface ThreadPass extends Delivery {
  readonly claim: Claim
  readonly lease: Lease
  readonly thread: Thread
  readonly pages: Pages
  /** When the pass begins no further calls, ms since 1970. */
  readonly endsAt: number
}

/** When a history is asked for again that does not yet hold what its case speaks of. */
const incompleteMs = 5_000

/**
 * Brings one thread on: its root, the entries it lacks in order, then its root card, moving the cursor after each post (NOT-1).
 * Ends when the thread is up to date or a call fails, and early when the pass is over, the workspace rests or the lease is
 * lost. Answers when to look at the thread again; null when there is nothing more to do.
 */
export async function advanceThread(pass: ThreadPass, poster: ThreadPoster): Promise<Date | null> {
  const of = pass.claim.case
  const state = createThreadState(pass)

  if (state.thread().root === null) {
    // A root that an earlier try left behind may show an older case: it is refreshed.
    const shown = state.isDoubtful() ? 0 : of.version
    const step = await state.call(
      (thread, options) => poster.open(of, thread, options),
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
      (thread) => poster.refresh(of, thread),
      () => ({ shown: of.version }),
    )
    if (step !== 'on') return step.retryAt
  }
  return null
}

async function postPage(pass: ThreadPass, poster: ThreadPoster, state: ThreadState): Promise<Step> {
  const of = pass.claim.case
  const { cursor, reader } = state.thread()
  for (const entry of await pass.pages(cursor)) {
    // Later ones belong to a later version of the case: they come with the next claim.
    if (entry.seq > of.seq || entry.seq !== state.thread().cursor + 1) break
    if (!mayRead(entry, reader, of)) {
      state.skip(entry.seq)
      continue
    }
    const step = await state.call(
      (thread, options) => poster.post(of, thread, entry, options),
      () => ({ cursor: entry.seq }),
    )
    if (step !== 'on') return step
  }
  const { cursor: reached } = state.thread()
  return reached > cursor ? state.save() : state.later(new Date(pass.now().getTime() + incompleteMs))
}
