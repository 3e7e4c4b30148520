import { describe, expect, it } from 'vitest'
import type { Case, Clock } from '../../src/cases/case.ts'
import { toRemindAt } from '../../src/cases/response-clocks.ts'
import { aCommit, aNewCase, anEntry, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const running: Clock = {
  side: 'desk',
  kind: 'first',
  startedAt: noon,
  targetMs: 3_600_000,
  calendar: 'tokyo',
  warnAt: minutesAfter(noon, 45),
  dueAt: minutesAfter(noon, 60),
}

/** Due so many minutes after noon. */
function clocked(number: number, minutes: number, over: Partial<Case> = {}): Partial<Case> {
  const clock = { ...running, warnAt: minutesAfter(noon, minutes), dueAt: minutesAfter(noon, minutes + 15) }
  return {
    number,
    clocks: { list: [clock], responded: [] },
    due: [{ side: 'desk', at: clock.dueAt }],
    ...over,
  }
}

export function remindersContract(open: OpenStore): void {
  describe('OWN-3: clocks', () => {
    it('come back as they were stored, with their pauses, ends and figures, and so do the entries that tell of them', async () => {
      const store = await open()
      const input = aNewCase({
        clocks: {
          list: [
            {
              ...running,
              pauses: [
                { from: noon, to: minutesAfter(noon, 5) },
                { from: noon, to: null },
              ],
              warnAt: null,
              dueAt: null,
            },
            {
              ...running,
              side: { domain: 'hoshi.example.com' },
              end: { at: noon, outcome: 'missed' },
              reminded: 'breached',
              round: 2,
            },
          ],
          responded: ['desk', { domain: 'hoshi.example.com' }],
          past: [{ side: 'desk', met: 3, missed: 1, void: 0 }],
        },
        due: [{ side: { domain: 'hoshi.example.com' }, at: minutesAfter(noon, 60) }],
        unreminded: [{ domain: 'hoshi.example.com' }],
      })
      await store.create(input)
      const current = await store.get(1001)
      if (!current) throw new Error('it is there')
      const told = [
        anEntry({
          seq: 2,
          event: { type: 'due-changed', clock: 'first', because: 'tier', from: noon, to: null },
        }),
        anEntry({
          seq: 3,
          event: {
            type: 'due-changed',
            clock: 'next',
            because: 'severity',
            from: noon,
            to: minutesAfter(noon, 1),
          },
        }),
        anEntry({ seq: 4, event: { type: 'reminded', clock: 'next', stage: 'breached', dueAt: noon } }),
      ]
      await store.commit(aCommit(current, {}, { entries: told }))

      expect(current).toEqual(input.case)
      expect(await store.history(1001, { after: 1, limit: 9 })).toEqual(told)
    })

    it('are found by what has to be reminded of, the earliest first, page by page', async () => {
      const store = await open()
      const others = [clocked(1001, 30), clocked(1002, 10), clocked(1003, 10), clocked(1004, 20)]
      for (const over of others) await store.create(aNewCase(over))
      await store.create(aNewCase({ number: 1005 }))
      await store.create(aNewCase(clocked(1006, 5, { unreminded: ['desk'] })))

      const first = await store.listReminders({ limit: 2 })
      const place = { at: minutesAfter(noon, 10), number: 1003 }
      const rest = await store.listReminders({ after: place, limit: 9 })

      expect(first.map(({ number }) => number)).toEqual([1002, 1003])
      expect(rest.map(({ number }) => number)).toEqual([1004, 1001])
      expect(first[0]).toEqual(await store.get(1002))
      const until = await store.listReminders({ until: minutesAfter(noon, 20), limit: 9 })
      expect(until.map(({ number }) => number)).toEqual([1002, 1003, 1004])
      expect(await store.listReminders({ until: minutesAfter(noon, 9), limit: 9 })).toEqual([])
    })

    it('are found by what they are after each change, and no longer once there is nothing to be reminded of', async () => {
      const store = await open()
      await store.create(aNewCase(clocked(1001, 30)))
      const change = async (clock: Clock, key: string) => {
        const current = await store.get(1001)
        if (!current) throw new Error('it is there')
        await store.commit(aCommit(current, { clocks: { list: [clock], responded: [] } }, { key }))
        return (await store.listReminders({ limit: 9 })).map((found) => toRemindAt(found))
      }

      expect(await change({ ...running, reminded: 'warned' }, 'a')).toEqual([running.dueAt])
      expect(await change({ ...running, reminded: 'breached' }, 'b')).toEqual([])
      expect(await change(running, 'c')).toEqual([running.warnAt])
      expect(await change({ ...running, end: { at: noon, outcome: 'met' } }, 'd')).toEqual([])
    })
  })
}
