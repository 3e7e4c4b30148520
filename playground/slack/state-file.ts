import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Message, StoredFile } from './ledger.ts'
import type { Channel } from './world.ts'

/** What outlives a restart. */
export interface Saved {
  readonly messages: readonly Message[]
  readonly files: readonly StoredFile[]
  readonly channels: readonly Channel[]
}

const SavedFile = z.object({
  version: z.literal(1),
  messages: z.array(
    z.looseObject({ ts: z.string(), channel: z.string(), user: z.string(), text: z.string() }),
  ),
  files: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  channels: z.array(z.looseObject({ id: z.string(), name: z.string() })),
})

const nothing: Saved = { messages: [], files: [], channels: [] }

/** Reads what an earlier run left. A file that cannot be read is a fault to be told, not a reason to begin anew. */
export async function loadState(path: string | undefined): Promise<Saved> {
  if (!path) return nothing
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return nothing
  try {
    return SavedFile.parse(JSON.parse(text)) as unknown as Saved
  } catch (cause) {
    throw new Error(
      `The local Slack's memory in ${path} is damaged. Move the file away to begin with an empty workspace.`,
      { cause },
    )
  }
}

export interface StateFile {
  /** Writes soon; several changes go out in one write. */
  readonly changed: () => void
  readonly flush: () => Promise<void>
}

const quietMs = 100

/** Writes to a second file and renames it, so that a crash leaves the old state or the new one, never half of one. */
export function createStateFile(path: string | undefined, current: () => Saved): StateFile {
  if (!path) return { changed: () => {}, flush: async () => {} }
  const target = path
  let timer: NodeJS.Timeout | undefined
  let dirty = false
  let writing = Promise.resolve()

  async function write(): Promise<void> {
    if (!dirty) return
    dirty = false
    await mkdir(dirname(target), { recursive: true })
    const file = await open(`${target}.new`, 'w')
    try {
      await file.writeFile(JSON.stringify({ version: 1, ...current() }))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${target}.new`, target)
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    // A failed write must not stop the later ones; the next change tries again.
    writing = writing.catch(() => {}).then(write)
    return writing
  }

  return {
    changed() {
      dirty = true
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => {
          dirty = true
          process.emitWarning(`The local Slack could not write ${target}: ${String(error)}`)
        })
      }, quietMs)
    },
    flush,
  }
}
