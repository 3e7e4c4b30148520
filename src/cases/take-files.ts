/** From what somebody hands over to attachments in the file store: looked at whole first, then kept, then named by a write. */
import {
  checkFiles,
  denyCount,
  denyFile,
  distinctNames,
  type FileScanner,
  fileName,
  type OfferedFile,
  type OfferFiles,
  type Recognised,
} from './attachments.ts'
import type { Attachment } from './case.ts'
import type { CaseServiceDeps } from './case-service.ts'
import type { IdempotencyKey } from './case-store.ts'
import { maxSearchedBytes, notSearched, searchMs } from './personal-data-guard.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

/** The field of every form that takes files. */
export const filesField = 'files'

type Deps = Pick<CaseServiceDeps, 'store' | 'fileScanner'>

export interface TakenFiles {
  /** CRE-3: personal data in those that are text. The person mends it or confirms. */
  readonly personal: readonly Refusal[]
  /** What the case will name. */
  readonly attachments: readonly Attachment[]
  /** Puts the files where the write that follows may name them. */
  keep(): Promise<void>
  /** Lets go of what was fetched; to be called whatever became of the write. */
  discard(): Promise<void>
}

export const noFiles: TakenFiles = {
  personal: [],
  attachments: [],
  keep: async () => {},
  discard: async () => {},
}

/** Looks the files over; nothing is stored before `keep`. The same key keeps the same files under the same ids. */
export async function takeFiles(
  deps: Deps,
  offer: OfferFiles | undefined,
  region: string,
  key: IdempotencyKey,
): Promise<Result<TakenFiles>> {
  if (!offer) return ok(noFiles)
  const offered = await offer()
  if (!offered.ok) return offered
  const { files, discard } = offered.value
  try {
    const looked = await lookOver(deps, files, region, key)
    if (!looked.ok) await discard()
    return looked.ok ? ok({ ...looked.value, discard }) : looked
  } catch (error) {
    await discard()
    throw error
  }
}

interface LookedAt {
  readonly file: OfferedFile
  readonly recognised: Recognised
}

async function lookOver(
  { store, fileScanner }: Deps,
  offered: readonly OfferedFile[],
  region: string,
  key: IdempotencyKey,
): Promise<Result<Omit<TakenFiles, 'discard'>>> {
  const tooMany = denyCount(offered.length, filesField)
  if (tooMany) return refused(tooMany)
  const names = distinctNames(offered.map(({ name }) => fileName(name)))
  const looked = await Promise.all(
    offered.map(async ({ content, leaveOut }, index): Promise<LookedAt> => {
      const file = { name: names[index] ?? 'file', content, ...(leaveOut ? { leaveOut } : {}) }
      return { file, recognised: await fileScanner.recognise(file) }
    }),
  )
  const files = looked.filter(({ file: { name, content, leaveOut }, recognised }) => {
    const refusal = leaveOut && denyFile({ name, size: content.size }, recognised, filesField)
    if (refusal) leaveOut(refusal)
    return !refusal
  })
  const checked = checkFiles(
    files.map(({ file: { name, content }, recognised }) => ({ name, size: content.size, recognised })),
    filesField,
  )
  if (!checked.ok) return checked

  const texts = files.filter(({ recognised }) => recognised.isText).map(({ file }) => file)
  const taken = await Promise.all(
    files.map(async ({ file: { name, content }, recognised }, index) => {
      const { size, sha256 } = content
      const id = (await hash(JSON.stringify([key, index, sha256]))).slice(0, 40)
      return { content, attachment: { id, name, type: recognised.type, size, sha256 } }
    }),
  )
  return ok({
    personal: await search(fileScanner, texts, region),
    attachments: taken.map(({ attachment }) => attachment),
    async keep() {
      for (const { attachment, content } of taken) await store.files.put(attachment.id, content.read())
    },
  })
}

/** CRE-3: one file after the other, within one budget of time and bytes. */
async function search(
  scanner: FileScanner,
  files: readonly OfferedFile[],
  region: string,
): Promise<readonly Refusal[]> {
  const personal: Refusal[] = []
  let left = searchMs
  let bytes = 0
  for (const file of files) {
    bytes += file.content.size
    if (left <= 0 || bytes > maxSearchedBytes) {
      personal.push(notSearched(file.name, filesField))
      continue
    }
    const { found, ms } = await scanner.findPersonalData(file, region, left)
    personal.push(...found)
    left -= ms
  }
  return personal
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
