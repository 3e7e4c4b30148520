import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DeliveryFailure } from '../../src/cases/ports.ts'
import { attempt } from '../../src/delivery/attempt.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('an answer in time is the call’s own, and nothing waits any more', async () => {
  expect(await attempt(async () => 'posted', 1000)).toEqual({ ok: true, value: 'posted' })
  expect(vi.getTimerCount()).toBe(0)
})

it('a call without an answer ends at its limit, and may be tried again', async () => {
  const outcome = attempt(() => new Promise<never>(() => {}), 1000)
  await vi.advanceTimersByTimeAsync(1000)

  const failed = await outcome
  expect(failed).toMatchObject({ ok: false, failure: { message: 'no answer within 1000 ms', gone: false } })
})

it('what a platform says of its failure is kept as it is', async () => {
  const failure = new DeliveryFailure('channel_not_found', { gone: true })

  const failed = await attempt(() => Promise.reject(failure), 1000)

  expect(failed.ok ? undefined : failed.failure).toBe(failure)
  expect(vi.getTimerCount()).toBe(0)
})

it.each([
  ['an error', new Error('socket hang up'), 'socket hang up'],
  ['a word', 'boom', 'boom'],
])('%s that nobody explained is no reason to give a thread up', async (_what, thrown, message) => {
  const failed = await attempt(() => Promise.reject(thrown), 1000)

  const failure = failed.ok ? undefined : failed.failure
  expect(failure).toBeInstanceOf(DeliveryFailure)
  expect(failure).toMatchObject({ message, gone: false, cause: thrown })
})

it('a call that throws at once is a failure too', async () => {
  const failed = await attempt(() => {
    throw new Error('no token')
  }, 1000)

  expect(failed).toMatchObject({ ok: false, failure: { message: 'no token' } })
})
