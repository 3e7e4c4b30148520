import { describe, expect, it } from 'vitest'
import type { ImportRun } from '../../src/cases/import-runs.ts'
import { aCommit, aNewCase, aThread, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

/** MIG-1: imports, and the cases that they made. */
export function importsContract(open: OpenStore): void {
  const all = { limit: 1_000 }
  const desk = { reader: { party: 'desk' } } as const
  const imported = (number: number, importRun: string, seq = 1) => ({
    ...aNewCase({ number, seq }, { words: ['mail', `w${number}`] }),
    importRun,
  })

  describe('MIG-1: the cases of an import', () => {
    it('are listed by number, a page at a time, with no other’s', async () => {
      const store = await open()
      await store.createAll([
        imported(1003, 'one'),
        imported(1001, 'one'),
        imported(1002, 'two'),
        aNewCase({ number: 1004 }),
      ])

      const numbers = async (run: string, page: { after?: number; limit: number }) =>
        (await store.listImported(run, page)).map(({ number }) => number)
      expect(await numbers('one', all)).toEqual([1001, 1003])
      expect(await numbers('one', { limit: 1 })).toEqual([1001])
      expect(await numbers('one', { after: 1001, limit: 9 })).toEqual([1003])
      expect(await numbers('two', all)).toEqual([1002])
      expect(await numbers('three', all)).toEqual([])
    })

    it('are taken away whole: nothing finds them, and the same import makes them again', async () => {
      const store = await open()
      const inputs = [imported(1001, 'one'), imported(1002, 'one', 230), imported(1003, 'one')]
      await store.createAll(inputs)

      await store.removeCases([1001, 1002], { of: 'import', run: 'one', at: noon })

      for (const { case: of, key } of inputs.slice(0, 2)) {
        expect(await store.get(of.number)).toBeUndefined()
        expect(await store.createdWith(key)).toBeUndefined()
        expect(await store.history(of.number, all)).toEqual([])
      }
      const shown = async (query: object) =>
        (await store.list({ ...desk, ...query }, all)).cases.map(({ number }) => number)
      expect(await shown({})).toEqual([1003])
      expect(await shown({ words: ['mail'] })).toEqual([1003])
      expect(await store.count(desk, 10)).toBe(1)

      expect(await store.createAll(inputs.map((input) => ({ ...input, importRun: 'two' })))).toMatchObject([
        { kind: 'created' },
        { kind: 'created' },
        { kind: 'repeated' },
      ])
      expect(await store.history(1002, all)).toEqual(inputs[1]?.entries)
      expect(await shown({ words: ['w1002'] })).toEqual([1002])
      expect((await store.listImported('two', all)).map(({ number }) => number)).toEqual([1001, 1002])
    })

    it('stay where somebody has changed them, follows them in a thread, or went on from them; and other cases do', async () => {
      const store = await open()
      await store.createAll([1001, 1002, 1003, 1004].map((number) => imported(number, 'one')))
      await store.create(aNewCase({ number: 1005 }))
      const changed = await store.get(1001)
      if (!changed) throw new Error('no case')
      await store.commit(aCommit(changed))
      await store.addSubscription(1002, aThread())
      await store.create(aNewCase({ number: 1006, followUpOf: { number: 1003, partners: [] } }))

      await store.removeCases([1001, 1002, 1003, 1004, 1005, 1006, 1007], {
        of: 'import',
        run: 'one',
        at: noon,
      })
      await store.removeCases([1001, 1002, 1003], { of: 'import', run: 'two', at: noon })

      for (const number of [1001, 1002, 1003, 1005, 1006])
        expect(await store.get(number), `${number}`).toBeDefined()
      expect(await store.get(1004)).toBeUndefined()
      expect((await store.history(1001, all)).length).toBeGreaterThan(1)
    })

    it('leave nothing for a sweep', async () => {
      const store = await open()
      await store.createAll([imported(1001, 'one', 230)])
      await store.removeCases([1001], { of: 'import', run: 'one', at: noon })

      expect(await store.sweepLeftovers(new Date(Date.now() + 60_000))).toBe(0)
    })
  })

  describe('MIG-1: imports', () => {
    const aRun = (overrides: Partial<ImportRun> = {}): ImportRun => ({
      id: 'one',
      at: noon,
      by: 'operator',
      file: 'ケース.csv',
      sha256: 'ab',
      added: 0,
      removed: 0,
      ...overrides,
    })

    it('are kept, changed, and listed with the newest first', async () => {
      const { importRuns } = await open()
      await importRuns.keep(aRun())
      await importRuns.keep(aRun({ id: 'two', at: new Date(noon.getTime() + 1) }))
      await importRuns.keep(aRun({ by: 'somebody else' }))

      await importRuns.change('one', { added: 5, endedAt: noon, undoingSince: noon, undoneAt: noon })
      await importRuns.change('three', { added: 5 })

      const one = aRun({ added: 5, endedAt: noon, undoingSince: noon, undoneAt: noon })
      expect(await importRuns.find('one')).toEqual(one)
      expect(await importRuns.find('three')).toBeUndefined()
      expect(await importRuns.list(10)).toEqual([aRun({ id: 'two', at: new Date(noon.getTime() + 1) }), one])
      expect(await importRuns.list(1)).toHaveLength(1)
    })
  })
}
