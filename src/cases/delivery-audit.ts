import type { Subscription } from './case.ts'

export const deliveryActions = ['retried', 'dropped'] as const

/** What an operator did by hand with a thread's deliveries: for good, since it can mean that somebody is told nothing. */
export interface DeliveryAction {
  readonly id: string
  readonly at: Date
  /** Who did it, as they or their system said. */
  readonly by: string
  readonly what: (typeof deliveryActions)[number]
  /** The case's. */
  readonly number: number
  /** The subscription's id. */
  readonly thread: string
  readonly platform: Subscription['platform']
  readonly tenant: string
  /** Empty for mail: an address may have to be forgotten (UPD-3). */
  readonly channel: string
  readonly why: string | null
}

/** Each method may be repeated. */
export interface DeliveryAudit {
  record(action: DeliveryAction): Promise<void>
  /** Of one case, oldest first. */
  list(number: number): Promise<readonly DeliveryAction[]>
}
