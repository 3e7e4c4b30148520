import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findStoreFault } from '../../src/cases/store-fault.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { createFileFolder } from '../../src/store/sqlite/file-folder.ts'
import type { Database } from '../../src/store/sqlite/query.ts'
import { toStoreFault } from '../../src/store/sqlite/sqlite-faults.ts'
import { recordingLog } from '../support/recording-log.ts'

let folder: string
let log: ReturnType<typeof recordingLog>
let database: Database

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casethread-faults-'))
  log = recordingLog()
  database = await openDatabase(join(folder, 'casethread.db'), { log })
})

afterEach(async () => {
  database.close()
  await rm(folder, { recursive: true })
})

const note = (key: string) => database.write(() => insert(key))
const insert = (key: string) => database.query('INSERT INTO notices (key, until) VALUES (?, 0)').run(key)
const countNotes = () => database.query('SELECT count(*) FROM notices').first()?.[0]
const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => 'saved',
    (error: unknown) => findStoreFault(error)?.kind,
  )

describe('a full disk', () => {
  it('is a fault of its own, leaves nothing half written, and is over by itself once there is room', async () => {
    await note('before')
    const [pages] = database.query('PRAGMA page_count').first() ?? []
    database.query(`PRAGMA max_page_count = ${Number(pages)}`).first()
    const tooMuch = 'x'.repeat(100_000)

    expect(
      await kindOf(
        database.write(() => {
          insert('half')
          insert(tooMuch)
        }),
      ),
    ).toBe('full')
    expect(await kindOf(note(tooMuch))).toBe('full')
    expect(countNotes()).toBe(1)

    database.query('PRAGMA max_page_count = 1000000').first()
    expect(await kindOf(note(tooMuch))).toBe('saved')
    expect(countNotes()).toBe(2)
  })

  it('is told to the operator once, and so is its end', async () => {
    const [pages] = database.query('PRAGMA page_count').first() ?? []
    database.query(`PRAGMA max_page_count = ${Number(pages)}`).first()
    for (const at of [1, 2, 3]) await kindOf(note(`${at}`.repeat(100_000)))
    database.query('PRAGMA max_page_count = 1000000').first()
    await note('room')
    await note('again')

    expect(log.lines.map(({ level, message, fields }) => ({ level, message, ...fields }))).toMatchObject(
      [
        { level: 'error', part: 'database', fault: 'full', message: /^The disk of the data folder is full/ },
        { level: 'info', part: 'database', fault: 'full', message: 'Data is saved again' },
      ].map((line) => ({ ...line, message: expect.stringMatching(line.message) })),
    )
  })
})

describe('a disk that may only be read', () => {
  it('is a fault of its own; what is there can still be read', async () => {
    await note('before')
    database.query('PRAGMA query_only = ON').first()

    expect(await kindOf(note('not'))).toBe('read-only')
    expect(countNotes()).toBe(1)

    database.query('PRAGMA query_only = OFF').first()
    expect(await kindOf(note('again'))).toBe('saved')
  })
})

describe('what the system says', () => {
  it.each([
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'read-only'],
    ['SQLITE_FULL', 'full'],
    ['SQLITE_READONLY_DBMOVED', 'read-only'],
    ['SQLITE_CORRUPT_VTAB', 'damaged'],
    ['SQLITE_NOTADB', 'damaged'],
    ['SQLITE_BUSY_SNAPSHOT', 'busy'],
    ['SQLITE_IOERR_WRITE', 'unreachable'],
    ['SQLITE_CANTOPEN', 'unreachable'],
  ])('%s is a fault of the kind %s', (code, kind) => {
    const fault = toStoreFault(Object.assign(new Error('as the driver says'), { code }), folder)

    expect(findStoreFault(new Error('around', { cause: fault }))?.kind).toBe(kind)
  })

  it('of anything else is passed on as it is', () => {
    const error = Object.assign(new Error('constraint'), { code: 'SQLITE_CONSTRAINT_UNIQUE' })

    expect(toStoreFault(error, folder)).toBe(error)
  })
})

describe('the folder of attachments', () => {
  it('that takes nothing is told as such, to who sends a file and once to the operator; then it goes on', async () => {
    let room = false
    const place = join(folder, 'files')
    const { store } = createFileFolder({ folder: place, log, isNamed: () => true })
    async function* bytes() {
      yield Buffer.from('first half')
      if (!room) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      yield Buffer.from(', second half')
    }
    const id = 'a'.repeat(32)

    expect(await kindOf(store.put(id, bytes()))).toBe('full')
    expect(await kindOf(store.put(id, bytes()))).toBe('full')
    expect(await store.open(id)).toBeUndefined()
    room = true
    expect(await kindOf(store.put(id, bytes()))).toBe('saved')

    expect(log.lines.map(({ level, fields }) => ({ level, ...fields }))).toMatchObject([
      { level: 'error', part: 'files', fault: 'full' },
      { level: 'info', part: 'files', fault: 'full' },
    ])
  })
})

describe('another process that writes for long', () => {
  it('holds up a write alone: meanwhile the event loop turns and reads are answered, and then it is written, in order', async () => {
    const other = await openDatabase(join(folder, 'casethread.db'))
    other.query('BEGIN IMMEDIATE').run()
    other.query("INSERT INTO notices (key, until) VALUES ('other', 0)").run()
    let written = 0
    const writes = ['first', 'second', 'third'].map((key) =>
      note(key).then(() => {
        written += 1
        return [key, written]
      }),
    )

    for (let turn = 0; turn < 50; turn += 1) {
      await nextTurn()
      expect(countNotes()).toBe(0)
    }
    expect(written).toBe(0)

    other.query('COMMIT').run()
    expect(await Promise.all(writes)).toEqual([
      ['first', 1],
      ['second', 2],
      ['third', 3],
    ])
    expect(countNotes()).toBe(4)
    other.close()
  })
})
