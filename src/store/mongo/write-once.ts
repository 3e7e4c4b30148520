import { randomUUID } from 'node:crypto'
import type { Repeat } from './retry.ts'

/** What tells a write from another one that says the same, should its answer be lost on the way. */
export interface Written {
  readonly _id: string
  readonly write?: string
}

/** The part of a collection that is asked here: the driver's own, or a model. */
interface Countable {
  countDocuments(filter: object, options: { readonly limit: number }): PromiseLike<number>
}

/** The same for what is removed. */
interface Removable extends Countable {
  updateOne(filter: object, update: object): PromiseLike<{ readonly matchedCount: number }>
  deleteOne(filter: object): PromiseLike<{ readonly deletedCount: number }>
}

interface ManyRemovable {
  countDocuments(filter: object): PromiseLike<number>
  deleteMany(filter: object): PromiseLike<unknown>
}

/**
 * A guarded write that leaves its id in the document, begun anew where the server was not to be had. What finds its guard broken
 * looks whether it broke it itself, whoever repeated it: the write may have been made and only its answer lost. `own` is where
 * the id stands.
 */
export async function writeOnce(
  collection: Countable,
  _id: string,
  attempt: (write: string) => Promise<boolean>,
  repeat: Repeat,
  own = 'write',
): Promise<boolean> {
  const write = randomUUID()
  return repeat(
    async () =>
      (await attempt(write)) || (await collection.countDocuments({ _id, [own]: write }, { limit: 1 })) === 1,
  )
}

/**
 * Removes the document that matches `guard`; false where there is none. A removed document leaves nothing to recognise it by, so it is
 * marked first: what bore our mark and is gone was removed by us.
 */
export async function deleteOnce(collection: Removable, guard: object, repeat: Repeat): Promise<boolean> {
  const write = randomUUID()
  const marked = await repeat(
    async () => (await collection.updateOne(guard, { $set: { write } })).matchedCount === 1,
  )
  if (!marked) return false
  return repeat(
    async () =>
      (await collection.deleteOne({ ...guard, write })).deletedCount === 1 ||
      (await collection.countDocuments(guard, { limit: 1 })) === 0,
  )
}

/** Removes all that match, and answers how many there were, also where the answer to a first attempt was lost. */
export async function deleteManyOnce(
  collection: ManyRemovable,
  filter: object,
  repeat: Repeat,
): Promise<number> {
  const found = await repeat(async () => collection.countDocuments(filter))
  if (found > 0) await repeat(async () => collection.deleteMany(filter))
  return found
}
