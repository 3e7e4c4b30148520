import type {
  Case,
  CaseHead,
  Entry,
  Locale,
  Platform,
  Reader,
  RelationshipKind,
  Severity,
  Status,
  Subscription,
} from './case.ts'

/** A person as a chat platform names them. `email` only where the platform vouches for it. */
export interface Person {
  readonly platform: Platform
  readonly tenant: string
  readonly user: string
  readonly name: string
  readonly email: string | null
  readonly locale: Locale
  readonly timeZone: string
}

/** ACC: a user of one reseller domain. */
export interface Account {
  readonly email: string
  readonly name: string
  readonly domain: string
  readonly suspended: boolean
  readonly superAdmin: boolean
  readonly roles: readonly string[]
  readonly privileges: readonly string[]
}

export interface ResellerDomain {
  readonly domain: string
  readonly name: string
  readonly superAdmin: string
  readonly language: Locale
}

export interface Customer {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly tier: 'standard' | 'enhanced' | 'premium'
  readonly language: Locale
  readonly timeZone: string
  /** CRE-2: from the partner's sales console, shown and never edited. */
  readonly address: string
  readonly contact: { readonly name: string; readonly email: string; readonly phone: string }
}

export interface Relationship {
  readonly customer: string
  readonly domain: string
  readonly kind: RelationshipKind
  readonly from: Date
  readonly to: Date | null
}

/** A person of the customer's own organisation. */
export interface CustomerUser {
  readonly email: string
  readonly name: string
  /** The customer's id. */
  readonly customer: string
  /** GRA-1: speaks for the customer where access is granted or withdrawn. */
  readonly admin: boolean
  /** CRE-6: sees the cases that partners made on the customer's behalf, and answers in them. */
  readonly portal: boolean
}

export const grantStates = ['granted', 'revoked', 'unknown'] as const
/** GRA-1. */
export interface Grant {
  readonly state: (typeof grantStates)[number]
  readonly changedAt: Date | null
  readonly changedBy: string | null
  readonly checkedAt: Date | null
}

/** Who is who, read anew at each question (GRA-4). Everything is scoped: no method merges reseller domains (ACC-3). */
export interface Directory {
  /** The accounts and roles that this chat person has proved. Suspended accounts are included. */
  identify(person: Person): Promise<Identity>
  domain(domain: string): Promise<ResellerDomain | undefined>
  /** Customers in relationship with the domain at `at`, by name. */
  customersOf(domain: string, at: Date): Promise<readonly Customer[]>
  customer(id: string): Promise<Customer | undefined>
  /** All partners in relationship with the customer at `at`. */
  relationshipsOf(customer: string, at: Date): Promise<readonly Relationship[]>
  grant(customer: string, domain: string): Promise<Grant>
  /** The customer's own people, admins first. */
  customerUsersOf(customer: string): Promise<readonly CustomerUser[]>
  /** The chat users that are linked to this e-mail: `slack:<team>/<user>`, `gchat:users/<number>`. */
  chatUsersOf(email: string): Promise<readonly string[]>
  /** GRA-1: who may write down, with evidence, what a customer said elsewhere. */
  isOperator(email: string): Promise<boolean>
}

/** Everything that one person is, over all parties. */
export interface Identity {
  readonly accounts: readonly Account[]
  /** Set when the person is a desk agent. */
  readonly desk: { readonly email: string; readonly name: string } | null
  /** The customers that the person belongs to (CRE-6). */
  readonly customers: readonly {
    readonly user: CustomerUser
    readonly customer: Pick<Customer, 'id' | 'name' | 'domain'>
  }[]
}

/** GRA-1: one change of a grant, as the append-only history keeps it. */
export interface GrantChange {
  readonly customer: string
  readonly domain: string
  readonly from: Grant['state']
  readonly to: Grant['state']
  readonly at: Date
  /** The e-mail of who changed it. */
  readonly by: string
  /** What shows that the customer wants it so; null where an imported file tells none. */
  readonly evidence: string | null
  readonly source: 'chat' | 'import'
}

/** A grant as it is kept. `version` counts its changes and guards the next one. */
export interface RecordedGrant extends Grant {
  readonly customer: string
  readonly domain: string
  readonly evidence: string | null
  readonly source: GrantChange['source']
  readonly version: number
}

/** Where what customers settle in chat is written down. Each method is one conditional write or one read. */
export interface GrantRepository {
  recordedGrant(customer: string, domain: string): Promise<RecordedGrant | undefined>
  /** Writes the change if the grant still has the version `expected` (0: none is kept yet); false where it has not. */
  recordGrant(
    change: GrantChange & { readonly expected: number; readonly checkedAt?: Date },
  ): Promise<boolean>
  /** Oldest first. */
  grantHistory(customer: string, domain: string): Promise<readonly GrantChange[]>
  /** True, and noted, unless this domain asked this customer after `notSince` already. */
  noteAsked(ask: {
    readonly customer: string
    readonly domain: string
    readonly at: Date
    readonly notSince: Date
  }): Promise<boolean>
  /** GRA-5: a support partner that the customer asked for. */
  addSupportPartner(relationship: Relationship): Promise<void>
}

