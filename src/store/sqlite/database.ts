import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Libsql from 'libsql'
import { StoreUnavailable } from '../store-unavailable.ts'
import type { Database, Parameter, Query } from './query.ts'
import { migrations } from './sqlite-schema.ts'

/** How long a write waits for another process's write (ms). */
const busyTimeout = 5_000

/** Opens or creates the file and brings its schema up to date. Throws `StoreUnavailable` when it cannot. */
export async function openDatabase(file: string): Promise<Database> {
  try {
    if (file !== ':memory:') await mkdir(dirname(resolve(file)), { recursive: true })
    return await prepareFile(new Libsql(file))
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    throw new StoreUnavailable(cannotOpen(file, error), { cause: error, refused: !isBusy(error) })
  }
}

async function prepareFile(libsql: Libsql.Database): Promise<Database> {
  libsql.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
  await patiently(() => libsql.exec('PRAGMA journal_mode = WAL'))
  libsql.exec('PRAGMA synchronous = FULL')
  // What is taken away is overwritten in the file, not only let go of (UPD-3).
  libsql.exec('PRAGMA secure_delete = ON')
  const database = wrap(libsql)
  await patiently(() => migrate(libsql, database))
  return database
}

/** Turning WAL on does not heed the busy timeout: two processes that start together have to take turns here. */
async function patiently(work: () => void): Promise<void> {
  const deadline = Date.now() + busyTimeout
  for (;;) {
    try {
      work()
      return
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
      await wait(20)
    }
  }
}

/** The version is read under the write lock, so each script runs once however many processes start. */
function migrate(libsql: Libsql.Database, database: Database): void {
  if (readVersion(database) === migrations.length) return
  database.write(() => {
    const version = readVersion(database)
    if (version > migrations.length) {
      throw new StoreUnavailable(
        'The data was written by a newer version of Casethread: start that version, or use another folder.',
        { refused: true },
      )
    }
    for (const script of migrations.slice(version)) {
      if (typeof script === 'string') libsql.exec(script)
      else script(database)
    }
    libsql.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

function readVersion(database: Database): number {
  return Number(database.query('PRAGMA user_version').first()?.[0])
}

function wrap(libsql: Libsql.Database): Database {
  const queries = new Map<string, Query>()
  let closed = false

  function query(sql: string): Query {
    // The driver goes on answering from prepared statements after its `close`.
    if (closed) throw new Error('The case store is closed')
    const known = queries.get(sql)
    if (known) return known
    const prepared = prepare(libsql, sql)
    queries.set(sql, prepared)
    return prepared
  }

  function within<T>(begin: string, work: () => T): T {
    query(begin).run()
    try {
      const result = work()
      query('COMMIT').run()
      return result
    } catch (error) {
      if (libsql.inTransaction) query('ROLLBACK').run()
      throw error
    }
  }

  function forget(): boolean {
    return query('PRAGMA wal_checkpoint(TRUNCATE)').first()?.[0] === 0
  }

  function close(): void {
    if (closed) return
    // Everything into the one file, so that it can be copied; another process at work on it makes this a no-op.
    libsql.exec('PRAGMA busy_timeout = 0')
    forget()
    closed = true
    queries.clear()
    libsql.close()
  }

  return {
    query,
    write: (work) => within('BEGIN IMMEDIATE', work),
    read: (work) => within('BEGIN', work),
    forget,
    close,
  }
}

function prepare(libsql: Libsql.Database, sql: string): Query {
  const statement = libsql.prepare(sql)
  const reads = statement.columns().length > 0
  if (reads) statement.raw()
  return {
    run: (...parameters) => statement.run(parameters).changes,
    first: (...parameters) => statement.get(parameters) as readonly Parameter[] | undefined,
    all: (...parameters) => statement.all(parameters) as readonly (readonly Parameter[])[],
  }
}

function isBusy(error: unknown): boolean {
  return readCode(error).startsWith('SQLITE_BUSY') || readCode(error).startsWith('SQLITE_LOCKED')
}

function readCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function cannotOpen(file: string, error: unknown): string {
  if (readCode(error) === 'SQLITE_NOTADB') {
    return `${file} is not a Casethread database: move it away, or set another data folder.`
  }
  if (isBusy(error)) return `${file} is held by another program: end that program, then start again.`
  return `${file} cannot be opened: check that its folder exists, may be written to and has space left.`
}
