/** The note of what fills a database from a data folder (`transfer.ts`), in the database that it fills. */
import type { mongo } from 'mongoose'
import { StoreUnavailable } from '../store-unavailable.ts'

/** How far one collection has come. `digest` sums up its documents so far. */
export interface FillProgress {
  readonly after: string
  readonly count: number
  readonly digest: string
}

export interface FillNote {
  readonly _id: string
  readonly state: 'filling' | 'filled'
  readonly startedAt: Date
  readonly endedAt?: Date
  /** The SHA-256 of the database file that it is filled from. */
  readonly source: string
  /** By the collection. */
  readonly progress: Readonly<Record<string, FillProgress>>
}

export const fillNoteId = 'sqlite'

export function fillNotesOn(db: mongo.Db): mongo.Collection<FillNote> {
  return db.collection<FillNote>('fills')
}

/** A half of the data must not pass for all of it. Throws `StoreUnavailable`. */
export async function assertNotBeingFilled(db: mongo.Db): Promise<void> {
  const note = await fillNotesOn(db).findOne({ _id: fillNoteId, state: 'filling' })
  if (!note) return
  throw new StoreUnavailable(
    `The MongoDB database ${db.databaseName} holds a part of what "casethread migrate" copies: run that again until it says that all is there, or use another database.`,
    { refused: true },
  )
}
