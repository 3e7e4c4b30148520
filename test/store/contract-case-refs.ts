import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import type { PartnerRef, WorkerRef } from '../../src/cases/case-refs.ts'
import { aCommit, aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const hoshi = 'hoshi.example.com'
const tsuki = 'tsuki.example.com'
const ben = { email: 'ben@desk.example.org', name: 'Ben' }
const aoi = { email: 'aoi@hoshi.example.com', name: '青木 葵', domain: hoshi }
const benAtDesk: WorkerRef = { kind: 'worker', side: 'desk', email: ben.email }
const aoiAtHoshi: WorkerRef = { kind: 'worker', side: { domain: hoshi }, email: aoi.email }
const ofHoshi: PartnerRef = { kind: 'partner', customer: 'C-midori', domain: hoshi, hasLeft: false }

const numbers = (cases: readonly Case[]) => cases.map(({ number }) => number)

export function caseRefsContract(open: OpenStore): void {
  describe('OWN-4, VIS-9: whom open cases refer to', () => {
    it('is told once each, whoever may read the cases, and not of closed ones', async () => {
      const store = await open()
      const partners = [
        { domain: hoshi, kind: 'reseller' },
        { domain: tsuki, kind: 'support-partner' },
      ] as const
      await store.create(aNewCase({ assignee: ben, owners: [aoi] }))
      await store.create(aNewCase({ number: 1002, owners: [aoi], firstLine: 'partner', partners }))
      await store.create(aNewCase({ number: 1003, assignee: null, partners, partnersLeft: [hoshi] }))
      const gone = { email: 'gone@desk.example.org', name: 'Gone' }
      await store.create(aNewCase({ number: 1004, status: 'closed', assignee: gone, partners }))
      await store.create(
        aNewCase({ number: 1005, customer: { id: `own:${tsuki}`, name: 'T', domain: tsuki } }),
      )

      const [workers, found] = [await store.listRefs('worker'), await store.listRefs('partner')]

      expect(workers).toHaveLength(2)
      expect(workers).toEqual(expect.arrayContaining([benAtDesk, aoiAtHoshi]))
      expect(found).toHaveLength(3)
      expect(found).toEqual(
        expect.arrayContaining([ofHoshi, { ...ofHoshi, domain: tsuki }, { ...ofHoshi, hasLeft: true }]),
      )
      expect(numbers(await store.listReferring(aoiAtHoshi, { limit: 9 }))).toEqual([1001, 1002])
      expect(numbers(await store.listReferring({ ...ofHoshi, domain: tsuki }, { limit: 9 }))).toEqual([
        1002, 1003,
      ])
      expect(await store.listReferring(benAtDesk, { limit: 9 })).toEqual([await store.get(1001)])
    })

    it('is told of no case, and of texts of every kind as they are', async () => {
      const store = await open()
      expect(await store.listRefs('worker')).toEqual([])
      expect(await store.listRefs('partner')).toEqual([])

      const email = `o'neil "\u0000\ud800;:~ 青@x.example.com`
      await store.create(aNewCase({ assignee: { email, name: 'N' } }))

      const worker = { kind: 'worker', side: 'desk', email } as const
      expect(await store.listRefs('worker')).toEqual([worker])
      expect(numbers(await store.listReferring(worker, { limit: 9 }))).toEqual([1001])
    })

    it('follows each change, and comes by pages', async () => {
      const store = await open()
      for (const number of [1003, 1001, 1002]) await store.create(aNewCase({ number, assignee: ben }))
      const change = async (number: number, changes: Partial<Case>) => {
        const current = await store.get(number)
        if (!current) throw new Error('it is there')
        await store.commit(aCommit(current, changes))
      }

      expect(numbers(await store.listReferring(benAtDesk, { limit: 2 }))).toEqual([1001, 1002])
      expect(numbers(await store.listReferring(benAtDesk, { after: 1002, limit: 2 }))).toEqual([1003])
      await change(1001, { assignee: null, owners: [aoi] })
      await change(1002, { status: 'closed' })
      await change(1003, { partnersLeft: [hoshi] })
      expect(numbers(await store.listReferring(benAtDesk, { limit: 9 }))).toEqual([1003])
      expect(numbers(await store.listReferring(aoiAtHoshi, { limit: 9 }))).toEqual([1001])
      expect(numbers(await store.listReferring(ofHoshi, { limit: 9 }))).toEqual([1001])
      expect(numbers(await store.listReferring({ ...ofHoshi, hasLeft: true }, { limit: 9 }))).toEqual([1003])
      await change(1003, { status: 'closed' })
      expect(await store.listRefs('worker')).toEqual([aoiAtHoshi])
      await change(1002, { status: 'in-progress' })
      expect(numbers(await store.listReferring(benAtDesk, { limit: 9 }))).toEqual([1002])
    })

    it('says what is back from being put aside, for whichever side, and not of closed cases', async () => {
      const store = await open()
      const at = (minutes: number) => minutesAfter(noon, minutes)
      const mine = { side: { domain: hoshi }, until: at(30) }
      await store.create(aNewCase({ aside: [{ side: 'desk', until: at(60) }, mine], firstLine: 'partner' }))
      await store.create(aNewCase({ number: 1002, aside: [{ side: 'desk', until: at(20) }] }))
      await store.create(aNewCase({ number: 1003, aside: [mine], status: 'closed' }))
      await store.create(aNewCase({ number: 1004, aside: [] }))

      expect(await store.listAsideUntil(at(19), { limit: 9 })).toEqual([])
      expect(numbers(await store.listAsideUntil(at(20), { limit: 9 }))).toEqual([1002])
      expect(numbers(await store.listAsideUntil(at(30), { limit: 9 }))).toEqual([1001, 1002])
      expect(numbers(await store.listAsideUntil(at(30), { after: 1001, limit: 9 }))).toEqual([1002])
      expect(numbers(await store.listAsideUntil(at(30), { limit: 1 }))).toEqual([1001])
      const current = await store.get(1001)
      if (current) await store.commit(aCommit(current, { aside: [{ side: 'desk', until: at(60) }] }))
      expect(numbers(await store.listAsideUntil(at(30), { limit: 9 }))).toEqual([1002])
    })
  })
}
