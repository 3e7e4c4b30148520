import { existsSync } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Libsql from 'libsql'
import { StoreFault } from '../../cases/store-fault.ts'
import type { Log } from '../../config/log.ts'
import { StoreOutdated, StoreUnavailable } from '../store-unavailable.ts'
import { findDamage } from './check-database.ts'
import { listMissingParts } from './check-schema.ts'
import { vacuumInThread } from './database-thread.ts'
import { createFaultReport, type FaultReport } from './fault-report.ts'
import { type FolderLock, shareFolder, takeFolder } from './folder-lock.ts'
import { finishRestore } from './put-in-place.ts'
import type { Database, Parameter, Query } from './query.ts'
import { createStoreFault, isBusy, toStoreFault } from './sqlite-faults.ts'
import { migrations } from './sqlite-schema.ts'
import { createWriteQueue, lookAgain, patienceMs } from './write-queue.ts'

export interface OpenOptions {
  /** Reads the whole file first, and refuses it where it is damaged or lacks something. */
  readonly check?: boolean
  /** False: data of an older version is left as it is, and refused with `StoreOutdated`. */
  readonly upgrade?: boolean
  /** Nobody else may have the folder open meanwhile; refused where somebody has. */
  readonly alone?: boolean
  readonly log?: Log | undefined
}

/** Opens or creates the file and brings its schema up to date. Throws `StoreUnavailable` when it cannot. */
export async function openDatabase(
  file: string,
  { check = false, upgrade = true, alone = false, log }: OpenOptions = {},
): Promise<Database> {
  if (file === ':memory:') return prepareFile(file, undefined)
  const folder = dirname(resolve(file))
  let release = () => {}
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    finishRestore(folder)
    const lock = await lockUpToDate({ file, folder, check, upgrade, alone, log })
    release = lock.release
    const database = await prepareFile(file, folder, log)
    if (check) await assertComplete(file, database)
    return {
      ...database,
      close() {
        database.close()
        lock.release()
      },
    }
  } catch (error) {
    release()
    throw describeUnavailable(file, toStoreFault(error, folder))
  }
}

function assertWhole(file: string): void {
  const damage = existsSync(file) ? findDamage(file) : undefined
  if (damage !== undefined) throw createStoreFault('damaged', new Error(damage))
}

async function assertComplete(file: string, database: Database): Promise<void> {
  const fresh = await prepareFile(':memory:', undefined)
  const [missing] = listMissingParts(database, fresh)
  fresh.close()
  if (missing === undefined) return
  database.close()
  throw new StoreUnavailable(
    `${file} lacks the ${missing}: something else changed it. Nothing was changed now. ${restoreHint}`,
    { refused: true, damaged: true },
  )
}

/** SQLite throws away a log of writes that it finds beside an empty file: that may be all there is left. */
async function assertNotEmptied(file: string): Promise<void> {
  const [size, walSize] = await Promise.all([file, `${file}-wal`].map(readSize))
  if (size || !walSize) return
  throw new StoreUnavailable(
    `${file} is ${existsSync(file) ? 'empty' : 'missing'}, but ${file}-wal beside it is not: the database was emptied or moved away. Nothing was changed. ${restoreHint}`,
    { refused: true, damaged: true },
  )
}

async function readSize(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

async function prepareFile(file: string, folder: string | undefined, log?: Log): Promise<Database> {
  if (folder !== undefined) await makePrivate(file)
  const libsql = new Libsql(file)
  try {
    libsql.exec(`PRAGMA busy_timeout = ${patienceMs}`)
    await patiently(() => libsql.exec('PRAGMA journal_mode = WAL'))
    libsql.exec('PRAGMA synchronous = FULL')
    // What is taken away is overwritten in the file, not only let go of (UPD-3).
    libsql.exec('PRAGMA secure_delete = ON')
    const database = wrap(libsql, { file, folder, report: createFaultReport('database', log) })
    await migrate(libsql, database, file)
    // A file that may only be read is opened all the same; this is where it shows.
    await database.write(() => {})
    return database
  } catch (error) {
    libsql.close()
    throw error
  }
}

/** A new file is its user's alone, and so are the ones that SQLite puts beside it. One that is there stays as its owner made it. */
async function makePrivate(file: string): Promise<void> {
  const made = await open(file, 'wx', 0o600).catch(() => undefined)
  await made?.close()
}

/** Turning WAL on does not heed the busy timeout: two processes that start together have to take turns here. */
async function patiently<T>(work: () => T): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (let looks = 0; ; looks += 1) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
      await wait(lookAgain(looks))
    }
  }
}

