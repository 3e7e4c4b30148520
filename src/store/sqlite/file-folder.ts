import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import { assertFileId } from '../file-id.ts'
import { createFaultReport } from './fault-report.ts'
import { toStoreFault } from './sqlite-faults.ts'

/** Files under way; what dies there is swept. */
const unfinished = 'unfinished'

/**
 * Files in a folder, spread over subfolders by the first two letters of their id. A file is written whole under another name,
 * forced to disk and renamed: under its own name it is whole or not there. Without a folder (a database in memory) they lie in
 * a temporary one, which goes with `close`.
 */
export function createFileFolder(options: {
  readonly folder: string | undefined
  readonly log?: Log | undefined
  readonly isNamed: (id: string) => boolean
}): { readonly store: FileStore; readonly close: () => Promise<void> } {
  let temporary: Promise<string> | undefined
  const report = createFaultReport('files', options.log)

  async function root(): Promise<string> {
    if (options.folder !== undefined) return options.folder
    temporary ??= mkdtemp(join(tmpdir(), 'casethread-files-'))
    return temporary
  }

  async function toPath(id: string): Promise<string> {
    assertFileId(id)
    return join(await root(), id.slice(0, 2), id)
  }

  async function put(id: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    const path = await toPath(id)
    const draft = join(await root(), unfinished, `${id}-${randomUUID()}`)
    await Promise.all([mkdir(dirname(path), { recursive: true }), mkdir(dirname(draft), { recursive: true })])
    try {
      await writeSafely(draft, bytes)
      await rename(draft, path)
    } catch (error) {
      // On a disk that takes nothing it may not go either; then it is swept later.
      await rm(draft, { force: true }).catch(() => undefined)
      throw error
    }
    await Promise.all([syncFolder(dirname(path)), syncFolder(dirname(dirname(path)))])
  }

  const store: FileStore = {
    async put(id, bytes) {
      try {
        await put(id, bytes)
        report.saved()
      } catch (error) {
        const fault = toStoreFault(error, options.folder)
        report.failed(fault)
        throw fault
      }
    },

    async open(id) {
      const path = await toPath(id)
      const found = await stat(path).catch(unlessMissing)
      return found?.isFile() ? readPieces(path) : undefined
    },

    async remove(id) {
      const path = await toPath(id)
      await unlink(path).catch(unlessMissing)
      await syncFolder(dirname(path))
    },

    async sweep(before) {
      let removed = 0
      for (const folder of await listEntries(await root())) {
        for (const name of await listEntries(join(await root(), folder))) {
          const path = join(await root(), folder, name)
          const found = await stat(path).catch(unlessMissing)
          if (!found?.isFile() || found.mtime >= before) continue
          if (folder !== unfinished && options.isNamed(name)) continue
          await unlink(path).catch(unlessMissing)
          if (folder !== unfinished) removed += 1
        }
      }
      return removed
    },
  }

  return {
    store,
    async close() {
      if (temporary) await rm(await temporary, { recursive: true, force: true })
    },
  }
}

async function writeSafely(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) await file.writeFile(piece)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The new name is on disk only once its folder is. Some systems (Windows) cannot do that and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined)
  try {
    await folder?.sync().catch(() => undefined)
  } finally {
    await folder?.close()
  }
}

/** Opens the file with the first piece that is asked for: who never asks holds nothing open. */
async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path)
}

async function listEntries(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(unlessMissing)) ?? []
}

/** Another process may sweep at the same time. */
function unlessMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  throw error
}
