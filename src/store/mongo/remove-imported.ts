import type { mongo } from 'mongoose'
import type { HistoryPages } from './history-archive.ts'
import type { CaseDocument, CreateKeyDocument, Models } from './mongo-schema.ts'
import type { Repeat } from './retry.ts'

export interface ImportedRemovals {
  /** One case, as `CaseStore.removeImported` promises. May be repeated. */
  remove(run: string, number: number): Promise<void>
  /** Takes up what a crash broke off; answers how many. */
  sweep(step: Repeat): Promise<number>
}

/**
 * The document goes in one guarded write. Where pages of its history lie elsewhere, the key that made the case tells of them first, so
 * that they can be found by whoever comes after a crash. The key stays: it holds this very number, under which another import makes the
 * case again.
 */
export function importedRemovals(
  { cases, createKeys }: Pick<Models, 'cases' | 'createKeys'>,
  pages: Pick<HistoryPages, 'discard'>,
): ImportedRemovals {
  const written = cases.collection as unknown as mongo.Collection<CaseDocument>
  const keys = createKeys.collection as unknown as mongo.Collection<CreateKeyDocument>

  async function finish({ _id, number, leaving }: CreateKeyDocument): Promise<void> {
    if (!leaving) return
    // Somebody changed it in the last moment: it stays.
    const isThere = await written.findOne(
      { _id: number, historyId: leaving.historyId },
      { projection: { _id: 1 } },
    )
    if (!isThere) await pages.discard(leaving, leaving.paged)
    await keys.updateOne({ _id, 'leaving.historyId': leaving.historyId }, { $unset: { leaving: '' } })
  }

  return {
    async remove(run, number) {
      if (await written.findOne({ 'followUpOf.number': number }, { projection: { _id: 1 } })) return
      const untouched = { _id: number, 'imported.run': run, version: 1, threads: { $size: 0 } }
      const document = await written.findOne(untouched, {
        projection: { createKey: 1, historyId: 1, paged: 1 },
      })
      if (!document) return
      const { createKey, historyId, paged } = document
      const leaving = { historyId, paged }
      if (paged > 0) await keys.updateOne({ _id: createKey }, { $set: { leaving } })
      await written.deleteOne({ ...untouched, historyId })
      if (paged > 0) await finish({ _id: createKey, number, leaving })
    },

    async sweep(step) {
      let finished = 0
      for await (const key of keys.find({ 'leaving.paged': { $gt: 0 } })) {
        await step(() => finish(key))
        finished += 1
      }
      return finished
    },
  }
}
