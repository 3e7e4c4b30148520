/**
 * Who is at work on a data folder. Held by the system for as long as the process lives, so that none is left behind by one that was
 * killed: an empty SQLite file of its own, whose locks SQLite knows how to take on every system.
 */
import { join } from 'node:path'
import Libsql from 'libsql'
import { isBusy } from './sqlite-faults.ts'

export interface FolderLock {
  release(): void
}

/** Any number of processes at once; undefined while one has the folder to itself. */
export function shareFolder(folder: string): FolderLock | undefined {
  return lock(folder, 'BEGIN; SELECT 1 FROM sqlite_schema')
}

/** For one process alone; undefined while any other is at work there. */
export function takeFolder(folder: string): FolderLock | undefined {
  return lock(folder, 'BEGIN EXCLUSIVE')
}

function lock(folder: string, begin: string): FolderLock | undefined {
  const libsql = new Libsql(join(folder, 'casethread.lock'))
  try {
    libsql.exec('PRAGMA busy_timeout = 0')
    libsql.exec(begin)
  } catch (error) {
    libsql.close()
    if (isBusy(error)) return undefined
    throw error
  }
  let held = true
  return {
    release() {
      if (!held) return
      held = false
      libsql.exec('ROLLBACK')
      libsql.close()
    },
  }
}
