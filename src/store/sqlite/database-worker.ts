/** The thread of `vacuumInThread`. */
import { parentPort, workerData } from 'node:worker_threads'
import Libsql from 'libsql'
import type { ThreadAnswer } from './database-thread.ts'
import { readCode } from './sqlite-faults.ts'

/** A thread may wait where the event loop may not. */
const busyTimeout = 60_000

function vacuum(file: string): ThreadAnswer {
  const libsql = new Libsql(file)
  try {
    libsql.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
    libsql.exec('PRAGMA secure_delete = ON')
    libsql.exec('VACUUM')
    return {}
  } catch (error) {
    return { error, code: readCode(error) }
  } finally {
    libsql.close()
  }
}

parentPort?.postMessage(vacuum(workerData as string))
