/** Long work on a whole database file, in a thread of its own, which the event loop does not wait for. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { findWorker } from '../../config/find-worker.ts'

/** What the thread answers: nothing, or the driver's error with its code, which does not come along by itself. */
export interface ThreadAnswer {
  readonly error?: unknown
  readonly code?: string
}

/** Rejects with the driver's error. */
export async function vacuumInThread(file: string): Promise<void> {
  const { path, execArgv } = findWorker('store/sqlite/database-worker')
  const worker = new Worker(path, { execArgv: [...execArgv], workerData: file })
  try {
    const [{ error, code }] = (await once(worker, 'message')) as [ThreadAnswer]
    if (error !== undefined) throw Object.assign(error as Error, { code })
  } finally {
    await worker.terminate()
  }
}
