import type { mongo } from 'mongoose'
import type { FileStore } from '../../cases/file-store.ts'
import { listPageIds } from './history-archive.ts'
import type { CaseDocument, Models, PageDocument } from './mongo-schema.ts'

/**
 * Carries through what removals of a case noted in their own write (UPD-3): the entry in the case document, in its page, then the files.
 * The oldest first, and each write only where it was not made yet, so that any number of processes may do it at once, and a crash in
 * between leaves the rest to the next one.
 */
export async function purgeRemovals(
  { cases, pages }: Pick<Models, 'cases' | 'pages'>,
  files: Pick<FileStore, 'remove'>,
  number: number,
): Promise<void> {
  const written = cases.collection as unknown as mongo.Collection<CaseDocument>
  const paged = pages.collection as unknown as mongo.Collection<PageDocument>
  const document = await written.findOne(
    { _id: number, 'purging.0': { $exists: true } },
    { projection: { purging: 1, historyId: 1 } },
  )
  for (const { seq, entry, files: gone } of document?.purging ?? []) {
    const pending = { _id: number, 'purging.seq': seq }
    if (document && entry) {
      const arrayFilters = [{ 'one.seq': entry.seq }]
      await written.updateOne(pending, { $set: { 'history.$[one]': entry, purged: seq } }, { arrayFilters })
      const [page = ''] = listPageIds(document, entry.seq - 1, entry.seq)
      await paged.updateOne(
        { _id: page, purged: { $not: { $gte: seq } } },
        { $set: { 'entries.$[one]': entry, purged: seq } },
        { arrayFilters },
      )
    }
    for (const id of gone) await files.remove(id)
    await written.updateOne(pending, { $pull: { purging: { seq } } })
  }
}
