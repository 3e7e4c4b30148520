import { DeliveryFailure } from '../../delivery/publishers.ts'
import type { PacedCalls } from './paced-calls.ts'

/** Messages of one page. */
export const pageSize = 200
/** Pages of one turn: a post must come to an end within the time that it is given. */
const maxPages = 5
const maxMs = 8_000
/** When the next turn goes on. */
const nextTurnMs = 1_000
/** Look-ups that are under way at once; a thread whose one is forgotten begins anew. */
const maxKept = 1_000

/** A message as `conversations.history` and `replies` hand it over. */
export interface FoundMessage {
  readonly ts?: string
  readonly thread_ts?: string
  readonly user?: string
  readonly bot_id?: string
  readonly metadata?: {
    readonly event_type?: string
    readonly event_payload?: Readonly<Record<string, unknown>>
  }
  readonly files?: readonly FoundFile[]
}

export interface FoundFile {
  readonly id?: string
  readonly name?: string
  readonly title?: string
  readonly size?: number
}

interface Page {
  readonly messages?: readonly FoundMessage[]
  readonly response_metadata?: { readonly next_cursor?: string }
}

interface LookUp {
  /** The same for the same question of the same thread: it goes on from where the last turn ended. */
  readonly key: string
  readonly method: 'conversations.history' | 'conversations.replies'
  /** A Slack timestamp: nothing before it is looked at. */
  readonly oldest: string
  readonly page: (from: { readonly oldest: string; readonly cursor?: string }) => Promise<Page>
  /** Whether what was found says all that was asked. */
  readonly isEnough: (found: readonly FoundMessage[]) => boolean
}

/** Our own messages in a channel or thread; others' metadata is not believed. Throws a `DeliveryFailure` while the method's budget rests. */
export type LookThrough = (lookUp: LookUp) => Promise<readonly FoundMessage[]>

interface Progress {
  oldest: string
  cursor: string | undefined
  /** The newest message of all pages: where what came meanwhile begins. */
  newest: string
  /** Something was looked through already. */
  begun: boolean
  interrupted: boolean
  readonly found: FoundMessage[]
}

/**
 * Looks through to the end, over as many turns as the method's limit makes of it. What was posted while it was interrupted is looked
 * through as well, so that "not there" is never said of what came behind its back.
 */
export function createLookThrough(
  calls: PacedCalls,
  isOurs: (message: FoundMessage) => boolean,
): LookThrough {
  const kept = new Map<string, Progress>()

  function findProgress({ key, oldest }: LookUp): Progress {
    const known = kept.get(key)
    if (known) return known
    const [first] = kept.keys()
    if (kept.size >= maxKept && first !== undefined) kept.delete(first)
    const progress: Progress = {
      oldest,
      cursor: undefined,
      newest: oldest,
      begun: false,
      interrupted: false,
      found: [],
    }
    kept.set(key, progress)
    return progress
  }

  async function readPage(lookUp: LookUp, progress: Progress): Promise<void> {
    const { oldest, cursor } = progress
    const answer = await calls.call(lookUp.method, () =>
      lookUp.page(cursor === undefined ? { oldest } : { oldest, cursor }),
    )
    progress.begun = true
    for (const message of answer.messages ?? []) {
      if (Number(message.ts) > Number(progress.newest)) progress.newest = message.ts ?? progress.newest
      if (isOurs(message) && !progress.found.some(({ ts }) => ts === message.ts)) progress.found.push(message)
    }
    progress.cursor = answer.response_metadata?.next_cursor || undefined
  }

  return async (lookUp) => {
    const progress = findProgress(lookUp)
    const begun = performance.now()
    for (let pages = 0; ; pages += 1) {
      if (pages === maxPages || performance.now() - begun > maxMs) {
        progress.interrupted = true
        throw unfinished()
      }
      try {
        await readPage(lookUp, progress)
      } catch (error) {
        progress.interrupted = progress.begun
        // Slack knows a cursor for a while only.
        if (error instanceof DeliveryFailure && error.code === 'invalid_cursor') kept.delete(lookUp.key)
        throw error
      }
      if (!lookUp.isEnough(progress.found)) {
        if (progress.cursor !== undefined) continue
        if (progress.interrupted) {
          progress.oldest = progress.newest
          progress.interrupted = false
          continue
        }
      }
      kept.delete(lookUp.key)
      return progress.found
    }
  }
}

/** Nothing was posted, and nothing may be before all was looked through. */
function unfinished(): DeliveryFailure {
  return new DeliveryFailure('there is more to look through for a post in doubt', {
    scope: 'passing',
    code: 'looking',
    retryAfterMs: nextTurnMs,
    limits: 'thread',
  })
}
