/** Rows are checked and prepared in threads, so that the one that writes only writes. */
import { availableParallelism } from 'node:os'
import type { Tinypool } from 'tinypool'
import { findWorker } from '../config/find-worker.ts'
import {
  type CheckedRow,
  type CheckTask,
  checkRows,
  type PreparedRow,
  type PrepareTask,
  prepareRows,
} from './prepare-rows.ts'

export interface RowPreparer {
  check(task: CheckTask): Promise<readonly CheckedRow[]>
  prepare(task: PrepareTask): Promise<readonly PreparedRow[]>
  close(): Promise<void>
}

/** In bytes. A smaller file is read here before a thread is there. */
const smallBytes = 200_000
/** Two keep up with the store. */
const maxThreads = 2

/** For a file of so many bytes. */
export async function createRowPreparer(size: number): Promise<RowPreparer> {
  return size < smallBytes ? withoutThreads : createThreads()
}

const withoutThreads: RowPreparer = {
  check: async (task) => checkRows(task),
  prepare: async (task) => prepareRows(task),
  close: async () => {},
}

async function createThreads(): Promise<RowPreparer> {
  const { Tinypool } = await import('tinypool')
  const { path, execArgv } = findWorker('import-export/import-worker')
  const threads = Math.min(maxThreads, availableParallelism())
  const pool: Tinypool = new Tinypool({
    filename: path,
    execArgv: [...execArgv],
    runtime: 'worker_threads',
    minThreads: threads,
    maxThreads: threads,
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  })
  return {
    check: (task) => pool.run(task, { name: 'checkRows' }),
    prepare: (task) => pool.run(task, { name: 'prepareRows' }),
    close: () => pool.destroy(),
  }
}
