import type { OwnerKeeper } from '../cases/keep-owners.ts'
import type { Log } from '../config/log.ts'

/** How late a thread may tell that a follow-up date has come, or that somebody who left works on a case no more. Lists know at once. */
const everyMs = 2 * 60_000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 5_000

/** OWN-4: writes down, now and then, what views show already. Several instances do no harm: each change is written once. */
export function startOwnerSweep(options: {
  readonly owners: Pick<OwnerKeeper, 'sweep'>
  readonly log: Log
  readonly firstMs?: number
  readonly everyMs?: number
}): { readonly stop: () => Promise<void> } {
  const { owners, log } = options
  let sweeping: Promise<void> | undefined
  async function sweep(): Promise<void> {
    try {
      const changed = await owners.sweep()
      if (changed > 0) log.info({ changed }, 'Cases were released or are back from being put aside')
    } catch (error) {
      log.warn({ err: error }, 'Owners and follow-up dates could not be looked through; tried again later')
    }
  }
  const begin = () => {
    sweeping ??= sweep().finally(() => {
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
