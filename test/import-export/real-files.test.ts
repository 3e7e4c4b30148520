/** MIG-1, the whole way: each file is imported, taken back and imported again, or refused in the words that are told here. */
import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileValidationError } from '../../src/config/file-validation-error.ts'
import { importCases } from '../../src/import-export/import-cases.ts'
import { undoImport } from '../../src/import-export/undo-import.ts'
import { realEncodings } from '../support/real-encodings.ts'
import type { RealFile } from '../support/real-files.ts'
import { realShapes } from '../support/real-shapes.ts'
import { aWorld, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const files = [...realEncodings, ...realShapes]
const folder = mkdtempSync(join(tmpdir(), 'casethread-real-'))
const now = new Date('2026-11-01T00:00:00Z')
const everybody = { reader: { party: 'desk' } } as const
const lost = '\ufffd'

it('MIG-1: they are at least 60, and no two are the same', () => {
  const hashes = files.map(({ content, name, named }) =>
    createHash('sha256').update(content).update(`${name} ${named}`).digest('hex'),
  )

  expect(files.length).toBeGreaterThanOrEqual(60)
  expect(new Set(hashes).size).toBe(files.length)
  expect(new Set(files.map(({ what }) => what)).size).toBe(files.length)
})

eachStore((_name, open) => {
  let world: World
  let runs = 0

  beforeAll(async () => {
    world = await aWorld(await open())
  })
  afterAll(async () => {
    expect(await world.store.count(everybody, 10)).toBe(0)
  })

  async function run({ content, name = 'cases.csv', named }: RealFile, skipBad: boolean) {
    runs += 1
    const file = join(mkdtempSync(join(folder, 'file-')), name)
    writeFileSync(file, content)
    const problems: string[] = []
    const imported = await importCases({
      file,
      store: world.store,
      directory: world.directory,
      encoding: named,
      skipBad,
      dryRun: false,
      now: () => now,
      newId: () => `run-${runs}`,
      by: 'operator',
      onProblem: (line, problem) => problems.push(`${line}: ${problem}`),
    }).catch((error: unknown) => {
      if (error instanceof FileValidationError) return error
      throw error
    })
    if (imported instanceof FileValidationError)
      return { refused: imported.faults.map(({ line, message }) => `${line}: ${message}`), problems }
    return { imported, problems }
  }

  async function undo(id: string) {
    return undoImport({ run: id, store: world.store, now: () => now, by: 'operator', onKept: () => {} })
  }

  /** All that is kept of the cases, as a copy. */
  async function readCases(id: string) {
    const cases = await world.store.listImported(id, { limit: 10 })
    const all = cases.map(async (supportCase) => ({
      supportCase,
      history: await world.store.history(supportCase.number, { limit: 10 }),
    }))
    return structuredClone(await Promise.all(all))
  }

  describe('MIG-1: a file as it comes', () => {
    it.each(files)('$what', async (file) => {
      const { outcome } = file
      if ('refused' in outcome) {
        for (const skipBad of [false, true])
          expect(await run(file, skipBad)).toEqual({ refused: [outcome.refused], problems: [] })
        expect(await world.store.count(everybody, 10)).toBe(0)
        return
      }
      const { cases, bad = [], encoding } = outcome
      if (bad.length > 0) {
        const held = await run(file, false)
        expect(held).toMatchObject({ problems: bad, imported: { written: false } })
        expect(await world.store.count(everybody, 10)).toBe(0)
      }

      const once = await run(file, true)

      expect(once).toMatchObject({ problems: bad, imported: { encoding, added: cases.length } })
      const id = once.imported?.run
      if (cases.length === 0 || !id) return expect(id).toBeUndefined()
      const kept = await readCases(id)
      expect(
        kept.map(({ supportCase: { number, title, createdAt }, history: [created] }) => ({
          number,
          title,
          description: created?.event.type === 'created' ? created.event.description : undefined,
          createdAt: createdAt.toISOString(),
        })),
      ).toEqual(cases.map((one) => expect.objectContaining(one)))
      expect(JSON.stringify(kept)).not.toContain(lost)

      expect(await undo(id)).toMatchObject({ removed: cases.length, kept: 0 })
      expect(await world.store.count(everybody, 10)).toBe(0)

      const again = (await run(file, true)).imported?.run ?? ''
      expect(again).not.toBe(id)
      expect(await readCases(again)).toEqual(kept)
      expect(await undo(again)).toMatchObject({ removed: cases.length, kept: 0 })
    })
  })
})
