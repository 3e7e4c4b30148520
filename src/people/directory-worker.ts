/** The thread of `loadDirectory`: hands over a piece each time it is asked, so that nobody is flooded. */
import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { FileValidationError } from '../config/file-validation-error.ts'
import { type DirectoryPiece, readDirectoryPieces } from './large-directory.ts'

export type DirectoryMessage =
  | { readonly kind: 'piece'; readonly piece: DirectoryPiece }
  | { readonly kind: 'end' }
  | { readonly kind: 'faults'; readonly faults: FileValidationError['faults'] }
  | { readonly kind: 'failed'; readonly error: unknown }

const { file } = workerData as { readonly file: string }
let pieces: Generator<DirectoryPiece> | undefined

function next(): DirectoryMessage {
  try {
    pieces ??= readDirectoryPieces(readFileSync(file), file)
    const { done, value } = pieces.next()
    return done ? { kind: 'end' } : { kind: 'piece', piece: value }
  } catch (error) {
    if (error instanceof FileValidationError) return { kind: 'faults', faults: error.faults }
    return { kind: 'failed', error }
  }
}

parentPort?.on('message', () => {
  const message = next()
  parentPort?.postMessage(message)
  if (message.kind !== 'piece') parentPort?.close()
})
