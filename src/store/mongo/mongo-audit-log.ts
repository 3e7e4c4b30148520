import type { Connection } from 'mongoose'
import type { AuditLog, AuditRecord } from '../../cases/audit-log.ts'
import { toAuditPage } from '../audit-page.ts'

type AuditDocument = Omit<AuditRecord, 'id'> & { readonly _id: string }

function openCollection(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return db.collection<AuditDocument>('audit-log')
}

const newestFirst = { at: -1, _id: -1 } as const

export async function prepareAuditLog(connection: Connection): Promise<void> {
  await openCollection(connection).createIndexes([
    { key: newestFirst },
    { key: { side: 1, ...newestFirst } },
    { key: { number: 1, ...newestFirst }, sparse: true },
  ])
}

/** The audit log, in the database of the cases. A repeat is known by its id and changes nothing. */
export function mongoAuditLog(connection: Connection): AuditLog {
  const records = openCollection(connection)
  return {
    async record({ id, ...record }) {
      await records.updateOne({ _id: id }, { $setOnInsert: record }, { upsert: true })
    },
    async list(query, { after, limit }) {
      const behind = after && [
        { at: { $lte: after.at } },
        { $or: [{ at: { $lt: after.at } }, { _id: { $lt: after.id } }] },
      ]
      const found = await records
        .find({ ...query, ...(behind && { $and: behind }) })
        .sort(newestFirst)
        .limit(limit + 1)
        .toArray()
      return toAuditPage(
        found.map(({ _id, ...record }) => ({ id: _id, ...record })),
        limit,
      )
    },
    async forget(before) {
      return (await records.deleteMany({ at: { $lt: before } })).deletedCount
    },
  }
}
