import type { Case, CaseHead, Entry, MessageRef, Reader, Severity, Status, Subscription } from './case.ts'
import type { CaseRef, CaseRefKind } from './case-refs.ts'
import type { CaseHold, CaseRemoval } from './case-removal.ts'
import type { Turn } from './waits-for.ts'

/** The idempotency key of a send: the platform's view, trigger or request id, prefixed with the platform. At most 255 characters. */
export type IdempotencyKey = string

export interface NewCase {
  readonly case: Case
  readonly entries: readonly Entry[]
  /** What it is found by (`toSearchTerms`); a change leaves them as they are unless it says otherwise. */
  readonly words: readonly string[]
  readonly key: IdempotencyKey
  /** The import that makes it (`ImportRun`). */
  readonly importRun?: string
}

/** Where a chat message stands that was added to a case. */
export interface AddedMessage {
  readonly number: number
  readonly seq: number
}

export type Created = { readonly kind: 'created' | 'repeated'; readonly case: Case }

export interface Commit {
  readonly number: number
  /** The version that the change was decided on; the write holds only if the case still has it. */
  readonly expected: number
  readonly next: CaseHead
  readonly entries: readonly Entry[]
  /** Threads that open with this change (NOT-3); those that are there stay as they are. */
  readonly subscriptions?: readonly Subscription[]
  /** What the case is found by from now on; as before where it is left out, and where a removal says. */
  readonly words?: readonly string[]
  /** UPD-3: what this change takes away for good. */
  readonly removal?: Removal
  readonly key: IdempotencyKey
}

/** UPD-3: what a removal leaves. What was there before is gone from the database once `purge` answers true. */
export interface Removal {
  /** The entry that lost a part, as it stands from now on; none where the case itself lost it. */
  readonly entry?: Entry
  /** What the case is found by from now on; left out where a search never found it by what is gone. */
  readonly words?: readonly string[]
  /** The files that go, by their ids. */
  readonly files: readonly string[]
}

export type Committed =
  | { readonly kind: 'committed'; readonly case: Case }
  /** The key was seen before: `case` as it is now, `seqs` the entries that the first send made. */
  | { readonly kind: 'repeated'; readonly case: Case; readonly seqs: readonly number[] }
  | { readonly kind: 'conflict'; readonly case: Case }
  | { readonly kind: 'missing' }

/** VIS-5: what a list can be sorted by. */
export const sorts = ['updated', 'due', 'severity', 'opened'] as const
export type Sort = (typeof sorts)[number]

export interface WordsOrCustomers {
  /** At least one. */
  readonly words: readonly string[]
  /** By their ids; at least one. */
  readonly customers: readonly string[]
}

/** All that is given must hold; moments `since` are included, moments `until` and `before` are not. */
export interface CaseQuery {
  /** VIS-1 in the query itself: a partner sees cases whose `partners` hold the domain, a customer its own, the desk all. */
  readonly reader: Reader
  /** Every word must be among the case's words (made by `toSearchTerms`). */
  readonly words?: readonly string[]
  /** Of each of these: the case has all of the words, or it is of one of the customers (whose phonetic name was typed). */
  readonly wordsOrCustomers?: readonly WordsOrCustomers[]
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  readonly customers?: readonly string[]
  /** Only cases that this e-mail opened. */
  readonly createdBy?: string
  /** OWN-1: the e-mail of who works on it for the reader's side; null: nobody does. As `toReaderFacts` tells, for this and the next two. */
  readonly responsible?: string | null
  /** Whether the reader's side has it put aside at that moment. */
  readonly aside?: { readonly which: 'only' | 'without'; readonly now: Date }
  /** OWN-3: an answer of the reader's side is due before this. */
  readonly dueBefore?: Date
  /** OWN-2: whom it waits for, as `waitsFor` tells. */
  readonly waitsFor?: readonly Turn[]
  /** Only what stands out (`standsOut`). */
  readonly standsOut?: true
  readonly closedSince?: Date
  readonly createdSince?: Date
  readonly createdUntil?: Date
  readonly updatedSince?: Date
  readonly updatedUntil?: Date
  /**
   * `updated`, where it is left out: newest update first (VIS-4). `opened`: newest first. `severity`: the highest first. `due`: what is due
   * for the reader's side soonest first, what is not due last. Of one severity, and of what is not due, the newest update is first;
   * of what is equal, the higher number.
   */
  readonly sort?: Sort
}

