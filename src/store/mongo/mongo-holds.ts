import type { mongo } from 'mongoose'
import type { CaseStore } from '../../cases/case-store.ts'
import { toCase, withoutHistory } from './documents.ts'
import { type CaseDocument, closedIndex, holdIndex } from './mongo-schema.ts'

/** What operators keep from retention and erasure, in the documents of the cases; and what goes, as nobody keeps it. */
export function mongoHolds(
  cases: mongo.Collection<CaseDocument>,
): Pick<CaseStore, 'setHold' | 'listHolds' | 'listClosed'> {
  return {
    async setHold(number, hold) {
      const kept = { _id: number, goneAt: { $exists: false } }
      const change = hold ? { $set: { hold: { ...hold, number } } } : { $unset: { hold: '' as const } }
      return (await cases.updateOne(kept, change)).matchedCount === 1
    },
    async listHolds({ after = -1, limit }) {
      const documents = await cases
        .find({ 'hold.number': { $gt: after } }, { projection: { hold: 1 }, hint: holdIndex })
        .sort(holdIndex)
        .limit(limit)
        .toArray()
      return documents.flatMap(({ hold }) => {
        if (!hold) return []
        const { number, ...kept } = hold
        return [{ number, hold: kept }]
      })
    },
    async listClosed(before, { after, limit }) {
      const documents = await cases
        .find(
          {
            // Both bounds are of the index; the last condition sorts out equal moments. Open cases have none.
            closedAt: { $gte: after?.closedAt ?? new Date(0), $lt: before },
            hold: { $exists: false },
            ...(after && { $or: [{ closedAt: { $gt: after.closedAt } }, { _id: { $gt: after.number } }] }),
          },
          { projection: withoutHistory, hint: closedIndex },
        )
        .sort(closedIndex)
        .limit(limit)
        .toArray()
      return documents.map(toCase)
    },
  }
}
