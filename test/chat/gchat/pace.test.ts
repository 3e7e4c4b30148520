import { describe, expect, it } from 'vitest'
import { createWriteQuota } from '../../../src/chat/gchat/write-quota.ts'

function aClock() {
  let at = 1_000_000
  return { now: () => at, pass: (ms: number) => (at += ms) }
}

/** Writes as often as the pace lets it, for a minute; answers when, in ms. */
function writeForAMinute(spaces: readonly string[]): readonly number[] {
  const clock = aClock()
  const pace = createWriteQuota(clock.now)
  const written: number[] = []
  for (let ms = 0; ms < 60_000; ms += 10) {
    for (const space of spaces) while (!pace.take(space)) written.push(ms)
    clock.pass(10)
  }
  return written
}

describe('the pace of writes', () => {
  it('keeps a space within Google’s 60 a minute, without wasting much of it', () => {
    const written = writeForAMinute(['spaces/A'])

    expect(written.length).toBeLessThanOrEqual(60)
    expect(written.length).toBeGreaterThan(50)
  })

  it('keeps the project within Google’s 3,000 a minute', () => {
    const written = writeForAMinute(Array.from({ length: 80 }, (_, index) => `spaces/${index}`))

    expect(written.length).toBeLessThanOrEqual(3_000)
    expect(written.length).toBeGreaterThan(2_500)
  })

  it('lets a card and its first entries out at once, and says how long the rest is then', () => {
    const clock = aClock()
    const pace = createWriteQuota(clock.now)
    const waits = Array.from({ length: 6 }, () => pace.take('spaces/A'))
    const wait = waits.at(-1)

    expect(waits.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => undefined))
    expect(wait).toMatchObject({ scope: 'space', ms: expect.any(Number) })
    clock.pass(wait?.ms ?? 0)
    expect(Array.from({ length: 3 }, () => pace.take('spaces/A')).filter(Boolean)).toEqual([])
    expect(pace.take('spaces/A')).toBeDefined()
  })

  it('holds up no other space', () => {
    const pace = createWriteQuota(aClock().now)
    while (!pace.take('spaces/A'));

    expect(pace.take('spaces/B')).toBeUndefined()
  })

  it('forgets spaces that rest', () => {
    const clock = aClock()
    const pace = createWriteQuota(clock.now)
    for (let index = 0; index < 5_000; index += 1) {
      pace.take(`spaces/${index}`)
      clock.pass(100)
    }

    while (!pace.take('spaces/A'));
    expect(pace.take('spaces/A')).toMatchObject({ scope: 'space' })
  })
})
