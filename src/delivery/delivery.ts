import type { Case, Entry, Platform, Subscription } from '../cases/case.ts'
import type { SubscriptionAudience } from '../cases/thread-audience.ts'
import type { Log } from '../config/log.ts'
import type { Claim, DeliveryStore } from './delivery-store.ts'
import type { Lease } from './lease.ts'
import type { DeliveryFailure, MailPublisher, ThreadPublisher } from './publishers.ts'
import type { Throttle } from './throttle.ts'

/** How many entries are read at a time. */
export const pageSize = 50

/** What a pass over one claimed case needs. */
export interface Delivery {
  readonly store: DeliveryStore
  readonly publishers: Partial<Record<Platform, ThreadPublisher>>
  readonly mail: MailPublisher | undefined
  readonly throttle: Throttle
  /** PLC-1, VIS-7: who reads a thread, as it is at this moment. */
  readonly audienceOf: (thread: Subscription) => Promise<SubscriptionAudience>
  readonly now: () => Date
  readonly random: () => number
  readonly log: Log
  /** How long one call of a platform may take, ms. */
  readonly callMs: number
  /** How long one pass begins further calls, ms: so a long back-fill holds up neither other threads nor other cases. */
  readonly passMs: number
  /** True when no new call may begin. */
  readonly isStopping: () => boolean
  readonly onSuspended: (of: Case, thread: Subscription, failure: DeliveryFailure) => Promise<unknown>
}

/** Reads the page of history after `after`; threads that stand at the same entry share the read. */
export type Pages = (after: number) => Promise<readonly Entry[]>

export type Readers = Extract<SubscriptionAudience, { readonly kind: 'readers' }>

/** One thread's part of a pass over its case. */
export interface SubscriptionDelivery extends Delivery {
  readonly claim: Claim
  readonly lease: Lease
  readonly thread: Subscription
  /** Who reads it at this moment, beside whom. */
  readonly audience: Readers
  readonly pages: Pages
  /** When the pass begins no further calls, ms since 1970. */
  readonly endsAt: number
}
