import { type Connection, mongo } from 'mongoose'
import type { FileStore } from '../../cases/file-store.ts'
import { assertFileId } from '../file-id.ts'
import { attachmentId, type Models, pagedAttachmentId } from './mongo-schema.ts'
import type { Repeat } from './retry.ts'
import { isDuplicate } from './write-errors.ts'

/** How far back a sweep looks for pieces of uploads that died. Sweeps come several times a day. */
const piecesMs = 7 * 24 * 60 * 60 * 1000
const soonMs = 60 * 60 * 1000

/** As GridFS has it. */
const pieceBytes = 255 * 1024

interface FileDocument {
  readonly _id: mongo.ObjectId
  readonly filename: string
  readonly uploadDate: Date
  readonly length: number
  readonly chunkSize: number
}

interface PieceDocument {
  readonly _id: mongo.ObjectId
  readonly files_id: mongo.ObjectId
  readonly n: number
  readonly data: mongo.Binary
}

function openCollections(connection: Connection) {
  const database = connection.getClient().db(connection.name)
  return {
    database,
    files: database.collection<FileDocument>('files.files'),
    pieces: database.collection<PieceDocument>('files.chunks'),
  }
}

/** The indexes that GridFS asks for. */
export async function prepareFiles(connection: Connection): Promise<void> {
  const { files, pieces } = openCollections(connection)
  await files.createIndex({ filename: 1, uploadDate: 1 })
  await pieces.createIndex({ files_id: 1, n: 1 }, { unique: true })
}

/**
 * Files in GridFS, under their id as the file's name. An upload has an ObjectId of its own, so that one that died stands in
 * nobody's way; its last write is the file's document, so a file is whole or not there. Each piece is a step of its own: whoever
 * sends the bytes may be slow, and what was sent once cannot be asked for again.
 */
export function createGridFiles(
  connection: Connection,
  { cases, pages }: Pick<Models, 'cases' | 'pages'>,
  step: Repeat,
): FileStore {
  const { database, files, pieces } = openCollections(connection)
  const bucket = new mongo.GridFSBucket(database, { bucketName: 'files' })

  /** The pieces first: as long as the file's document is there, a repeat finds what is left. */
  async function erase(_id: mongo.ObjectId): Promise<void> {
    await pieces.deleteMany({ files_id: _id })
    await files.deleteOne({ _id })
  }

  return {
    async put(id, bytes) {
      assertFileId(id)
      // An older one may be swept at any moment; a fresh one stays long enough for the write that names it.
      const recently = new Date(Date.now() - soonMs)
      if (await step(() => files.findOne({ filename: id, uploadDate: { $gt: recently } }))) return
      const of = new mongo.ObjectId()
      let length = 0
      let n = 0
      for await (const data of cutInPieces(bytes)) {
        const piece = { _id: new mongo.ObjectId(), files_id: of, n, data: new mongo.Binary(data) }
        await step(() => pieces.insertOne(piece).catch(unlessThere))
        length += data.length
        n += 1
      }
      const whole = { _id: of, filename: id, uploadDate: new Date(), length, chunkSize: pieceBytes }
      await step(() => files.insertOne(whole).catch(unlessThere))
    },

    async open(id) {
      assertFileId(id)
      const document = await files.findOne({ filename: id }, { sort: { uploadDate: -1 } })
      return document ? bucket.openDownloadStream(document._id) : undefined
    },

    async remove(id) {
      assertFileId(id)
      for await (const { _id } of files.find({ filename: id }, { projection: { _id: 1 } })) await erase(_id)
    },

    async sweep(before) {
      let removed = 0
      const unproved = { uploadDate: { $lt: before }, 'metadata.named': { $ne: true } }
      for await (const { _id, filename } of files.find(unproved, { projection: { filename: 1 } })) {
        if (await step(() => isNamed(filename))) {
          // Histories only grow: what is named once need not be asked for again.
          await step(() => files.updateOne({ _id }, { $set: { metadata: { named: true } } }))
          continue
        }
        await step(() => erase(_id))
        removed += 1
      }
      await sweepPieces(before)
      return removed
    },
  }

  /** In this order: an entry that moves into a page meanwhile is in the page before it leaves the case. */
  async function isNamed(id: string): Promise<boolean> {
    return Boolean(
      (await cases.exists({ [attachmentId]: id })) ?? (await pages.exists({ [pagedAttachmentId]: id })),
    )
  }

  async function sweepPieces(before: Date): Promise<void> {
    const from = createIdAt(new Date(before.getTime() - piecesMs))
    const begun = { n: 0, files_id: { $gte: from, $lt: createIdAt(before) } }
    for await (const { files_id } of pieces.find(begun, { projection: { files_id: 1 } })) {
      if (await step(() => files.findOne({ _id: files_id }, { projection: { _id: 1 } }))) continue
      await step(() => pieces.deleteMany({ files_id }))
    }
  }
}

function createIdAt(moment: Date): mongo.ObjectId {
  return mongo.ObjectId.createFromTime(Math.max(0, Math.floor(moment.getTime() / 1000)))
}

/** An attempt before this one wrote it. */
function unlessThere(error: unknown): void {
  if (!isDuplicate(error)) throw error
}

async function* cutInPieces(bytes: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let kept: Uint8Array[] = []
  let length = 0
  for await (const some of bytes instanceof Uint8Array ? [bytes] : bytes) {
    for (let from = 0; from < some.length; ) {
      const part = some.subarray(from, from + pieceBytes - length)
      kept.push(part)
      length += part.length
      from += part.length
      if (length < pieceBytes) continue
      yield Buffer.concat(kept)
      kept = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(kept)
}