// ---------------------------------------------------------------- the store

/** The idempotency key of a send: the platform's view, trigger or request id, prefixed with the platform. At most 255 characters. */
export type IdempotencyKey = string

export interface NewCase {
  readonly case: Case
  readonly entries: readonly Entry[]
  /** What it is found by (`toSearchTerms`); a change leaves them as they are. */
  readonly words: readonly string[]
  readonly key: IdempotencyKey
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
  readonly key: IdempotencyKey
}

export type Committed =
  | { readonly kind: 'committed'; readonly case: Case }
  /** The key was seen before: `case` as it is now, `seqs` the entries that the first send made. */
  | { readonly kind: 'repeated'; readonly case: Case; readonly seqs: readonly number[] }
  | { readonly kind: 'conflict'; readonly case: Case }
  | { readonly kind: 'missing' }

export interface CaseQuery {
  /** VIS-1 in the query itself: a partner sees cases whose `partners` hold the domain, a customer its own, the desk all. */
  readonly reader: Reader
  /** Every word must be among the case's words (made by `toSearchTerms`). */
  readonly words?: readonly string[]
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  readonly customers?: readonly string[]
  /** Only cases that this e-mail opened. */
  readonly createdBy?: string
}

/** Where a page of a list ended (VIS-4: updatedAt descending, then number descending). */
export interface Keyset {
  readonly updatedAt: Date
  readonly number: number
}

/** A case with pending deliveries, held under a lease. `token` fences: a write with an older token does nothing. */
export interface Claim {
  readonly case: Case
  readonly token: number
  /** Counts what was pending at claiming; `releaseClaim` clears the mark only if nothing came in between. */
  readonly pendingDeliveries: number
  /** The lease before was never given back: a post may have gone out without its cursor. Look before posting. */
  readonly uncertain: boolean
}

export type SubscriptionProgressUpdate = Partial<
  Pick<Subscription, 'root' | 'channel' | 'cursor' | 'renderedVersion' | 'tries' | 'retryAt' | 'suspended'>
>

/** A workspace, organisation or (Google Chat) installation that a process posts to. */
export interface ServedTenant {
  readonly platform: Platform
  readonly tenant: string
}

/**
 * The one port to the database. Each method is one conditional write or one read; none needs a transaction over
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
  /** The entries that a change with this key made in this case; undefined when it made none (a repeat is told from a new wish). */
  committedWith(number: number, key: IdempotencyKey): Promise<readonly number[] | undefined>
  /** Entries with `seq > after`, oldest first, at most `limit`; or with `newest` the last `limit` of them, still oldest first. */
  history(
    number: number,
    page: { readonly after?: number; readonly limit: number; readonly newest?: boolean },
  ): Promise<readonly Entry[]>
  /**
   * Guarded by version and key; appends the entries and the new threads, and marks its deliveries as pending. Threads that are there
   * stay untouched, and so does what creation settled (customer, partners, domain, creator, creation time, what it follows up), whatever `next` says of it.
   * Keys are remembered per case, the last 1,000 of them: an older one is still held off by its version, as a conflict.
   */
  commit(input: Commit): Promise<Committed>
  /** Newest update first, then number descending; `next` is there when more follow. */
  list(
    query: CaseQuery,
    page: { readonly after?: Keyset; readonly limit: number },
  ): Promise<{
    readonly cases: readonly Case[]
    readonly next?: Keyset
  }>
  /** The cases whose `followUpOf` names this one, newest number first; at most 20. */
  followUpsOf(number: number): Promise<readonly Case[]>
  /**
   * Adds a thread unless the case has one of that id, or in that platform, tenant and channel; a suspended one in that place is
   * tried again. Marks deliveries as pending where it did either. Answers the case, or undefined.
   */
  addSubscription(number: number, thread: Subscription): Promise<Case | undefined>

  /** Claims one case with pending deliveries that is due and not leased; the oldest due first. */
  claim(input: {
    readonly owner: string
    readonly now: Date
    readonly leaseMs: number
  }): Promise<Claim | undefined>
  /** Keeps a claim alive; false when it was lost. */
  renew(input: { readonly number: number; readonly token: number; readonly until: Date }): Promise<boolean>
  /** Moves one thread; false when the claim was lost (nothing is written then). */
  saveProgress(input: {
    readonly number: number
    readonly token: number
    readonly thread: string
    readonly progress: SubscriptionProgressUpdate
  }): Promise<boolean>
  /** Tries the threads of this workspace again that were given up on, in every case. Answers how many cases have one. */
  resumeSuspended(served: ServedTenant): Promise<number>
  /** Takes a thread away that has come to its end; false when the claim was lost (nothing is written then). */
  removeSubscription(input: {
    readonly number: number
    readonly token: number
    readonly thread: string
  }): Promise<boolean>
  /** Gives the claim back. If `pendingDeliveries` is still the newest: clears the mark, or is due again at `retryAt`. If more came in between: due at once. */
  releaseClaim(input: {
    readonly number: number
    readonly token: number
    readonly pendingDeliveries: number
    readonly retryAt: Date | null
  }): Promise<void>

  close(): Promise<void>
}

