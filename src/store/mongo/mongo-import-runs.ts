import type { Connection } from 'mongoose'
import type { ImportRun, ImportRunStore } from '../../cases/import-runs.ts'

type RunDocument = Omit<ImportRun, 'id'> & { readonly _id: string }

function openCollection(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return db.collection<RunDocument>('import-runs')
}

export async function prepareImportRuns(connection: Connection): Promise<void> {
  await openCollection(connection).createIndex({ at: -1, _id: -1 })
}

/** The imports, in the database of the cases. */
export function mongoImportRuns(connection: Connection): ImportRunStore {
  const runs = openCollection(connection)
  return {
    async keep(given) {
      const { _id, ...run } = toRunDocument(given)
      await runs.updateOne({ _id }, { $setOnInsert: run }, { upsert: true })
    },
    async change(id, fields) {
      await runs.updateOne({ _id: id }, { $set: fields })
    },
    async find(id) {
      const document = await runs.findOne({ _id: id })
      return document ? toRun(document) : undefined
    },
    async list(limit) {
      return (await runs.find().sort({ at: -1, _id: -1 }).limit(limit).toArray()).map(toRun)
    },
  }
}

/** As the collection has it. */
export function toRunDocument({ id, ...run }: ImportRun): RunDocument {
  return { _id: id, ...run }
}

function toRun({ _id, ...run }: RunDocument): ImportRun {
  return { id: _id, ...run }
}
