/** What both databases make of cases from before each thread was claimed by itself: 1001 was due, and its claim never given back; 1002 was settled. */
import { expect } from 'vitest'
import type { DeliveryStore } from '../../src/delivery/delivery-store.ts'
import { aThread } from '../support/build-case.ts'
import { dueIn, mustClaim } from './contract-claims.ts'

const [alive, archived, unreadable] = [
  aThread({ root: 'r', cursor: 1 }),
  aThread({ id: 't-2', channel: 'C2', suspended: 'is_archived', tries: 3, root: 'r' }),
  aThread({ id: 't-3', channel: 'C3', suspended: 'its reader may not see this case' }),
] as const

export const wholeCaseThreads = [alive, archived, unreadable]

export async function expectOwnThreads(store: DeliveryStore): Promise<void> {
  const fault = { scope: 'channel', code: 'is_archived', since: expect.any(Date) }
  for (const number of [1001, 1002])
    expect((await store.get(number))?.subscriptions).toEqual([
      alive,
      { ...archived, suspended: null, tries: 1, fault },
      unreadable,
    ])
  expect((await dueIn(store)).toSorted()).toEqual(['1001 t-1', '1001 t-2', '1002 t-2'])
  expect((await mustClaim(store, 't-1')).uncertain).toBe(true)
  expect((await mustClaim(store, 't-2', { number: 1002 })).uncertain).toBe(false)
  expect((await store.listWaiting({ limit: 9 })).cases.map(({ number }) => number)).toEqual([1001, 1002])
  expect(await store.wakeConversation({ platform: 'slack', tenant: 'T1', channel: 'C2' })).toBe(2)
}
