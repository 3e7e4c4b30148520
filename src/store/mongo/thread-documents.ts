import type { Subscription } from '../../cases/case.ts'
import { routeKey } from '../delivery-state.ts'
import {
  fromStoredSubscription,
  type StoredSubscription,
  toStoredSubscription,
} from '../stored-subscription.ts'

/** Never leased, or due since ever: long past at every moment. */
export const free = new Date(0)

/** A subscription in its case's document, with what delivery holds it by. */
export interface ThreadDocument extends StoredSubscription {
  /** `routeKey`. */
  readonly route: string
  /** Null while it is up to date, or suspended. */
  readonly dueAt: Date | null
  readonly leaseUntil: Date
  readonly leaseOwner: string | null
  /** Claimed and not given back; stays true when the one who held it dies. */
  readonly held: boolean
  /** Grows by one with each claim: a write with an older one does nothing. */
  readonly token: number
}

/** A new one: due before all other news, as a person is waiting for the thread. */
export function toThreadDocument(subscription: Subscription): ThreadDocument {
  return {
    ...toStoredSubscription(subscription),
    route: routeKey(subscription),
    dueAt: free,
    leaseUntil: free,
    leaseOwner: null,
    held: false,
    token: 0,
  }
}

export function fromThreadDocument({
  route: _route,
  dueAt: _dueAt,
  leaseUntil: _leaseUntil,
  leaseOwner: _leaseOwner,
  held: _held,
  token: _token,
  ...stored
}: ThreadDocument): Subscription {
  return fromStoredSubscription(stored)
}
