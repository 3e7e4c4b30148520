import { check } from 'recheck'
import { describe, expect, it } from 'vitest'
import { type Pattern, patternsIn } from './support/patterns.ts'

/** Many files use one pattern. */
const patterns: readonly Pattern[] = [
  ...new Map(
    patternsIn('src', 'commands', 'views').map((one) => [`${one.flags}/${one.source}`, one]),
  ).values(),
]

/** The same search each time; and no verdict hangs on how fast this machine is at the moment (`recallLimit`). */
const settings = { randomSeed: 1, recallLimit: 0, timeout: 50_000 }

describe('every pattern in the product takes time in proportion to the text, whatever somebody sends', () => {
  it('and there are patterns to be checked, none of them put together at run time', () => {
    expect(patterns.length).toBeGreaterThan(100)
    expect(patterns.filter(({ source }) => source === 'constructed').map(({ at }) => at)).toEqual([])
  })

  it('a pattern that does not is recognised', async () => {
    expect((await check('(?<![\\w-])(?:a|a)+$', 'u', settings)).status).toBe('vulnerable')
    expect((await check('^(<!--[\\s\\S]*?-->\\s*)*<svg', 'i', settings)).status).toBe('vulnerable')
    expect((await check('^[. ]+|[. ]+$', 'g', settings)).status).toBe('vulnerable')
  })

  it.each(patterns)(
    '$at: $source',
    async ({ source, flags }) => {
      expect(await verdictOn(source, flags)).toBe('safe')
    },
    110_000,
  )
})

/** `safe`, or the text that would take too long. On a busy machine a bounded pattern was once taken for a slow one: what counts is found twice. */
async function verdictOn(source: string, flags: string): Promise<string> {
  for (let times = 1; ; times += 1) {
    const found = await check(source, flags, settings)
    if (found.status === 'safe' || times === 2)
      return found.status === 'vulnerable' ? found.attack.pattern : found.status
  }
}
