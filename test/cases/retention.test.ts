import { describe, expect, it } from 'vitest'
import { dayMs, removeExpired, toClosedBefore, walkExpired } from '../../src/cases/retention.ts'
import { startRetention } from '../../src/store/retention-sweep.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'
import { eachStore, type OpenStore } from '../support/stores.ts'

const now = () => noon
const ago = (days: number) => new Date(noon.getTime() - days * dayMs)
const closed = (days: number) => ({ status: 'closed', closedAt: ago(days) }) as const
const keepDays = 1_095
const closedBefore = toClosedBefore(keepDays, noon)

async function fill(store: Store): Promise<void> {
  await store.create(aNewCase({ number: 1001, ...closed(2_000) }))
  await store.create(aNewCase({ number: 1002, ...closed(1_094.9) }))
  await store.create(aNewCase({ number: 1003, ...closed(1_095.1) }))
  await store.create(aNewCase({ number: 1004, createdAt: ago(3_000), updatedAt: ago(3_000) }))
  await store.create(aNewCase({ number: 1005, ...closed(1_500) }))
  await store.create(aNewCase({ number: 1006, ...closed(1_400) }))
  // Goes on from 1006, and is open still.
  await store.create(aNewCase({ number: 1007, followUpOf: { number: 1006, partners: [] } }))
  await store.setHold(1005, { at: noon, by: 'ops', reason: null })
}

eachStore((_, open: OpenStore) => {
  const numbers = (store: Store) => store.traces.listNumbers({ limit: 99 })
  const records = async (store: Store) =>
    (await store.auditLog.list({ what: 'expired' }, { limit: 99 })).records
      .map(({ number, by, side }) => ({ number, by, side }))
      .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))

  describe('KEEP_CLOSED_CASES', () => {
    it('takes away what was closed so many days ago, but for what is on hold or followed up, and says so in the audit log', async () => {
      const store = await open()
      await fill(store)
      const found: number[] = []
      for await (const { number } of walkExpired(store, closedBefore)) found.push(number)
      expect(found).toEqual([1001, 1003])

      const options = { store, closedBefore, by: 'casethread', now }
      expect(await removeExpired(options)).toBe(2)

      expect(await numbers(store)).toEqual([1002, 1004, 1005, 1006, 1007])
      const by = { by: 'casethread', side: 'operator' }
      expect(await records(store)).toEqual([
        { number: 1001, ...by },
        { number: 1003, ...by },
      ])
      expect(await removeExpired(options)).toBe(0)
      // The follow-up is gone: its case is next.
      await store.removeCases([1007], { of: 'customer', customer: 'C-midori', at: noon })
      expect(await removeExpired(options)).toBe(1)
      expect(await numbers(store)).toEqual([1002, 1004, 1005])
    })

    it('leaves no case deleted without a record where it is killed right after, and records none twice', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001, ...closed(2_000) }))
      const killed = {
        ...store,
        async removeCases(...of: Parameters<Store['removeCases']>) {
          await store.removeCases(...of)
          throw new Error('killed')
        },
      }
      const options = { closedBefore, by: 'casethread', now }
      await expect(removeExpired({ ...options, store: killed })).rejects.toThrow('killed')

      expect(await numbers(store)).toEqual([])
      expect(await records(store)).toMatchObject([{ number: 1001 }])
      expect(await removeExpired({ ...options, store })).toBe(0)
      expect(await records(store)).toHaveLength(1)
    })

    it('takes no case that was reopened or put on hold since it was listed', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001, ...closed(2_000) }))
      const slow = {
        ...store,
        async followUpsOf(number: number) {
          await store.setHold(number, { at: noon, by: 'ops', reason: null })
          return store.followUpsOf(number)
        },
      }

      expect(await removeExpired({ store: slow, closedBefore, by: 'a', now })).toBe(0)

      expect(await numbers(store)).toEqual([1001])
      expect(await records(store)).toEqual([])
    })

    it('goes a few at a time, each round by one of the instances', async () => {
      const store = await open()
      for (let number = 1001; number <= 1030; number += 1)
        await store.create(aNewCase({ number, ...closed(2_000) }))
      let time = noon.getTime()
      const log = recordingLog()
      const instance = () =>
        startRetention({
          store,
          notices: store.conversations,
          keepDays,
          now: () => new Date(time),
          log,
          firstMs: 1,
          everyMs: 3_600_000,
          maxAtOnce: 10,
        })
      const round = async () => {
        const instances = [instance(), instance(), instance()]
        await expect.poll(() => numbers(store), { timeout: 20_000 }).toHaveLength(left)
        await new Promise((resolve) => setTimeout(resolve, 300))
        for (const one of instances) await one.stop()
        expect(await numbers(store)).toHaveLength(left)
      }

      let left = 20
      await round()
      time = minutesAfter(noon, 60).getTime()
      left = 10
      await round()
      expect(await records(store)).toHaveLength(20)
      expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([])
    })
  })
})