interface Opening extends Required<Omit<OpenOptions, 'log'>>, Pick<OpenOptions, 'log'> {
  readonly file: string
  readonly folder: string
}

/** Whoever brought the folder up to date lets go of it soon, most times, ms. A restore takes longer. */
const shareMs = 1_000

/**
 * A share of the folder, or all of it, with a database that is of this version from then on. An older one is brought up to date by
 * whoever has the folder to itself: a bot of the former version would go on with tables that it does not know.
 */
async function lockUpToDate(opening: Opening): Promise<FolderLock> {
  const { folder, alone } = opening
  let begun = Date.now()
  for (let looks = 0; ; looks += 1) {
    const lock = alone ? takeAlone(folder) : shareFolder(folder)
    if (lock) {
      const isOlder = await readIsOlder(opening).catch((error: unknown) => {
        lock.release()
        throw error
      })
      if (!isOlder || alone) return lock
      lock.release()
      // However long that took, nobody was waited for.
      if (await upgradeAlone(opening)) begun = Date.now()
    }
    const patience = lock ? patienceMs : shareMs
    if (Date.now() - begun > patience) throw describeTaken(folder, lock !== undefined)
    await wait(lookAgain(looks))
  }
}

function takeAlone(folder: string): FolderLock {
  const lock = takeFolder(folder)
  if (lock) return lock
  throw new StoreUnavailable(
    `Casethread, or another of its commands, is at work on ${folder}: stop it first. Nothing was changed.`,
  )
}

/** Throws where the file is of a newer version, or of an older one that may not be changed. */
async function readIsOlder({ file, check, upgrade }: Opening): Promise<boolean> {
  await assertNotEmptied(file)
  if (check) assertWhole(file)
  const version = existsSync(file) ? readFileVersion(file) : 0
  assertNotNewer(version, file)
  const isOlder = version > 0 && version < migrations.length
  if (isOlder && !upgrade)
    throw new StoreOutdated(`${file} is of an older version of Casethread (${describeSchema(version)}).`)
  return isOlder
}

/** False, and nothing was done, while others share the folder. */
async function upgradeAlone({ file, folder, log }: Opening): Promise<boolean> {
  const lock = takeFolder(folder)
  if (!lock) return false
  try {
    log?.info({ to: migrations.length }, 'The database is of an older version: it is brought up to date')
    const database = await prepareFile(file, folder, log)
    database.close()
    log?.info({ schema: migrations.length }, 'The database is up to date')
    return true
  } finally {
    lock.release()
  }
}

function describeTaken(folder: string, isShared: boolean): StoreUnavailable {
  return new StoreUnavailable(
    isShared
      ? `the data in ${folder} is of an older version of Casethread, which is still at work on it: stop that one, then start again (docs/upgrading.md). Nothing was changed.`
      : `${folder} is being restored, moved or brought up to date: start when that is done.`,
  )
}

function readFileVersion(file: string): number {
  // Whoever closes a file that it could write to would empty the log of writes into it.
  const libsql = new Libsql(file, { readonly: true })
  try {
    libsql.exec(`PRAGMA busy_timeout = ${patienceMs}`)
    const row = libsql.prepare('PRAGMA user_version').raw().get() as readonly unknown[] | undefined
    return Number(row?.[0])
  } finally {
    libsql.close()
  }
}

function assertNotNewer(version: number, file: string): void {
  if (version <= migrations.length) return
  throw new StoreUnavailable(
    `${file} was written by a newer version of Casethread (${describeSchema(version)}). Nothing was changed. Start that version again, or restore a backup from before the upgrade (docs/upgrading.md).`,
    { refused: true },
  )
}

function describeSchema(version: number): string {
  return `schema ${version}; this version has ${migrations.length}`
}

