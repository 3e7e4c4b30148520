/** What the system and SQLite say of a disk and a file, as a fault of the store. */
import { accessSync, constants, statfsSync } from 'node:fs'
import { StoreFault, type StoreFaultKind } from '../../cases/store-fault.ts'

const messages: Readonly<Record<StoreFaultKind, string>> = {
  full: 'The disk of the data folder is full: nothing can be saved until there is room',
  'read-only': 'The data folder cannot be written to: nothing can be saved',
  damaged: 'The database is damaged: stop, and restore a backup',
  busy: 'The database was held by another program for too long',
  unreachable: 'The database could not be read or written',
}

export function createStoreFault(kind: StoreFaultKind, cause?: unknown): StoreFault {
  return new StoreFault(kind, messages[kind], { cause })
}

/** The same error where it is none of the disk or the file. */
export function toStoreFault(error: unknown, folder: string | undefined): unknown {
  const kind = error instanceof StoreFault ? undefined : findKind(readCode(error), folder)
  return kind ? createStoreFault(kind, error) : error
}

const kinds: Readonly<Record<string, StoreFaultKind>> = {
  SQLITE_FULL: 'full',
  SQLITE_READONLY: 'read-only',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EIO: 'unreachable',
}

/** Extended codes are the plain ones with more behind them. Some faults of a full or read-only disk come as a file that cannot be had. */
function findKind(code: string, folder: string | undefined): StoreFaultKind | undefined {
  if (/^SQLITE_(IOERR|CANTOPEN)/.test(code)) return lookAtDisk(folder) ?? 'unreachable'
  return kinds[code] ?? kinds[code.split('_', 2).join('_')]
}

function lookAtDisk(folder: string | undefined): StoreFaultKind | undefined {
  if (folder === undefined) return undefined
  try {
    if (statfsSync(folder).bavail === 0) return 'full'
    accessSync(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return kinds[readCode(error)]
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof StoreFault ? error.kind === 'busy' : /^SQLITE_(BUSY|LOCKED)/.test(readCode(error))
}

export function readCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
