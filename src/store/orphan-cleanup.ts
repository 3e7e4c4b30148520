import type { AuditLog } from '../cases/audit-log.ts'
import type { Drafts } from '../cases/draft-keeper.ts'
import type { FileStore } from '../cases/file-store.ts'
import type { IdentityStore } from '../cases/identity-store.ts'
import { doRegularly } from '../config/do-regularly.ts'
import type { Log } from '../config/log.ts'
import type { CasesAndFiles } from './store.ts'

/** Far longer than any send takes from its first file to the write that names it. */
export const orphanMs = 24 * 60 * 60 * 1000
/** Far longer than a chat, or a person, repeats a send. */
export const keysMs = 30 * 24 * 60 * 60 * 1000
const dayMs = 24 * 60 * 60 * 1000
const everyMs = 6 * 60 * 60 * 1000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 60_000

/**
 * Takes away, now and then, files that no case names (what a crash between a file and its case left behind), and drafts that are past
 * their time or whose account may no longer work; sign-ins that are past their time, what writes left behind that were broken off, and keys
 * by which a repeated send is known again; and acts that are older than the audit log goes back.
 */
export function startOrphanCleanup(options: {
  readonly files: FileStore
  readonly drafts?: Pick<Drafts, 'sweep'>
  readonly identities?: Pick<IdentityStore, 'sweepSignIns'>
  readonly store?: Pick<CasesAndFiles, 'sweepLeftovers' | 'forgetKeys'>
  readonly auditLog?: Pick<AuditLog, 'forget'>
  /** So long acts are kept. */
  readonly auditDays?: number
  readonly now: () => Date
  readonly log: Log
  readonly firstMs?: number
}): { readonly stop: () => Promise<void> } {
  const { files, drafts, identities, store, auditLog, auditDays, now, log } = options
  const ago = (ms: number) => new Date(now().getTime() - ms)

  /** What fails of one kind keeps no other one. */
  async function sweepEach(what: string, remove: () => Promise<unknown> | undefined): Promise<void> {
    try {
      const removed = await remove()
      if (typeof removed === 'number' && removed > 0) log.info({ removed }, `${what} were removed`)
    } catch (error) {
      log.warn({ err: error }, `${what} could not be removed; tried again later`)
    }
  }

  async function sweep(): Promise<void> {
    await sweepEach('Files that no case names', () => files.sweep(ago(orphanMs)))
    await sweepEach('Drafts that are past their time', () => drafts?.sweep())
    await sweepEach('Sign-ins that are past their time', () => identities?.sweepSignIns(now()))
    await sweepEach('Pages that no case needs', () => store?.sweepLeftovers(ago(orphanMs)))
    await sweepEach('Acts beyond AUDIT_DAYS', () =>
      auditDays === undefined ? undefined : auditLog?.forget(ago(auditDays * dayMs)),
    )
    await sweepEach('Keys of sends long ago', () => store?.forgetKeys(ago(keysMs)))
  }
  return doRegularly(sweep, { firstMs: options.firstMs ?? firstMs, everyMs })
}
