import { describe, expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { CaseQuery } from '../../src/cases/case-store.ts'
import { toTombstone } from '../../src/cases/erased-people.ts'
import { toOwnId } from '../../src/cases/own-cases.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, anAuthor, anEntry, aThread } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const first = 'first.example.com'
const later = 'later.example.com'
const ids: Readonly<Record<string, string>> = { [later]: first, [`aoi@${later}`]: `aoi@${first}` }
const idOf = (name: string) => ids[name] ?? name
const at = (domain: string): Reader => ({ party: 'partner', domain })
const numbers = async (store: CasesAndFiles, query: CaseQuery) =>
  (await store.list(query, { limit: 10 })).cases.map(({ number }) => number)

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

  describe('a case in which somebody worked who is erased', () => {
    const email = `aoi@${first}`
    const tombstone = toTombstone('abc')
    const aoi = anAuthor({ email, name: 'Aoi Hoshi', domain: first })
    const gone = { ...aoi, email: tombstone, name: '' }
    const toId = (name: string) => (name === email ? tombstone : name)

    it('keeps its history with a tombstone in their place; nobody writes to them, and others stay', async () => {
      const store = await open()
      const kenji = anAuthor({ email: `kenji@${first}`, name: 'Kenji', domain: first })
      const made = aNewCase({
        domain: first,
        partners: [{ domain: first, kind: 'reseller' }],
        createdBy: aoi,
        owners: [{ domain: first, email, name: 'Aoi Hoshi' }],
        sharedWith: ['friend@example.com', email],
        seq: 130,
        subscriptions: [
          aThread({ reader: at(first), cursor: 3, direct: { user: 'U1', email } }),
          aThread({ id: 't-2', platform: 'mail', channel: email, reader: at(first) }),
          aThread({ id: 't-3', platform: 'person', channel: email, reader: at(first) }),
          aThread({ id: 't-4', platform: 'mail', channel: 'friend@example.com', reader: at(first) }),
        ],
      })
      const owner = { email, name: 'Aoi Hoshi' }
      const entries = made.entries.map((entry) => ({
        ...entry,
        author: entry.seq % 2 ? aoi : kenji,
        ...(entry.seq === 2 ? { event: { type: 'assigned', from: null, to: owner } as const } : {}),
        ...(entry.seq === 3
          ? { event: { type: 'shared', added: ['friend@example.com', email], removed: [] } as const }
          : {}),
        ...(entry.seq === 4 ? { event: { type: 'message', text: `Ask ${email}` } as const } : {}),
      }))
      await store.create({ ...made, entries })

      await store.joinNames(1001, toId)
      await store.joinNames(1001, toId)

      expect(await store.get(1001)).toMatchObject({
        version: 2,
        createdBy: gone,
        owners: [{ domain: first, email: tombstone, name: '' }],
        sharedWith: ['friend@example.com'],
        subscriptions: [
          { id: 't-1', channel: 'C1', cursor: 3, direct: { user: 'U1', email: tombstone } },
          { id: 't-2', channel: tombstone },
          { id: 't-3', channel: tombstone },
          { id: 't-4', channel: 'friend@example.com' },
        ],
      })
      const history = await store.history(1001, { limit: 200 })
      expect(history).toHaveLength(130)
      expect(history.every(({ seq, author }) => author.email === (seq % 2 ? tombstone : kenji.email))).toBe(
        true,
      )
      expect(history[0]?.author).toEqual(gone)
      expect(history[1]?.event).toEqual({ type: 'assigned', from: null, to: { email: tombstone, name: '' } })
      expect(history[2]?.event).toMatchObject({ added: ['friend@example.com', tombstone] })
      expect(history[3]?.event).toEqual({ type: 'message', text: `Ask ${email}` })
      expect(await numbers(store, { reader: at(first), createdBy: email })).toEqual([])
      expect(await numbers(store, { reader: at(first), responsible: email })).toEqual([])
      expect(await store.listRefs('worker')).toEqual([
        { kind: 'worker', side: { domain: first }, email: tombstone },
      ])
      expect(await store.purge(1001)).toBe(true)
    })
  })
}
