import { pipeline } from 'node:stream/promises'
import { type Connection, mongo } from 'mongoose'
import type { FileStore } from '../../cases/file-store.ts'
import { assertFileId } from '../file-id.ts'
import { attachmentId, type Models, pagedAttachmentId } from './mongo-schema.ts'

/** How far back a sweep looks for pieces of uploads that died. Sweeps come several times a day. */
const piecesMs = 7 * 24 * 60 * 60 * 1000
const soonMs = 60 * 60 * 1000

/**
 * Files in GridFS, under their id as the file's name. An upload has an ObjectId of its own, so that one that died stands in
 * nobody's way; its last write is the file's document, so a file is whole or not there.
 */
export function createGridFiles(
  connection: Connection,
  { cases, pages }: Pick<Models, 'cases' | 'pages'>,
): FileStore {
  const database = connection.getClient().db(connection.name)
  const bucket = new mongo.GridFSBucket(database, { bucketName: 'files', writeConcern: { w: 'majority' } })
  const files = database.collection<{ filename: string; uploadDate: Date }>('files.files')
  const chunks = database.collection<{ files_id: mongo.ObjectId; n: number }>('files.chunks')

  return {
    async put(id, bytes) {
      assertFileId(id)
      // An older one may be swept at any moment; a fresh one stays long enough for the write that names it.
      const recently = new Date(Date.now() - soonMs)
      if (await files.findOne({ filename: id, uploadDate: { $gt: recently } })) return
      await pipeline(bytes instanceof Uint8Array ? [bytes] : bytes, bucket.openUploadStream(id))
    },

    async open(id) {
      assertFileId(id)
      const document = await files.findOne({ filename: id }, { sort: { uploadDate: -1 } })
      return document ? bucket.openDownloadStream(document._id) : undefined
    },

    async remove(id) {
      assertFileId(id)
      for await (const { _id } of files.find({ filename: id }, { projection: { _id: 1 } }))
        await bucket.delete(_id).catch(unlessGone)
    },

    async sweep(before) {
      let removed = 0
      const unproved = { uploadDate: { $lt: before }, 'metadata.named': { $ne: true } }
      for await (const { _id, filename } of files.find(unproved, { projection: { filename: 1 } })) {
        if (await isNamed(filename)) {
          // Histories only grow: what is named once need not be asked for again.
          await files.updateOne({ _id }, { $set: { metadata: { named: true } } })
          continue
        }
        await bucket.delete(_id).catch(unlessGone)
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
    for await (const { files_id } of chunks.find(begun, { projection: { files_id: 1 } })) {
      if (await files.findOne({ _id: files_id }, { projection: { _id: 1 } })) continue
      await chunks.deleteMany({ files_id })
    }
  }
}

function createIdAt(moment: Date): mongo.ObjectId {
  return mongo.ObjectId.createFromTime(Math.max(0, Math.floor(moment.getTime() / 1000)))
}

/** Another process may sweep at the same time. */
function unlessGone(error: unknown): void {
  if (!(error instanceof mongo.MongoRuntimeError && /File not found/.test(error.message))) throw error
}
