import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxAttempts, retryDelay } from '../../src/delivery/retry-delay.ts'

const hourMs = 60 * 60 * 1000

describe('NOT-1: how long a thread waits after a failure', () => {
  it('doubles from four seconds up to an hour', () => {
    const longest = Array.from({ length: 12 }, (_, index) => retryDelay(index + 1, () => 1) / 1000)

    expect(longest).toEqual([4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600])
    expect(retryDelay(0, () => 1)).toBe(4000)
  })

  it('leaves half of it to chance, in whole milliseconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: maxAttempts }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (tries, chance) => {
          const full = retryDelay(tries, () => 1)
          const delay = retryDelay(tries, () => chance)

          expect(Number.isInteger(delay)).toBe(true)
          expect(Math.abs(delay - full * (0.5 + chance / 2))).toBeLessThanOrEqual(0.5)
        },
      ),
    )
  })

  it('spans about half a day before a thread is suspended, longer than most outages', () => {
    const waits = Array.from({ length: maxAttempts - 1 }, (_, index) => retryDelay(index + 1, () => 0.5))
    const hours = waits.reduce((sum, wait) => sum + wait, 0) / hourMs

    expect(hours).toBeGreaterThan(6)
    expect(hours).toBeLessThan(12)
  })
})
