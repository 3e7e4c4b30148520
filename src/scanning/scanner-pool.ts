import { Semaphore } from 'async-mutex'
import type { Tinypool } from 'tinypool'
import type { FileScanner, OfferedFile } from '../cases/attachments.ts'
import { notSearched } from '../cases/personal-data-guard.ts'
import { filesField } from '../cases/take-files.ts'
import { findWorker } from '../config/find-worker.ts'
import type { Log } from '../config/log.ts'
import type { FileTask, SearchTask } from './scan-worker.ts'

/** One leaves the other processors to the loop, and keeps what ten megabytes become in memory to one file. */
const threads = 1
/** How long a thread lives that has nothing to do, ms. */
const idleMs = 30_000
/** For a file of ten megabytes, in a script of two bytes a letter. */
const heapMb = 192
/** How long a thread may take to say what a file is, ms; the search has its own budget. A cold thread starts within it too. */
const recogniseMs = 10_000
/** A search ends by itself when its budget is over. Where it is stuck between two looks at the clock, its thread is ended. */
const graceMs = 2_000

const unknownType = { type: 'application/octet-stream', isText: false }

export interface ScannerPool extends FileScanner {
  close(): Promise<void>
}

/**
 * Looks at files in threads of their own, made with the first file. One that takes too long, or more memory than it has, is
 * ended and replaced; its file is then of no known type, or not searched.
 */
export function createScannerPool({
  log,
  limits = {},
}: {
  readonly log: Log
  readonly limits?: { readonly recogniseMs?: number; readonly graceMs?: number }
}): ScannerPool {
  const slots = new Semaphore(threads)
  let pool: Promise<Tinypool> | undefined

  /** Undefined where the task was cut short. Its time begins with its turn. */
  async function run<T>(name: string, task: FileTask | SearchTask, ms: number): Promise<T | undefined> {
    return slots.runExclusive(async () => {
      pool ??= createPool()
      const late = AbortSignal.timeout(Math.ceil(ms))
      try {
        return (await (await pool).run(task, { name, signal: late })) as T
      } catch (error) {
        if (!late.aborted && !isOutOfMemory(error)) throw error
        const { size, sha256 } = task.content
        log.warn({ task: name, size, sha256, ms, late: late.aborted }, 'A file could not be scanned')
        return undefined
      }
    })
  }

  return {
    recognise: async (file) =>
      (await run('recognise', toTask(file), limits.recogniseMs ?? recogniseMs)) ?? unknownType,
    findPersonalData: async (file, region, ms) =>
      (await run('findPersonalData', { ...toTask(file), region, ms }, ms + (limits.graceMs ?? graceMs))) ?? {
        found: [notSearched(file.name, filesField)],
        ms,
      },
    close: async () => (await pool)?.destroy(),
  }
}

/** Loaded with the first file: a start pays nothing for it. */
async function createPool(): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool')
  const { path, execArgv } = findWorker('scanning/scan-worker')
  return new Tinypool({
    filename: path,
    execArgv: [...execArgv],
    runtime: 'worker_threads',
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: idleMs,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
}

function toTask({ name, content: { path, size, sha256 } }: OfferedFile): FileTask {
  return { name, content: { path, size, sha256 } }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
