import type { Case } from './case.ts'
import type { CaseStore } from './case-store.ts'
import { historyAfter, listAttachments } from './history.ts'

export interface FilesSize {
  readonly files: number
  readonly bytes: number
}

/** How many files a case's history names, and how large they are together. */
export async function countFiles(
  { number }: Pick<Case, 'number'>,
  store: Pick<CaseStore, 'history'>,
): Promise<FilesSize> {
  let [files, bytes] = [0, 0]
  for (const entry of await historyAfter(store, number, 0))
    for (const { size } of listAttachments(entry)) {
      files += 1
      bytes += size
    }
  return { files, bytes }
}
