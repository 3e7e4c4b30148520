import { afterEach, beforeEach, expect, it, vi } from 'vitest'
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

function kept(renew: () => Promise<boolean>) {
  const now = () => new Date()
  const claim = { case: aCase(), token: 7, pendingDeliveries: 1, uncertain: false }
  return keepLease({ store: { renew }, claim, claimedAt: now(), leaseMs, now, log: recordingLog() })
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
