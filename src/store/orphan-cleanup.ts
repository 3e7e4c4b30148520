import type { Drafts } from '../cases/draft-keeper.ts'
import type { FileStore } from '../cases/file-store.ts'
import type { Log } from '../config/log.ts'

/** Far longer than any send takes from its first file to the write that names it. */
export const orphanMs = 24 * 60 * 60 * 1000
const everyMs = 6 * 60 * 60 * 1000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 60_000

/**
 * Takes away, now and then, files that no case names (what a crash between a file and its case left behind), and drafts that are past
 * their time or whose account may no longer work.
 */
export function startOrphanCleanup(options: {
  readonly files: FileStore
  readonly drafts?: Pick<Drafts, 'sweep'>
  readonly now: () => Date
  readonly log: Log
  readonly firstMs?: number
}): { readonly stop: () => Promise<void> } {
  const { files, drafts, now, log } = options
  let sweeping = Promise.resolve()

  async function sweep(): Promise<void> {
    try {
      const removed = await files.sweep(new Date(now().getTime() - orphanMs))
      if (removed > 0) log.info({ removed }, 'Files that no case names were removed')
    } catch (error) {
      log.warn({ err: error }, 'Files that no case names could not be looked for; tried again later')
    }
    try {
      await drafts?.sweep()
    } catch (error) {
      log.warn({ err: error }, 'Drafts that are past their time could not be removed; tried again later')
    }
  }
  const begin = () => {
    sweeping = sweeping.then(sweep)
  }
  const first = setTimeout(begin, options.firstMs ?? firstMs).unref()
  const timer = setInterval(begin, everyMs).unref()

  return {
    async stop() {
      clearTimeout(first)
      clearInterval(timer)
      await sweeping
    },
  }
}
