import type { ConversationStore } from '../cases/conversation-store.ts'
import { removeExpired, toClosedBefore } from '../cases/retention.ts'
import { doRegularly } from '../config/do-regularly.ts'
import type { Log } from '../config/log.ts'
import type { Store } from './store.ts'

const everyMs = 60 * 60_000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 5 * 60_000
/** In one round; what is left goes with the next. Their posts are taken away from chats, too, within what those take an hour. */
export const maxAtOnce = 200
const lease = 'retention'

export interface RetentionSweepOptions {
  readonly store: Pick<Store, 'listClosed' | 'followUpsOf' | 'removeCases' | 'purge'>
  readonly notices: Pick<ConversationStore, 'claimNotice'>
  readonly keepDays: number
  readonly now: () => Date
  readonly log: Log
  readonly firstMs?: number
  readonly everyMs?: number
  readonly maxAtOnce?: number
}

/** The rounds are taken by one instance each, whatever their number; should that one die, the next round goes on. */
export function startRetention(options: RetentionSweepOptions): { readonly stop: () => Promise<void> } {
  const { store, notices, keepDays, now, log } = options
  const every = options.everyMs ?? everyMs
  let stopping = false

  async function look(): Promise<void> {
    try {
      // A little less than a round: no clock is late by that much.
      const until = new Date(now().getTime() + every * 0.9)
      if (!(await notices.claimNotice(lease, until, now()))) return
      const removed = await removeExpired({
        store,
        closedBefore: toClosedBefore(keepDays, now()),
        limit: options.maxAtOnce ?? maxAtOnce,
        by: 'casethread',
        now,
        mayGoOn: () => !stopping,
      })
      if (removed > 0) log.info({ removed, keepDays }, 'Closed cases beyond KEEP_CLOSED_CASES were deleted')
    } catch (error) {
      log.warn(
        { err: error },
        'Closed cases beyond KEEP_CLOSED_CASES could not be deleted; tried again later',
      )
    }
  }
  const rounds = doRegularly(look, { firstMs: options.firstMs ?? firstMs, everyMs: every })
  return {
    async stop() {
      stopping = true
      await rounds.stop()
    },
  }
}
