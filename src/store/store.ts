import type { AuditLog } from '../cases/audit-log.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import type { CustomerTraceStore } from '../cases/customer-trace-store.ts'
import type { DeliveryAudit } from '../cases/delivery-audit.ts'
import type { DraftStore } from '../cases/draft-store.ts'
import type { FileStore } from '../cases/file-store.ts'
import type { IdentityStore } from '../cases/identity-store.ts'
import type { ImportRunStore } from '../cases/import-runs.ts'
import type { InstallationStore } from '../cases/installation-store.ts'
import type { NotificationStore } from '../cases/notification-store.ts'
import type { SetupStore } from '../cases/setup-store.ts'
import type { TraceStore } from '../cases/trace-store.ts'
import type { DeliveryStore } from '../delivery/delivery-store.ts'
import type { DirectoryStore } from '../people/directory-store.ts'

/** Cases and their files are kept in one place: a file is an orphan only if no case there names it. */
export interface CasesAndFiles extends CaseStore, DeliveryStore {
  readonly files: FileStore
  /**
   * Takes away what writes left behind that were begun before this moment and broken off, and ends removals that were (UPD-3): delivery
   * does so only where a case has threads. Answers how many pieces.
   */
  sweepLeftovers(before: Date): Promise<number>
  /**
   * DOM-4: puts all that names a domain or a person in the case and its history under the id; texts stay as they are. Whole, or to be
   * called again. Where an id is a tombstone, nothing of the name is left in any place of the database once `purge` answers true.
   */
  joinNames(number: number, idOf: (name: string) => string): Promise<void>
  /** Forgets which sends made what, where that was before this moment and the case was left alone since. Imports stay known. Answers how many sends. */
  forgetKeys(before: Date): Promise<number>
  /** Asks the database for next to nothing; rejects where it does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** All that one database keeps. Closing it closes all of it. */
export interface Store extends CasesAndFiles {
  readonly directory: DirectoryStore
  readonly identities: IdentityStore
  readonly conversations: ConversationStore
  readonly drafts: DraftStore
  readonly notifications: NotificationStore
  readonly deliveryAudit: DeliveryAudit
  readonly auditLog: AuditLog
  readonly importRuns: ImportRunStore
  readonly installations: InstallationStore
  readonly traces: TraceStore
  readonly setup: SetupStore
  readonly customerTraces: CustomerTraceStore
}
