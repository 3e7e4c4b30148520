import { mongo } from 'mongoose'

/** A document with that id, or that value of a unique index, is there already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11000
}

/** Two first upserts of one document at once: one makes it, the other one is told so and asks again. */
export async function withSecondTry(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error) => (isDuplicate(error) ? work() : Promise.reject(error)))
}

/** False where the document is there already. */
export async function unlessThere(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}
