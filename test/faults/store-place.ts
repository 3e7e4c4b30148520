/** Where a world's bots keep everything, and how to take it away from them. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Libsql from 'libsql'
import { mongo } from 'mongoose'
import { startFaultyMongo } from '../support/faulty-mongo-proxy.ts'

export interface StorePlace {
  /** The bot's settings for it. */
  readonly settings: Readonly<Record<string, string>>
  /** Where it is found without the bots' obstacles. */
  readonly direct: { readonly dataDir: string; readonly mongodbUri?: string }
  /** Nobody gets at it for so long, ms. */
  takeAway(ms: number): Promise<void>
  close(): Promise<void>
}

/** One file for all; another process's write keeps it. */
export function placeSqlite(folder: string): StorePlace {
  const dataDir = join(folder, 'data')
  return {
    settings: { DATA_DIR: dataDir },
    direct: { dataDir },
    async takeAway(ms) {
      const database = new Libsql(join(dataDir, 'casethread.db'))
      try {
        await lock(database)
        await sleep(ms)
        database.exec('ROLLBACK')
      } finally {
        database.close()
      }
    },
    close: async () => {},
  }
}

async function lock(database: Libsql.Database): Promise<void> {
  for (;;) {
    try {
      database.exec('BEGIN IMMEDIATE')
      return
    } catch {
      await sleep(5)
    }
  }
}

/** A database of its own behind a proxy, which goes away. */
export async function placeMongo(folder: string, server: string): Promise<StorePlace> {
  const dataDir = join(folder, 'data')
  const name = `casethread-faults-${randomUUID()}`
  const uri = new URL(server)
  uri.pathname = `/${name}`
  const proxy = await startFaultyMongo(uri.href)
  return {
    settings: { DATA_DIR: dataDir, MONGODB_URI: proxy.uri },
    direct: { dataDir, mongodbUri: uri.href },
    async takeAway(ms) {
      await proxy.goAway()
      await sleep(ms)
      await proxy.comeBack()
    },
    async close() {
      await proxy.close()
      const client = new mongo.MongoClient(server)
      await client.db(name).dropDatabase()
      await client.close()
    },
  }
}
