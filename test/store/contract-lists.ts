import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Case, type Reader, type Side, severities, statuses } from '../../src/cases/case.ts'
import { type CaseQuery, sorts } from '../../src/cases/case-store.ts'
import { turnNames } from '../../src/cases/waits-for.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCase, aCommit, aNewCase, anAuthor, anEntry, minutesAfter, noon } from '../support/build-case.ts'
import { plainly, type Stored } from '../support/plain-list.ts'
import type { OpenStore } from '../support/stores.ts'
import { numbersByPage } from './contract.ts'

const desk: Reader = { party: 'desk' }
const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const tsuki: Reader = { party: 'partner', domain: 'tsuki.example.com' }

export function listsContract(open: OpenStore): void {
  describe('a list', () => {
    it('VIS-4: has the newest update first, then the higher number', async () => {
      const store = await open()
      await fill(store, [
        { number: 1001, updatedAt: minutesAfter(noon, 1) },
        { number: 1002, updatedAt: minutesAfter(noon, 3) },
        { number: 1003, updatedAt: minutesAfter(noon, 1) },
        { number: 1004, updatedAt: minutesAfter(noon, 2) },
      ])

      expect(await numbersByPage(store, { reader: desk }, 10)).toEqual([[1002, 1004, 1003, 1001]])
    })

    it('moves a case to the front when it changes, with its new status and severity', async () => {
      const store = await open()
      await fill(store, [{ number: 1001 }, { number: 1002 }])
      await store.commit(aCommit(aCase({ number: 1001 }), { status: 'closed', severity: 'P1' }))

      expect(await numbersByPage(store, { reader: hoshi }, 10)).toEqual([[1001, 1002]])
      expect(await numbersByPage(store, { reader: hoshi, statuses: ['closed'] }, 10)).toEqual([[1001]])
      expect(await numbersByPage(store, { reader: hoshi, statuses: ['new'] }, 10)).toEqual([[1002]])
      expect(await numbersByPage(store, { reader: desk, severities: ['P1'] }, 10)).toEqual([[1001]])
    })

    it('CRE-10: leaves out what is hidden from the customer, until it is shown, and finds it by its words then', async () => {
      const store = await open()
      const hidden = aCase({ hiddenFromCustomer: true })
      await store.create(aNewCase(hidden, { words: ['invoice'] }))
      const midori: Reader = { party: 'customer', customer: hidden.customer.id }

      expect(await numbersByPage(store, { reader: midori }, 10)).toEqual([[]])
      expect(await numbersByPage(store, { reader: midori, words: ['invoice'] }, 10)).toEqual([[]])
      expect(await numbersByPage(store, { reader: hoshi, words: ['invoice'] }, 10)).toEqual([[1001]])

      const entry = anEntry({ seq: 2, event: { type: 'revealed' } })
      await store.commit(aCommit(hidden, { hiddenFromCustomer: false }, { entries: [entry] }))

      expect(await store.get(1001)).toMatchObject({ hiddenFromCustomer: false })
      expect(await numbersByPage(store, { reader: midori }, 10)).toEqual([[1001]])
      expect(await numbersByPage(store, { reader: midori, words: ['invoice'] }, 10)).toEqual([[1001]])
    })

    it('CRE-9: leaves out at the desk what the partner answers first, until it is passed on', async () => {
      const store = await open()
      const first = aCase({ firstLine: 'partner' })
      await store.create(aNewCase(first, { words: ['invoice'] }))

      expect(await numbersByPage(store, { reader: desk }, 10)).toEqual([[]])
      expect(await numbersByPage(store, { reader: desk, words: ['invoice'] }, 10)).toEqual([[]])

      const entry = anEntry({ seq: 2, event: { type: 'passed', note: '' } })
      await store.commit(aCommit(first, { firstLine: 'desk' }, { entries: [entry] }))

      expect(await store.get(1001)).toMatchObject({ firstLine: 'desk' })
      expect(await numbersByPage(store, { reader: desk }, 10)).toEqual([[1001]])
      expect(await numbersByPage(store, { reader: desk, words: ['invoice'] }, 10)).toEqual([[1001]])
    })

    it('pages through equal moments without leaving out or repeating a case', async () => {
      const store = await open()
      await fill(
        store,
        Array.from({ length: 23 }, (_, index) => ({
          number: 1001 + index,
          updatedAt: minutesAfter(noon, index < 15 ? 0 : 1),
        })),
      )

      const pages = await numbersByPage(store, { reader: desk }, 5)

      expect(pages.map((page) => page.length)).toEqual([5, 5, 5, 5, 3])
      const later = Array.from({ length: 8 }, (_, index) => 1023 - index)
      const earlier = Array.from({ length: 15 }, (_, index) => 1015 - index)
      expect(pages.flat()).toEqual([...later, ...earlier])
    })

    it('says that more follow only when more follow', async () => {
      const store = await open()
      await fill(store, [{ number: 1001 }, { number: 1002 }])

      expect((await store.list({ reader: desk }, { limit: 2 })).next).toBeUndefined()
      expect((await store.list({ reader: desk }, { limit: 1 })).next).toEqual({
        updatedAt: noon,
        number: 1002,
      })
      expect(await store.list({ reader: tsuki }, { limit: 1 })).toEqual({ cases: [] })
    })

    it('has whole cases, as `get` answers them', async () => {
      const store = await open()
      await store.create(aNewCase())

      expect((await store.list({ reader: hoshi }, { limit: 5 })).cases).toEqual([await store.get(1001)])
    })

    it('VIS-1: shows a partner the cases that it was a partner of when they were created, a customer its own, the desk all', async () => {
      const store = await open()
      const otherCustomer = { id: 'C-sora', name: 'Sora', domain: 'sora.example.jp' }
      await fill(store, [
        { number: 1001 },
        {
          number: 1002,
          partners: [{ domain: 'tsuki.example.com', kind: 'reseller' }],
          customer: otherCustomer,
        },
        {
          number: 1003,
          partners: [
            { domain: 'hoshi.example.com', kind: 'reseller' },
            { domain: 'tsuki.example.com', kind: 'support-partner' },
          ],
        },
        { number: 1004, partners: [] },
      ])
      const seenBy = async (reader: Reader) => (await numbersByPage(store, { reader }, 10)).flat()

      expect(await seenBy(hoshi)).toEqual([1003, 1001])
      expect(await seenBy(tsuki)).toEqual([1003, 1002])
      expect(await seenBy({ party: 'customer', customer: 'C-sora' })).toEqual([1002])
      expect(await seenBy({ party: 'customer', customer: 'C-midori' })).toEqual([1004, 1003, 1001])
      expect(await seenBy({ party: 'partner', domain: 'nobody.example.com' })).toEqual([])
      expect(await seenBy(desk)).toEqual([1004, 1003, 1002, 1001])
    })

    it('a partner whose domain is spelt like a customer’s id sees nothing of that customer', async () => {
      const store = await open()
      await store.create(aNewCase())

      expect(await numbersByPage(store, { reader: { party: 'partner', domain: 'C-midori' } }, 5)).toEqual([
        [],
      ])
      expect(
        await numbersByPage(store, { reader: { party: 'customer', customer: 'hoshi.example.com' } }, 5),
      ).toEqual([[]])
    })

    it('a word that is not whole, or in other letters, finds nothing: words are matched as they were made', async () => {
      const store = await open()
      await store.create(aNewCase({}, { words: ['mail', 'bounces', '迷惑'] }))

      expect(await numbersByPage(store, { reader: hoshi, words: ['迷惑', 'mail', 'mail'] }, 5)).toEqual([
        [1001],
      ])
      expect(await numbersByPage(store, { reader: hoshi, words: ['mai'] }, 5)).toEqual([[]])
      expect(await numbersByPage(store, { reader: hoshi, words: ['Mail'] }, 5)).toEqual([[]])
      expect(await numbersByPage(store, { reader: hoshi, words: ['mail', 'absent'] }, 5)).toEqual([[]])
      expect(await numbersByPage(store, { reader: tsuki, words: ['mail'] }, 5)).toEqual([[]])
    })

    it('a case is found at the place of its latest update, once, whether that came the same day or months later', async () => {
      const store = await open()
      for (const [number, words] of [
        [1001, ['mail', 'old']],
        [1002, ['mail']],
        [1003, ['mail', 'old']],
      ] as const) {
        await store.create(aNewCase({ number, updatedAt: minutesAfter(noon, number) }, { words }))
      }
      const found = async (limit: number) =>
        (await numbersByPage(store, { reader: hoshi, words: ['mail'] }, limit)).flat()

      for (const [minutes, expected] of [
        [1004, [1001, 1003, 1002]],
        [40 * week, [1001, 1003, 1002]],
        [40 * week + 1, [1001, 1003, 1002]],
      ] as const) {
        const current = await store.get(1001)
        if (!current) throw new Error('The case is gone')
        const updatedAt = minutesAfter(noon, minutes)
        expect((await store.commit(aCommit(current, { updatedAt }))).kind).toBe('committed')

        expect(await found(10)).toEqual(expected)
        expect(await found(1)).toEqual(expected)
      }
      const words = ['old', 'mail']
      expect(await numbersByPage(store, { reader: hoshi, words }, 10)).toEqual([[1001, 1003]])
      expect(await numbersByPage(store, { reader: tsuki, words }, 10)).toEqual([[]])
    })

    it('moments before 1970 and after 2126, and the largest number, have their places too', async () => {
      const store = await open()
      const moments = [
        '1955-03-01T00:00:00Z',
        '1969-12-31T23:59:59Z',
        '1970-01-01T00:00:00Z',
        '2127-06-01T00:00:00Z',
      ]
      for (const [index, moment] of [...moments, '2390-01-01T00:00:00Z'].entries()) {
        const number = index === 0 ? 999_999_999_999_999 : 1001 + index
        await store.create(aNewCase({ number, updatedAt: new Date(moment) }, { words: ['mail'] }))
      }

      for (const limit of [1, 10]) {
        const pages = await numbersByPage(store, { reader: desk, words: ['mail'] }, limit)
        expect(pages.flat()).toEqual([1005, 1004, 1003, 1002, 999_999_999_999_999])
      }
    })

    it('a search for as many words as a long text has finds the case that has all of them', async () => {
      const store = await open()
      const words = Array.from({ length: 400 }, (_, index) => `言葉${index}`)
      await store.create(aNewCase({ number: 1001 }, { words }))
      await store.create(aNewCase({ number: 1002 }, { words: words.slice(1) }))

      expect(await numbersByPage(store, { reader: hoshi, words }, 5)).toEqual([[1001]])
      expect(await numbersByPage(store, { reader: hoshi, words: words.slice(1) }, 5)).toEqual([[1002, 1001]])
    })

    it('VIS-5: words that are in a case, or the customers that are called so, find either, for those who may see it', async () => {
      const store = await open()
      const sora = { id: 'C-sora', name: '空運輸', domain: 'sora.example.jp' }
      const partners = [{ domain: 'tsuki.example.com', kind: 'reseller' }] as const
      await store.create(aNewCase({ number: 1001 }, { words: ['ソラ', 'mail'] }))
      await store.create(aNewCase({ number: 1002, customer: sora }, { words: ['mail'] }))
      await store.create(aNewCase({ number: 1003, customer: sora }, { words: ['drive'] }))
      await store.create(aNewCase({ number: 1004, customer: sora, partners }, { words: ['mail'] }))
      const wordsOrCustomers = [{ words: ['ソラ'], customers: ['C-sora', 'C-none'] }]

      expect(await numbersByPage(store, { reader: hoshi, wordsOrCustomers }, 2)).toEqual([
        [1003, 1002],
        [1001],
      ])
      expect(await numbersByPage(store, { reader: hoshi, wordsOrCustomers, words: ['mail'] }, 5)).toEqual([
        [1002, 1001],
      ])
      expect(await numbersByPage(store, { reader: tsuki, wordsOrCustomers }, 5)).toEqual([[1004]])
      expect(await store.count({ reader: desk, wordsOrCustomers }, 10)).toBe(4)
    })

    it('VIS-5: as many customers as a name of two syllables is a part of are looked for at once', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001 }, { words: ['mail'] }))
      await store.create(aNewCase({ number: 1002, customer: { id: 'C7', name: 'N', domain: 'n.example' } }))
      const customers = Array.from({ length: 3_000 }, (_, index) => `C${index}`)

      expect(
        await numbersByPage(store, { reader: hoshi, wordsOrCustomers: [{ words: ['ショ'], customers }] }, 5),
      ).toEqual([[1002]])
    })

    it('no words is no filter; no statuses, severities or customers to choose from is no case', async () => {
      const store = await open()
      await store.create(aNewCase())

      expect(await numbersByPage(store, { reader: desk, words: [] }, 5)).toEqual([[1001]])
      expect(await numbersByPage(store, { reader: desk, statuses: [] }, 5)).toEqual([[]])
      expect(await numbersByPage(store, { reader: desk, severities: [] }, 5)).toEqual([[]])
      expect(await numbersByPage(store, { reader: desk, customers: [] }, 5)).toEqual([[]])
    })
  })

  describe('who works on a case, until when it is put aside and what is due', () => {
    it('VIS-5: are kept with it, changed and ended', async () => {
      const store = await open()
      const assignee = { email: 'kenji@desk.example.com', name: '佐藤 健二' }
      const owners = [{ domain: 'hoshi.example.com', email: 'aoi@hoshi.example.com', name: '青木 葵' }]
      const aside = [
        { side: 'desk', until: minutesAfter(noon, 60) },
        { side: { domain: 'hoshi.example.com' }, until: minutesAfter(noon, 90) },
      ] as const
      const due = [{ side: { domain: 'hoshi.example.com' }, at: minutesAfter(noon, 30) }] as const
      const { case: made } = await store.create(aNewCase({ assignee, owners, aside, due }))
      expect(made).toMatchObject({ assignee, owners, aside, due })
      expect(await store.get(1001)).toEqual(aCase({ assignee, owners, aside, due }))

      const later = [{ side: 'desk', at: minutesAfter(noon, 10) }] as const
      await store.commit(aCommit(made, { assignee: null, owners: [], aside: [], due: later }))

      expect(await store.get(1001)).toMatchObject({ assignee: null, owners: [], aside: [], due: later })
      expect(await store.get(1001)).toEqual((await store.list({ reader: desk }, { limit: 1 })).cases[0])
    })

    it('VIS-5: each side filters by its own, and a change moves the case', async () => {
      const store = await open()
      const now = noon
      const soon = minutesAfter(noon, 30)
      const both = [
        { domain: 'hoshi.example.com', kind: 'reseller' },
        { domain: 'tsuki.example.com', kind: 'support-partner' },
      ] as const
      await fill(store, [
        { number: 1001, partners: both, assignee: { email: 'kenji@desk.example.com', name: 'K' } },
        {
          number: 1002,
          partners: both,
          owners: [{ domain: 'hoshi.example.com', email: 'aoi@hoshi.example.com', name: 'A' }],
          aside: [{ side: { domain: 'hoshi.example.com' }, until: soon }],
          due: [{ side: { domain: 'tsuki.example.com' }, at: soon }],
        },
        { number: 1003, partners: both, assignee: null, aside: [{ side: 'desk', until: noon }] },
      ])
      const seen = async (query: CaseQuery) => (await numbersByPage(store, query, 10)).flat()

      expect(await seen({ reader: desk, responsible: 'kenji@desk.example.com' })).toEqual([1001])
      expect(await seen({ reader: desk, responsible: null })).toEqual([1003, 1002])
      expect(await seen({ reader: hoshi, responsible: 'aoi@hoshi.example.com' })).toEqual([1002])
      expect(await seen({ reader: tsuki, responsible: null })).toEqual([1003, 1002, 1001])
      expect(await seen({ reader: hoshi, responsible: null })).toEqual([1003, 1001])
      expect(await seen({ reader: hoshi, aside: { which: 'only', now } })).toEqual([1002])
      expect(await seen({ reader: hoshi, aside: { which: 'without', now } })).toEqual([1003, 1001])
      // It is back by itself when its moment has come.
      expect(await seen({ reader: hoshi, aside: { which: 'only', now: soon } })).toEqual([])
      expect(await seen({ reader: desk, aside: { which: 'without', now } })).toEqual([1003, 1002, 1001])
      expect(await seen({ reader: tsuki, dueBefore: minutesAfter(soon, 1) })).toEqual([1002])
      expect(await seen({ reader: tsuki, dueBefore: soon })).toEqual([])
      expect(await seen({ reader: desk, dueBefore: minutesAfter(soon, 1) })).toEqual([])
      const midori: Reader = { party: 'customer', customer: 'C-midori' }
      expect(await seen({ reader: midori, responsible: 'aoi@hoshi.example.com' })).toEqual([])
      expect(
        await seen({ reader: midori, responsible: null, aside: { which: 'without', now } }),
      ).toHaveLength(3)

      const taken = await store.get(1003)
      if (!taken) throw new Error('The case is gone')
      await store.commit(aCommit(taken, { assignee: { email: 'kenji@desk.example.com', name: 'K' } }))

      expect(await seen({ reader: desk, responsible: 'kenji@desk.example.com' })).toEqual([1003, 1001])
      expect(await seen({ reader: desk, responsible: null, statuses: ['new'] })).toEqual([1002])
    })

    it('CRE-9, OWN-2: asks by whose turn it is: the first line has what is new, whoever that is', async () => {
      const store = await open()
      await fill(store, [
        { number: 1001, status: 'new' },
        { number: 1002, status: 'action-required' },
        { number: 1003, status: 'new', firstLine: 'partner' },
        { number: 1004, status: 'solution-provided', firstLine: 'partner' },
        { number: 1005, status: 'closed', firstLine: 'partner' },
      ])
      const seen = async (waitsFor: CaseQuery['waitsFor']) =>
        (await numbersByPage(store, { reader: hoshi, ...(waitsFor && { waitsFor }) }, 10)).flat()

      expect(await seen(['desk'])).toEqual([1001])
      expect(await seen(['partner'])).toEqual([1003, 1002])
      expect(await seen(['customer'])).toEqual([1004])
      expect(await seen(['desk', 'customer'])).toEqual([1004, 1001])

      const passed = aCase({ number: 1003, firstLine: 'partner' })
      const entry = anEntry({ seq: 2, event: { type: 'passed', note: '' } })
      await store.commit(aCommit(passed, { firstLine: 'desk' }, { entries: [entry] }))

      expect(await seen(['partner'])).toEqual([1002])
      expect(await seen(['desk'])).toEqual([1003, 1001])
    })

    it('asks for what stands out, until it is closed', async () => {
      const store = await open()
      const escalation = { at: noon, reason: 'business-impact' } as const
      await fill(store, [
        { number: 1001, severity: 'P3' },
        { number: 1002, severity: 'P1' },
        { number: 1003, severity: 'P3', escalation },
        { number: 1004, severity: 'P1', escalation, status: 'closed', closedAt: noon },
      ])
      const seen = async () => (await numbersByPage(store, { reader: desk, standsOut: true }, 10)).flat()

      expect(await seen()).toEqual([1003, 1002])
      await store.commit(aCommit(aCase({ number: 1001, severity: 'P3' }), { severity: 'P1' }))
      await store.commit(aCommit(aCase({ number: 1002, severity: 'P1' }), { status: 'closed' }))
      expect(await seen()).toEqual([1001, 1003])
    })

    it('VIS-4: sorts by what is due, with what is not due at the end, by severity and by opening', async () => {
      const store = await open()
      const due = (minutes: number) => [{ side: 'desk', at: minutesAfter(noon, minutes) }] as const
      await fill(store, [
        { number: 1001, due: due(30), severity: 'P2', updatedAt: minutesAfter(noon, 1) },
        { number: 1002, severity: 'P1', updatedAt: minutesAfter(noon, 2) },
        { number: 1003, due: due(10), severity: 'P4', createdAt: minutesAfter(noon, -60) },
        { number: 1004, severity: 'P1', updatedAt: minutesAfter(noon, 3) },
        { number: 1005, due: due(30), severity: 'P2', updatedAt: minutesAfter(noon, 1) },
      ])
      const seen = async (sort: CaseQuery['sort'], limit: number) =>
        (await numbersByPage(store, { reader: desk, ...(sort && { sort }) }, limit)).flat()

      for (const limit of [1, 2, 10]) {
        expect(await seen('due', limit)).toEqual([1003, 1005, 1001, 1004, 1002])
        expect(await seen('severity', limit)).toEqual([1004, 1002, 1005, 1001, 1003])
        expect(await seen('opened', limit)).toEqual([1005, 1004, 1002, 1001, 1003])
        expect(await seen('updated', limit)).toEqual(await seen(undefined, limit))
      }
    })

    it('counts what a list would show, no further than asked', async () => {
      const store = await open()
      await fill(
        store,
        Array.from({ length: 12 }, (_, index) => ({ number: 1001 + index })),
      )

      expect(await store.count({ reader: desk }, 100)).toBe(12)
      expect(await store.count({ reader: desk }, 12)).toBe(12)
      expect(await store.count({ reader: desk }, 5)).toBe(5)
      expect(await store.count({ reader: desk }, 0)).toBe(0)
      expect(await store.count({ reader: tsuki }, 100)).toBe(0)
      expect(await store.count({ reader: desk, statuses: [] }, 100)).toBe(0)
    })
  })

  describe('filters', () => {
    const stored = manyCases()
    let store: CasesAndFiles

    beforeAll(async () => {
      store = await open()
      for (const { of, words } of stored) await store.create(aNewCase(of, { words }))
    })

    it('VIS-5: any filters together, in pages of any size, give what a plain reading of the rule gives', async () => {
      await fc.assert(
        fc.asyncProperty(queries(), fc.integer({ min: 1, max: 30 }), async (query, limit) => {
          const pages = await numbersByPage(store, query, limit)

          expect(pages.flat()).toEqual(plainly(stored, query))
          expect(await store.count(query, 45)).toBe(Math.min(plainly(stored, query).length, 45))
          expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
        }),
        { numRuns: 300 },
      )
    })
  })
}

