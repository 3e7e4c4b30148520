/** What the case service offers and what it needs. `create-case-service.ts` makes it. */
import type { FileScanner } from './attachments.ts'
import type {
  Attachment,
  Case,
  CasePartner,
  Entry,
  Reader,
  RemovablePart,
  Responsible,
  Severity,
  Side,
  Status,
} from './case.ts'
import type { CreateCaseInput, RemoveContentInput, UpdateCaseInput, ValidCreateCase } from './case-inputs.ts'
import type { CaseStore, IdempotencyKey, Keyset, Sort } from './case-store.ts'
import type { Categories } from './categories.ts'
import type { Customer, CustomerUser, Directory, Grant, Relationship } from './directory.ts'
import type { ExportedCase } from './exported-case.ts'
import type { FileStore } from './file-store.ts'
import type { ConversationRef, IdentityLookup } from './identity-store.ts'
import type { FindPersonalData } from './personal-data.ts'
import type { Actor, CustomerFacts } from './policy.ts'
import type { QueueName } from './queues.ts'
import type { Refusal, Result } from './refusal.ts'
import type { ClockKeeper } from './response-clocks.ts'
import type { Period, Statistics, StatisticsGroup } from './statistics.ts'

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
  readonly people?: Pick<IdentityLookup, 'findIdentityById'>
  /** REP-4: whether partners keep the number of a case at Google, beside the desk. */
  readonly partnersKeepUpstream?: boolean
  /** Called after each write, so that the news goes out at once. */
  readonly onCaseChanged?: (number: number) => void
  /** PLC-6: the homes of a domain, and the desk's channels, where cases get a thread that nobody asked for. */
  readonly listHomes?: (domain: string) => Promise<readonly ConversationRef[]>
  readonly deskPlaces?: readonly ConversationRef[]
  /** OWN-3, REP-3: undefined where no targets are set up; then no business time is told either. */
  readonly clocks?: ClockKeeper
  readonly onHomeMissing?: (domain: string) => void
  /** UPD-3: what was taken away by its place, never what it was. The answer waits for it. */
  readonly onRemoved?: (removal: NotedRemoval) => unknown
}

/** VIS-9: what came of handing a case over: the case that goes on, or whom to ask first. */
export type HandOver =
  | { readonly kind: 'made'; readonly case: Case; readonly earlier: Case }
  | {
      readonly kind: 'ask'
      readonly case: Case
      readonly customer: Customer
      readonly admins: readonly { readonly user: CustomerUser; readonly chatUsers: readonly string[] }[]
    }

/** NOT-4: by name, who can read what is written into a case. */
export interface CaseReaders {
  /** The partners of record, by what they call themselves. */
  readonly partners: readonly { readonly domain: string; readonly name: string }[]
  /** Undefined where the case is not for the customer's eyes. */
  readonly customer: string | undefined
  /** Whether anybody at the customer has access to its cases (CRE-6). */
  readonly portal: boolean
  /** CRE-9: whether the desk sees the case; not before the partner that is its first line passes it on. */
  readonly desk: boolean
}

/** A customer as one account sees it (CRE-2, GRA-3). */
export interface CustomerAccess {
  readonly customer: Customer
  readonly relationship: Relationship
  readonly grant: Grant
}

/** Whom a case is opened for, with the partners that would be written on it now. */
export interface CaseSubject extends CustomerFacts {
  readonly partners: readonly CasePartner[]
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
  /** GRA-1: whether the actor's access to the customer is assumed, not confirmed. */
  readonly assumed: boolean
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
  /** Opened by the actor. */
  readonly mine?: boolean
  /** OWN-2: one of the queues of the actor's party; what else is given narrows it. */
  readonly queue?: QueueName
  /** OWN-1: whoever works on it for the actor's side: the actor, nobody, or this e-mail. */
  readonly who?: string
  /** What the actor's side has put aside, or has not; all where it is left out. */
  readonly aside?: 'only' | 'without'
  /** OWN-3: an answer of the actor's side was due before now. */
  readonly overdue?: boolean
  readonly createdSince?: Date
  readonly createdUntil?: Date
  readonly updatedSince?: Date
  readonly updatedUntil?: Date
  readonly sort?: Sort
}

/** OWN-2: a queue of the actor's side, and how many cases are in it; `more`: at least so many. */
export interface QueueCount {
  readonly queue: QueueName
  readonly count: number
  readonly more: boolean
}

/** A page of a list. */
export interface ListedCases {
  readonly cases: readonly Case[]
  readonly next?: Keyset
  /** How many there are in all, counted no further than asked; missing where nobody asked. */
  readonly total?: number
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
    page: { readonly after?: Keyset; readonly limit: number; readonly countTo?: number },
  ): Promise<Result<ListedCases>>
  /** REP-3: at most `most` cases are looked at. */
  statistics(
    actor: Actor,
    period: Period,
    options?: { readonly by?: StatisticsGroup; readonly most?: number },
  ): Promise<Result<Statistics>>
  /** How many cases there are, counted no further than `most`. */
  countCases(
    actor: Actor,
    filter: ListFilter,
    most: number,
  ): Promise<Result<{ readonly count: number; readonly more: boolean }>>
  /** All that the actor may read of these cases, one after the other, at most `most`; throws `WalkEnded` where the right to it ends meanwhile. */
  exportCases(
    actor: Actor,
    filter: ListFilter,
    options?: { readonly most?: number },
  ): Promise<Result<AsyncIterable<ExportedCase>>>
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
  /** CRE-9, CRE-10: whom this actor opens a case for: a customer, its own domain, the organisation that it belongs to. */
  subject(actor: Actor, id: string, field?: string): Promise<Result<CaseSubject>>
  /** UPD-4: what a new case is filled from that goes on from this closed one, past its thirty days. */
  followUp(actor: Actor, number: number): Promise<Result<FollowUpDraft>>
  /**
   * VIS-9: an open case whose partners serve the customer no longer goes on in a new one for the partner of today. The customer's admin
   * allows it, or an operator at the desk with what shows it; without either, whom to ask.
   */
  handOver(actor: Actor, number: number, evidence: string): Promise<Result<HandOver>>
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
  /** REP-4: whether partners keep the number of a case at Google, beside the desk. */
  readonly partnersKeepUpstream: boolean
  /** NOT-3: whether the addresses that a case is shared with are told by mail. */
  readonly sendsMail: boolean
  /** What a reseller domain calls itself. */
  domainName(domain: string): Promise<string | undefined>
  /**
   * OWN-3: when that side is back, by the calendar of its target for this case; undefined while it is there, and where no target
   * holds for it.
   */
  backAt(supportCase: Case, side: Side): Promise<Date | undefined>
  /** ACC-1 alone: may this actor work with cases at all? Forms ask before they open. */
  mayWork(actor: Actor): Promise<Refusal | undefined>
}
