import type { Case, DeliveryFault, Entry, Platform, Subscription } from '../cases/case.ts'
import type { Log } from '../config/log.ts'
import type { SubscriptionAudience } from '../conversations/thread-audience.ts'
import type { ChannelFaults } from './channel-faults.ts'
import type { DeliveryMetrics } from './delivery-metrics.ts'
import type { Claim, DeliveryStore } from './delivery-store.ts'
import type { Installations } from './installations.ts'
import type { Lanes } from './lanes.ts'
import type { Lease } from './lease.ts'
import type { MailPublisher, PersonPublisher, ThreadPublisher } from './publishers.ts'

/** How many entries are read at a time. */
export const pageSize = 50

/** When a subscription is looked at again that this process cannot serve after all, ms. */
export const unservedMs = 60_000

/** When a subscription is looked at again while all posts are paused, ms. */
export const pausedMs = 5_000

/** What every delivery of this process shares. */
export interface DeliveryContext {
  readonly store: DeliveryStore
  readonly publishers: Partial<Record<Platform, ThreadPublisher>>
  readonly mail: MailPublisher | undefined
  /** PLC-7: without it nobody is told personally. */
  readonly people: PersonPublisher | undefined
  /** Since when a personal notice waits for its thread, by subscription and entry: as far as this process knows. */
  readonly noticesWaiting: Map<string, Date>
  readonly lanes: Lanes
  readonly installations: Installations
  readonly channelFaults: ChannelFaults
  /** PLC-1, VIS-7: who reads a thread, as it is at this moment. */
  readonly resolveAudience: (thread: Subscription) => Promise<SubscriptionAudience>
  readonly now: () => Date
  readonly random: () => number
  readonly log: Log
  readonly metrics: DeliveryMetrics
  /** How long one call of a platform may take, ms. */
  readonly callMs: number
  /** How long a subscription is worked on before others have their turn, ms: no call begins after that. */
  readonly passMs: number
  /** How long a case has to be quiet before its card is drawn anew, ms: a burst of changes edits it once. */
  readonly cardQuietMs: number
  /** True when no new call may begin. */
  readonly isStopping: () => boolean
  /** The subscription has a fault, or goes on having it. Called at each failure. */
  readonly onFault: (supportCase: Case, subscription: Subscription, fault: DeliveryFault) => Promise<unknown>
  /** `casethread posts pause`: asked before each call. */
  readonly arePostsPaused: () => Promise<boolean>
  /** PLC-4: the thread waits (`heldBack` says for what). Called at each look at it. */
  readonly onHeldBack: (supportCase: Case, subscription: Subscription) => Promise<unknown>
}

/** A claimed subscription in the course of its delivery. */
export interface CaseDelivery extends DeliveryContext {
  readonly supportCase: Case
  readonly claim: Claim
  readonly lease: Lease
  /** Reads the page of history after an entry. */
  readonly readPage: (after: number) => Promise<readonly Entry[]>
  /** When no further call begins, ms since 1970. */
  readonly endsAt: number
}
