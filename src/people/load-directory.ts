import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { findWorker } from '../config/find-worker.ts'
import type { Log } from '../config/log.ts'
import { DirectoryFileError } from './directory-file-error.ts'
import type { DirectoryMessage } from './directory-worker.ts'
import { createDirectoryIndexer, type DirectoryIndexer, type IndexedDirectory } from './indexed-directory.ts'
import type { DirectoryPiece } from './large-directory.ts'

/** In bytes: some 300,000 accounts. */
const maxBytes = 64_000_000
const maxHeapMb = 1_024
/** What is young dies young here: with more room it would only lie about longer. */
const youngMb = 8
/** ms. */
const patienceMs = 5 * 60_000
const progressMs = 10_000

/**
 * Reads a large directory file in a thread of its own, and builds the index from its pieces with a turn for others after each.
 * Throws `DirectoryFileError`, or the system's own error where it cannot be read.
 */
export async function loadDirectory(options: {
  readonly file: string
  /** In bytes. */
  readonly size: number
  readonly log: Log
  readonly maxBytes?: number
}): Promise<IndexedDirectory> {
  const { file, size, log } = options
  const most = options.maxBytes ?? maxBytes
  if (size > most) throw unusable(file, `is ${inMb(size)} MB: more than ${inMb(most)} MB are not read`)
  log.info({ file, mb: inMb(size) }, 'The directory file is large and is being read')
  // With as much memory as a file that can be cut needs, since what a thread may take it takes; a file that cannot needs all.
  return (
    (await readWithin(Math.min(48 + 4 * inMb(size), maxHeapMb), file, log)) ??
    (await readWithin(maxHeapMb, file, log)) ??
    Promise.reject(unusable(file, `needs more than ${maxHeapMb} MB of memory to be read`))
  )
}

/** Undefined where the memory was not enough. */
async function readWithin(heapMb: number, file: string, log: Log): Promise<IndexedDirectory | undefined> {
  const { path, execArgv } = findWorker('people/directory-worker')
  const worker = new Worker(path, {
    execArgv: [...execArgv],
    workerData: { file },
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngMb },
  })
  try {
    return await buildIndex(worker, file, log)
  } catch (error) {
    if (isOutOfMemory(error)) return undefined
    throw error
  } finally {
    await worker.terminate()
  }
}

async function buildIndex(worker: Worker, file: string, log: Log): Promise<IndexedDirectory> {
  const late = AbortSignal.timeout(patienceMs)
  let indexer = createDirectoryIndexer()
  let items = 0
  let told = performance.now()
  for (;;) {
    worker.postMessage('next')
    const message = await nextMessage(worker, file, late)
    if (message.kind === 'end') return indexer.directory
    if (message.kind === 'faults') throw new DirectoryFileError(file, message.faults)
    if (message.kind === 'failed') throw message.error
    if (message.piece.kind === 'restart') {
      indexer = createDirectoryIndexer()
      items = 0
    } else items += addPiece(indexer, message.piece)
    await new Promise((resolve) => setImmediate(resolve))
    if (performance.now() - told < progressMs) continue
    told = performance.now()
    log.info({ file, items }, 'The directory file is still being read')
  }
}

/** Answers how many items came in. */
function addPiece(indexer: DirectoryIndexer, piece: Exclude<DirectoryPiece, { kind: 'restart' }>): number {
  if (piece.kind === 'items') {
    indexer.add(piece.section, piece.items as never)
    return piece.items.length
  }
  indexer.order(piece.domain, piece.customers)
  return 0
}

async function nextMessage(worker: Worker, file: string, late: AbortSignal): Promise<DirectoryMessage> {
  try {
    const [message] = await once(worker, 'message', { signal: late })
    return message as DirectoryMessage
  } catch (error) {
    if (late.aborted) throw unusable(file, `takes longer than ${patienceMs / 60_000} minutes to be read`)
    throw error
  }
}

function unusable(file: string, message: string): DirectoryFileError {
  return new DirectoryFileError(file, [{ line: 1, path: '', message }])
}

function inMb(bytes: number): number {
  return Math.ceil(bytes / 1_000_000)
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
