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
  let sweeping: Promise<void> | undefined
  async function look(): Promise<void> {
    try {
      const changed = await options.sweep()
      if (changed > 0) log.info({ changed }, 'Cases were released or are back from being put aside')
    } catch (error) {
      log.warn({ err: error }, 'Owners and follow-up dates could not be looked through; tried again later')
    }
  }
  const begin = () => {
    sweeping ??= look().finally(() => {
      sweeping = undefined
    })
  }
  const first = setTimeout(begin, options.firstMs ?? firstMs).unref()
  const timer = setInterval(begin, options.everyMs ?? everyMs).unref()

  return {
    async stop() {
      clearTimeout(first)
      clearInterval(timer)
      await sweeping
    },
  }
}
