import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import type { Committed } from '../../src/cases/case-store.ts'
import { rememberedKeys } from '../../src/store/invariants.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, anAuthor, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'
import { mustClaim, toRef } from './contract-claims.ts'

export function changesContract(open: OpenStore): void {
  describe('the keys of sends', () => {
    it('are forgotten once their case was left alone for long; the case, its history and what is younger stay', async () => {
      const { store, made } = await oneCase(open)
      await store.commit(aCommit(made, {}, { key: 'long ago' }))
      const { case: other } = await store.create(
        aNewCase({ number: 1002, updatedAt: minutesAfter(noon, 60) }),
      )
      await store.commit(aCommit(other, {}, { key: 'just now' }))
      const before = await store.get(1001)

      await store.forgetKeys(minutesAfter(noon, 30))

      expect(await store.committedWith(1001, 'long ago')).toBeUndefined()
      expect(await store.committedWith(1002, 'just now')).toEqual([2])
      expect(await store.get(1001)).toEqual(before)
      expect(await store.history(1001, { limit: 10 })).toHaveLength(2)
      expect((await store.commit(aCommit(made, {}, { key: 'long ago' }))).kind).toBe('conflict')
    })

    it('of an import are never forgotten', async () => {
      const store = await open()
      await store.createAll([aNewCase({}, { key: 'import:1' })])

      await store.forgetKeys(minutesAfter(new Date(), 60))

      expect((await store.createdWith('import:1'))?.number).toBe(1001)
    })
  })

  describe('a change', () => {
    it('writes the head and appends the entries', async () => {
      const { store, made } = await oneCase(open)
      const commit = aCommit(made, {
        status: 'closed',
        severity: 'P1',
        title: 'Mail bounces again',
        closedAt: minutesAfter(noon, 5),
      })

      const answer = await store.commit(commit)

      const expected = { ...made, ...commit.next }
      expect(answer).toEqual({ kind: 'committed', case: expected })
      expect(await store.get(1001)).toEqual(expected)
      expect(await store.history(1001, { after: 1, limit: 10 })).toEqual(commit.entries)
    })

    it('may carry several entries, or none', async () => {
      const { store, made } = await oneCase(open)
      const two = await store.commit(
        aCommit(made, {}, { entries: [anEntry({ seq: 2 }), anEntry({ seq: 3 })] }),
      )
      const none = await store.commit(aCommit(caseOf(two), { title: 'Renamed' }, { entries: [] }))

      expect(none).toMatchObject({ kind: 'committed', case: { version: 3, seq: 3, title: 'Renamed' } })
      expect(await seqs(store)).toEqual([1, 2, 3])
    })

    it('may open threads, after those that are there and with the cursors that these have by then', async () => {
      const { store, made } = await oneCase(open)
      const chat = aThread()
      await store.addSubscription(1001, chat)
      const claimed = await mustClaim(store)
      await store.saveProgress({ ...toRef(claimed), progress: { cursor: 1, root: 'r' } })
      const jo = aThread({ id: 't-2', platform: 'mail', tenant: '', channel: 'jo@example.com', locale: 'ja' })
      const kai = aThread({ id: 't-3', platform: 'mail', tenant: '', channel: 'kai@example.com' })

      const answer = await store.commit(aCommit(made, {}, { subscriptions: [jo, kai] }))
      const again = await store.commit(aCommit(made, {}, { subscriptions: [jo, kai] }))
      const late = await store.commit(
        aCommit(made, {}, { key: 'late', subscriptions: [{ ...jo, id: 't-4' }] }),
      )

      const threads = [{ ...chat, cursor: 1, root: 'r' }, jo, kai]
      expect([answer.kind, again.kind, late.kind]).toEqual(['committed', 'repeated', 'conflict'])
      expect(caseOf(answer).subscriptions).toEqual(threads)
      expect((await store.get(1001))?.subscriptions).toEqual(threads)
    })

    it('sent twice under one key happens once; the answer names the entries of the first send', async () => {
      const { store, made } = await oneCase(open)
      const first = aCommit(made, {}, { key: 'k', entries: [anEntry({ seq: 2 }), anEntry({ seq: 3 })] })
      const committed = await store.commit(first)
      await store.commit(aCommit(caseOf(committed), { severity: 'P1' }, { key: 'other' }))

      const again = await store.commit(first)

      expect(again).toMatchObject({ kind: 'repeated', seqs: [2, 3], case: { version: 3, severity: 'P1' } })
      expect(await seqs(store)).toEqual([1, 2, 3, 4])
    })

    it('sent twice is a repeat, also when the second send was decided on the newer case', async () => {
      const { store, made } = await oneCase(open)
      const committed = await store.commit(aCommit(made, {}, { key: 'k' }))

      const again = await store.commit(aCommit(caseOf(committed), {}, { key: 'k' }))

      expect(again).toMatchObject({ kind: 'repeated', seqs: [2], case: { version: 2 } })
      expect(await seqs(store)).toEqual([1, 2])
    })

    it('UPD-6: decided on an older version is a conflict that answers the case as it is, and writes nothing', async () => {
      const { store, made } = await oneCase(open)
      await store.commit(aCommit(made, { severity: 'P1' }, { key: 'theirs' }))

      const late = await store.commit(aCommit(made, { severity: 'P4' }, { key: 'mine' }))

      expect(late).toMatchObject({ kind: 'conflict', case: { version: 2, severity: 'P1' } })
      expect(await seqs(store)).toEqual([1, 2])
      expect(await store.committedWith(1001, 'mine')).toBeUndefined()
    })

    it('of a case that is not there is missing', async () => {
      const { store, made } = await oneCase(open)

      expect(await store.commit(aCommit({ ...made, number: 9 }))).toEqual({ kind: 'missing' })
    })

    it('is remembered by its key, in its own case only', async () => {
      const { store, made } = await oneCase(open)
      const other = aNewCase({ number: 1002 })
      await store.create(other)
      await store.commit(aCommit(made, {}, { key: 'k' }))

      expect(await store.committedWith(1001, 'k')).toEqual([2])
      expect(await store.committedWith(1002, 'k')).toBeUndefined()
      expect(await store.committedWith(9, 'k')).toBeUndefined()
      expect((await store.commit(aCommit(other.case, {}, { key: 'k' }))).kind).toBe('committed')
    })

    it('VIS-1: never touches what creation settled, whatever it says', async () => {
      const { store, made } = await oneCase(open)

      const answer = await store.commit(
        aCommit(made, {
          partners: [{ domain: 'evil.example.com', kind: 'reseller' }],
          customer: { id: 'C-other', name: 'Other', domain: 'other.example.com' },
          domain: 'evil.example.com',
          createdBy: anAuthor({ email: 'evil@example.com' }),
          createdAt: minutesAfter(noon, 99),
          followUpOf: { number: 1, partners: [] },
          severity: 'P1',
        }),
      )

      const { partners, customer, domain, createdBy, createdAt, followUpOf } = made
      const settled = { followUpOf, partners, customer, domain, createdBy, createdAt, severity: 'P1' }
      expect(caseOf(answer)).toMatchObject(settled)
      expect(await store.get(1001)).toMatchObject(settled)
      const stolen = await store.list(
        { reader: { party: 'partner', domain: 'evil.example.com' } },
        { limit: 5 },
      )
      expect(stolen.cases).toEqual([])
    })

    it('leaves the threads alone, also when they moved after it was decided', async () => {
      const { store } = await oneCase(open, { subscriptions: [aThread()] })
      const stale = await store.get(1001)
      const claimed = await mustClaim(store)
      await store.saveProgress({ ...toRef(claimed), progress: { cursor: 1, root: 'r' } })

      const answer =
        stale && (await store.commit({ ...aCommit(stale), next: { ...stale, version: 2, seq: 2 } }))

      expect(answer).toMatchObject({ kind: 'committed', case: { subscriptions: [{ cursor: 1, root: 'r' }] } })
    })

    it('with a gap in its entries or its version is a bug that is thrown, and writes nothing', async () => {
      const { store, made } = await oneCase(open)

      await expect(store.commit(aCommit(made, {}, { entries: [anEntry({ seq: 3 })] }))).rejects.toThrow(/gap/)
      await expect(store.commit(aCommit(made, { version: 3 }))).rejects.toThrow(/version/)

      expect(await store.get(1001)).toEqual(made)
    })

    it('50 at once, over two handles: each holds or conflicts, and the history has no gap', async () => {
      const stores = [await open('shared'), await open('shared')] as const
      const { case: made } = await stores[0].create(aNewCase())

      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          untilItHolds(stores[index % 2 === 0 ? 0 : 1], `send-${index}`),
        ),
      )

      const final = await stores[0].get(made.number)
      expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 50 }, () => 'committed'))
      expect(final).toMatchObject({ version: 51, seq: 51 })
      expect(await seqs(stores[1])).toEqual(Array.from({ length: 51 }, (_, index) => index + 1))
    })

    it('20 at once decided on the same version: one holds, the others conflict', async () => {
      const { store, made } = await oneCase(open)

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.commit(aCommit(made, {}, { key: `k-${index}` }))),
      )

      expect(answers.filter(({ kind }) => kind === 'committed')).toHaveLength(1)
      expect(answers.filter(({ kind }) => kind === 'conflict')).toHaveLength(19)
      expect(await seqs(store)).toEqual([1, 2])
    })

    it('20 at once under one key: one holds, the others are repeats', async () => {
      const { store, made } = await oneCase(open)

      const answers = await Promise.all(
        Array.from({ length: 20 }, () => store.commit(aCommit(made, {}, { key: 'k' }))),
      )

      expect(answers.filter(({ kind }) => kind === 'committed')).toHaveLength(1)
      expect(answers.filter((answer) => answer.kind === 'repeated' && answer.seqs[0] === 2)).toHaveLength(19)
    })

    it('is forgotten by its key after a thousand more, and then still held off by its version', async () => {
      const { store, made } = await oneCase(open)
      const first = aCommit(made, {}, { key: 'k-0' })
      let current = caseOf(await store.commit(first))
      for (let index = 1; index <= rememberedKeys; index += 1) {
        current = caseOf(await store.commit(aCommit(current, {}, { key: `k-${index}` })))
      }

      expect(await store.committedWith(1001, 'k-0')).toBeUndefined()
      expect(await store.committedWith(1001, 'k-1')).toEqual([3])
      expect((await store.commit(first)).kind).toBe('conflict')
      expect(await store.get(1001)).toEqual(current)
    }, 60_000)
  })

  it('what was written is there after the store was closed and opened anew', async () => {
    const first = await open('kept')
    const { case: made } = await first.create(aNewCase({ subscriptions: [aThread()] }, { words: ['mail'] }))
    await first.commit(aCommit(made, { severity: 'P1' }, { key: 'k' }))
    await first.close()

    const store = await open('kept')

    expect(await store.get(1001)).toMatchObject({ version: 2, severity: 'P1', subscriptions: [aThread()] })
    expect(await seqs(store)).toEqual([1, 2])
    expect(await store.committedWith(1001, 'k')).toEqual([2])
    expect(
      (await store.list({ reader: { party: 'desk' }, words: ['mail'] }, { limit: 5 })).cases,
    ).toHaveLength(1)
    expect((await store.create(aNewCase())).kind).toBe('repeated')
  })
}

async function oneCase(
  open: OpenStore,
  overrides: Partial<Case> = {},
): Promise<{ store: CasesAndFiles; made: Case }> {
  const store = await open()
  const { case: made } = await store.create(aNewCase(overrides))
  return { store, made }
}

/** Loads, decides and commits anew until it holds, as the service does. */
async function untilItHolds(store: CasesAndFiles, key: string): Promise<Committed> {
  for (;;) {
    const current = await store.get(1001)
    if (!current) throw new Error('The case is gone')
    const answer = await store.commit(aCommit(current, {}, { key }))
    if (answer.kind !== 'conflict') return answer
  }
}

function caseOf(answer: Committed): Case {
  if (answer.kind === 'missing') throw new Error('The case is missing')
  return answer.case
}

async function seqs(store: CasesAndFiles): Promise<readonly number[]> {
  return (await store.history(1001, { limit: 1_000 })).map(({ seq }) => seq)
}
