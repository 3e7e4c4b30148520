import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { DirectoryStore } from './directory-store.ts'
import { readSyncRounds } from './google/sync-rounds.ts'

/**
 * Since when the directory is as it is: the last sync with Google that left it as Google says, or the last change of its file. Undefined
 * where it is in the database and nobody syncs it, and where no sync came through yet.
 */
export async function readDirectoryState(
  {
    directoryGoogle,
    directoryFile: file,
    directoryFileNamed: named,
  }: {
    /** Null: it is not synced. */
    readonly directoryGoogle: object | null
    readonly directoryFile: string
    readonly directoryFileNamed: boolean
  },
  store: Pick<DirectoryStore, 'find'>,
): Promise<{ readonly source: 'file' | 'google'; readonly since: Date } | undefined> {
  if (directoryGoogle) {
    const { success } = await readSyncRounds(store)
    return success && { source: 'google', since: success.at }
  }
  return named || existsSync(file) ? { source: 'file', since: (await stat(file)).mtime } : undefined
}
