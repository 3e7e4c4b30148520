import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DeliveryStore } from '../../src/delivery/delivery-store.ts'
import { keepLease } from '../../src/delivery/lease.ts'
import { aCase } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'

const leaseMs = 30_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function kept(renew: DeliveryStore['renew'], log = recordingLog()) {
  const now = () => new Date()
  const claim = { case: aCase(), thread: 't-1', token: 7, pendingDeliveries: 1, uncertain: false }
  return keepLease({ store: { renew }, claim, claimedAt: now(), leaseMs, now, log })
}

it('NOT-1: a claim is renewed before its time is over, also where one renewal in between fails', async () => {
  const renew = vi.fn(async () => true).mockRejectedValueOnce(new Error('connection lost'))
  const lease = kept(renew)

  await vi.advanceTimersByTimeAsync(leaseMs - 1)
  expect(renew).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(leaseMs / 2)
  expect(lease.isHeld()).toBe(true)
  lease.end()
})

it('NOT-1: a claim that cannot be renewed is held until its time is over, and no moment longer', async () => {
  const lease = kept(() => Promise.reject(new Error('connection lost')))

  await vi.advanceTimersByTimeAsync(leaseMs - 1)
  expect(lease.isHeld()).toBe(true)
  await vi.advanceTimersByTimeAsync(1)
  expect(lease.isHeld()).toBe(false)
  lease.end()
})

it('NOT-1: a claim that another took is not held from the renewal on that tells so', async () => {
  const lease = kept(async () => false)

  await vi.advanceTimersByTimeAsync(leaseMs / 3)
  expect(lease.isHeld()).toBe(false)
  lease.end()
})

it('NOT-1: each renewal is for the whole lease from its own moment, for the claim’s own case and token', async () => {
  const begun = Date.now()
  const renew = vi.fn(
    async (_: { readonly number: number; readonly token: number; readonly until: Date }) => true,
  )
  const lease = kept(renew)

  await vi.advanceTimersByTimeAsync(leaseMs)

  expect(renew.mock.calls.map(([asked]) => asked)).toEqual(
    [1, 2, 3].map((third) => ({
      number: 1001,
      thread: 't-1',
      token: 7,
      until: new Date(begun + (third * leaseMs) / 3 + leaseMs),
    })),
  )
  lease.end()
})

it('NOT-1: a claim that was given up is not held any more, though no other took it', async () => {
  const lease = kept(async () => true)
  expect(lease.isHeld()).toBe(true)

  lease.lose()

  expect(lease.isHeld()).toBe(false)
  lease.end()
})

it('NOT-1: after its end nothing is renewed, and nothing keeps the process', async () => {
  const renew = vi.fn(async () => true)
  kept(renew).end()

  await vi.advanceTimersByTimeAsync(leaseMs * 2)

  expect(renew).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

it('NOT-1: a renewal that failed is logged with its case and its cause', async () => {
  const log = recordingLog()
  const failure = new Error('connection lost')
  const lease = kept(() => Promise.reject(failure), log)

  await vi.advanceTimersByTimeAsync(leaseMs / 3)

  expect(log.lines).toMatchObject([{ level: 'warn', fields: { case: 1001, err: failure } }])
  lease.end()
})
