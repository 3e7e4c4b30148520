import { existsSync } from 'node:fs'
import type { Directory } from '../cases/directory.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
import type { Log } from '../config/log.ts'
import type { DirectoryStore } from './directory-store.ts'
import { directoryWithChat } from './directory-with-chat.ts'
import { openFileDirectory } from './file-directory.ts'
import { storedDirectory } from './stored-directory.ts'

/** There is neither a directory file nor anything in the database: nobody could do anything. */
export class NoDirectory extends Error {
  constructor(file: string) {
    super(
      `there is no directory yet. Write ${file} (or name another with DIRECTORY_FILE), or put one into the database with "casethread directory import <file>".`,
    )
    this.name = 'NoDirectory'
  }
}

/**
 * Who is who, from one source: the file where one is named or the default one is there, with what customers settled in chat laid
 * over it; else the database alone. Throws `DirectoryFileError`, `NoDirectory`, or the system's own where a named file cannot be read.
 */
export async function openDirectory(options: {
  readonly file: string
  /** Whether the operator named the file: then it must be there. */
  readonly named: boolean
  readonly store: DirectoryStore
  readonly log: Log
}): Promise<Directory & IdentityLookup> {
  const { file, named, store, log } = options
  if (named || existsSync(file)) return directoryWithChat(await openFileDirectory({ file, log }), store)
  if ((await store.all('domains')).length === 0) throw new NoDirectory(file)
  log.info({}, 'The directory is the one in the database')
  return storedDirectory(store)
}
