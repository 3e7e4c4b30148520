import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { E_TIMEOUT, Semaphore, withTimeout } from 'async-mutex'
import {
  denyRoom,
  type FileContent,
  fileLimit,
  type IncomingFiles,
  type IncomingSend,
  maxFiles,
} from '../cases/attachments.ts'
import { ok, refused } from '../cases/refusal.ts'
import { filesField } from '../cases/take-files.ts'

/** So many files of full size lie here at a time, over all sends: 400 MB of disk, and four full sends. */
const maxIncoming = 40
/** How long a send waits for room, ms. */
const patienceMs = 60_000
/** What a process left that died, ms. */
const forgottenMs = 24 * 60 * 60 * 1000
const prefix = 'casethread-incoming-'

export interface IncomingFolder extends IncomingFiles {
  /** Takes away what is still there. */
  close(): Promise<void>
}

/**
 * Files that arrive, in a folder that nobody else reads and that is made with the first of them. They are written down piece by
 * piece, hashed on the way; a send has to find room for all of its files at full size before the first.
 */
export function createIncomingFolder(
  options: { readonly room?: number; readonly patienceMs?: number; readonly parent?: string } = {},
): IncomingFolder {
  const parent = options.parent ?? tmpdir()
  const room = withTimeout(
    new Semaphore(options.room ?? maxIncoming),
    options.patienceMs ?? patienceMs,
    E_TIMEOUT,
  )
  let folder: Promise<string> | undefined

  async function make(): Promise<string> {
    await removeForgotten(parent)
    return mkdtemp(join(parent, prefix))
  }

  function root(): Promise<string> {
    folder ??= make().catch((error: unknown) => {
      folder = undefined
      throw error
    })
    return folder
  }

  function createSend(release: () => void): IncomingSend {
    const paths: string[] = []
    return {
      async receive(pieces) {
        const path = join(await root(), randomUUID())
        paths.push(path)
        return writeDown(path, pieces)
      },
      async discard() {
        try {
          await Promise.all(paths.splice(0).map((path) => rm(path, { force: true })))
        } finally {
          release()
        }
      },
    }
  }

  return {
    async open(count) {
      try {
        const [, release] = await room.acquire(Math.max(1, Math.min(count, maxFiles)))
        return ok(createSend(release))
      } catch (error) {
        if (error !== E_TIMEOUT) throw error
        return refused(denyRoom(filesField))
      }
    },
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true })
    },
  }
}

/** Leaving the loop ends the download. */
async function writeDown(path: string, pieces: AsyncIterable<Uint8Array>): Promise<FileContent> {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      await file.writeFile(piece)
      size += piece.byteLength
      if (size > fileLimit) break
    }
  } finally {
    await file.close()
  }
  return { path, size, sha256: hash.digest('hex'), read: () => createReadStream(path) }
}

async function removeForgotten(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue
    const path = join(parent, name)
    const found = await stat(path).catch(() => undefined)
    if (!found || found.mtimeMs > Date.now() - forgottenMs) continue
    // Another user's, or another process is faster.
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}
