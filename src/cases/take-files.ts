/** From what somebody hands over to attachments in the file store: looked at whole first, then kept, then named by a write. */
import { checkFiles, denyCount, denyFile, distinctNames, fileName, type OfferFiles } from './attachments.ts'
import type { Attachment } from './case.ts'
import type { CaseServiceDeps } from './case-service.ts'
import type { IdempotencyKey } from './case-store.ts'
import { fileSearchBudget, findInFile } from './personal-data-guard.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

/** The field of every form that takes files. */
export const filesField = 'files'

type Deps = Pick<CaseServiceDeps, 'store' | 'recogniseFile' | 'findPersonalData'>

export interface TakenFiles {
  /** CRE-3: personal data in those that are text. The person mends it or confirms. */
  readonly personal: readonly Refusal[]
  /** What the case will name. */
  readonly attachments: readonly Attachment[]
  /** Puts the files where the write that follows may name them. */
  keep(): Promise<void>
}

export const noFiles: TakenFiles = { personal: [], attachments: [], keep: async () => {} }

/** Looks the files over; nothing is stored before `keep`. The same key keeps the same files under the same ids. */
export async function takeFiles(
  { store, recogniseFile, findPersonalData }: Deps,
  offer: OfferFiles | undefined,
  region: string,
  key: IdempotencyKey,
): Promise<Result<TakenFiles>> {
  if (!offer) return ok(noFiles)
  const offered = await offer()
  if (!offered.ok) return offered
  const tooMany = denyCount(offered.value.length, filesField)
  if (tooMany) return refused(tooMany)
  const names = distinctNames(offered.value.map(({ name }) => fileName(name)))
  const looked = await Promise.all(
    offered.value.map(async ({ bytes, leaveOut }, index) => {
      const name = names[index] ?? 'file'
      return {
        name,
        bytes,
        leaveOut,
        size: bytes.byteLength,
        recognised: await recogniseFile({ name, bytes }),
      }
    }),
  )
  const files = looked.filter(({ leaveOut, recognised, ...file }) => {
    const refusal = leaveOut && denyFile(file, recognised, filesField)
    if (refusal) leaveOut(refusal)
    return !refusal
  })
  const checked = checkFiles(files, filesField)
  if (!checked.ok) return checked

  const personal: Refusal[] = []
  const budget = fileSearchBudget()
  for (const { name, recognised } of files) {
    if (recognised.text === null) continue
    const file = { name, text: recognised.text }
    personal.push(...(await findInFile(findPersonalData, file, region, filesField, budget)))
  }
  const taken = await Promise.all(
    files.map(async ({ name, bytes, size, recognised }, index) => {
      const sha256 = await hash(bytes)
      const id = (await hash(new TextEncoder().encode(JSON.stringify([key, index, sha256])))).slice(0, 40)
      return { bytes, attachment: { id, name, type: recognised.type, size, sha256 } }
    }),
  )
  return ok({
    personal,
    attachments: taken.map(({ attachment }) => attachment),
    async keep() {
      for (const { attachment, bytes } of taken) await store.files.put(attachment.id, bytes)
    },
  })
}

async function hash(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
