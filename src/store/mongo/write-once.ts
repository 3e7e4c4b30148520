import { randomUUID } from 'node:crypto'
import { withRetry } from './retry.ts'

/** What tells a write from another one that says the same, should its answer be lost on the way. */
export interface Written {
  readonly _id: string
  readonly write?: string
}

/** The part of a collection that is asked here: the driver's own, or a model. */
interface Countable {
  countDocuments(filter: object, options: { readonly limit: number }): PromiseLike<number>
}

/**
 * A guarded write, begun anew where the server was not to be had. What finds its guard broken then looks whether it broke it itself:
 * the write may have been made and only its answer lost.
 */
export async function writeOnce(
  collection: Countable,
  _id: string,
  attempt: (write: string) => Promise<boolean>,
): Promise<boolean> {
  const write = randomUUID()
  let again = false
  return withRetry(async () => {
    const repeated = again
    again = true
    if (await attempt(write)) return true
    return repeated && (await collection.countDocuments({ _id, write }, { limit: 1 })) === 1
  })
}
