/** What a backup is: a folder like the data folder, and `backup.json`, which says what has to be in it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { StoreUnavailable } from '../store-unavailable.ts'

export const manifestName = 'backup.json'

/** No other names: a list that was tampered with leads nowhere else. */
const Name = z
  .string()
  .regex(/^(?:casethread\.db|casethread\.key|removals\.jsonl|files\/[0-9a-f]{2}\/[0-9a-f]{8,64})$/)

const Manifest = z.object({
  format: z.literal(1),
  /** Of Casethread, and of its schema. */
  version: z.string(),
  schema: z.number().int().positive(),
  createdAt: z.iso.datetime(),
  cases: z.number().int().nonnegative(),
  contents: z.array(
    z.object({ name: Name, size: z.number().int().nonnegative(), sha256: z.string().length(64) }),
  ),
  /** Attachments that a case names and that were not there already when the backup was made. */
  missing: z.array(z.string()).readonly(),
})

export type Manifest = Readonly<z.infer<typeof Manifest>>

export function fileName(id: string): string {
  return `files/${id.slice(0, 2)}/${id}`
}

export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')))
  } catch (cause) {
    throw new StoreUnavailable(
      `${folder} is no backup of Casethread, or not a whole one: it has no ${manifestName} that can be read. Nothing was changed.`,
      { cause, refused: true, damaged: true },
    )
  }
}
