import type { DeliveryFault } from '../cases/case.ts'
import type { DeliveryRoute } from './delivery-store.ts'
import type { FailureScope } from './publishers.ts'

/** What delivery counts, for operators. Nothing in it names a person, a case or a channel. */
export interface DeliveryMetrics {
  /** A call went through; for an entry, how long after it was written, ms. */
  posted(route: DeliveryRoute, kind: 'card' | 'entry' | 'mail' | 'notice', lagMs: number | undefined): void
  failed(route: DeliveryRoute, scope: FailureScope | 'limited', code: string): void
  installation(route: DeliveryRoute, fault: DeliveryFault | null): void
}

export const noMetrics: DeliveryMetrics = { posted() {}, failed() {}, installation() {} }
