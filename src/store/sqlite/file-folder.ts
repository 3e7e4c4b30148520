import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileStore } from '../../cases/file-store.ts'
import { StoreDidNotAnswer } from '../../cases/store-did-not-answer.ts'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { assertFileId } from '../file-id.ts'
import { createFaultReport } from './fault-report.ts'
import { toStoreFault } from './sqlite-faults.ts'

/** A disk that hangs, as a folder on another machine may, is given up on after this long at each step, ms. */
const stepMs = 8_000

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
  readonly stepMs?: number
}): { readonly store: FileStore; readonly close: () => Promise<void> } {
  let temporary: Promise<string> | undefined
  const report = createFaultReport('files', options.log)

  async function inTime<T>(step: Promise<T>): Promise<T> {
    const outcome = await withTimeout(step, options.stepMs ?? stepMs)
    if (outcome === timedOut) throw new StoreDidNotAnswer('unknown')
    return outcome
  }

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
    const folders = [dirname(path), dirname(draft)]
    await inTime(Promise.all(folders.map((folder) => mkdir(folder, { recursive: true }))))
    try {
      await writeSafely(draft, bytes, inTime)
      await inTime(rename(draft, path))
    } catch (error) {
      // On a disk that takes nothing it may not go either; then it is swept later.
      await inTime(rm(draft, { force: true })).catch(() => undefined)
      throw error
    }
    await inTime(Promise.all([syncFolder(dirname(path)), syncFolder(dirname(dirname(path)))]))
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
      const found = await inTime(stat(path).catch(unlessMissing))
      return found?.isFile() ? readPieces(path) : undefined
    },

    async remove(id) {
      const path = await toPath(id)
      await inTime(unlink(path).catch(unlessMissing))
      await inTime(syncFolder(dirname(path)))
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

/** Each step in time by itself: whoever sends the bytes may be slow. */
async function writeSafely(
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  inTime: <T>(step: Promise<T>) => Promise<T>,
): Promise<void> {
  const file = await inTime(open(path, 'wx', 0o600))
  try {
    for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes)
      await inTime(file.writeFile(piece))
    await inTime(file.sync())
  } finally {
    await inTime(file.close())
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
