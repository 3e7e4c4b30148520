import { describe, expect, it } from 'vitest'
import type { Case, Entry } from '../../src/cases/case.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

/** Sizes around which a store may cut a history into parts. */
const sizes = [49, 50, 51, 99, 100, 101, 149, 150, 151, 250]

export function longHistoriesContract(open: OpenStore): void {
  describe('a long history', () => {
    it.each(sizes)('of %i entries from the start is read whole and in every part', async (size) => {
      const store = await open()
      const input = aNewCase({ seq: size })
      await store.create(input)

      expect(await store.history(1001, { limit: 1_000 })).toEqual(input.entries)
      await expectEveryPart(store, size)
    })

    it('grown entry by entry is read whole and in every part at each size', async () => {
      const store = await open()
      let { case: current } = await store.create(aNewCase())
      while (current.seq < 160) {
        current = await changed(store, current, 1)
        if (sizes.includes(current.seq)) await expectEveryPart(store, current.seq)
      }

      expect(await store.get(1001)).toEqual(current)
    })

    it('grown by many entries at once is read whole and in every part', async () => {
      const store = await open()
      let { case: current } = await store.create(aNewCase({ seq: 45 }))
      for (const count of [10, 240, 1, 0, 60]) current = await changed(store, current, count)

      expect(current.seq).toBe(356)
      await expectEveryPart(store, 356)
    })

    it('begun long goes on growing, and a repeat of its create is answered with it', async () => {
      const store = await open()
      const input = aNewCase({ seq: 320 })
      const { case: made } = await store.create(input)
      const current = await changed(store, made, 130)

      expect(await store.create({ ...input, case: { ...input.case, number: 1002 } })).toEqual({
        kind: 'repeated',
        case: current,
      })
      expect(await store.history(1002, { limit: 10 })).toEqual([])
      await expectEveryPart(store, 450)
    })

    it('created 6 times at once under one key is the history of one of them', async () => {
      const stores = [await open('shared'), await open('shared')] as const
      const input = aNewCase({ seq: 210 })
      const sent = Array.from({ length: 6 }, (_, index) => ({
        ...input,
        entries: input.entries.map((entry) => ({ ...entry, at: new Date(entry.at.getTime() + index) })),
      }))

      const answers = await Promise.all(sent.map((one, index) => stores[index % 2 === 0 ? 0 : 1].create(one)))

      const winner = answers.findIndex(({ kind }) => kind === 'created')
      expect(answers.filter(({ kind }) => kind === 'created')).toHaveLength(1)
      expect(await stores[0].history(1001, { limit: 1_000 })).toEqual(sent[winner]?.entries)
    })

    it('is whole to readers while writers of two handles make it grow', async () => {
      const stores = [await open('shared'), await open('shared')] as const
      await stores[0].create(aNewCase({ seq: 40 }))
      let writing = true
      const writer = async (store: CasesAndFiles, name: number) => {
        for (let index = 0; index < 20; index += 1) await appendOne(store, `w${name}-${index}`)
      }
      const reader = async (store: CasesAndFiles) => {
        let reads = 0
        for (let after = 0; writing; after = (after + 17) % 130) {
          const seqs = seqsOf(await store.history(1001, { after, limit: 70 }))
          expect(seqs).toEqual(seqs.map((_, index) => after + index + 1))
          reads += 1
        }
        return reads
      }

      const readers = stores.map(reader)
      await Promise.all(
        [0, 1, 2, 3, 4, 5].map((name) => writer(stores[name % 2 === 0 ? 0 : 1], name)),
      ).finally(() => {
        writing = false
      })

      expect(Math.min(...(await Promise.all(readers)))).toBeGreaterThan(0)
      expect((await stores[0].get(1001))?.seq).toBe(160)
      await expectEveryPart(stores[1], 160)
    })

    it('of 5,000 entries of 3,000 Japanese characters is created, read and appended to', async () => {
      const store = await open()
      const text = (seq: number) => `${seq}通目の返信：`.padEnd(3_000, 'メールが届かない件について、')
      const message = (seq: number): Entry => anEntry({ seq, event: { type: 'message', text: text(seq) } })
      const entries = Array.from({ length: 5_000 }, (_, index) => message(index + 1))

      const { case: made } = await store.create(aNewCase({ seq: 5_000 }, { entries }))
      const answer = await store.commit(aCommit(made, { severity: 'P1' }, { entries: [message(5_001)] }))

      expect(answer).toMatchObject({ kind: 'committed', case: { seq: 5_001, severity: 'P1' } })
      const read: Entry[] = []
      while (read.length < 5_001) {
        const page = await store.history(1001, { after: read.length, limit: 130 })
        if (page.length === 0) break
        read.push(...page)
      }
      expect(read).toEqual([...entries, message(5_001)])
      expect(seqsOf(await store.history(1001, { limit: 20, newest: true }))).toEqual(span(4_982, 5_001))
    }, 60_000)

    it('that grows to 1,200 entries of 3,000 Japanese characters takes every one', async () => {
      const store = await open()
      let { case: current } = await store.create(aNewCase())
      const text = '障害の状況をご報告いたします。'.repeat(200)
      while (current.seq < 1_200) {
        const entries = [1, 2, 3, 4, 5].map((ahead) =>
          anEntry({ seq: current.seq + ahead, event: { type: 'message', text } }),
        )
        current = await changed(store, current, entries.length, entries)
      }

      expect(seqsOf(await store.history(1001, { limit: 2_000 }))).toEqual(span(1, current.seq))
    }, 60_000)
  })
}

async function changed(
  store: CasesAndFiles,
  of: Case,
  count: number,
  entries: readonly Entry[] = span(of.seq + 1, of.seq + count).map((seq) => anEntry({ seq })),
): Promise<Case> {
  const answer = await store.commit(aCommit(of, {}, { entries }))
  if (answer.kind !== 'committed') throw new Error(`Not committed: ${answer.kind}`)
  return answer.case
}

async function appendOne(store: CasesAndFiles, key: string): Promise<void> {
  for (;;) {
    const current = await store.get(1001)
    if (!current) throw new Error('The case is gone')
    if ((await store.commit(aCommit(current, {}, { key }))).kind !== 'conflict') return
  }
}

/** Windows of several widths that begin at, before and after every place where a history may be cut. */
async function expectEveryPart(store: CasesAndFiles, size: number): Promise<void> {
  const starts = [0, 1, ...sizes.flatMap((at) => [at - 1, at, at + 1]), size - 1, size, size + 1]
  for (const limit of [1, 20, 51, 120]) {
    for (const after of new Set(starts)) {
      const seqs = seqsOf(await store.history(1001, { after, limit }))
      expect(seqs).toEqual(span(after + 1, Math.min(after + limit, size)))
    }
    const newest = seqsOf(await store.history(1001, { limit, newest: true }))
    expect(newest).toEqual(span(Math.max(1, size - limit + 1), size))
    const later = seqsOf(await store.history(1001, { after: size - 10, limit, newest: true }))
    expect(later).toEqual(span(Math.max(size - 9, size - limit + 1), size))
  }
  expect(seqsOf(await store.history(1001, { limit: size + 5 }))).toEqual(span(1, size))
}

function seqsOf(entries: readonly Entry[]): readonly number[] {
  return entries.map(({ seq }) => seq)
}

/** The whole numbers from the first to the last; none when the last is before the first. */
function span(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}
