import type { Drafts } from '../cases/draft-keeper.ts'
import type { FileStore } from '../cases/file-store.ts'
import type { IdentityStore } from '../cases/identity-store.ts'
import type { Log } from '../config/log.ts'
import type { CasesAndFiles } from './store.ts'

/** Far longer than any send takes from its first file to the write that names it. */
export const orphanMs = 24 * 60 * 60 * 1000
/** Far longer than a chat, or a person, repeats a send. */
export const keysMs = 30 * 24 * 60 * 60 * 1000
const everyMs = 6 * 60 * 60 * 1000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 60_000

/**
 * Takes away, now and then, files that no case names (what a crash between a file and its case left behind), and drafts that are past
 * their time or whose account may no longer work; sign-ins that expired; idempotency keys that nobody repeats any more.
 */
export function startOrphanCleanup(options: {
  readonly files: FileStore
  readonly drafts?: Pick<Drafts, 'sweep'>
  readonly identities?: Pick<IdentityStore, 'sweepSignIns'>
  readonly store?: Pick<CasesAndFiles, 'forgetKeys'>
  readonly now: () => Date
  readonly log: Log
  readonly firstMs?: number
}): { readonly stop: () => Promise<void> } {
  const { files, drafts, identities, store, now, log } = options
  let sweeping = Promise.resolve()
  const before = (ms: number) => new Date(now().getTime() - ms)

  async function orLater(work: () => Promise<unknown>, failed: string): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.warn({ err: error }, `${failed}; tried again later`)
    }
  }

  async function sweep(): Promise<void> {
    await orLater(async () => {
      const removed = await files.sweep(before(orphanMs))
      if (removed > 0) log.info({ removed }, 'Files that no case names were removed')
    }, 'Files that no case names could not be looked for')
    await orLater(async () => drafts?.sweep(), 'Drafts that are past their time could not be removed')
    await orLater(async () => identities?.sweepSignIns(now()), 'Sign-ins that expired could not be removed')
    await orLater(
      async () => store?.forgetKeys?.(before(keysMs)),
      'Old idempotency keys could not be removed',
    )
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
