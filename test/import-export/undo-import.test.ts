import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import iconv from 'iconv-lite'
import { beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'
import {
  type ImportOptions,
  type ImportStore,
  ImportUndone,
  importCases,
} from '../../src/import-export/import-cases.ts'
import { undoImport } from '../../src/import-export/undo-import.ts'
import type { Store } from '../../src/store/store.ts'
import { aThread } from '../support/build-case.ts'
import { value } from '../support/run-commands.ts'
import { aWish, aWorld, marcus, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const samples = ['cases.jsonl', 'cases.csv'].map((name) =>
  fileURLToPath(new URL(`docs/samples/${name}`, packageRoot())),
) as [string, string]
const folder = mkdtempSync(join(tmpdir(), 'casethread-undo-'))
const now = new Date('2026-11-01T00:00:00Z')

function aLine(number: number, overrides: object = {}): string {
  return JSON.stringify({
    number,
    customer: 'C09brightwater',
    partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
    createdBy: { email: marcus, name: 'Marcus Bell', domain: 'northwind-apps.example.com' },
    title: `共有カレンダーが空になる ${number}`,
    description: '月曜日から。',
    category: 'calendar.sharing',
    severity: 'P2',
    status: 'new',
    createdAt: '2026-01-05T09:00:00Z',
    ...overrides,
  })
}

/** Long enough for pages of its own. */
const aLongHistory = Array.from({ length: 240 }, (_, index) => ({
  at: '2026-01-06T09:00:00Z',
  author: { party: 'desk', email: 'desk@support.example.com', name: 'Desk' },
  audience: 'everyone',
  event: { type: 'message', text: `${index}` },
}))

let files = 0
function aFile(lines: readonly string[]): string {
  files += 1
  const file = join(folder, `${files}.jsonl`)
  writeFileSync(file, lines.join('\n'))
  return file
}

eachStore((_name, open) => {
  let store: Store
  let world: World
  let ids: number

  beforeEach(async () => {
    store = await open()
    world = await aWorld(store)
    ids = 0
  })

  const run = (file: string, options: Partial<ImportOptions> = {}) =>
    importCases({
      file,
      store,
      directory: world.directory,
      skipBad: false,
      dryRun: false,
      now: () => now,
      newId: () => `run-${++ids}`,
      by: 'operator',
      onProblem: (line, problem) => {
        throw new Error(`${line}: ${problem}`)
      },
      ...options,
    })

  const undo = async (id: string) => {
    const kept: (readonly [number, string])[] = []
    const undone = await undoImport({
      run: id,
      store,
      now: () => now,
      by: 'operator',
      onKept: ({ number }, why) => kept.push([number, why]),
    })
    return undone && { removed: undone.removed, kept }
  }

  const audited = async () =>
    (await store.auditLog.list({}, { limit: 20 })).records.map(({ what, about, counts, by, side }) => [
      ...[what, about, counts, by, side],
    ])

  describe('MIG-1: an import is taken back whole', () => {
    it.each(samples)('%s: imported, taken back, imported again', async (file) => {
      const first = await run(file)
      const before = await Promise.all([40712, 40355, 40360].map((number) => store.get(number)))

      expect(await undo('run-1')).toEqual({ removed: first.added, kept: [] })
      for (const number of [40712, 40355, 40360]) expect(await store.get(number)).toBeUndefined()
      expect((await store.list({ reader: { party: 'desk' } }, { limit: 9 })).cases).toEqual([])

      expect(await run(file)).toMatchObject({ added: first.added, unchanged: 0, run: 'run-2' })
      expect(await Promise.all([40712, 40355, 40360].map((number) => store.get(number)))).toEqual(before)
      expect(await undo('run-1')).toEqual({ removed: 0, kept: [] })
      expect(await undo('run-2')).toEqual({ removed: first.added, kept: [] })
    })

    it.each(['cp932', 'euc-jp', 'utf-16le', 'utf-8'] as const)(
      'a file in %s, and the same one in UTF-8 after that',
      async (encoding) => {
        const text = [aLine(5001, { title: '共有カレンダー' }), aLine(5002)].join('\n')
        const file = aFile([])
        writeFileSync(file, iconv.encode(text, encoding))

        expect(await run(file)).toMatchObject({ added: 2, encoding })
        expect(await store.get(5001)).toMatchObject({ title: '共有カレンダー' })
        expect(await run(aFile([text]))).toMatchObject({ added: 0, unchanged: 2 })
        expect(await undo('run-1')).toMatchObject({ removed: 2 })
        expect(await run(aFile([text]))).toMatchObject({ added: 2 })
      },
    )

    it('but for what somebody has worked with since, which is told; and goes on being worked with', async () => {
      const closed = { status: 'closed', closedAt: '2026-01-06T00:00:00Z' }
      await run(
        aFile([
          aLine(5001),
          aLine(5002, { history: aLongHistory }),
          aLine(5003),
          aLine(5004, closed),
          aLine(5005),
        ]),
      )
      const partner = await world.actor(marcus)
      const message = { kind: 'message', text: 'The sales team.', audience: 'desk' } as const
      value(await world.service.change(partner, 5001, { changes: [message] }, 'k'))
      await store.addSubscription(5003, aThread({ reader: { party: 'desk' } }))
      value(await world.service.create(partner, aWish({ followUpOf: 5004 }), 'new'))

      expect(await undo('run-1')).toEqual({
        removed: 2,
        kept: [
          [5001, 'changed'],
          [5003, 'threads'],
          [5004, 'followed'],
        ],
      })
      expect(await store.history(5002, { limit: 500 })).toEqual([])
      value(await world.service.change(partner, 5001, { changes: [message] }, 'k2'))
      expect(await store.importRuns.find('run-1')).toMatchObject({ added: 5, removed: 2, undoneAt: now })
    })

    it('no other import’s cases go with it, and none that was opened here', async () => {
      await run(aFile([aLine(5001)]))
      await run(aFile([aLine(5001), aLine(5002)]))
      const opened = value(await world.service.create(await world.actor(marcus), aWish(), 'new'))

      expect(await undo('run-2')).toEqual({ removed: 1, kept: [] })
      expect(await store.get(5001)).toBeDefined()
      expect(await store.get(opened.number)).toBeDefined()
    })

    it('one that is not there is told', async () => {
      expect(await undo('never')).toBeUndefined()
    })

    it('the audit log tells of both', async () => {
      const file = aFile([aLine(5001), aLine(5002)])
      await run(file)
      await undo('run-1')

      expect((await audited()).toSorted()).toEqual(
        [
          ['imported', 'run-1', { cases: 2 }, 'operator', 'operator'],
          ['import-undoing', 'run-1', undefined, 'operator', 'operator'],
          ['import-undone', 'run-1', { cases: 2, kept: 0 }, 'operator', 'operator'],
        ].toSorted(),
      )
    })
  })

  describe('MIG-1: an import that is broken off', () => {
    const lines = Array.from({ length: 450 }, (_, index) => aLine(6001 + index))

    /** Dies after so many writes. */
    const dying = (writes: number): ImportStore => {
      let left = writes
      return {
        ...store,
        createAll: async (inputs) => {
          if (left === 0) throw new Error('killed')
          left -= 1
          return store.createAll(inputs)
        },
      }
    }

    it('goes on where it stopped, as the same import, and is taken back as one', async () => {
      const file = aFile(lines)
      await expect(run(file, { store: dying(1) })).rejects.toThrow('killed')
      expect(await store.importRuns.find('run-1')).toMatchObject({ added: 200 })
      const resumed: (readonly [string, number, boolean])[] = []

      const imported = await run(file, { onRun: ({ id, added }, again) => resumed.push([id, added, again]) })

      expect(resumed).toEqual([['run-1', 200, true]])
      expect(imported).toMatchObject({ unchanged: 200, added: 250, run: 'run-1' })
      expect(await store.importRuns.find('run-1')).toMatchObject({ added: 450, endedAt: now })
      expect(await undo('run-1')).toEqual({ removed: 450, kept: [] })
    })

    it('can be taken back as far as it came', async () => {
      await expect(run(aFile(lines), { store: dying(1) })).rejects.toThrow('killed')

      expect(await undo('run-1')).toEqual({ removed: 200, kept: [] })
      expect(await store.get(6001)).toBeUndefined()
    })

    it('ends where somebody takes it back meanwhile, and leaves nothing', async () => {
      let undone: unknown
      const store_: ImportStore = {
        ...store,
        createAll: async (inputs) => {
          const answers = await store.createAll(inputs)
          undone ??= await undo('run-1')
          return answers
        },
      }

      await expect(run(aFile(lines), { store: store_ })).rejects.toThrow(ImportUndone)

      expect(undone).toEqual({ removed: 200, kept: [] })
      expect(await store.listImported('run-1', { limit: 9 })).toEqual([])
    })

    it('taking it back, broken off, is called again and goes on', async () => {
      await run(aFile(lines))
      let pages = 0
      const dying_ = {
        ...store,
        removeCases: async (...given: Parameters<Store['removeCases']>) => {
          pages += 1
          if (pages === 2) throw new Error('killed')
          return store.removeCases(...given)
        },
      }
      const options = { run: 'run-1', now: () => now, by: 'operator', onKept: () => {} }
      await expect(undoImport({ ...options, store: dying_ })).rejects.toThrow('killed')
      expect(await store.importRuns.find('run-1')).toMatchObject({ removed: 200 })
      expect((await store.importRuns.find('run-1'))?.undoneAt).toBeUndefined()

      expect(await undo('run-1')).toEqual({ removed: 250, kept: [] })

      expect(await store.importRuns.find('run-1')).toMatchObject({ added: 450, removed: 450, undoneAt: now })
      expect(await run(aFile(lines))).toMatchObject({ added: 450, run: 'run-2' })
    })
  })
})
