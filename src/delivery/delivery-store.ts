import type { Case, DeliveryFault, Platform, Subscription } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { ConversationRef } from '../cases/identity-store.ts'

/** Where a subscription's deliveries go out: a workspace, an organisation or (Google Chat) the one installation; for mail the mail server. */
export interface DeliveryRoute {
  readonly platform: Subscription['platform']
  /** Google Chat, mail: empty. */
  readonly tenant: string
}

/** A workspace, organisation or (Google Chat) installation that a process posts to. */
export interface ServedTenant extends DeliveryRoute {
  readonly platform: Platform
}

/** A subscription with pending deliveries that is due and that nobody holds. */
export interface DueSubscription extends DeliveryRoute {
  readonly number: number
  /** The subscription's id. */
  readonly thread: string
  readonly channel: string
  readonly dueAt: Date
}

/** A subscription with pending deliveries, held under a lease. `token` fences: a write with an older token does nothing. */
export interface Claim {
  /** As it was when the claim was made. */
  readonly case: Case
  /** The id of the subscription that is held; the case's others are other claims. */
  readonly thread: string
  readonly token: number
  /** Counts what was pending at claiming; `releaseClaim` clears the mark only if nothing came in between. */
  readonly pendingDeliveries: number
  /** The lease before was never given back: a post may have gone out without its cursor. Look before posting. */
  readonly uncertain: boolean
}

/** What a holder shows to write to its subscription. */
export type ClaimRef = { readonly number: number; readonly thread: string; readonly token: number }

export type SubscriptionProgressUpdate = Partial<
  Pick<
    Subscription,
    | 'root'
    | 'card'
    | 'channel'
    | 'cursor'
    | 'parts'
    | 'renderedVersion'
    | 'tries'
    | 'retryAt'
    | 'suspended'
    | 'fault'
    | 'heldBack'
    | 'rewritten'
    | 'earlier'
  >
>

/** A process that delivers, as the others and operators see it. */
export interface DeliveryInstance {
  readonly owner: string
  readonly seenAt: Date
  /** What it posts to, and what stands against that for the whole of it. */
  readonly routes: readonly (DeliveryRoute & { readonly fault: DeliveryFault | null })[]
}

/** How long an instance counts as alive after it was last seen, ms. */
export const instanceMs = 30_000

/**
 * What delivery asks of the database: claims on subscriptions with pending deliveries, and how far each has come. Each method is
 * one conditional write or one read, unless it says otherwise. All dates are UTC with millisecond precision. Methods throw only on faults
 * of the database.
 *
 * A subscription is due from its `dueAt` on: set for all of a case by each change, to the very beginning for a new one (a person waits
 * for it), to what `releaseClaim` says, and none once it is up to date. A clock may have been wrong: a `dueAt` that lies further ahead
 * than `maxWaitMs` counts as due, and a lease that does as run out.
 */
export interface DeliveryStore extends Pick<CaseStore, 'get' | 'history' | 'purge'> {
  /**
   * Subscriptions on these routes that are due and not leased, at most `limit`, the oldest due first as far as the server's index tells; those
   * in the channels of `except` are left out. One read, and one for each route where there is more than `limit`, so that one's backlog hides no other;
   * nothing is taken by it.
   */
  findDue(input: {
    readonly routes: readonly DeliveryRoute[]
    readonly except?: readonly ConversationRef[]
    readonly now: Date
    readonly limit: number
  }): Promise<readonly DueSubscription[]>
  /** Claims this subscription if it is still due and not leased: one write. */
  claim(input: {
    readonly number: number
    readonly thread: string
    readonly owner: string
    readonly now: Date
    readonly leaseMs: number
  }): Promise<Claim | undefined>
  /** Keeps a claim alive; false when it was lost. */
  renew(input: ClaimRef & { readonly until: Date }): Promise<boolean>
  /** Moves the subscription; false when the claim was lost (nothing is written then). */
  saveProgress(input: ClaimRef & { readonly progress: SubscriptionProgressUpdate }): Promise<boolean>
  /**
   * Takes the subscription away, which has come to its end; false when the claim was lost (nothing is written then). With
   * `pendingDeliveries` only while that is still the newest: false as well where more came in between, which it is then there for.
   */
  removeSubscription(input: ClaimRef & { readonly pendingDeliveries?: number }): Promise<boolean>
  /**
   * Gives the claim back. If `pendingDeliveries` is still the newest: up to date, or due again at `retryAt`. If more came in between: due
   * at once, which is answered by true.
   */
  releaseClaim(
    input: ClaimRef & { readonly pendingDeliveries: number; readonly retryAt: Date | null },
  ): Promise<boolean>
  /** Makes due at once, whatever its `retryAt` was, what is held back or has a fault in this channel (the whole route without one); answers how many cases. */
  wakeConversation(channel: DeliveryRoute & { readonly channel?: string }): Promise<number>
  /**
   * The platform calls this channel by another id from now on: its subscriptions go there, and are due at once. Not one write, but may be
   * repeated.
   */
  moveConversation(channel: DeliveryRoute & { readonly channel: string }, to: string): Promise<void>
  /** Cases of which a subscription has a fault, is held back or suspended, by number. For operators. */
  listWaiting(page: { readonly after?: number; readonly limit: number }): Promise<{
    readonly cases: readonly Case[]
    readonly next?: number
  }>
  /** By an operator: tries a subscription again (`suspended`, `fault` and `retryAt` are cleared, and tries but for one: a post in doubt stays so), or drops it (`suspended` says why). False where there is none. */
  retrySubscription(number: number, thread: string): Promise<boolean>
  dropSubscription(number: number, thread: string, why: string): Promise<boolean>
  /** Says that this process lives and what it serves; answers all that were seen within `instanceMs`, itself included. A write and a read. */
  beat(instance: DeliveryInstance): Promise<readonly DeliveryInstance[]>
  /** The process ends. */
  leave(owner: string): Promise<void>
  /**
   * Hears of changes that other processes make, where the server tells of them (change streams); undefined where it does not. Goes on
   * from where it was after a break. Only wakes sooner: nothing depends on it.
   */
  watch?(onChange: () => void): Promise<{ close(): Promise<void> } | undefined>
}

/** Nothing waits longer than this by its own will: what lies further ahead was written by a wrong clock. In ms. */
export const maxWaitMs = 2 * 3_600_000
