/**
 * `casethread migrate`: all that the embedded store holds, copied into an empty MongoDB database. The data folder is only read. A note in
 * the new database says how far it has come, and keeps every bot off until all was read back and compared.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Connection, mongo } from 'mongoose'
import type { FileStore } from '../../cases/file-store.ts'
import { instanceMs } from '../../delivery/delivery-store.ts'
import { connectTo, disconnect } from '../mongo/connection.ts'
import { type FillNote, type FillProgress, fillNoteId, fillNotesOn } from '../mongo/fill-note.ts'
import { createGridFiles } from '../mongo/grid-files.ts'
import { modelsOn } from '../mongo/mongo-schema.ts'
import { prepareDatabase } from '../mongo/mongo-store.ts'
import { withRetry } from '../mongo/retry.ts'
import { toStartupError } from '../mongo/startup-errors.ts'
import { startLimits, storeLimits, unattendedPatienceMs } from '../mongo/store-limits.ts'
import { readPrint } from '../sqlite/copy-file.ts'
import { openDatabase } from '../sqlite/database.ts'
import { createFileFolder } from '../sqlite/file-folder.ts'
import { purge } from '../sqlite/purge.ts'
import type { Database } from '../sqlite/query.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import { addToDigest, emptyDigest } from './document-digest.ts'
import { copyFileOver, filesName, readFileIds, readFilePrint } from './transfer-files.ts'
import { transferKinds } from './transfer-kinds.ts'

export interface TransferOptions {
  readonly dataDir: string
  readonly uri: string
  /** Overrides the database of the address. */
  readonly dbName?: string
  readonly now: () => Date
  /** Called after each portion that is safe in MongoDB: what is shown, and where tests break off. */
  readonly onPortion?: (collection: string, count: number) => void | Promise<void>
}

/** One collection, as it was read from the data folder and as it was read back from MongoDB. */
export interface ComparedCollection {
  readonly collection: string
  readonly count: number
  readonly copied: number
  /** The sum of the digests (SHA-256) of what was read, in whatever order. */
  readonly digest: string
  readonly isSame: boolean
}

export interface Transferred {
  readonly database: string
  readonly collections: readonly ComparedCollection[]
  /** Attachments that a case names and the data folder lacks. */
  readonly missing: readonly string[]
  /** True once MongoDB holds all that the data folder does: from then on a bot may start there. */
  readonly isWhole: boolean
}

/** May be killed at any moment and called again: it goes on where it was. Throws `StoreUnavailable`. */
export async function transfer(options: TransferOptions): Promise<Transferred> {
  const folder = resolve(options.dataDir)
  const file = join(folder, 'casethread.db')
  if (!existsSync(file))
    throw new StoreUnavailable(`there is no database in ${folder}: set DATA_DIR to the data folder.`, {
      refused: true,
    })
  const source = await openDatabase(file, { check: true, alone: true })
  const files = createFileFolder({ folder: join(folder, 'files'), isNamed: () => true })
  try {
    await endRemovals(source, files.store)
    await source.forget()
    const { sha256 } = await readPrint(file)
    return await fill(options, { source, sourcePrint: sha256, files: files.store })
  } finally {
    await files.close()
    source.close()
  }
}

/** UPD-3: what is to go must not be copied. */
async function endRemovals(source: Database, files: FileStore): Promise<void> {
  const left = source.query('SELECT DISTINCT number FROM purges').all()
  for (const [number] of left) await purge(source, files, Number(number))
}

interface From {
  readonly source: Database
  readonly sourcePrint: string
  readonly files: Pick<FileStore, 'open'>
}

async function fill(options: TransferOptions, from: From): Promise<Transferred> {
  const { uri, dbName, now } = options
  const connection = await connectTo(uri, { ...startLimits, dbName })
  try {
    const { db } = connection
    if (!db) throw new Error('the connection is open')
    const note = await begin(db, from.sourcePrint, now())
    await prepareDatabase(uri, { dbName, log: undefined, limits: storeLimits })
    const step: Step = (work) => withRetry(work, { patienceMs: unattendedPatienceMs })
    const into: Into = { db, files: createGridFiles(connection, modelsOn(connection), step), step }
    const read = await copyAll(options, from, into, note)
    const collections = await compareAll(read.progress, into)
    const isWhole = collections.every(({ isSame }) => isSame)
    if (isWhole)
      await step(() =>
        fillNotesOn(db).updateOne({ _id: fillNoteId }, { $set: { state: 'filled', endedAt: now() } }),
      )
    return { database: connection.name, collections, missing: read.missing, isWhole }
  } catch (error) {
    throw error instanceof mongo.MongoError ? toStartupError(error, connection.name) : error
  } finally {
    await disconnect(connection)
  }
}

type Step = <T>(work: () => Promise<T>) => Promise<T>

interface Into {
  readonly db: NonNullable<Connection['db']>
  readonly files: FileStore
  readonly step: Step
}

