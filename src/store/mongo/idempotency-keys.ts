import type { mongo } from 'mongoose'
import type { IdempotencyKey } from '../../cases/case-store.ts'
import type { CreateKeyDocument, Models } from './mongo-schema.ts'
import { isDuplicate } from './write-errors.ts'

export interface IdempotencyKeys {
  /** Lets the key hold the number unless it holds one already; answers the one that it holds. Without `at` it is never forgotten. */
  hold(key: IdempotencyKey, number: number, at?: Date): Promise<number>
  /** Lets the key hold another number, if it still holds that one. */
  move(key: IdempotencyKey, from: number, to: number): Promise<void>
  /** The number that the key holds. Its case may not be there (yet), or be another one's. */
  heldBy(key: IdempotencyKey): Promise<number | undefined>
  /** Forgets those that were first used before this moment. */
  /** Answers how many. */
  forget(before: Date): Promise<number>
}

/**
 * One case per create key (CRE-8) without an index over all cases, which a cluster that is sharded by case cannot keep unique: a
 * key holds one number, and a case is only ever made under the number that its key holds (docs/decisions/0008). A key
 * changes its number only when another case has it. The only cases that are ever taken away are an import's, whose keys name their number.
 */
export function createIdempotencyKeys({ createKeys: keys }: Pick<Models, 'createKeys'>): IdempotencyKeys {
  const written = keys.collection as unknown as mongo.Collection<CreateKeyDocument>

  async function heldBy(key: IdempotencyKey): Promise<number | undefined> {
    return (await keys.findById(key).lean())?.number
  }

  async function hold(key: IdempotencyKey, number: number, at?: Date): Promise<number> {
    try {
      await written.insertOne({ _id: key, number, ...(at && { at }) })
      return number
    } catch (error) {
      if (!isDuplicate(error)) throw error
      return (await heldBy(key)) ?? number
    }
  }

  async function move(key: IdempotencyKey, from: number, to: number): Promise<void> {
    await keys.updateOne({ _id: key, number: from }, { $set: { number: to } })
  }

  async function forget(before: Date): Promise<number> {
    return (await keys.deleteMany({ at: { $lt: before } })).deletedCount
  }

  return { hold, move, heldBy, forget }
}
