import type { Connection } from 'mongoose'
import type { SetupState, SetupStore } from '../../cases/setup-store.ts'
import type { Repeat } from './retry.ts'
import { isDuplicate } from './write-errors.ts'
import { type Written, writeOnce } from './write-once.ts'

interface SetupDocument extends SetupState, Written {}

/** The one document's. */
export const setupId = 'setup'
const _id = setupId

/** What is kept of the installation, as the one document of its collection. */
export function mongoSetup(connection: Connection, repeat: Repeat): SetupStore {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  const kept = db.collection<SetupDocument>('setup')
  return {
    async read() {
      const found = await kept.findOne({ _id })
      if (!found) return undefined
      const { _id: _, write: __, ...state } = found
      return state
    },
    async save(state) {
      const attempt = async (write: string) => {
        if (state.version > 1) {
          const before = { _id, version: state.version - 1 }
          return (await kept.updateOne(before, { $set: { ...state, write } })).matchedCount === 1
        }
        try {
          await kept.insertOne({ _id, ...state, write })
          return true
        } catch (error) {
          if (isDuplicate(error)) return false
          throw error
        }
      }
      return writeOnce(kept, _id, attempt, repeat)
    },
  }
}
