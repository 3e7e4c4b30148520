import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findStoreFault } from '../../src/cases/store-fault.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import type { Database } from '../../src/store/sqlite/query.ts'

let folder: string
let database: Database
let other: Libsql.Database

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casethread-queue-'))
  const file = join(folder, 'casethread.db')
  database = await openDatabase(file)
  other = new Libsql(file)
})

afterEach(async () => {
  other.close()
  database.close()
  await rm(folder, { recursive: true })
})

let inserted = 0
const insert = (key: string) => {
  inserted += 1
  database.query('INSERT INTO notices (key, until) VALUES (?, ?)').run(key, inserted)
  return key
}
const seenByOthers = () =>
  other
    .prepare('SELECT key FROM notices ORDER BY until')
    .all()
    .map((row) => (row as { key: string }).key)

describe('writes while another process holds the lock', () => {
  it('wait for it, then all are made in the order in which they were asked for', async () => {
    other.exec('BEGIN IMMEDIATE')
    const asked = ['a', 'b', 'c'].map((key) => database.write(() => insert(key)))
    await wait(50)
    expect(seenByOthers()).toEqual([])
    other.exec('COMMIT')

    expect(await Promise.all(asked)).toEqual(['a', 'b', 'c'])
    expect(seenByOthers()).toEqual(['a', 'b', 'c'])
  })

  it('one that throws takes back what it wrote and nothing else', async () => {
    other.exec('BEGIN IMMEDIATE')
    const asked = [
      database.write(() => insert('a')),
      database.write(() => {
        insert('half')
        throw new Error('no')
      }),
      database.write(() => insert('c')),
    ]
    other.exec('COMMIT')

    const ends = await Promise.allSettled(asked)
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seenByOthers()).toEqual(['a', 'c'])
  })

  it('none is answered before it is where others see it', async () => {
    other.exec('BEGIN IMMEDIATE')
    const seen: number[] = []
    const asked = ['a', 'b', 'c'].map((key) =>
      database.write(() => insert(key)).then(() => seen.push(seenByOthers().length)),
    )
    other.exec('COMMIT')
    await Promise.all(asked)

    expect(seen).toEqual([3, 3, 3])
  })

  it('where what they share comes to nothing, none is told that it was saved', async () => {
    other.exec('BEGIN IMMEDIATE')
    const asked = [
      database.write(() => insert('a')),
      // As a full disk does: SQLite ends the transaction of all.
      database.write(() => {
        database.query('ROLLBACK').run()
        throw new Error('the disk is full')
      }),
      database.write(() => insert('c')),
    ]
    other.exec('COMMIT')

    const ends = await Promise.allSettled(asked)
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(seenByOthers()).toEqual([])
    await database.write(() => insert('after'))
    expect(seenByOthers()).toEqual(['after'])
  })

  it('after some seconds are a fault, and nothing was written', async () => {
    other.exec('BEGIN IMMEDIATE')
    const refused = await database.write(() => insert('a')).catch(findStoreFault)
    other.exec('COMMIT')

    expect(refused).toMatchObject({ kind: 'busy' })
    expect(await database.write(() => insert('b'))).toBe('b')
    expect(seenByOthers()).toEqual(['b'])
  })
})
