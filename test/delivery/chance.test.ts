import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aNotifyDesk, aThreadIn, leaseMs, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'

const mishaps = ['none', 'none', 'none', 'before', 'after', 'busy', 'crash', 'news', 'overtaken'] as const
type Mishap = (typeof mishaps)[number]

/** Draws the next mishap at each call; none when the list has run out. */
function misfortune(at: NotifyDesk, drawn: readonly Mishap[]): CasesAndFiles {
  const left = [...drawn]
  let crash = false
  at.platform.before = async () => {
    const mishap = left.shift()
    at.platform.after = () => {}
    if (mishap === 'before') throw new Error('socket hang up')
    if (mishap === 'busy')
      throw new DeliveryFailure('ratelimited', { scope: 'passing', code: 'ratelimited', retryAfterMs: 1_000 })
    if (mishap === 'news') await at.say(1001)
    if (mishap === 'crash') crash = true
    if (mishap === 'after') {
      at.platform.after = () => {
        throw new Error('socket hang up')
      }
    }
    if (mishap === 'overtaken') {
      at.platform.after = async () => {
        at.platform.after = () => {}
        at.pass(leaseMs + 1)
        await at.notifier().idle()
      }
    }
  }
  return {
    ...at.store,
    saveProgress: async (input) => {
      if (crash) {
        crash = false
        throw new Error('connection lost')
      }
      return at.store.saveProgress(input)
    },
  }
}

describe('whatever goes wrong, in whatever order', () => {
  it('NOT-1: in the end each thread shows each entry once and in order, under one up-to-date card', async () => {
    const runs = fc.array(fc.constantFrom(...mishaps), { maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(runs, async (drawn) => {
        const at = await aNotifyDesk()
        // One thread: with several side by side, which of them meets a mishap would be left to chance.
        await at.open([aThreadIn('C1')], { seq: 4 })
        const store = misfortune(at, drawn)
        for (const _ of upTo(drawn.length + 2)) {
          await at.notifier({ store }).idle()
          at.pass(3_600_000)
        }

        const { seq, version } = (await at.store.get(1001)) ?? { seq: 0, version: 0 }
        expect(seq).toBeGreaterThanOrEqual(4)
        expect(at.platform.entriesIn('C1')).toEqual(upTo(seq))
        expect(at.platform.cardsIn('C1')).toEqual([version])
        await at.store.close()
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})
