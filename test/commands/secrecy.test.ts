import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { step } from '../support/simulation/simulated-actions.ts'
import { begin, deliver, settle, take } from '../support/simulation/simulated-life.ts'
import { aTrade } from '../support/simulation/simulated-world.ts'
import { expectSecretMessages, Journal } from '../support/simulation/simulation-invariants.ts'

describe('whatever people do, in whatever order', () => {
  it('VIS-1, VIS-7, ACC-3, ACC-7, CRE-6, GRA-1: nobody is shown or changes what is not theirs; no thread neither', async () => {
    const seen = { steps: 0, shown: 0, changed: 0, posted: 0, told: 0 }
    const happened = new Map<string, number>()
    const count = (what: string, times = 1) => happened.set(what, (happened.get(what) ?? 0) + times)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 160, size: 'max' }), async (steps) => {
        const trade = await aTrade()
        const journal = new Journal()
        try {
          await begin(trade, journal)
          for (const [index, one] of steps.entries()) {
            await take(trade, journal, one)
            // What is posted in between is posted before the eyes of that moment.
            if (index % 3 === 0) await deliver(trade, journal)
          }
          await settle(trade, journal)
          expectSecretMessages(trade.told)
          expect(trade.log.filter((line) => line.level === 'error')).toEqual([])
          seen.steps += journal.steps
          seen.shown += journal.shown
          seen.changed += journal.changed
          seen.posted += trade.posted.length
          seen.told += trade.told.length
          for (const [what, times] of journal.happened) count(what, times)
          for (const { readers } of trade.posted)
            for (const party of readers) count(`posted to ${party.replace(/:.*/, '')}`)
        } finally {
          await trade.close()
        }
      }),
      { numRuns: 250, interruptAfterTimeLimit: 20_000, endOnFailure: process.env.FAST === '1' },
    )
    // It is no proof where nothing happens.
    expect(seen.steps).toBeGreaterThan(1_000)
    expect(seen.shown).toBeGreaterThan(300)
    expect(seen.changed).toBeGreaterThan(100)
    expect(seen.posted).toBeGreaterThan(200)
    expect(seen.told).toBeGreaterThan(0)
    for (const what of [
      ...['escalated', 'shared', 'closed', 'severity-changed', 'follow-up', 'links'],
      ...['customer wrote', 'posted to customer', 'settled in chat', 'made partner'],
    ])
      expect(happened.get(what) ?? 0, what).toBeGreaterThan(0)
  }, 90_000)
})
