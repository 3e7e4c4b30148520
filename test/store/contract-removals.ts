import { describe, expect, it } from 'vitest'
import type { Attachment, Case, Entry } from '../../src/cases/case.ts'
import type { Removal } from '../../src/cases/case-store.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry, aThread, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'
import { mustClaim, toRef } from './contract-claims.ts'

const at = new Date('2026-11-03T09:00:00.001Z')
const desk = { reader: { party: 'desk' } } as const
const file: Attachment = { id: 'aa000001', name: 'secret.txt', type: 'text/plain', size: 3, sha256: 'ab' }

/** The entry without its text and files, as a removal leaves it. */
function emptied(entry: Entry): Entry {
  return {
    ...entry,
    event: { type: 'message', text: '' },
    removed: [{ part: 'text', at, by: 'ben@desk.example.org' }],
  }
}

async function entryOf(store: CasesAndFiles, seq: number): Promise<Entry> {
  const [entry] = await store.history(1001, { after: seq - 1, limit: 1 })
  if (entry?.seq !== seq) throw new Error(`no entry ${seq}`)
  return entry
}

/** Takes the text of an entry away, in a change of its own. */
async function removed(
  store: CasesAndFiles,
  of: Case,
  seq: number,
  removal: Partial<Removal> = {},
  next: Partial<Case> = {},
): Promise<Case> {
  const line: Entry = anEntry({
    seq: of.seq + 1,
    event: {
      type: 'removed',
      of: seq,
      part: 'text',
      reason: 'Sent by mistake.',
      from: { party: 'partner', domain: 'hoshi.example.com' },
    },
  })
  const entry = seq === 0 ? {} : { entry: emptied(await entryOf(store, seq)) }
  const result = await store.commit({
    ...aCommit(
      of,
      { removals: [...(of.removals ?? []), { seq: of.seq + 1, of: seq }], ...next },
      { entries: [line] },
    ),
    removal: { files: [], ...entry, ...removal },
  })
  if (result.kind !== 'committed') throw new Error(result.kind)
  return result.case
}

