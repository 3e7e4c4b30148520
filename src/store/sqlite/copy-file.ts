import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a file holds, as it can be told again later. */
export interface FilePrint {
  readonly size: number
  readonly sha256: string
}

export async function readPrint(path: string): Promise<FilePrint> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece)
    size += piece.length
  }
  return { size, sha256: hash.digest('hex') }
}

/** For this user alone to read, forced to disk. Nothing may be there yet under that name. Answers what was read. */
export async function copyFile(from: string, to: string): Promise<FilePrint> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  let size = 0
  await withNewFile(to, async (file) => {
    // Opened here: one that is gone before anybody listens would end the process.
    for await (const piece of createReadStream(from) as AsyncIterable<Buffer>) {
      hash.update(piece)
      size += piece.length
      await file.writeFile(piece)
    }
  })
  return { size, sha256: hash.digest('hex') }
}

export async function writeNewFile(path: string, text: string): Promise<void> {
  await withNewFile(path, (file) => file.writeFile(text))
}

async function withNewFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await write(file)
    await file.sync()
  } finally {
    await file.close()
  }
}

export function isSame(print: FilePrint, other: FilePrint): boolean {
  return print.size === other.size && print.sha256 === other.sha256
}
