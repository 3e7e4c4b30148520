import type { Connection } from 'mongoose'
import type { Platform } from '../../cases/case.ts'
import type { NotificationStore, NotifyPreference } from '../../cases/notification-store.ts'
import { withSecondTry } from './write-errors.ts'

interface NotifyDocument extends Omit<NotifyPreference, 'email' | 'platform'> {
  readonly _id: string
  /** Missing in documents from before it was kept. */
  readonly platform?: Platform | null
}

function openCollection(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return db.collection<NotifyDocument>('notify_choices')
}

export async function prepareNotifications(connection: Connection): Promise<void> {
  await openCollection(connection).createIndexes([{ key: { choice: 1, _id: 1 } }])
}

/** How accounts want to be told, in the database of the cases: one document for each that chose. */
export function mongoNotifications(connection: Connection): NotificationStore {
  const chosen = openCollection(connection)
  return {
    async find(email) {
      const document = await chosen.findOne({ _id: email })
      return document ? toPreference(document) : undefined
    },
    async choose({ email, choice, timeZone, platform = null }) {
      await withSecondTry(() =>
        chosen.updateOne(
          { _id: email },
          { $set: { choice, timeZone, platform }, $setOnInsert: { digestedOn: null } },
          { upsert: true },
        ),
      )
    },
    async forget(email) {
      return (await chosen.deleteOne({ _id: email })).deletedCount === 1
    },
    async listDigests({ after = '', limit }) {
      const page = chosen.find({ choice: 'digest', _id: { $gt: after } }).sort({ _id: 1 })
      return (await page.limit(limit).toArray()).map(toPreference)
    },
    async settleDigest(email, day) {
      const isEarlier = { $or: [{ digestedOn: null }, { digestedOn: { $lt: day } }] }
      await chosen.updateOne({ _id: email, ...isEarlier }, { $set: { digestedOn: day } })
    },
  }
}

function toPreference({ _id, choice, timeZone, platform, digestedOn }: NotifyDocument): NotifyPreference {
  return { email: _id, choice, timeZone, ...(platform && { platform }), digestedOn }
}
