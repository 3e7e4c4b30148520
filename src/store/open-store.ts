import { join } from 'node:path'
import type { Log } from '../config/log.ts'
import type { Store } from './store.ts'

export interface StoreChoice {
  /** Where all is kept in MongoDB; without it in a file. */
  readonly mongodbUri?: string
  /** The folder of the embedded store's file; made where missing. */
  readonly dataDir: string
  readonly log?: Log
  /** The embedded store's file is read whole first, and refused where it is damaged: for a start and for the doctor. */
  readonly check?: boolean
  /** False: what is of an older version, or not there yet, is left so and refused with `StoreOutdated`. For who only looks. */
  readonly upgrade?: boolean
}

/**
 * Opens MongoDB when there is an address for it, else the embedded store at `casethread.db` in the data folder. Each store
 * is loaded only when chosen, so that neither's package costs anything at the other's start. Throws `StoreUnavailable`.
 */
export async function openStore({
  mongodbUri,
  dataDir,
  log,
  check = false,
  upgrade = true,
}: StoreChoice): Promise<Store> {
  if (mongodbUri !== undefined) {
    const { openMongoStore } = await import('./mongo/mongo-store.ts')
    return openMongoStore({ uri: mongodbUri, upgrade, ...(log && { log }) })
  }
  const { openSqliteStore } = await import('./sqlite/sqlite-store.ts')
  return openSqliteStore({ file: join(dataDir, 'casethread.db'), log, check, upgrade })
}
