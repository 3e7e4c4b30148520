import { describe, expect, it } from 'vitest'
import type { AuditLog, AuditRecord } from '../../src/cases/audit-log.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import { eachStore } from '../support/stores.ts'

function anAct(over: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: 'a1',
    at: noon,
    side: 'hoshi.example.com',
    by: 'aoi@hoshi.example.com',
    what: 'changed',
    number: 1001,
    about: 'severity,close',
    ...over,
  }
}

async function listAll(log: AuditLog, query: Parameters<AuditLog['list']>[0], limit: number) {
  const found: AuditRecord[] = []
  for (let after: Parameters<AuditLog['list']>[1]['after']; ; ) {
    const { records, next } = await log.list(query, { limit, ...(after && { after }) })
    found.push(...records)
    if (!next) return found
    after = next
  }
}

eachStore((_, open) => {
  describe('REP-2: the audit log', () => {
    it('lists what was recorded as it was, the newest first', async () => {
      const { auditLog } = await open()
      const exported = anAct({ id: 'a2', at: minutesAfter(noon, 1), what: 'exported', counts: { cases: 3 } })
      for (const act of [anAct(), exported]) await auditLog.record(act)

      expect(await auditLog.list({}, { limit: 10 })).toEqual({ records: [exported, anAct()] })
    })

    it('has an act once, however often it is recorded, and never changes it', async () => {
      const { auditLog } = await open()
      await Promise.all([1, 2, 3].map(() => auditLog.record(anAct())))
      await auditLog.record(anAct({ by: 'somebody@else.example.com' }))

      expect((await auditLog.list({}, { limit: 10 })).records).toEqual([anAct()])
    })

    it('comes page by page, also where many acts are of one moment', async () => {
      const { auditLog } = await open()
      const acts = Array.from({ length: 25 }, (_, index) =>
        anAct({ id: `id-${String(index).padStart(2, '0')}`, at: minutesAfter(noon, Math.floor(index / 10)) }),
      )
      for (const act of acts) await auditLog.record(act)

      for (const limit of [1, 4, 25, 100])
        expect(await listAll(auditLog, {}, limit)).toEqual(acts.toReversed())
    })

    it('is told by side, by case and by kind, together as well', async () => {
      const { auditLog } = await open()
      const { number: _, ...without } = anAct({ id: 'b', what: 'declared' })
      const acts = [anAct(), without, anAct({ id: 'c', side: 'desk' }), anAct({ id: 'd', number: 1002 })]
      for (const act of acts) await auditLog.record(act)
      const ids = async (query: Parameters<AuditLog['list']>[0]) =>
        (await auditLog.list(query, { limit: 10 })).records.map(({ id }) => id)

      expect(await ids({ side: 'hoshi.example.com' })).toEqual(['d', 'b', 'a1'])
      expect(await ids({ number: 1001 })).toEqual(['c', 'a1'])
      expect(await ids({ what: 'declared' })).toEqual(['b'])
      expect(await ids({ side: 'desk', number: 1001, what: 'changed' })).toEqual(['c'])
      expect(await ids({ side: 'hoshi' })).toEqual([])
    })

    it('forgets by age alone', async () => {
      const { auditLog } = await open()
      await auditLog.record(anAct())
      await auditLog.record(anAct({ id: 'later', at: minutesAfter(noon, 1) }))

      expect(await auditLog.forget(minutesAfter(noon, 1))).toBe(1)
      expect((await auditLog.list({}, { limit: 10 })).records.map(({ id }) => id)).toEqual(['later'])
    })

    it('is there for every handle', async () => {
      await (await open('same')).auditLog.record(anAct())
      expect((await (await open('same')).auditLog.list({}, { limit: 1 })).records).toEqual([anAct()])
    })
  })
})

it('REP-2: opens a store that has no acts', async () => {
  const store = await openSqliteStore({ file: ':memory:' })
  expect(await store.auditLog.list({}, { limit: 5 })).toEqual({ records: [] })
  await store.close()
})
