import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { importCases } from '../../src/import-export/import-cases.ts'
import { createRemovalLedger, type Replayed, replayRemovals } from '../../src/import-export/removal-ledger.ts'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import type { Store } from '../../src/store/store.ts'
import { value } from '../support/run-commands.ts'
import { aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { eachStore, type OpenStore } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const author = { email: marcus, name: 'Marcus Bell', domain: 'northwind-apps.example.com' }
const line = {
  number: 5001,
  customer: 'C09brightwater',
  partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
  createdBy: author,
  title: 'Secretintitle',
  description: 'Secretindescription',
  category: 'gmail.delivery',
  severity: 'P2',
  status: 'new',
  createdAt: '2026-01-05T09:00:00Z',
  history: [
    {
      at: '2026-01-05T10:00:00Z',
      author,
      audience: 'everyone',
      event: { type: 'message', text: 'Secretinmessage' },
    },
  ],
}

eachStore((_name, open: OpenStore) => {
  let folder: string
  let world: World
  let desk: Actor
  const categories = readCategories(catalogueFile)

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'casethread-ledger-'))
    writeFileSync(join(folder, 'cases.jsonl'), JSON.stringify(line))
    world = await aWorld(await open())
    await restore(world.store)
    desk = await world.actor(ben)
  })

  /** The case as it is in a backup of before any removal. */
  function restore(store: Store) {
    return importCases({
      file: join(folder, 'cases.jsonl'),
      store,
      directory: world.directory,
      skipBad: false,
      dryRun: false,
      now: () => new Date(),
      newId: randomUUID,
      by: 'operator',
      onProblem: (at, problem) => expect([at, problem]).toEqual([]),
    })
  }

  async function removeAll(): Promise<void> {
    const ledger = createRemovalLedger(folder)
    const service = createCaseService({
      store: world.store,
      directory: world.directory,
      categories,
      findPersonalData: async () => [],
      fileScanner: createFileScanner(),
      now: world.now,
      newId: () => 'x',
      onRemoved: (removal) => ledger.note(removal),
    })
    for (const [of, part] of [
      [0, 'title'],
      [1, 'description'],
      [2, 'text'],
    ] as const)
      value(await service.remove(desk, 5001, { of, part, why: 'Sent by mistake.' }, `remove-${of}`))
  }

  function replay(store: Store, problems: string[] = []): Promise<Replayed> {
    return replayRemovals({
      file: join(folder, 'removals.jsonl'),
      store,
      categories,
      now: world.now,
      erase: async () => ({ isChanged: false, held: [] }),
      onProblem: (at, problem) => problems.push(`${at} ${problem}`),
    })
  }

  async function everything(store: Store): Promise<string> {
    return JSON.stringify([await store.get(5001), await store.history(5001, { limit: 99 })])
  }

  describe('UPD-3: what was removed', () => {
    it('is not brought back by an import of the same case', async () => {
      await removeAll()

      expect(await restore(world.store)).toMatchObject({ added: 0, unchanged: 1 })

      expect(await everything(world.store)).not.toContain('Secretin')
    })

    it('is noted by its place alone, and gone again from a restored backup, once', async () => {
      await removeAll()
      const noted = readFileSync(join(folder, 'removals.jsonl'), 'utf8')
      expect(noted).not.toContain('Secretin')
      expect(noted.trim().split('\n')).toHaveLength(3)
      const restored = await open()
      await restore(restored)
      expect(await everything(restored)).toContain('Secretin')

      expect(await replay(restored)).toEqual({ removed: 3, unchanged: 0, bad: 0, held: [] })

      expect(await everything(restored)).not.toContain('Secretin')
      const after = (await restored.get(5001)) as Case
      expect(after).toMatchObject({ titleRemoved: { by: ben }, removals: [{ of: 0 }, { of: 1 }, { of: 2 }] })
      const [last] = await restored.history(5001, { limit: 1, newest: true })
      expect(last).toMatchObject({ author: { party: 'desk', email: ben }, event: { type: 'removed', of: 2 } })
      const found = await restored.list({ reader: { party: 'desk' }, words: ['secretintitle'] }, { limit: 9 })
      expect(found.cases).toEqual([])
      expect(await replay(restored)).toEqual({ removed: 0, unchanged: 3, bad: 0, held: [] })
      expect(await restored.get(5001)).toEqual(after)
    })

    it('is not taken from another entry that came to have its number, nor from a case that is not there', async () => {
      await removeAll()
      const later = { ...line, history: [{ ...line.history[0], at: '2026-01-06T10:00:00Z' }] }
      writeFileSync(
        join(folder, 'cases.jsonl'),
        JSON.stringify({ ...later, createdAt: '2026-01-05T09:30:00Z' }),
      )
      const restored = await open()
      await restore(restored)

      expect(await replay(restored)).toEqual({ removed: 0, unchanged: 3, bad: 0, held: [] })
      expect(await replay(await open())).toEqual({ removed: 0, unchanged: 3, bad: 0, held: [] })
    })

    it('is left out where a line is none of a ledger, which is told by its number', async () => {
      await removeAll()
      const file = join(folder, 'removals.jsonl')
      writeFileSync(file, `{"number":1}\nno json\n\n${readFileSync(file, 'utf8')}`)
      const problems: string[] = []
      const restored = await open()
      await restore(restored)

      expect(await replay(restored, problems)).toEqual({ removed: 3, unchanged: 0, bad: 2, held: [] })

      expect(problems).toEqual([
        '1 is no line of a ledger of removals',
        '2 is no line of a ledger of removals',
      ])
    })
  })
})
