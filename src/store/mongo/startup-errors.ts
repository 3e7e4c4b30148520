import { mongo } from 'mongoose'
import { StoreUnavailable } from '../store-unavailable.ts'
import { isPassing } from './retry.ts'

/** Why a database that could be reached cannot be brought up to date, and what to do. */
export function toStartupError(error: unknown, database: string): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  const { message, refused } = describeReason(error, `the MongoDB database ${database}`)
  return new StoreUnavailable(message, { cause: error, refused })
}

function describeReason(
  error: unknown,
  database: string,
): { readonly message: string; readonly refused: boolean } {
  const wait = (message: string) => ({ message, refused: false })
  const mend = (message: string) => ({ message, refused: true })
  switch (readCode(error)) {
    case 13: // Unauthorized
    case 8000: // Atlas' own
      return mend(
        `The user in MONGODB_URI may not make the indexes of ${database}: give it the role readWrite on that database.`,
      )
    case 11_000: // DuplicateKey
      return mend(
        `In ${database} two documents claim the same ${describeDuplicate(error)}: it was changed by something else than Casethread. Restore it from a backup, or use another database.`,
      )
    case 85: // IndexOptionsConflict
    case 86: // IndexKeySpecsConflict
      return mend(
        `An index of ${database} has the same name or fields as one that Casethread needs, and other options: drop that one, then start again.`,
      )
    case 14_031: // OutOfDiskSpace
      return wait(
        `The server of ${database} has too little disk space left for its indexes: make room, then start again.`,
      )
    case 10_058:
    case 10_107:
    case 13_435:
    case 13_436:
    case 189:
      return wait(
        `The server of ${database} is not the primary of its replica set: name all of its members in MONGODB_URI (mongodb://one,two,three/…?replicaSet=…), without directConnection, or wait until there is a primary.`,
      )
    default:
      if (isPassing(error)) {
        return wait(
          `The server of ${database} stopped answering: check that it runs and can be reached, then start again.`,
        )
      }
      return wait(
        `${database.replace('the', 'The')} cannot be brought up to date (${readName(error)}): the log of the server tells more; then start again.`,
      )
  }
}

/** A bulk write and a write concern carry the server's own error inside. */
function readCode(error: unknown): number | undefined {
  return error instanceof mongo.MongoError && error.code !== undefined ? Number(error.code) : undefined
}

function describeDuplicate(error: unknown): string {
  const pattern = error instanceof mongo.MongoServerError ? error.keyPattern : undefined
  return pattern ? Object.keys(pattern).join(' and ') : 'key'
}

/** Never the server's own words, which may hold what nobody should see. */
function readName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error instanceof mongo.MongoServerError && error.codeName ? String(error.codeName) : error.name
}