/** UPD-3: what is removed is gone from every place in which a store keeps it. */
export function removalsContract(open: OpenStore): void {
  describe('a removal', () => {
    it('leaves the entry in its place, with when and by whom, and its line in the history', async () => {
      const store = await open()
      const { case: of } = await store.create(aNewCase({ seq: 3 }))

      const after = await removed(store, of, 2)
      expect(await store.purge(1001)).toBe(true)

      const entries = await store.history(1001, { limit: 9 })
      expect(entries.map(({ seq, event }) => [seq, event.type])).toEqual([
        [1, 'created'],
        [2, 'message'],
        [3, 'message'],
        [4, 'removed'],
      ])
      expect(entries[1]).toEqual(emptied(anEntry({ seq: 2, at: noon })))
      expect(await store.get(1001)).toEqual(after)
      expect(after.removals).toEqual([{ seq: 4, of: 2 }])
    })

    it.each([1, 50, 51, 120])('reaches entry %i of a long history, wherever it is kept', async (seq) => {
      const store = await open()
      const { case: of } = await store.create(aNewCase({ seq: 220 }))
      const others = (await store.history(1001, { limit: 1_000 })).filter((entry) => entry.seq !== seq)

      await removed(store, of, seq)
      await store.purge(1001)

      const entries = await store.history(1001, { limit: 1_000 })
      expect(entries[seq - 1]?.removed).toHaveLength(1)
      expect(JSON.stringify(entries[seq - 1])).not.toContain('bounces')
      expect(entries.filter((entry) => entry.seq !== seq).slice(0, -1)).toEqual(others)
    })

    it('stays while the history grows and is cut into parts', async () => {
      const store = await open()
      let { case: current } = await store.create(aNewCase({ seq: 40 }))
      current = await removed(store, current, 30)
      await store.purge(1001)
      while (current.seq < 160) {
        const entries = Array.from({ length: 20 }, (_, index) => anEntry({ seq: current.seq + index + 1 }))
        const result = await store.commit(aCommit(current, {}, { entries }))
        if (result.kind !== 'committed') throw new Error(result.kind)
        current = result.case
      }

      expect((await entryOf(store, 30)).event).toEqual({ type: 'message', text: '' })
    })

    it('that was broken off after its write, of a case that no delivery comes to, is taken up by the next sweep', async () => {
      const store = await open()
      await store.files.put(file.id, Buffer.from('abc'))
      const event = { type: 'message', text: 'kumquat', attachments: [file] } as const
      const { case: of } = await store.create(
        aNewCase({ seq: 2 }, { entries: [anEntry(), anEntry({ seq: 2, event })] }),
      )
      await removed(store, of, 2, { files: [file.id] })

      expect(await store.sweepLeftovers(noon)).toBe(1)

      expect(await store.files.open(file.id)).toBeUndefined()
      expect(await store.sweepLeftovers(noon)).toBe(0)
    })

    it('that was broken off after its write is taken up by whoever purges next, and once more changes nothing', async () => {
      const store = await open('shared')
      await store.files.put(file.id, Buffer.from('abc'))
      const event = { type: 'message', text: 'kumquat', attachments: [file] } as const
      const { case: of } = await store.create(
        aNewCase({ seq: 2 }, { entries: [anEntry(), anEntry({ seq: 2, event })] }),
      )
      await removed(store, of, 2, { files: [file.id] })

      const another = await open('shared')
      await Promise.all([another.purge(1001), store.purge(1001)])
      const once = await another.history(1001, { limit: 9 })
      expect(await another.purge(1001)).toBe(true)

      expect(await another.files.open(file.id)).toBeUndefined()
      expect(JSON.stringify(once)).not.toMatch(/kumquat|secret/)
      expect(await store.history(1001, { limit: 9 })).toEqual(once)
    })

    it('takes none of the files that are still named', async () => {
      const store = await open()
      const other = { ...file, id: 'aa000002' }
      for (const { id } of [file, other]) await store.files.put(id, Buffer.from('abc'))
      const event = { type: 'message', text: '', attachments: [file, other] } as const
      const { case: of } = await store.create(
        aNewCase({ seq: 2 }, { entries: [anEntry(), anEntry({ seq: 2, event })] }),
      )
      const left = { ...(await entryOf(store, 2)), event: { ...event, attachments: [other] } }

      await removed(store, of, 2, { entry: left, files: [file.id] })
      await store.purge(1001)
      await store.files.sweep(new Date(Date.now() + 5_000))

      expect(await store.files.open(file.id)).toBeUndefined()
      expect(await store.files.open(other.id)).toBeDefined()
    })

    it('of two parts of one entry, one after the other, leaves neither', async () => {
      const store = await open('shared')
      const event = { type: 'message', text: 'kumquat', attachments: [file] } as const
      const { case: of } = await store.create(
        aNewCase({ seq: 2 }, { entries: [anEntry(), anEntry({ seq: 2, event })] }),
      )
      const first = { ...(await entryOf(store, 2)), event: { ...event, text: '' } }
      const next = await removed(store, of, 2, { entry: first })
      await removed(store, next, 2, { files: [file.id] })

      await Promise.all([(await open('shared')).purge(1001), store.purge(1001)])

      expect((await entryOf(store, 2)).event).toEqual({ type: 'message', text: '' })
    })

    it('changes what the case is found by, for each reader', async () => {
      const store = await open()
      const { case: of } = await store.create(aNewCase({}, { words: ['kumquat', '1001'] }))

      const titleRemoved = { at, by: 'ben@desk.example.org' }
      await removed(store, of, 0, { words: ['1001', 'gmail'] }, { title: 'Gmail', titleRemoved })
      await store.purge(1001)

      for (const reader of [desk.reader, { party: 'partner', domain: 'hoshi.example.com' } as const]) {
        const found = async (word: string) =>
          (await store.list({ reader, words: [word] }, { limit: 9 })).cases.map(({ number }) => number)
        expect(await found('kumquat')).toEqual([])
        expect(await found('gmail')).toEqual([1001])
        expect(await found('1001')).toEqual([1001])
      }
      const listed = await store.list(desk, { limit: 9 })
      expect(listed.cases[0]).toMatchObject({ title: 'Gmail', titleRemoved, removals: [{ seq: 2, of: 0 }] })
      const week = 7 * 24 * 60 * 60_000
      const current = (await store.get(1001)) as Case
      await store.commit(aCommit(current, { updatedAt: new Date(current.updatedAt.getTime() + 2 * week) }))
      expect((await store.list({ ...desk, words: ['kumquat'] }, { limit: 9 })).cases).toEqual([])
    })

    it('that meets another change is a conflict, and takes nothing', async () => {
      const store = await open()
      const { case: of } = await store.create(aNewCase({ seq: 2 }))
      const before = await entryOf(store, 2)
      await store.commit(aCommit(of, {}, { key: 'another' }))

      await expect(removed(store, of, 2)).rejects.toThrow('conflict')
      await store.purge(1001)

      expect(await entryOf(store, 2)).toEqual(before)
    })

    it('is worked off by a thread, which keeps how far it came', async () => {
      const store = await open()
      await store.create(aNewCase({ subscriptions: [aThread()] }))
      const claimed = await mustClaim(store)

      expect(await store.saveProgress({ ...toRef(claimed), progress: { rewritten: 7 } })).toBe(true)

      expect((await store.get(1001))?.subscriptions).toEqual([{ ...aThread(), rewritten: 7 }])
    })
  })
}
