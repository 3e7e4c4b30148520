import { describe, expect, it } from 'vitest'
import type { Attachment, Case } from '../../src/cases/case.ts'
import { type CaseRemoval, isHusk } from '../../src/cases/case-removal.ts'
import { noCase } from '../../src/cases/case-store.ts'
import type { Store } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { allRoutes, claimNext } from '../support/claim-next.ts'
import type { OpenStore } from '../support/stores.ts'
import { toRef } from './contract-claims.ts'

const at = minutesAfter(noon, 60)
const ofMidori: CaseRemoval = { of: 'customer', customer: 'C-midori', at }
const expired: CaseRemoval = { of: 'retention', closedBefore: minutesAfter(noon, 30), at }
const all = { limit: 1_000 }
const desk = { reader: { party: 'desk' } } as const
const source = { platform: 'slack', tenant: 'T1', channel: 'C1', message: '17.1' } as const

const file = (id: string): Attachment => ({
  id,
  name: 'log.txt',
  type: 'text/plain',
  size: 9,
  sha256: 'f'.repeat(64),
})

/** A long one with files in its oldest and its newest entry, and an added message. */
async function aFullCase(store: Store, number: number, over: Partial<Case> = {}): Promise<Case> {
  const [first, last] = [`aa${number}0001`, `bb${number}0002`]
  for (const id of [first, last]) await store.files.put(id, Buffer.from('bytes'))
  const entries = Array.from({ length: 230 }, (_, index) => {
    const seq = index + 1
    const attachments = seq === 2 ? [file(first)] : seq === 230 ? [file(last)] : []
    const added = seq === 3 ? { source: { ...source, message: `17.${number}` } } : {}
    return anEntry({ seq, event: { type: 'message', text: `kumquat ${seq}`, attachments, ...added } })
  })
  const made = await store.create(
    aNewCase({ number, seq: 230, ...over }, { entries, words: ['kumquat'], key: `view-${number}` }),
  )
  return made.case
}

const isFile = async (store: Store, id: string) => (await store.files.open(id)) !== undefined

