/** What the case service offers and what it needs. `create-case-service.ts` makes it. */
import type { FileScanner } from './attachments.ts'
import type { Attachment, Case, Entry, Reader, RemovablePart, Responsible, Severity, Status } from './case.ts'
import type { CreateCaseInput, RemoveContentInput, UpdateCaseInput, ValidCreateCase } from './case-inputs.ts'
import type { CaseReaders } from './case-readers.ts'
import type { CaseStore, IdempotencyKey, Keyset, Sort } from './case-store.ts'
import type { Categories } from './categories.ts'
import type { Customer, Directory, Grant, Relationship } from './directory.ts'
import type { FileStore } from './file-store.ts'
import type { ConversationRef, IdentityLookup } from './identity-store.ts'
import type { FindPersonalData } from './personal-data.ts'
import type { Actor } from './policy.ts'
import type { QueueName } from './queues.ts'
import type { Refusal, Result } from './refusal.ts'

export interface CaseServiceDeps {
  readonly store: CaseStore & {
    readonly files: FileStore
    /** Tries a late or stopped thread again; false where there is none. */
    retrySubscription(number: number, thread: string): Promise<boolean>
  }
  readonly directory: Directory
  readonly categories: Categories
  readonly findPersonalData: FindPersonalData
  readonly fileScanner: FileScanner
  readonly now: () => Date
  readonly newId: () => string
  /** NOT-3: whether mail is set up. Without it no address gets a thread of its own, so that nothing piles up. */
  readonly sendsMail?: boolean
  /** PLC-7: who people are that are told personally. Without it nobody is. */
  readonly people?: IdentityLookup
  /** Called after each write, so that the news goes out at once. */
  readonly onCaseChanged?: (number: number) => void
  /** PLC-6: the homes of a domain, and the desk's channels, where cases get a thread that nobody asked for. */
  readonly listHomes?: (domain: string) => Promise<readonly ConversationRef[]>
  readonly deskPlaces?: readonly ConversationRef[]
  readonly onHomeMissing?: (domain: string) => void
  /** UPD-3: what was taken away by its place, never what it was. The answer waits for it. */
  readonly onRemoved?: (removal: NotedRemoval) => unknown
}

/** A customer as one account sees it (CRE-2, GRA-3). */
export interface CustomerAccess {
  readonly customer: Customer
  readonly relationship: Relationship
  readonly grant: Grant
}

export interface ShownCase {
  readonly case: Case
  /** The newest entries that the reader may see, oldest first. */
  readonly entries: readonly Entry[]
  /** Whether older ones are there. */
  readonly more: boolean
  /** UPD-2: whether the card offers to escalate. */
  readonly escalatable: boolean
  /** UPD-4: the cases that go on from this one and that the reader may see, newest first. */
  readonly followUps: readonly number[]
  /** Why this actor cannot change the case whatever its state (GRA-1, VIS-2); undefined where it can. */
  readonly writeDenied: Refusal | undefined
}

/** What a follow-up is filled from. */
export interface FollowUpDraft {
  readonly case: Case
  readonly description: string
  /** Those that are there already. */
  readonly followUps: readonly number[]
}

export interface ListFilter {
  readonly text?: string
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  readonly customers?: readonly string[]
  readonly mine?: boolean
  /** OWN-2: one of the queues of the actor's party; what else is given narrows it. */
  readonly queue?: QueueName
  readonly sort?: Sort
}

/** OWN-2: a queue of the actor's side, and how many cases are in it; `more`: at least so many. */
export interface QueueCount {
  readonly queue: QueueName
  readonly count: number
  readonly more: boolean
}

/** Something that can be removed; without its entry where that one is not for the desk's eyes (VIS-7), or where it is the case's title. */
export interface RemovableContent {
  readonly of: number
  readonly at: Date
  readonly part: RemovablePart
  readonly entry?: Entry
}

/** A removal as it is noted outside of the database: enough to make it again, and nothing of what was removed. */
export interface NotedRemoval {
  readonly number: number
  readonly of: number
  readonly part: RemovablePart
  /** When the entry (or the case) came to be, which tells it from another one of its number. */
  readonly sentAt: Date
  readonly at: Date
  readonly by: string
}

