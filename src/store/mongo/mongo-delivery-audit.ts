import type { Connection } from 'mongoose'
import type { DeliveryAction, DeliveryAudit } from '../../cases/delivery-audit.ts'

interface ActionDocument extends Omit<DeliveryAction, 'id'> {
  readonly _id: string
}

function openCollection(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return db.collection<ActionDocument>('delivery-actions')
}

export async function prepareDeliveryAudit(connection: Connection): Promise<void> {
  await openCollection(connection).createIndex({ number: 1, at: 1 })
}

/** What operators did with deliveries, in the database of the cases. A repeat is known by its id. */
export function mongoDeliveryAudit(connection: Connection): DeliveryAudit {
  const actions = openCollection(connection)
  return {
    async record({ id, at, by, what, number, thread, platform, tenant, channel, why }) {
      const whole = { at, by, what, number, thread, platform, tenant, channel, why }
      await actions.updateOne({ _id: id }, { $setOnInsert: whole }, { upsert: true })
    },
    async list(wanted) {
      const found = await actions.find({ number: wanted }).sort({ at: 1, _id: 1 }).toArray()
      return found.map(({ _id, ...action }) => ({ id: _id, ...action }))
    },
  }
}