async function fill(store: CasesAndFiles, cases: readonly Partial<Case>[]): Promise<void> {
  for (const of of cases) await store.create(aNewCase(of))
}

const week = 7 * 24 * 60
const customers = ['C-midori', 'C-sora', 'C-umi']
const creators = ['aoi@hoshi.example.com', 'ren@hoshi.example.com']
const domains = ['hoshi.example.com', 'tsuki.example.com']
const workers = ['kenji@desk.example.com', 'emi@desk.example.com']
const sides: readonly Side[] = ['desk', ...domains.map((domain) => ({ domain }))]
const vocabulary = ['mail', 'calendar', '迷惑', 'drive']

/** 60 cases in which every filter has some and lacks some, many of them updated at the same moment, over three weeks. */
function manyCases(): readonly Stored[] {
  return Array.from({ length: 60 }, (_, index) => ({
    of: aCase({
      number: 1001 + index,
      updatedAt: minutesAfter(noon, (index % 7) + (index % 3) * week),
      status: pick(statuses, index),
      closedAt: pick(statuses, index) === 'closed' ? minutesAfter(noon, index * 3) : null,
      escalation: index % 6 === 1 ? { at: noon, reason: 'business-impact' } : null,
      ...(index % 4 === 2 ? { firstLine: 'partner' as const } : {}),
      severity: pick(severities, index * 3 + Math.floor(index / 4)),
      customer: { id: pick(customers, index), name: 'N', domain: 'c.example.jp' },
      createdBy: anAuthor({ email: pick(creators, Math.floor(index / 2)) }),
      createdAt: minutesAfter(noon, -(index % 5) * 60),
      assignee: index % 3 === 0 ? null : { email: pick(workers, index), name: 'K' },
      owners: domains
        .filter((_, bit) => (index >> (bit + 1)) % 2 === 0)
        .map((domain) => ({ domain, email: pick(creators, index), name: 'A' })),
      aside: index % 4 === 0 ? [{ side: pick(sides, index), until: minutesAfter(noon, index) }] : [],
      due: sides
        .filter((_, bit) => (index >> bit) % 2 === 0)
        .map((side) => ({ side, at: minutesAfter(noon, index % 9) })),
      partners: domains
        .filter((_, bit) => (index >> bit) % 2 === 0)
        .map((domain) => ({ domain, kind: 'reseller' as const })),
    }),
    words: vocabulary.filter((_, bit) => ((index * 5) >> bit) % 2 === 0),
  }))
}

