import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { readDirectoryBytes, toDirectoryText } from './directory-file.ts'
import { DirectoryFileError } from './directory-file-error.ts'
import type { DirectoryFile } from './directory-schema.ts'
import type { DirectoryStore, ItemWrite } from './directory-store.ts'
import { applyWrites, editDirectoryText } from './edit-directory-text.ts'
import { readStored } from './import-directory.ts'
import type { Stored } from './import-plan.ts'
import { replaceFile } from './replace-file.ts'

/** The directory as it stands where it is kept. */
export interface KeptDirectory {
  readonly stored: Stored
  /** All of these, or none: false where it is not as it was read any more. Throws a `DirectoryFileError` for what no file may hold. */
  write(writes: readonly ItemWrite[]): Promise<boolean>
}

export interface DirectoryPlace {
  /** In words: `the file …` or `the database`. */
  readonly name: string
  read(): Promise<KeptDirectory>
}

/** Where the directory is that counts: as `openDirectory` chooses. */
export function findDirectoryPlace(options: {
  readonly file: string
  readonly named: boolean
  readonly store: DirectoryStore
}): DirectoryPlace {
  const { file, named, store } = options
  return named || existsSync(file) ? placeInFile(file) : placeInStore(store)
}

function placeInStore(store: DirectoryStore): DirectoryPlace {
  return {
    name: 'the database',
    async read() {
      const revision = await store.revision()
      return { stored: await readStored(store), write: (writes) => store.writeTogether(writes, revision) }
    },
  }
}

function placeInFile(file: string): DirectoryPlace {
  return {
    name: `the file ${file}`,
    async read() {
      const before = await readFile(file)
      const directory = readDirectoryBytes(before, file)
      return {
        // Grants are a file's own: what is written here never names them.
        stored: { ...directory, grants: [] },
        async write(writes) {
          const text = editDirectoryText(toDirectoryText(before, file), directory, writes)
          expectSame(readDirectoryBytes(Buffer.from(text), file), applyWrites(directory, writes), file)
          return replaceOrTell(file, before, text)
        },
      }
    },
  }
}

function replaceOrTell(file: string, before: Uint8Array, text: string): boolean {
  try {
    return replaceFile(file, before, text)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const message = `cannot be replaced (${String(error.code)}): let this user write to its folder, or keep the directory in the database`
    throw new DirectoryFileError(file, [{ line: 1, path: '', message }])
  }
}

/** An anchor of YAML that several items share would change all of them. */
function expectSame(written: DirectoryFile, wanted: DirectoryFile, file: string): void {
  const plain = (directory: DirectoryFile): unknown => JSON.parse(JSON.stringify(directory))
  if (isDeepStrictEqual(plain(written), plain(wanted))) return
  const message =
    'items share parts by an anchor (&name, *name), so that one cannot be changed: write them out'
  throw new DirectoryFileError(file, [{ line: 1, path: '', message }])
}
