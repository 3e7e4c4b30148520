import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { callPlatform } from '../../src/delivery/call-platform.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('an answer in time is the call’s own, and nothing waits any more', async () => {
  expect(await callPlatform(async () => 'posted', 1000)).toBe('posted')
  expect(vi.getTimerCount()).toBe(0)
})

it('a call without an answer ends at its limit, and may be tried again', async () => {
  const answer = callPlatform(() => new Promise<never>(() => {}), 1000)
  await vi.advanceTimersByTimeAsync(1000)

  expect(await answer).toMatchObject({
    message: 'no answer within 1000 ms',
    scope: 'passing',
    code: 'no-answer',
  })
})

it('what a platform says of its failure is kept as it is', async () => {
  const failure = new DeliveryFailure('channel_not_found', { scope: 'channel', code: 'channel_not_found' })

  expect(await callPlatform(() => Promise.reject(failure), 1000)).toBe(failure)
  expect(vi.getTimerCount()).toBe(0)
})

it.each([
  ['an error', new Error('socket hang up'), 'socket hang up'],
  ['a word', 'boom', 'boom'],
])('%s that nobody explained is taken for what passes', async (_what, thrown, message) => {
  const failure = await callPlatform(() => Promise.reject(thrown), 1000)

  expect(failure).toBeInstanceOf(DeliveryFailure)
  expect(failure).toMatchObject({ message, scope: 'passing', code: 'unknown', cause: thrown })
})

it('a call that throws at once is a failure too', async () => {
  const failure = await callPlatform(() => {
    throw new Error('no token')
  }, 1000)

  expect(failure).toBeInstanceOf(DeliveryFailure)
  expect(failure).toMatchObject({ message: 'no token' })
})
