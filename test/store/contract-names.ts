import { describe, expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { CaseQuery } from '../../src/cases/case-store.ts'
import { toOwnId } from '../../src/cases/own-cases.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, anAuthor, anEntry, aThread } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const first = 'first.example.com'
const later = 'later.example.com'
const ids: Readonly<Record<string, string>> = { [later]: first, [`aoi@${later}`]: `aoi@${first}` }
const idOf = (name: string) => ids[name] ?? name
const at = (domain: string): Reader => ({ party: 'partner', domain })

export function namesContract(open: OpenStore): void {
  describe('DOM-4: a case that is stored under a later name of a domain and a person', () => {
    const aoi = anAuthor({ email: `aoi@${later}`, domain: later })
    const person = { id: 't-2', platform: 'person', channel: `aoi@${later}`, reader: at(later) } as const

    async function aLateCase(store: CasesAndFiles) {
      const made = aNewCase(
        {
          domain: later,
          partners: [{ domain: later, kind: 'reseller' }],
          createdBy: aoi,
          owners: [{ domain: later, email: `aoi@${later}`, name: 'Aoi' }],
          title: later,
          seq: 130,
          subscriptions: [aThread({ reader: at(later), cursor: 3 }), aThread(person)],
        },
        { words: ['mail'] },
      )
      const entries = made.entries.map((entry) => ({
        ...entry,
        author: aoi,
        audience: 'internal' as const,
        ...(entry.seq === 2 ? { event: { type: 'message', text: `aoi@${later}` } as const } : {}),
      }))
      await store.create({ ...made, entries })
    }

    const numbers = async (store: CasesAndFiles, query: CaseQuery) =>
      (await store.list(query, { limit: 10 })).cases.map(({ number }) => number)

    it('is found, worked on and read under the first one alone, and what people wrote stays', async () => {
      const store = await open()
      await aLateCase(store)
      await store.create(aNewCase({ number: 1002 }))

      await store.joinNames(1001, idOf)
      await store.joinNames(1002, idOf)

      const queries = [
        {},
        { words: ['mail'] },
        { createdBy: `aoi@${first}` },
        { responsible: `aoi@${first}` },
      ] as const
      for (const query of queries)
        expect(await numbers(store, { reader: at(first), ...query })).toEqual([1001])
      for (const query of [{}, { words: ['mail'] }])
        expect(await numbers(store, { reader: at(later), ...query })).toEqual([])
      expect(await store.get(1001)).toMatchObject({
        version: 2,
        domain: first,
        partners: [{ domain: first, kind: 'reseller' }],
        createdBy: { email: `aoi@${first}`, domain: first },
        owners: [{ domain: first, email: `aoi@${first}` }],
        title: later,
        seq: 130,
        subscriptions: [
          { id: 't-1', reader: at(first), cursor: 3, channel: 'C1' },
          { id: 't-2', reader: at(first), channel: `aoi@${first}` },
        ],
      })
      expect(await store.listRefs('worker')).toEqual([
        { kind: 'worker', side: { domain: first }, email: `aoi@${first}` },
      ])
      expect(new Set((await store.listRefs('partner')).map(({ domain }) => domain))).not.toContain(later)
      const history = await store.history(1001, { limit: 200 })
      expect(history).toHaveLength(130)
      expect(new Set(history.map(({ author }) => `${author.email} ${author.domain}`))).toEqual(
        new Set([`aoi@${first} ${first}`]),
      )
      expect(history[1]?.event).toEqual({ type: 'message', text: `aoi@${later}` })
      expect((await store.get(1002))?.version).toBe(1)
    })

    it('changes nothing the second time; a change that was decided before is decided again, and made', async () => {
      const store = await open()
      await aLateCase(store)
      const before = await store.get(1001)
      if (!before) throw new Error('the case is there')

      await store.joinNames(1001, idOf)
      await store.joinNames(1001, idOf)
      await store.joinNames(4711, idOf)

      expect((await store.get(1001))?.version).toBe(2)
      const entry = anEntry({ seq: 131 })
      const old = await store.commit(aCommit(before, { seq: 131 }, { entries: [entry], key: 'change-1' }))
      expect(old.kind).toBe('conflict')
      const now = await store.get(1001)
      if (!now) throw new Error('the case is there')
      const made = await store.commit(
        aCommit(now, { severity: 'P1', seq: 131 }, { entries: [entry], key: 'change-2' }),
      )
      expect(made.kind).toBe('committed')
      expect(await numbers(store, { reader: at(first), severities: ['P1'] })).toEqual([1001])
    })

    it('is a domain’s own under the first name, if it was its own', async () => {
      const store = await open()
      const customer = { id: toOwnId(later), name: 'Later', domain: later }
      await store.create(
        aNewCase({ customer, domain: later, partners: [{ domain: later, kind: 'reseller' }] }),
      )

      await store.joinNames(1001, idOf)

      expect((await store.get(1001))?.customer).toEqual({ id: toOwnId(first), name: 'Later', domain: first })
      expect(await numbers(store, { reader: at(first), customers: [toOwnId(first)] })).toEqual([1001])
    })
  })
}