/**
 * Where attachments' bytes lie. They are put there before the write that names them: a crash in between leaves a file that
 * no entry names, which `sweep` takes away, and never a name without its file.
 */
export interface FileStore {
  /** Keeps the bytes under this id (8 to 64 of 0-9a-f). Safe on disk when it resolves. A repeat with the same bytes changes nothing. */
  put(id: string, bytes: Uint8Array): Promise<void>
  /** The bytes in pieces; undefined where there is no such file. */
  open(id: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Removes what was put before this moment and is named by no history entry, and what uploads left that died. Answers how many files. */
  sweep(before: Date): Promise<number>
}

/** Cases and their files are kept in one place: a file is an orphan only if no case there names it. */
export interface Store extends CaseStore {
  readonly files: FileStore
}

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

// ---------------------------------------------------------------- the threads

/**
 * What a platform does for `notify`. It composes the message itself (views, then render), in the thread's locale.
 * `uncertain` means that the same post may already be there: look it up (by the entry's id in the message's metadata) first.
 * Each method throws a `DeliveryFailure`, or any other error for what is not understood (treated as passing, tried again).
 */
export interface ThreadPublisher {
  /** Whether this process posts to the thread's workspace: another one's token gets nowhere there. */
  serves(tenant: string): boolean
  /** Posts the root card; answers where it stands (a direct message's channel differs from the user id asked for). */
  open(
    of: Case,
    thread: Subscription,
    options: { readonly uncertain: boolean },
  ): Promise<{ readonly root: string; readonly channel: string }>
  /** Posts one history entry under the root. Called only for entries that the thread's reader may see. */
  post(of: Case, thread: Subscription, entry: Entry, options: { readonly uncertain: boolean }): Promise<void>
  /** Brings the root card up to date. */
  refresh(of: Case, thread: Subscription): Promise<void>
}

/** What one mail of a case tells. */
export interface MailUpdate {
  /** The entries that it tells, oldest first; each may be mailed (`canBeMailed`). */
  readonly entries: readonly Entry[]
  /** The seqs that it stands for, those included that it does not tell. A first mail stands for all up to `to`: its `from` is 0. */
  readonly from: number
  readonly to: number
  /** Whether earlier ones are left out. */
  readonly more: boolean
}

/**
 * What mail does for `notify` (NOT-3). A mail cannot be looked up or edited: a repeat bears the Message-ID of the first, which
 * mail systems know it by. Throws as a `ThreadPublisher` does.
 */
export interface MailPublisher {
  /** Sends one mail to the thread's address: with the case as it stands where the thread has no root yet. Answers its Message-ID. */
  send(of: Case, thread: Subscription, update: MailUpdate): Promise<string>
}

/**
 * `ofInstallation`: the token, the app or the workspace is at fault, and no thread is: what goes there waits, and goes on by itself
 * once that is mended.
 * `gone`: no use in trying again (the channel is archived, the bot was removed). Else: try again, not before `retryAfterMs`,
 * which holds for the whole workspace or for the one channel (`restOf`).
 * `uninvited`: what is missing is an invitation of the app to the channel, as far as the platform tells.
 */
export class DeliveryFailure extends Error {
  readonly gone: boolean
  readonly uninvited: boolean
  readonly ofInstallation: boolean
  readonly retryAfterMs: number | null
  readonly restOf: 'workspace' | 'channel'

  constructor(
    message: string,
    options: {
      readonly gone: boolean
      readonly uninvited?: boolean
      readonly ofInstallation?: boolean
      readonly retryAfterMs?: number
      readonly restOf?: 'workspace' | 'channel'
      readonly cause?: unknown
    },
  ) {
    super(message, { cause: options.cause })
    this.name = 'DeliveryFailure'
    this.gone = options.gone
    this.uninvited = options.uninvited ?? false
    this.ofInstallation = options.ofInstallation ?? false
    this.retryAfterMs = options.retryAfterMs ?? null
    this.restOf = options.restOf ?? 'workspace'
  }
}
