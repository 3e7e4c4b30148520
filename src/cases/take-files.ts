/** From what somebody hands over to attachments in the file store: looked at whole first, then kept, then named by a write. */
import { checkFiles, denyCount, distinctNames, fileName, type OfferFiles } from './attachments.ts'
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
  /** Puts the files where the write that follows may name them. */
  keep(): Promise<readonly Attachment[]>
}

const none: TakenFiles = { personal: [], keep: async () => [] }

/** Looks the files over; nothing is stored before `keep`. The same key keeps the same files under the same ids. */
export async function takeFiles(
  { store, recogniseFile, findPersonalData }: Deps,
  offer: OfferFiles | undefined,
  region: string,
  key: IdempotencyKey,
): Promise<Result<TakenFiles>> {
  if (!offer) return ok(none)
  const offered = await offer()
  if (!offered.ok) return offered
  const tooMany = denyCount(offered.value.length, filesField)
  if (tooMany) return refused(tooMany)
  const names = distinctNames(offered.value.map(({ name }) => fileName(name)))
  const files = await Promise.all(
    offered.value.map(async ({ bytes }, index) => {
      const name = names[index] ?? 'file'
      return { name, bytes, size: bytes.byteLength, recognised: await recogniseFile({ name, bytes }) }
    }),
  )
  const checked = checkFiles(files, filesField)
  if (!checked.ok) return checked

  const personal: Refusal[] = []
  const budget = fileSearchBudget()
  for (const { name, recognised } of files) {
    if (recognised.text === null) continue
    const file = { name, text: recognised.text }
    personal.push(...(await findInFile(findPersonalData, file, region, filesField, budget)))
  }
  return ok({
    personal,
    async keep() {
      const kept: Attachment[] = []
      for (const [index, { name, bytes, size, recognised }] of files.entries()) {
        const sha256 = await hash(bytes)
        const id = (await hash(new TextEncoder().encode(JSON.stringify([key, index, sha256])))).slice(0, 40)
        await store.files.put(id, bytes)
        kept.push({ id, name, type: recognised.type, size, sha256 })
      }
      return kept
    },
  })
}

async function hash(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