/** MIG-1's own conditions: `contract-imports.ts`. */
export function caseRemovalsContract(open: OpenStore): void {
  describe('a whole case that is taken away', () => {
    it('leaves nothing that finds it, and no other customer’s case is touched', async () => {
      const store = await open()
      await aFullCase(store, 1001)
      await aFullCase(store, 1002, { customer: { id: 'C-kusa', name: 'Kusa', domain: 'kusa.example' } })
      const before = [await store.get(1002), await store.history(1002, all)]
      const draft = {
        account: 'a@hoshi.example.com',
        actor: 'hoshi.example.com',
        person: 'p',
        form: 'update',
      }
      for (const subject of ['case:1001', 'follow-up:1001', 'case:1002'])
        await store.drafts.keep({ ...draft, subject, sealed: 's', savedAt: noon })
      for (const number of [1001, 1002])
        await store.deliveryAudit.record({
          id: `d-${number}`,
          at: noon,
          by: 'ops',
          what: 'dropped',
          number,
          thread: 't-9',
          platform: 'mail',
          tenant: '',
          channel: '',
          why: 'asked',
        })

      expect(await store.removeCases([1001, 1002], ofMidori)).toEqual([1001])
      await store.purge(noCase)

      expect(await store.get(1001)).toBeUndefined()
      expect(await store.history(1001, all)).toEqual([])
      expect(await store.createdWith('view-1001')).toBeUndefined()
      expect(await store.entriesFrom({ ...source, message: '17.1001' })).toEqual([])
      expect((await store.list({ ...desk, words: ['kumquat'] }, all)).cases.map((one) => one.number)).toEqual(
        [1002],
      )
      expect(await store.traces.listNumbers({ limit: 9 })).toEqual([1002])
      expect((await store.drafts.find(draft)).map(({ subject }) => subject)).toEqual(['case:1002'])
      expect(await store.deliveryAudit.list(1001)).toEqual([])
      expect(await store.deliveryAudit.list(1002)).toHaveLength(1)
      for (const id of ['aa10010001', 'bb10010002']) expect(await isFile(store, id), id).toBe(false)
      for (const id of ['aa10020001', 'bb10020002']) expect(await isFile(store, id), id).toBe(true)
      expect([await store.get(1002), await store.history(1002, all)]).toEqual(before)
      expect(await store.sweepLeftovers(new Date(Date.now() + 60_000))).toBe(0)
      // Once more, it says the same.
      expect(await store.removeCases([1001], ofMidori)).toEqual([1001])
      expect(await store.nextNumber()).toBeGreaterThan(0)
    })

    it('is a case that nobody keeps: not one on hold, of another customer, open, closed later, or followed up', async () => {
      const store = await open()
      const closed = { status: 'closed', closedAt: noon } as const
      for (const number of [1001, 1002, 1003, 1004]) await store.create(aNewCase({ number, ...closed }))
      await store.create(aNewCase({ number: 1005 }))
      await store.create(
        aNewCase({ number: 1006, ...closed, followUpOf: { number: 1002, partners: [] }, closedAt: at }),
      )
      expect(await store.setHold(1001, { at: noon, by: 'ops', reason: 'A "dispute"' })).toBe(true)
      expect(await store.setHold(1999, { at: noon, by: 'ops', reason: null })).toBe(false)

      expect(await store.removeCases([1001, 1002, 1003, 1005, 1006], expired)).toEqual([1003])
      expect(await store.removeCases([1001], ofMidori)).toEqual([])
      expect(await store.removeCases([1002], { of: 'customer', customer: 'C-kusa', at })).toEqual([])
      expect(await store.listHolds({ limit: 9 })).toEqual([
        { number: 1001, hold: { at: noon, by: 'ops', reason: 'A "dispute"' } },
      ])
      expect(await store.listHolds({ after: 1001, limit: 9 })).toEqual([])
      // Of the customer all goes, in whatever order.
      expect(await store.removeCases([1002], ofMidori)).toEqual([1002])
      expect(await store.setHold(1001, null)).toBe(true)
      expect(await store.listHolds({ limit: 9 })).toEqual([])
      expect(await store.removeCases([1001], expired)).toEqual([1001])
    })

    it('is listed from when it was closed, a page at a time, without those on hold', async () => {
      const store = await open()
      const closedAt = (minutes: number) =>
        ({ status: 'closed', closedAt: minutesAfter(noon, minutes) }) as const
      await store.create(aNewCase({ number: 1001, ...closedAt(9) }))
      await store.create(aNewCase({ number: 1002, ...closedAt(5) }))
      await store.create(aNewCase({ number: 1003, ...closedAt(5) }))
      await store.create(aNewCase({ number: 1004, ...closedAt(1) }))
      await store.create(aNewCase({ number: 1005 }))
      await store.create(aNewCase({ number: 1006, ...closedAt(30) }))
      await store.setHold(1004, { at: noon, by: 'ops', reason: null })
      const listed = async (page: Parameters<Store['listClosed']>[1], until = 20) =>
        (await store.listClosed(minutesAfter(noon, until), page)).map(({ number }) => number)

      expect(await listed({ limit: 9 })).toEqual([1002, 1003, 1001])
      expect(await listed({ limit: 1 })).toEqual([1002])
      expect(await listed({ after: { closedAt: minutesAfter(noon, 5), number: 1002 }, limit: 9 })).toEqual([
        1003, 1001,
      ])
      expect(await listed({ limit: 9 }, 5)).toEqual([])
    })
  })

  describe('a case that is taken away while its posts stand in chats', () => {
    const now = minutesAfter(noon, 120)
    const take = (store: Store) => claimNext(store, { owner: 'w', now, leaseMs: 60_000 })
    const threads = [
      aThread({ root: '1.1', cursor: 9, reader: { party: 'customer', customer: 'C-midori' } }),
      aThread({
        id: 't-2',
        channel: 'D1',
        direct: { user: 'U1', email: 'a@midori.example.jp' },
        root: '2.2',
      }),
      aThread({ id: 't-3', platform: 'mail', tenant: '', channel: 'it@midori.example.jp' }),
      aThread({ id: 't-4', platform: 'person', tenant: '', channel: 'a@hoshi.example.com' }),
      aThread({ id: 't-5', channel: 'C5', root: '5.5', suspended: 'dropped' }),
      // By the bot itself.
      aThread({ id: 't-6', channel: 'C6', root: '6.6', suspended: 'its reader may not see this case' }),
    ]

    it('is a husk that names nobody and nobody sees, until its last thread has ended', async () => {
      const store = await open()
      await aFullCase(store, 1001, { subscriptions: threads, sharedWith: ['it@midori.example.jp'] })

      expect(await store.removeCases([1001], ofMidori)).toEqual([1001])
      await store.purge(noCase)

      const husk = await store.get(1001)
      expect(husk && isHusk(husk)).toBe(true)
      expect(husk?.subscriptions.map(({ id, root }) => [id, root])).toEqual([
        ['t-1', '1.1'],
        ['t-2', '2.2'],
        ['t-6', '6.6'],
      ])
      expect(JSON.stringify(husk)).not.toMatch(/midori|hoshi|Mail bounces|kumquat/i)
      expect(await store.history(1001, all)).toEqual([])
      for (const reader of [
        { party: 'desk' },
        { party: 'partner', domain: 'hoshi.example.com' },
        { party: 'customer', customer: 'C-midori' },
        { party: 'customer', customer: '' },
      ] as const)
        expect((await store.list({ reader }, all)).cases).toEqual([])
      expect(await isFile(store, 'aa10010001')).toBe(false)
      expect(await store.startedAt({ platform: 'slack', tenant: 'T1', root: '1.1' })).toEqual([])
      expect(await store.setHold(1001, { at, by: 'ops', reason: null })).toBe(false)
      expect(
        (await store.addSubscription(1001, aThread({ id: 't-9', channel: 'C9' })))?.subscriptions,
      ).toHaveLength(3)

      for (const left of [2, 1, 0]) {
        const claim = await take(store)
        if (!claim) throw new Error('nothing due')
        expect(await store.removeSubscription(toRef(claim))).toBe(true)
        expect((await store.get(1001))?.subscriptions.length ?? 0).toBe(left)
        expect(await store.removeSubscription(toRef(claim))).toBe(true)
      }
      expect(await store.get(1001)).toBeUndefined()
      expect(await store.traces.listNumbers({ limit: 9 })).toEqual([])
      expect(await store.findDue({ routes: allRoutes, now, limit: 9 })).toEqual([])
      expect(await store.startedAt({ platform: 'slack', tenant: 'T1', root: '1.1' })).toEqual([])
    })

    it('goes on being held by whoever is at work on a thread, whose last post is not lost', async () => {
      const store = await open()
      await store.create(aNewCase({ subscriptions: [aThread({})] }))
      const claim = await take(store)
      if (!claim) throw new Error('nothing due')

      expect(await store.removeCases([1001], ofMidori)).toEqual([1001])

      const saved = { ...toRef(claim), progress: { root: '7.7', renderedVersion: 1 } }
      expect(await store.saveProgress(saved)).toBe(true)
      expect(await store.commit(aCommit(claim.case))).toMatchObject({ kind: 'conflict' })
      const release = { ...toRef(claim), pendingDeliveries: claim.pendingDeliveries, retryAt: null }
      expect(await store.releaseClaim(release)).toBe(true)
      const next = await take(store)
      expect(next?.case.subscriptions).toMatchObject([{ root: '7.7' }])
      expect(next?.case.goneAt).toEqual(at)
    })

    it('is gone at once where an operator drops what is left', async () => {
      const store = await open()
      await store.create(aNewCase({ subscriptions: threads.slice(0, 2) }))
      await store.removeCases([1001], ofMidori)

      await store.dropSubscription(1001, 't-1', 'the workspace is gone')
      expect(await store.get(1001)).toBeDefined()
      await store.dropSubscription(1001, 't-2', 'the workspace is gone')

      expect(await store.get(1001)).toBeUndefined()
    })
  })
}
