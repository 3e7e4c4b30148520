import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import type { Database } from '../../src/store/sqlite/query.ts'
import { rememberReads } from '../../src/store/sqlite/remember-reads.ts'

const byKey = 'SELECT value FROM words WHERE key = ?'
const put =
  'INSERT INTO words (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value'

let folder: string
let file: string
let database: Database
/** What got through to the file. */
let asked: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'remember-'))
  file = join(folder, 'words.db')
  const real = await openDatabase(file)
  asked = []
  database = rememberReads({
    ...real,
    query(sql) {
      const { run, first, all } = real.query(sql)
      const heard =
        <T>(work: (...parameters: never[]) => T) =>
        (...parameters: never[]): T => {
          if (sql.startsWith('SELECT')) asked.push(sql)
          return work(...parameters)
        }
      return { run: heard(run), first: heard(first), all: heard(all) } as ReturnType<Database['query']>
    },
  })
  database.query('CREATE TABLE words (key TEXT PRIMARY KEY, value TEXT) STRICT').run()
  database.query(put).run('a', 'one')
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const read = (key = 'a') => database.query(byKey).first(key)?.[0]

function writeFromOutside(value: string): void {
  const other = new Libsql(file)
  other.prepare("UPDATE words SET value = ? WHERE key = 'a'").run([value])
  other.close()
}

describe('what was read from a file that nobody changed', () => {
  it('is not read again: the same row is the same', async () => {
    const row = database.query(byKey).first('a')
    const rows = database.query(byKey).all('a')
    await nextTurn()

    expect(database.query(byKey).first('a')).toBe(row)
    expect(database.query(byKey).all('a')).toBe(rows)
    expect(asked).toEqual([byKey, byKey])
  })

  it('is told apart by what was asked for, and so is what is not there', () => {
    expect([read('a'), read('b'), read('["a"]'), read('b')]).toEqual(['one', undefined, undefined, undefined])
    expect(asked).toHaveLength(3)
  })

  it('is read anew where it is too large to be kept', () => {
    database.query(put).run('a', 'x'.repeat(60_000))

    expect([read()?.toString().length, read()?.toString().length]).toEqual([60_000, 60_000])
    expect(asked).toHaveLength(2)
  })

  it('is let go of where it grows to more than is kept', () => {
    for (let index = 0; index < 60; index += 1) database.query(put).run(`k${index}`, 'x'.repeat(40_000))
    for (let index = 0; index < 60; index += 1) read(`k${index}`)
    asked.length = 0

    read('k0')
    read('k59')

    expect(asked).toHaveLength(1)
  })
})

describe('a change', () => {
  it('of this process counts at once', () => {
    read()

    database.query(put).run('a', 'two')
    expect(read()).toBe('two')

    database.write(() => database.query(put).run('a', 'three'))
    expect(read()).toBe('three')

    expect(database.query("DELETE FROM words WHERE key = 'a' RETURNING value").all()).toEqual([['three']])
    expect(database.query("DELETE FROM words WHERE key = 'a' RETURNING value").all()).toEqual([])
    expect(read()).toBeUndefined()
  })

  it('of another handle in this process counts at once', async () => {
    const other = rememberReads(await openDatabase(file))
    expect([read(), other.query(byKey).first('a')]).toEqual(['one', ['one']])

    other.query(put).run('a', 'two')

    expect(read()).toBe('two')
    other.close()
  })

  it('of another process counts as soon as it can have told of it', async () => {
    read()

    writeFromOutside('two')
    await nextTurn()

    expect(read()).toBe('two')
  })

  it('that is not finished is seen within its transaction alone', async () => {
    const taken = () =>
      database.write(() => {
        database.query(put).run('a', 'never')
        expect(read()).toBe('never')
        throw new Error('taken back')
      })

    await expect(taken()).rejects.toThrow('taken back')
    expect(read()).toBe('one')
  })

  it('does not show within a reading of one moment', () => {
    const seen = database.read(() => {
      const before = read()
      writeFromOutside('two')
      return [before, read()]
    })

    expect(seen).toEqual(['one', 'one'])
  })
})

it('nothing is answered after the end', () => {
  read()

  database.close()

  expect(() => read()).toThrow('closed')
})
