import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createAlarm } from '../../src/delivery/alarm.ts'

const start = Date.UTC(2026, 10, 2, 12)
let rung: number[]
const anAlarm = () =>
  createAlarm(
    () => new Date(),
    () => rung.push(Date.now() - start),
  )
const inMs = (ms: number) => new Date(Date.now() + ms)

beforeEach(() => {
  vi.useFakeTimers({ now: start })
  rung = []
})
afterEach(() => {
  vi.useRealTimers()
})

it('rings at each of its moments, whichever was set first', async () => {
  const alarm = anAlarm()
  alarm.set(inMs(3_000))
  alarm.set(inMs(1_000))
  alarm.set(inMs(2_000))

  await vi.advanceTimersByTimeAsync(10_000)

  expect(rung).toEqual([1_000, 2_000, 3_000])
  expect(vi.getTimerCount()).toBe(0)
})

it('rings once for moments that lie close together, never before the last of them', async () => {
  const alarm = anAlarm()
  for (let ms = 1_001; ms <= 1_020; ms += 1) alarm.set(inMs(ms))

  await vi.advanceTimersByTimeAsync(10_000)

  expect(rung).toEqual([1_020])
})

it('rings at once for what has passed', async () => {
  anAlarm().set(inMs(-5_000))

  await vi.advanceTimersByTimeAsync(0)

  expect(rung).toEqual([0])
})

it('takes more moments than it keeps: the later ones are left to the next poll', async () => {
  const alarm = anAlarm()
  for (let second = 1; second <= 2_000; second += 1) alarm.set(inMs(second * 1_000))

  await vi.advanceTimersByTimeAsync(3_000_000)

  expect(rung).toHaveLength(1_000)
})

it('waits as long as it takes for a moment that no timer reaches', async () => {
  anAlarm().set(inMs(2 ** 31 + 5_000))

  await vi.advanceTimersByTimeAsync(2 ** 31 + 4_000)
  expect(rung.filter((ms) => ms > 2 ** 31)).toEqual([])
  await vi.advanceTimersByTimeAsync(2_000)

  expect(rung.at(-1)).toBeGreaterThanOrEqual(2 ** 31 + 5_000)
})

it('is silent once it is stopped, and stays so', async () => {
  const alarm = anAlarm()
  alarm.set(inMs(1_000))
  alarm.stop()
  alarm.set(inMs(2_000))

  await vi.advanceTimersByTimeAsync(10_000)

  expect(rung).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
