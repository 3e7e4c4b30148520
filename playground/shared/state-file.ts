import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** Reads what an earlier run left. A file that cannot be read is a fault to be told, not a reason to begin anew. */
export async function loadState<T>(
  path: string | undefined,
  schema: z.ZodType,
  nothing: T,
  whose: string,
): Promise<T> {
  if (!path) return nothing
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return nothing
  try {
    return schema.parse(JSON.parse(text)) as T
  } catch (cause) {
    throw new Error(
      `${whose}'s memory in ${path} is damaged. Move the file away to begin with an empty workspace.`,
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
export function createStateFile(path: string | undefined, current: () => object): StateFile {
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
          process.emitWarning(`The playground could not write ${target}: ${String(error)}`)
        })
      }, quietMs)
    },
    flush,
  }
}
