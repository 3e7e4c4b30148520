import type { Claim, DeliveryStore } from '../../src/delivery/delivery-store.ts'

/** Where the subscriptions of tests go out. */
export const allRoutes = [
  { platform: 'slack', tenant: 'T1' },
  { platform: 'slack', tenant: 'T2' },
  { platform: 'gchat', tenant: '' },
  { platform: 'mail', tenant: '' },
] as const

/** Claims what is due first, as a worker does; undefined where nothing is. */
export async function claimNext(
  store: Pick<DeliveryStore, 'findDue' | 'claim'>,
  { now, leaseMs = 30_000, owner = 'test' }: { now: Date; leaseMs?: number; owner?: string },
): Promise<Claim | undefined> {
  for (const { number, thread } of await store.findDue({ routes: allRoutes, now, limit: 100 })) {
    const claim = await store.claim({ number, thread, owner, now, leaseMs })
    if (claim) return claim
  }
  return undefined
}
