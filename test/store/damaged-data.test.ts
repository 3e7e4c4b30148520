import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findDamage } from '../../src/store/sqlite/check-database.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { aNewCase } from '../support/build-case.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casethread-damaged-'))
  file = join(folder, 'casethread.db')
  const store = await openSqliteStore({ file })
  for (let number = 1001; number <= 1100; number += 1)
    await store.create(aNewCase({ number, title: `Case ${number} `.repeat(20) }, { key: `key-${number}` }))
  await store.close()
})

afterEach(() => rm(folder, { recursive: true }))

const pageSize = 4096

async function overwrite(page: number, pages: number): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.write(Buffer.alloc(pageSize * pages, 0x5a), 0, pageSize * pages, page * pageSize)
  await handle.close()
}

async function refusedWith(check = true): Promise<string> {
  const fault = await openSqliteStore({ file, check }).catch((error: unknown) => error)
  if (!(fault instanceof StoreUnavailable))
    throw new Error(`It was opened, or failed otherwise: ${String(fault)}`)
  expect(fault.refused).toBe(true)
  return fault.message
}

describe('a start', () => {
  it('takes a whole file, also one with a log of writes left by a process that was killed', async () => {
    const store = await openSqliteStore({ file })
    await store.create(aNewCase({ number: 1200 }, { key: 'late' }))
    for (const name of ['casethread.db', 'casethread.db-wal'])
      await copyFile(join(folder, name), join(folder, `killed-${name}`))
    await store.close()
    const killed = join(folder, 'killed-casethread.db')

    const again = await openSqliteStore({ file: killed, check: true })

    expect(await again.get(1200)).toBeDefined()
    await again.close()
  })

  it('refuses a file with overwritten pages in one sentence that says what to do, and changes nothing', async () => {
    const { size } = await stat(file)
    await overwrite(Math.floor(size / pageSize / 3), 8)
    const before = await readFile(file)

    expect(findDamage(file)).toBeDefined()
    expect(await refusedWith()).toBe(
      `${file} is damaged. Nothing was changed. Restore a backup with "casethread restore <backup>" (docs/backup.md).`,
    )
    expect(await readFile(file)).toEqual(before)
  })

  it('refuses a file that was cut in half', async () => {
    await truncate(file, pageSize * Math.floor((await stat(file)).size / pageSize / 2))

    expect(await refusedWith()).toContain('is damaged')
  })

  it('refuses a file that is gone or empty while a log of writes lies beside it, and leaves both', async () => {
    for (const emptied of [() => rm(file), () => writeFile(file, '')]) {
      await emptied()
      await writeFile(`${file}-wal`, 'what was written last')

      expect(await refusedWith(false)).toContain('the database was emptied or moved away')
      expect(await readFile(`${file}-wal`, 'utf8')).toBe('what was written last')
    }
  })

  it('refuses a file that lacks a table or an index of its version', async () => {
    const database = await openDatabase(file)
    database.query('DROP INDEX visible_by_update').run()
    database.close()

    expect(await refusedWith()).toContain('lacks the index visible_by_update')
  })

  it('makes a file where there is none', async () => {
    const fresh = join(folder, 'new', 'casethread.db')

    const store = await openSqliteStore({ file: fresh, check: true })

    expect(existsSync(fresh)).toBe(true)
    await store.close()
  })
})

it('once damage was met, nothing more is read from the file or written to it', async () => {
  const database = await openDatabase(file)
  database.query('SELECT count(*) FROM cases').first()
  await database.forget()
  await overwrite(2, Math.floor((await stat(file)).size / pageSize) - 2)
  database.query('PRAGMA shrink_memory').first()

  const readAll = () => database.query('SELECT doc FROM cases').all()
  expect(readAll).toThrow('The database is damaged')
  expect(() => database.query('SELECT 1').first()).toThrow('The database is damaged')
  await expect(database.write(() => {})).rejects.toThrow('The database is damaged')
  database.close()
})