/** Answers the note of the copy that goes on, or of the one that begins. */
async function begin(db: mongo.Db, source: string, now: Date): Promise<FillNote> {
  const notes = fillNotesOn(db)
  const known = await notes.findOne({ _id: fillNoteId })
  if (known?.state === 'filled')
    throw new StoreUnavailable(
      `the MongoDB database ${db.databaseName} was filled from a data folder at ${known.startedAt.toISOString()} already. Nothing was changed: set MONGODB_URI and start the bot, or name an empty database.`,
      { refused: true },
    )
  if (known?.source === source) return known
  // The folder has changed since: what was copied from it may no longer be so.
  if (known) await clear(db)
  else await assertUnused(db, now)
  const note = { _id: fillNoteId, state: 'filling', startedAt: now, source, progress: {} } as const
  await notes.replaceOne({ _id: fillNoteId }, note, { upsert: true })
  return note
}

const collectionNames = [...transferKinds.map(({ collection }) => collection), 'files.files', 'files.chunks']

async function assertUnused(db: mongo.Db, now: Date): Promise<void> {
  const seenAt = { $gt: new Date(now.getTime() - instanceMs) }
  if (await db.collection('instances').findOne({ seenAt }))
    throw new StoreUnavailable(
      `a bot is at work on the MongoDB database ${db.databaseName}: stop it, or name another database. Nothing was changed.`,
    )
  for (const name of collectionNames)
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } }))
      throw new StoreUnavailable(
        `the MongoDB database ${db.databaseName} holds data already (${name}): name an empty one. Nothing was changed.`,
        { refused: true },
      )
}

async function clear(db: mongo.Db): Promise<void> {
  for (const name of collectionNames) await db.collection(name).deleteMany({})
}

interface CopiedAll {
  readonly progress: ReadonlyMap<string, FillProgress>
  readonly missing: readonly string[]
}

const nothingYet: FillProgress = { after: '', count: 0, digest: emptyDigest }

async function copyAll(
  { onPortion }: Pick<TransferOptions, 'onPortion'>,
  { source, files }: From,
  { db, files: filesThere, step }: Into,
  note: FillNote,
): Promise<CopiedAll> {
  const progress = new Map<string, FillProgress>()
  const missing: string[] = []

  async function keep(collection: string, reached: FillProgress): Promise<void> {
    progress.set(collection, reached)
    const change = { $set: { [`progress.${collection}`]: reached } }
    await step(() => fillNotesOn(db).updateOne({ _id: fillNoteId }, change))
    await onPortion?.(collection, reached.count)
  }

  for (const { collection, read } of transferKinds) {
    let reached = note.progress[collection]
    progress.set(collection, reached ?? nothingYet)
    for (;;) {
      const portion = read(source, reached?.after)
      if (!portion) break
      const { documents, last } = portion
      if (documents.length > 0) await step(() => putAll(db.collection(collection), documents))
      const { count, digest } = reached ?? nothingYet
      reached = {
        after: last,
        count: count + documents.length,
        digest: addToDigest(digest, documents),
      }
      await keep(collection, reached)
    }
  }

  let reached = note.progress[filesName] ?? nothingYet
  progress.set(filesName, reached)
  for (;;) {
    const ids = readFileIds(source, reached.after)
    const last = ids.at(-1)
    if (last === undefined) break
    for (const id of ids) {
      const copied = await copyFileOver(id, files, filesThere)
      if (!copied) missing.push(id)
      const { count, digest } = reached
      reached = copied
        ? { after: id, count: count + 1, digest: addToDigest(digest, [copied]) }
        : { ...reached, after: id }
    }
    await keep(filesName, reached)
  }
  return { progress, missing }
}

/** Each as it is, whether it is there or not: what a run before this one wrote last may be written again. */
async function putAll(collection: mongo.Collection, documents: readonly mongo.Document[]): Promise<void> {
  await collection.bulkWrite(
    documents.map((document) => ({
      replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
    })),
    { ordered: false },
  )
}

async function compareAll(
  read: ReadonlyMap<string, FillProgress>,
  into: Into,
): Promise<readonly ComparedCollection[]> {
  const compared: ComparedCollection[] = []
  for (const [collection, { count, digest }] of read) {
    const back = await into.step(() =>
      collection === filesName ? readFilesBack(into) : readBack(into.db.collection(collection).find()),
    )
    compared.push({
      collection,
      count,
      copied: back.count,
      digest,
      isSame: back.count === count && back.digest === digest,
    })
  }
  return compared
}

type Summed = Pick<FillProgress, 'count' | 'digest'>

async function readBack(documents: AsyncIterable<object>): Promise<Summed> {
  let summed: Summed = nothingYet
  for await (const document of documents)
    summed = { count: summed.count + 1, digest: addToDigest(summed.digest, [document]) }
  return summed
}

async function readFilesBack({ db, files }: Into): Promise<Summed> {
  const names = db.collection<{ readonly filename: string }>('files.files').find()
  async function* prints() {
    for await (const { filename } of names) {
      const print = await readFilePrint(filename, files)
      if (print) yield print
    }
  }
  return readBack(prints())
}