function queries(): fc.Arbitrary<CaseQuery> {
  const readers: readonly Reader[] = [
    desk,
    hoshi,
    tsuki,
    ...customers.map((customer) => ({ party: 'customer' as const, customer })),
  ]
  return fc.record(
    {
      reader: fc.constantFrom(...readers),
      words: fc.subarray([...vocabulary, 'absent']),
      wordsOrCustomers: fc.array(
        fc.record({
          words: fc.subarray([...vocabulary, 'absent'], { minLength: 1 }),
          customers: fc.subarray([...customers, 'C-none'], { minLength: 1 }),
        }),
        { maxLength: 3 },
      ),
      statuses: fc.subarray([...statuses], { minLength: 1 }),
      severities: fc.subarray([...severities], { minLength: 1 }),
      customers: fc.subarray([...customers, 'C-none'], { minLength: 1 }),
      createdBy: fc.constantFrom(...creators, 'nobody@example.com'),
      responsible: fc.constantFrom(...creators, ...workers, null),
      aside: fc.record({ which: fc.constantFrom('only', 'without'), now: someMoment() }),
      dueBefore: someMoment(),
      waitsFor: fc.subarray([...turnNames], { minLength: 1 }),
      standsOut: fc.constant(true as const),
      closedSince: someMoment(),
      createdSince: someMoment(-240),
      createdUntil: someMoment(-200),
      updatedSince: someMoment(),
      updatedUntil: someMoment(week),
      sort: fc.constantFrom(...sorts),
    },
    { requiredKeys: ['reader'] },
  )
}

function someMoment(from = 0): fc.Arbitrary<Date> {
  return fc.integer({ min: 0, max: 240 }).map((minutes) => minutesAfter(noon, from + minutes))
}

function pick<T>(from: readonly T[], index: number): T {
  const picked = from[index % from.length]
  if (picked === undefined) throw new Error('Nothing to pick from')
  return picked
}
