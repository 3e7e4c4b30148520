import { mongo } from 'mongoose'

/** A document with that id, or that value of a unique index, is there already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11000
}
