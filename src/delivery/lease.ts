import type { Log } from '../config/log.ts'
import type { Claim, DeliveryStore } from './delivery-store.ts'

/** A claim kept alive while its deliveries go out. */
export interface Lease {
  /** False from the moment that another process may hold the claim: nothing more may be posted or written then. */
  isHeld(): boolean
  /** The store said that the claim is another's. */
  lose(): void
  /** Stops renewing. */
  end(): void
}

/** Renews the claim three times per lease. A store that cannot be reached ends it when its time is over. */
export function keepLease(options: {
  readonly store: Pick<DeliveryStore, 'renew'>
  readonly claim: Claim
  readonly claimedAt: Date
  readonly leaseMs: number
  readonly now: () => Date
  readonly log: Log
}): Lease {
  const { store, claim, leaseMs, now, log } = options
  const { thread, token } = claim
  const { number } = claim.case
  let heldUntil = options.claimedAt.getTime() + leaseMs
  let lost = false

  async function renew(): Promise<void> {
    const until = new Date(now().getTime() + leaseMs)
    try {
      if (await store.renew({ number, thread, token, until })) heldUntil = until.getTime()
      else lost = true
    } catch (error) {
      log.warn({ case: number, thread, err: error }, 'Claim could not be renewed')
    }
  }
  const timer = setInterval(renew, leaseMs / 3)

  return {
    isHeld: () => !lost && now().getTime() < heldUntil,
    lose: () => {
      lost = true
    },
    end: () => clearInterval(timer),
  }
}