/** Where a page of a list ended: the last case's place in the query's order. */
export interface Keyset {
  readonly updatedAt: Date
  readonly number: number
  /** Where the list is sorted by them. */
  readonly createdAt?: Date
  readonly severity?: Severity
  readonly dueAt?: Date | null
}

/** Of a list by number: those above `after`. */
export interface NumberedPage {
  readonly after?: number
  readonly limit: number
}

/** Where a closed case stands in the order in which they go. */
export interface ClosedPlace {
  readonly closedAt: Date
  readonly number: number
}

export interface HeldCase {
  readonly number: number
  readonly hold: CaseHold
}

/** What is left to purge of cases that are there no longer goes by this number. */
export const noCase = 0

/** OWN-3: where a case stands in the order of reminders. */
export interface ReminderPlace {
  readonly at: Date
  readonly number: number
}

/**
 * The port to the cases. Each method is one conditional write or one read; none needs a transaction over
 * several documents. All dates are UTC with millisecond precision. Methods throw only on faults of the database.
 */
export interface CaseStore {
  /** The next case number, never handed out twice, also over several processes. A number may stay unused. */
  nextNumber(): Promise<number>
  /** From now on `nextNumber` hands out only numbers above this one (it never goes back). */
  raiseNumber(above: number): Promise<void>
  /**
   * CRE-8: stores the case with its history, or answers the case that the same key made before. Marks its deliveries as pending.
   * Throws `NumberTaken` when another case (an imported one) has the number, or the key is bound to another number: repeat with
   * the same key and the number that the error names, else a fresh one of `nextNumber`.
   */
  create(input: NewCase): Promise<Created>
  /**
   * As `create` for each of them, in fewer writes than one by one: for an import. Each case is there whole or not at all; of all of them
   * a fault may leave some. Where `create` would throw `NumberTaken`, that is the answer.
   */
  createAll(inputs: readonly NewCase[]): Promise<readonly (Created | NumberTaken)[]>
  /** The case's head and threads; undefined when there is none. */
  get(number: number): Promise<Case | undefined>
  /** The case that this key created, if it did. */
  createdWith(key: IdempotencyKey): Promise<Case | undefined>
  /** The entries that a change with this key made in this case; undefined when it made none (a repeat is told from a new send). */
  committedWith(number: number, key: IdempotencyKey): Promise<readonly number[] | undefined>
  /** Entries with `seq > after`, oldest first, at most `limit`; or with `newest` the last `limit` of them, still oldest first. */
  history(
    number: number,
    page: { readonly after?: number; readonly limit: number; readonly newest?: boolean },
  ): Promise<readonly Entry[]>
  /** The cases of which a thread begins with this message (`Subscription.root`), newest number first; at most 5. */
  startedAt(root: ThreadRoot): Promise<readonly Case[]>
  /** NOT-4: the entries that this chat message was added as, the lower case number first. */
  entriesFrom(message: MessageRef): Promise<readonly AddedMessage[]>
  /**
   * Guarded by version and key; appends the entries and the new threads, and marks its deliveries as pending. Threads that are there
   * stay untouched, and so does what creation settled (customer, partners, domain, creator, creation time, what it follows up), whatever `next` says of it.
   * A removal is part of the same write; the texts themselves are gone after `purge`.
   * Keys are remembered per case, the last 1,000 of them: an older one is still held off by its version, as a conflict.
   */
  commit(input: Commit): Promise<Committed>
  /**
   * Ends what the removals of a case began (UPD-3): no text and no file of theirs is left in any place of the database. May be called
   * any number of times, and takes up what a crash broke off. With `noCase`: of cases that were taken away as a whole, and of erased people.
   * False where another process's read kept a trace on the disk: call again.
   */
  purge(number: number): Promise<boolean>
  /** In the query's order; `next` is there when more follow. */
  list(
    query: CaseQuery,
    page: { readonly after?: Keyset; readonly limit: number },
  ): Promise<{
    readonly cases: readonly Case[]
    readonly next?: Keyset
  }>
  /** How many cases `list` would show on all its pages, counted no further than `max`. */
  count(query: CaseQuery, max: number): Promise<number>
  /**
   * OWN-3: the cases that somebody has to be reminded of (`toRemindAt`) after this place in their order, the earliest first, then
   * by number; `until`: only those whose moment is not later.
   */
  listReminders(page: {
    readonly after?: ReminderPlace
    readonly until?: Date
    readonly limit: number
  }): Promise<readonly Case[]>
  /** Whom open cases refer to, once each, whoever may read the cases. */
  listRefs<Kind extends CaseRefKind>(kind: Kind): Promise<readonly (CaseRef & { readonly kind: Kind })[]>
  /** The open cases that refer to it, whoever may read them, by number. */
  listReferring(ref: CaseRef, page: NumberedPage): Promise<readonly Case[]>
  /** The open cases that a side had put aside until then or earlier, whoever may read them, by number. */
  listAsideUntil(until: Date, page: NumberedPage): Promise<readonly Case[]>
  /** MIG-1: what is there of the cases that an import made, by number. */
  listImported(run: string, page: NumberedPage): Promise<readonly Case[]>
  /**
   * Takes cases away with all that is kept of them, each one whole, and only where it may be (`mayBeRemoved`). What lies outside of
   * the write (files, traces on the disk) is gone once `purge(noCase)` answers true. Where posts of it stand in chats, a husk stays
   * (`toHusk`) until delivery has taken them away. What an import made can be made again under its key. Answers which of these cases are
   * there no longer, by this call or before. May be repeated.
   */
  removeCases(numbers: readonly number[], removal: CaseRemoval): Promise<readonly number[]>
  /** What was closed before this moment and is not on hold, the one that was closed first first, then by number. */
  listClosed(
    before: Date,
    page: { readonly after?: ClosedPlace; readonly limit: number },
  ): Promise<readonly Case[]>
  /** Keeps a case from retention and erasure, or no longer (null); false where there is no such case. */
  setHold(number: number, hold: CaseHold | null): Promise<boolean>
  /** By number. */
  listHolds(page: NumberedPage): Promise<readonly HeldCase[]>
  /** The cases whose `followUpOf` names this one, newest number first; at most 20. */
  followUpsOf(number: number): Promise<readonly Case[]>
  /**
   * Adds a thread unless the case has one of that id, or in that platform, tenant and channel; a suspended one in that place is
   * tried again. Marks deliveries as pending where it did either. Answers the case, or undefined.
   */
  addSubscription(number: number, thread: Subscription): Promise<Case | undefined>
}

/** The message that a thread begins with. Slack's are told apart within their channel alone: the caller looks which one is meant. */
export type ThreadRoot = Pick<Subscription, 'platform' | 'tenant'> & { readonly root: string }

/** A new case cannot have its number: another case has it, or its key already took the number `instead`. */
export class NumberTaken extends Error {
  readonly number: number
  readonly instead: number | undefined

  constructor(number: number, instead?: number) {
    super(
      instead === undefined
        ? `Case ${number} exists already and was not made by this key`
        : `The key of the new case ${number} took the number ${instead}`,
    )
    this.name = 'NumberTaken'
    this.number = number
    this.instead = instead
  }
}