/** What became of a removal, and whom it cannot reach: mails are with those who got them. */
export interface RemovedContent {
  readonly case: Case
  readonly threads: number
  /** Threads that were given up on: they follow once the app can post there again. */
  readonly unreachable: number
  readonly mails: number
}

export interface CaseService {
  /** CRE: a new case with its first entry and its threads, in one write. The same key answers the same case (CRE-8). */
  create(actor: Actor, input: CreateCaseInput, key: IdempotencyKey): Promise<Result<Case>>
  /** UPD-1: one or several changes as one commit. The same key changes nothing twice and answers the case as it is. */
  change(actor: Actor, number: number, input: UpdateCaseInput, key: IdempotencyKey): Promise<Result<Case>>
  /**
   * A thread of the case in one more place, read by the actor's party. One that is there already stays as it is. It begins with
   * the latest entries (PLC-6); `along`: who reads them beside the party.
   */
  follow(
    actor: Actor,
    number: number,
    place: Omit<ValidCreateCase['threads'][number], 'audience'>,
    along?: Reader,
  ): Promise<Result<Case>>
  /** Has a late or stopped thread of the actor's own side tried again; nothing happens where that is another side's, or gone. */
  retryThread(actor: Actor, number: number, thread: string): Promise<Result<Case>>
  show(actor: Actor, number: number, options?: { readonly entries?: number }): Promise<Result<ShownCase>>
  /** The files of the entries that the actor may read, oldest first. */
  files(actor: Actor, number: number): Promise<Result<readonly Attachment[]>>
  /** What came after `seq` that a severity, close or reopen would have to know of (UPD-6). */
  changesSince(actor: Actor, number: number, seq: number): Promise<Result<readonly Entry[]>>
  list(
    actor: Actor,
    filter: ListFilter,
    page: { readonly after?: Keyset; readonly limit: number },
  ): Promise<Result<{ readonly cases: readonly Case[]; readonly next?: Keyset }>>
  /**
   * ACC-2: the customers of the actor's domain; `total` counts all that match. `meant`: where one is called just like the text,
   * that one alone.
   */
  customers(
    actor: Actor,
    text: string,
    page: { readonly limit: number; readonly meant?: boolean },
  ): Promise<Result<{ readonly customers: readonly CustomerAccess[]; readonly total: number }>>
  /** One customer of the actor's domain; the field names where a form asked for it. */
  customer(actor: Actor, id: string, field?: string): Promise<Result<CustomerAccess>>
  /** UPD-4: what a new case is filled from that goes on from this closed one, past its thirty days. */
  followUp(actor: Actor, number: number): Promise<Result<FollowUpDraft>>
  /** UPD-2: the case if this actor may escalate it now. The form asks before it opens; the write asks again. */
  mayEscalate(actor: Actor, number: number): Promise<Result<Case>>
  /** UPD-3: the desk takes a part of the case away for good. The same key takes nothing twice. */
  remove(
    actor: Actor,
    number: number,
    input: RemoveContentInput,
    key: IdempotencyKey,
  ): Promise<Result<RemovedContent>>
  /** UPD-3: what the desk can take away, the newest first. */
  removable(
    actor: Actor,
    number: number,
  ): Promise<Result<{ readonly case: Case; readonly parts: readonly RemovableContent[] }>>
  /** OWN-1: who of the actor's side can get a case now, by name; nobody for a customer's own people. */
  colleagues(actor: Actor): Promise<Result<readonly Responsible[]>>
  /** OWN-2: the queues of the actor's party, in the order in which homes show them. */
  queues(actor: Actor): Promise<Result<readonly QueueCount[]>>
  /** NOT-4: who can read what is written into this case, by name. */
  readersOf(actor: Actor, number: number): Promise<Result<CaseReaders>>
  /** NOT-3: whether the addresses that a case is shared with are told by mail. */
  readonly sendsMail: boolean
  /** What a reseller domain calls itself. */
  domainName(domain: string): Promise<string | undefined>
  /** ACC-1 alone: may this actor work with cases at all? Forms ask before they open. */
  mayWork(actor: Actor): Promise<Refusal | undefined>
}
