import {
  denyCount,
  type IncomingFiles,
  type IncomingSend,
  type OfferedFile,
  type OfferedFiles,
} from '../cases/attachments.ts'
import { ok, type Refusal, type Result, refused } from '../cases/refusal.ts'
import { filesField } from '../cases/take-files.ts'

/** Each file once, one after the other: what is under way at a time is bounded. All refusals at once. */
export async function receiveFiles(
  incoming: IncomingFiles,
  ids: readonly string[],
  fetchOne: (id: string, send: IncomingSend) => Promise<Result<OfferedFile>>,
): Promise<Result<OfferedFiles>> {
  const asked = [...new Set(ids)]
  const tooMany = denyCount(asked.length, filesField)
  if (tooMany) return refused(tooMany)
  const send = await incoming.open(asked.length)
  if (!send.ok) return send
  const files: OfferedFile[] = []
  const refusals: Refusal[] = []
  try {
    for (const id of asked) {
      const result = await fetchOne(id, send.value)
      if (result.ok) files.push(result.value)
      else refusals.push(...result.refusals)
    }
  } catch (error) {
    await send.value.discard()
    throw error
  }
  if (refusals.length === 0) return ok({ files, discard: send.value.discard })
  await send.value.discard()
  return refused(...refusals)
}
