import { describe, expect, it } from 'vitest'
import { type Created, type NewCase, NumberTaken } from '../../src/cases/case-store.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCase, aCommit, aNewCase, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'
import { numbersByPage } from './contract.ts'

export function casesContract(open: OpenStore): void {
  describe('numbers', () => {
    it('start at 1001 and go up', async () => {
      const store = await open()

      expect([await store.nextNumber(), await store.nextNumber(), await store.nextNumber()]).toEqual([
        1001, 1002, 1003,
      ])
    })

    it('are never handed out twice, also over two handles on the same data', async () => {
      const stores = [await open('shared'), await open('shared')]

      const numbers = await Promise.all(
        Array.from({ length: 60 }, (_, index) => stores[index % 2]?.nextNumber()),
      )

      expect(new Set(numbers).size).toBe(60)
    })

    it('MIG-1: go on above what was imported, and never back', async () => {
      const stores = [await open('shared'), await open('shared')]
      await stores[0]?.raiseNumber(5)
      expect(await stores[1]?.nextNumber()).toBe(1001)
      await stores[0]?.raiseNumber(70_000_000_000)
      await stores[1]?.raiseNumber(2000)
      expect(await stores[1]?.nextNumber()).toBe(70_000_000_001)
      expect(await stores[0]?.nextNumber()).toBe(70_000_000_002)
    })

    it('are not handed out again after the store was opened anew', async () => {
      const first = await open('shared')
      await first.nextNumber()
      await first.close()

      expect(await (await open('shared')).nextNumber()).toBe(1002)
    })
  })

  describe('a new case', () => {
    it('comes back as it was stored, dates to the millisecond', async () => {
      const store = await open()
      const input = aNewCase({
        partners: [
          { domain: 'hoshi.example.com', kind: 'reseller' },
          { domain: 'tsuki.example.com', kind: 'support-partner' },
        ],
        createdAt: new Date('2026-10-31T23:59:59.999Z'),
        updatedAt: new Date('2026-11-01T00:00:00.001Z'),
        closedAt: new Date('2026-11-01T00:00:00.001Z'),
        status: 'closed',
        subscriptions: [
          aThread({ retryAt: noon }),
          aThread({
            id: 't-2',
            platform: 'gchat',
            tenant: '',
            channel: 'spaces/A',
            reader: { party: 'desk' },
            root: 'r',
            suspended: 'gone',
          }),
        ],
      })

      const answer = await store.create(input)

      expect(answer).toEqual({ kind: 'created', case: input.case })
      expect(await store.get(1001)).toEqual(input.case)
      expect(await store.createdWith(input.key)).toEqual(input.case)
    })

    it('UPD-2, UPD-4: comes back with its escalation and with what it follows up', async () => {
      const store = await open()
      const partners = [{ domain: 'hoshi.example.com', kind: 'reseller' as const }]
      const input = aNewCase({
        escalation: { at: minutesAfter(noon, 1), reason: 'business-impact' },
        followUpOf: { number: 900, partners },
      })

      await store.create(input)

      expect(await store.get(1001)).toEqual(input.case)
    })

    it('UPD-4: is found by the case that it follows up, the newest first and at most twenty', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 999 }))
      const numbers = Array.from({ length: 22 }, (_, index) => 1001 + index)
      for (const number of numbers)
        await store.create(aNewCase({ number, followUpOf: { number: 900, partners: [] } }))

      const found = await store.followUpsOf(900)

      expect(found.map(({ number }) => number)).toEqual(numbers.toReversed().slice(0, 20))
      expect(found[0]).toEqual(await store.get(1022))
      expect(await store.followUpsOf(999)).toEqual([])
    })

    it('is found neither by another number nor by another key', async () => {
      const store = await open()
      await store.create(aNewCase())

      expect(await store.get(1002)).toBeUndefined()
      expect(await store.createdWith('create-1002')).toBeUndefined()
    })

    it('CRE-8: sent twice under one key is one case, and the second send is answered with the first', async () => {
      const store = await open()
      const first = aNewCase({ number: 1001, title: 'First' }, { key: 'view-1' })
      await store.create(first)

      const second = await store.create(aNewCase({ number: 1002, title: 'Second' }, { key: 'view-1' }))

      expect(second).toEqual({ kind: 'repeated', case: first.case })
      expect(await store.get(1002)).toBeUndefined()
    })

    it('CRE-8: sent 20 times at once under one key, over two handles, is one case', async () => {
      const stores = [await open('shared'), await open('shared')] as const

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          createdAsAsked(stores[index % 2 === 0 ? 0 : 1], 1001 + index, 'view-1'),
        ),
      )

      expect(answers.filter(({ kind }) => kind === 'created')).toHaveLength(1)
      expect(new Set(answers.map((answer) => answer.case.number)).size).toBe(1)
      expect((await stores[0].list({ reader: { party: 'desk' } }, { limit: 50 })).cases).toHaveLength(1)
    })

    it('repeated after a change is answered with the case as it is now', async () => {
      const store = await open()
      const input = aNewCase()
      await store.create(input)
      await store.commit(aCommit(input.case, { severity: 'P1' }))

      const again = await store.create(input)

      expect(again).toMatchObject({ kind: 'repeated', case: { version: 2, severity: 'P1' } })
    })

    it('does not overwrite the case that has its number: the next number works under the same key', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001, title: 'Imported' }, { key: 'import-1001' }))

      await expect(store.create(aNewCase({ number: 1001 }, { key: 'view-1' }))).rejects.toThrow(NumberTaken)
      expect((await store.create(aNewCase({ number: 1002 }, { key: 'view-1' }))).kind).toBe('created')

      expect(await store.get(1001)).toMatchObject({ title: 'Imported' })
      expect(await store.history(1001, { limit: 10 })).toHaveLength(1)
    })

    it('with a gap in its history is a bug that is thrown, and stores nothing', async () => {
      const store = await open()

      await expect(store.create(aNewCase({ seq: 2 }, { entries: [anEntry({ seq: 2 })] }))).rejects.toThrow(
        /gap/,
      )

      expect(await store.get(1001)).toBeUndefined()
    })
  })

  describe('many new cases at once', () => {
    it('are all there as if made one by one, found by their words in the order of their updates', async () => {
      const store = await open()
      const inputs = Array.from({ length: 130 }, (_, index) =>
        aNewCase(
          {
            number: 1001 + index,
            seq: 1 + (index % 3) * 60,
            updatedAt: minutesAfter(noon, ((index * 37) % 130) * 600),
          },
          { words: ['mail', `w${index % 2}`] },
        ),
      )

      const answers = await store.createAll(inputs)

      expect(answers).toEqual(inputs.map((input) => ({ kind: 'created', case: input.case })))
      for (const { case: of, entries, key } of inputs.slice(0, 6)) {
        expect(await store.get(of.number)).toEqual(of)
        expect(await store.history(of.number, { limit: 200 })).toEqual(entries)
        expect((await store.createdWith(key))?.number).toBe(of.number)
      }
      const query = { reader: { party: 'desk' }, words: ['w1', 'mail'] } as const
      const expected = inputs
        .filter(({ words }) => words.includes('w1'))
        .map((input) => input.case)
        .toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())
      expect((await numbersByPage(store, query, 17)).flat()).toEqual(expected.map(({ number }) => number))
    })

    it('answer a repeat with its case, and a number that another one has with that, each in its place', async () => {
      const store = await open()
      const [first, second, third] = [1001, 1002, 1003].map((number) => aNewCase({ number })) as [
        NewCase,
        NewCase,
        NewCase,
      ]
      await store.create(second)
      const other = aNewCase({ number: 1002, title: 'Other' }, { key: 'other' })

      const answers = await store.createAll([first, other, second, third])

      expect(answers[1]).toBeInstanceOf(NumberTaken)
      expect(answers.toSpliced(1, 1)).toMatchObject([
        { kind: 'created', case: { number: 1001 } },
        { kind: 'repeated', case: { number: 1002, title: second.case.title } },
        { kind: 'created', case: { number: 1003 } },
      ])
      expect(await store.createdWith('other')).toBeUndefined()
      expect(await store.createAll([])).toEqual([])
    })
  })

  describe('history', () => {
    it('comes oldest first, in pages that follow each other', async () => {
      const store = await open()
      await store.create(aNewCase({ seq: 7 }))

      const pages = [
        await store.history(1001, { limit: 3 }),
        await store.history(1001, { after: 3, limit: 3 }),
        await store.history(1001, { after: 6, limit: 3 }),
        await store.history(1001, { after: 7, limit: 3 }),
      ]

      expect(pages.map((page) => page.map(({ seq }) => seq))).toEqual([[1, 2, 3], [4, 5, 6], [7], []])
    })

    it('gives the newest entries on demand, still oldest first', async () => {
      const store = await open()
      await store.create(aNewCase({ seq: 7 }))

      const seqs = async (page: { after?: number; limit: number }) =>
        (await store.history(1001, { ...page, newest: true })).map(({ seq }) => seq)

      expect(await seqs({ limit: 3 })).toEqual([5, 6, 7])
      expect(await seqs({ after: 5, limit: 3 })).toEqual([6, 7])
      expect(await seqs({ limit: 100 })).toEqual([1, 2, 3, 4, 5, 6, 7])
    })

    it('keeps every kind of event, author and audience as it was', async () => {
      const store = await open()
      const entries = [
        anEntry({
          event: { type: 'created', description: 'だめ', answers: [{ question: 'Since when?', answer: '' }] },
        }),
        anEntry({ seq: 2, event: { type: 'severity-changed', from: 'P3', to: 'P1' }, audience: 'internal' }),
        anEntry({
          seq: 3,
          event: { type: 'status-changed', from: 'new', to: 'in-progress' },
          at: minutesAfter(noon, 0.001),
        }),
        anEntry({ seq: 4, event: { type: 'closed', from: 'in-progress', note: '' }, audience: 'customer' }),
        anEntry({
          seq: 5,
          event: { type: 'reopened', reason: 'again' },
          author: { party: 'desk', email: 'd@example.com', name: 'D' },
        }),
        anEntry({
          seq: 6,
          event: { type: 'personal-data-confirmed', found: ['card', 'phone'] },
          audience: 'desk',
        }),
        anEntry({ seq: 7, event: { type: 'personal-data-confirmed', found: [] } }),
      ]
      await store.create(aNewCase({ seq: 7 }, { entries }))

      const history = await store.history(1001, { limit: 10 })

      expect(history).toStrictEqual(entries)
    })

    it('is empty for a case that is not there and for a page of none', async () => {
      const store = await open()
      await store.create(aNewCase())

      expect(await store.history(1002, { limit: 10 })).toEqual([])
      expect(await store.history(1001, { limit: 0 })).toEqual([])
      expect(await store.history(1001, { limit: 0, newest: true })).toEqual([])
    })

    it('of a case with 2,000 entries is read in pages of any size', async () => {
      const store = await open()
      await store.create(aNewCase(aCase({ seq: 2_000 })))

      const middle = await store.history(1001, { after: 990, limit: 20 })

      expect(middle.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => 991 + index))
    })
  })
}

/** Takes another number where the store asks for it, as the service does. */
async function createdAsAsked(store: CasesAndFiles, number: number, key: string): Promise<Created> {
  try {
    return await store.create(aNewCase({ number }, { key }))
  } catch (error) {
    if (!(error instanceof NumberTaken) || error.instead === undefined) throw error
    return createdAsAsked(store, error.instead, key)
  }
}