/** The version is read under the write lock, so each script runs once however many processes start. All of them are one write: a kill leaves the data as they were. */
async function migrate(libsql: Libsql.Database, database: Database, file: string): Promise<void> {
  if (readVersion(database) === migrations.length) return
  await database.write(() => {
    const version = readVersion(database)
    assertNotNewer(version, file)
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

interface Wrapped {
  readonly file: string
  /** None where all is in memory. */
  readonly folder: string | undefined
  readonly report: FaultReport
}

function wrap(libsql: Libsql.Database, { file, folder, report }: Wrapped): Database {
  const queries = new Map<string, Query>()
  let condemned: Error | undefined
  let closed = false

  function guard<T>(work: () => T): T {
    if (condemned) throw condemned
    try {
      return work()
    } catch (error) {
      const fault = toStoreFault(error, folder)
      // What is read from a damaged file may be anything.
      if (fault instanceof StoreFault && fault.kind === 'damaged') condemned = fault
      report.failed(fault)
      throw fault
    }
  }

  function query(sql: string): Query {
    // The driver goes on answering from prepared statements after its `close`.
    if (closed) throw new Error('The case store is closed')
    const known = queries.get(sql)
    if (known) return known
    const { run, first, all } = guard(() => prepare(libsql, sql))
    const guarded: Query = {
      run: (...parameters) => guard(() => run(...parameters)),
      first: (...parameters) => guard(() => first(...parameters)),
      all: (...parameters) => guard(() => all(...parameters)),
    }
    queries.set(sql, guarded)
    return guarded
  }

  /** Without a wait: that would be one of the whole event loop. */
  function atOnce<T>(work: () => T): T {
    query('PRAGMA busy_timeout = 0').first()
    try {
      return work()
    } finally {
      query(`PRAGMA busy_timeout = ${patienceMs}`).first()
    }
  }

  function hasBegun(): boolean {
    try {
      atOnce(() => query('BEGIN IMMEDIATE').run())
      return true
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    }
  }

  function rollback(): void {
    if (libsql.inTransaction) libsql.exec('ROLLBACK')
  }

  const write = createWriteQueue({
    begin: hasBegun,
    commit() {
      query('COMMIT').run()
      report.saved()
    },
    rollback,
    apart(work) {
      query('SAVEPOINT one').run()
      try {
        return work()
      } catch (error) {
        if (libsql.inTransaction) query('ROLLBACK TO one').run()
        throw error
      } finally {
        if (libsql.inTransaction) query('RELEASE one').run()
      }
    },
    isOpen: () => libsql.inTransaction,
    tooLate: () => createStoreFault('busy'),
  })

  function emptyLog(): boolean {
    return atOnce(() => query('PRAGMA wal_checkpoint(TRUNCATE)').first())?.[0] === 0
  }

  async function forget(): Promise<boolean> {
    try {
      await patiently(() => {
        if (!emptyLog()) throw createStoreFault('busy')
      })
      return true
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    }
  }

  async function vacuum(): Promise<void> {
    if (folder === undefined) query('VACUUM').run()
    else await vacuumInThread(file)
  }

  function close(): void {
    if (closed) return
    try {
      // Everything into the one file; another process at work on it makes this a no-op.
      if (!condemned) emptyLog()
    } catch {
      // A full or damaged disk is no reason to keep it open: nothing is lost, it all stands in the log.
    }
    closed = true
    queries.clear()
    libsql.close()
  }

  return {
    query,
    write,
    read(work) {
      query('BEGIN').run()
      try {
        return work()
      } finally {
        rollback()
      }
    },
    vacuum,
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

const restoreHint = 'Restore a backup with "casethread restore <backup>" (docs/backup.md).'

function describeUnavailable(file: string, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  const kind = error instanceof StoreFault ? error.kind : undefined
  const told = {
    damaged: isNoDatabase(error)
      ? `${file} is not a Casethread database: move it away, set another data folder, or restore a backup with "casethread restore <backup>" (docs/backup.md). Nothing was changed.`
      : `${file} is damaged. Nothing was changed. ${restoreHint}`,
    busy: `${file} is held by another program: end that program, then start again.`,
    full: `${file} cannot be opened: the disk is full. Make room, then start again.`,
    'read-only': `${file} cannot be written to: let this user write to it and to its folder, or set another data folder.`,
    unreachable: undefined,
  } as const
  const message =
    (kind && told[kind]) ??
    `${file} cannot be opened: check that its folder exists, may be written to and has space left.`
  return new StoreUnavailable(message, { cause: error, refused: kind !== 'busy' && kind !== 'full' })
}

function isNoDatabase(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_NOTADB'
}
