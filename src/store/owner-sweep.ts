import { doRegularly } from '../config/do-regularly.ts'
import type { Log } from '../config/log.ts'

/** How late a thread may tell that a follow-up date has come, or that somebody who left works on a case no more. Lists know at once. */
const everyMs = 2 * 60_000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 5_000

/** OWN-4: looks now and then (`createOwnerSweep`). Several instances do no harm: each change is written once. */
export function startOwnerSweep(options: {
  readonly sweep: () => Promise<number>
  readonly log: Log
  readonly firstMs?: number
  readonly everyMs?: number
}): { readonly stop: () => Promise<void> } {
  const { log } = options
  async function look(): Promise<void> {
    try {
      const changed = await options.sweep()
      if (changed > 0) log.info({ changed }, 'Cases were released or are back from being put aside')
    } catch (error) {
      log.warn({ err: error }, 'Owners and follow-up dates could not be looked through; tried again later')
    }
  }
  return doRegularly(look, {
    firstMs: options.firstMs ?? firstMs,
    everyMs: options.everyMs ?? everyMs,
  })
}
