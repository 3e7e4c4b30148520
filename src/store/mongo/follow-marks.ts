import type { mongo } from 'mongoose'
import type { CaseDocument } from './mongo-schema.ts'

/** No insert takes longer (ms): what was begun before that came to nothing. */
const onItsWayMs = 600_000

/**
 * UPD-4: that a follow-up is on its way is noted at the case that it goes on from, before and after it is made. Whoever removes a case looks
 * for its follow-ups first, and writes only where none was begun since (`asBefore`).
 */
export function followMarks(cases: mongo.Collection<CaseDocument>) {
  return {
    /** Makes a follow-up; one that fails keeps the earlier case for some minutes. */
    async around<T>(earlier: number, make: () => Promise<T>): Promise<T> {
      const marked = await cases.findOneAndUpdate(
        { _id: earlier },
        { $inc: { 'follows.begun': 1 }, $set: { 'follows.since': new Date() } },
        { returnDocument: 'after', projection: { follows: 1 } },
      )
      const made = await make()
      const begun = marked?.follows?.begun
      if (begun !== undefined) {
        const isLast = { _id: earlier, 'follows.begun': begun }
        // It passes by itself: no reason to tell that the case was not made.
        await cases.updateOne(isLast, { $unset: { 'follows.since': '' } }).catch(() => {})
      }
      return made
    },
    /** Whether a case goes on from it, or is about to. */
    async isFollowed({ _id, follows }: Pick<CaseDocument, '_id' | 'follows'>): Promise<boolean> {
      if (follows?.since && Date.now() - follows.since.getTime() < onItsWayMs) return true
      return (await cases.findOne({ 'followUpOf.number': _id }, { projection: { _id: 1 } })) !== null
    },
  }
}

/** What a write has to find so that no follow-up was begun since the case was read. */
export function asBefore({ follows }: Pick<CaseDocument, 'follows'>): mongo.Filter<CaseDocument> {
  return { 'follows.begun': follows ? follows.begun : { $exists: false } }
}
