import type { Case, Platform, Subscription } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { ConversationRef } from '../cases/identity-store.ts'

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
  Pick<
    Subscription,
    | 'root'
    | 'channel'
    | 'cursor'
    | 'renderedVersion'
    | 'tries'
    | 'retryAt'
    | 'suspended'
    | 'heldBack'
    | 'rewritten'
  >
>

/** A workspace, organisation or (Google Chat) installation that a process posts to. */
export interface ServedTenant {
  readonly platform: Platform
  readonly tenant: string
}

/**
 * What delivery asks of the database: claims on cases with pending deliveries, and how far each subscription has come. Each method is
 * one conditional write or one read. All dates are UTC with millisecond precision. Methods throw only on faults of the database.
 */
export interface DeliveryStore extends Pick<CaseStore, 'get' | 'history' | 'purge'> {
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
  /** Makes the cases due at once that have a thread held back in this channel; answers how many. */
  wakeConversation(channel: ConversationRef): Promise<number>
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
}
