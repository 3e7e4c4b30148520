import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryDelay } from '../../src/delivery/retry-delay.ts'

describe('NOT-1: how long a thread waits after a failure', () => {
  it.each([
    ['passing', [4, 8, 16, 32, 64, 128, 256, 300, 300]],
    ['channel', [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]],
  ] as const)('doubles up to the longest, for %s', (kind, seconds) => {
    const longest = seconds.map((_, index) => retryDelay(index + 1, () => 1, kind) / 1000)

    expect(longest).toEqual(seconds)
    expect(retryDelay(0, () => 1, kind)).toBe(retryDelay(1, () => 1, kind))
    expect(retryDelay(1e9, () => 1, kind)).toBe(retryDelay(9, () => 1, kind))
  })

  it('leaves half of it to chance, in whole milliseconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
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
})
