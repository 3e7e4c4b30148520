import { createHash } from 'node:crypto'
import type { FileStore } from '../../cases/file-store.ts'
import type { Source } from './transfer-kind.ts'

/** The name that attachments go by among the collections. */
export const filesName = 'files'

const batch = 50

/** An attachment as it is compared: not the bytes themselves. */
export interface FileDocument {
  readonly _id: string
  readonly length: number
  readonly sha256: string
}

/** The next ids of attachments that entries name. */
export function readFileIds({ query }: Source, after: string): readonly string[] {
  return query(`SELECT id FROM attachments WHERE id > ? ORDER BY id LIMIT ${batch}`)
    .all(after)
    .map(([id]) => String(id))
}

/** Undefined where it is missing in the data folder already. What a run before this one put there stays. */
export async function copyFileOver(
  id: string,
  from: Pick<FileStore, 'open'>,
  to: Pick<FileStore, 'open' | 'put'>,
): Promise<FileDocument | undefined> {
  const original = await readFilePrint(id, from)
  if (!original) return undefined
  const there = await readFilePrint(id, to)
  if (there?.sha256 !== original.sha256) {
    const bytes = await from.open(id)
    if (!bytes) return undefined
    await to.put(id, bytes)
  }
  return original
}

/** What is stored under this id; undefined where there is nothing. */
export async function readFilePrint(
  id: string,
  files: Pick<FileStore, 'open'>,
): Promise<FileDocument | undefined> {
  const bytes = await files.open(id)
  if (!bytes) return undefined
  const hash = createHash('sha256')
  let length = 0
  for await (const piece of bytes) {
    hash.update(piece)
    length += piece.length
  }
  return { _id: id, length, sha256: hash.digest('hex') }
}
