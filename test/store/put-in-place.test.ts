import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { finishRestore, putInPlace } from '../../src/store/sqlite/put-in-place.ts'

let folder: string
const replacement = { from: 'restoring-1', aside: 'before-restore-1' }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casethread-place-'))
  for (const [place, word] of [
    ['', 'former'],
    ['restoring-1', 'new'],
  ] as const) {
    mkdirSync(join(folder, place, 'files'), { recursive: true })
    writeFileSync(join(folder, place, 'casethread.db'), word)
    writeFileSync(join(folder, place, 'files', 'one'), word)
  }
  writeFileSync(join(folder, 'casethread.db-wal'), 'former log')
  writeFileSync(join(folder, 'casethread.key'), 'kept')
})

afterEach(() => rmSync(folder, { recursive: true }))

const read = (...names: readonly string[]) => readFileSync(join(folder, ...names), 'utf8')

function expectReplaced(): void {
  expect(read('casethread.db')).toBe('new')
  expect(read('files', 'one')).toBe('new')
  expect(existsSync(join(folder, 'casethread.db-wal'))).toBe(false)
  expect(read('before-restore-1', 'casethread.db')).toBe('former')
  expect(read('before-restore-1', 'casethread.db-wal')).toBe('former log')
  expect(read('before-restore-1', 'files', 'one')).toBe('former')
  expect(read('casethread.key')).toBe('kept')
  expect(existsSync(join(folder, 'restoring.json'))).toBe(false)
  expect(existsSync(join(folder, 'restoring-1'))).toBe(false)
}

it('puts the new files in place and the former aside; the log of writes goes with its database', () => {
  putInPlace(folder, replacement)

  expectReplaced()
})

it.each([0, 1, 2, 3, 4, 5])(
  'broken off after step %i it is ended by who opens the folder next',
  async (steps) => {
    const { renameSync } = await import('node:fs')
    const moves = [
      ['casethread.db-wal', 'before-restore-1/casethread.db-wal'],
      ['casethread.db', 'before-restore-1/casethread.db'],
      ['restoring-1/casethread.db', 'casethread.db'],
      ['files', 'before-restore-1/files'],
      ['restoring-1/files', 'files'],
    ] as const
    writeFileSync(join(folder, 'restoring.json'), JSON.stringify(replacement))
    mkdirSync(join(folder, 'before-restore-1'))
    for (const [from, to] of moves.slice(0, steps)) renameSync(join(folder, from), join(folder, to))

    finishRestore(folder)

    expectReplaced()
    finishRestore(folder)
    expectReplaced()
  },
)

it('before the note nothing has changed, and nothing does', () => {
  writeFileSync(join(folder, 'restoring.json.new'), '{"from":')

  finishRestore(folder)

  expect(read('casethread.db')).toBe('former')
  expect(existsSync(join(folder, 'restoring-1'))).toBe(true)
})
