import type { Connection, mongo } from 'mongoose'
import type { AuditLog } from '../../cases/audit-log.ts'
import { type CaseRemoval, isHusk, mayBeRemoved, toHusk } from '../../cases/case-removal.ts'
import { listDraftSubjects } from '../../cases/draft-store.ts'
import type { FileStore } from '../../cases/file-store.ts'
import { listAttachments } from '../../cases/history.ts'
import { toCase, toDocument } from './documents.ts'
import { asBefore, followMarks } from './follow-marks.ts'
import { type HistoryPages, listPageIds } from './history-archive.ts'
import type { CaseDocument, CreateKeyDocument, Models } from './mongo-schema.ts'
import type { Repeat } from './retry.ts'
import { free } from './thread-documents.ts'

export interface CaseRemovals {
  /** What `CaseStore.removeCases` promises of one case. Answers whether it is there no longer. May be repeated. */
  remove(number: number, removal: CaseRemoval): Promise<boolean>
  /** Takes up what a crash broke off; answers how many. */
  sweep(step: Repeat): Promise<number>
}

/**
 * The document goes in one guarded write, or becomes a husk. What lies elsewhere (pages of its history, files, drafts) is told by the key
 * that made the case before that, so that it can be found by whoever comes after a crash. An import's key stays: it holds this very number,
 * under which another import makes the case again.
 */
export function caseRemovals(
  connection: Connection,
  { cases, createKeys, pages: pageModel }: Pick<Models, 'cases' | 'createKeys' | 'pages'>,
  {
    pages,
    files,
    auditLog,
  }: {
    readonly pages: Pick<HistoryPages, 'discard'>
    readonly files: Pick<FileStore, 'remove'>
    readonly auditLog: Pick<AuditLog, 'record'>
  },
): CaseRemovals {
  const written = cases.collection as unknown as mongo.Collection<CaseDocument>
  const follows = followMarks(written)
  const keys = createKeys.collection as unknown as mongo.Collection<CreateKeyDocument>

  function collection(name: string): mongo.Collection {
    const { db } = connection
    if (!db) throw new Error('the connection is open')
    return db.collection(name)
  }

  async function finish({ _id, number, leaving }: CreateKeyDocument): Promise<void> {
    if (!leaving) return
    const { historyId, paged, files: ids = [], forget, record } = leaving
    const isMeant = { _id, 'leaving.historyId': historyId }
    // Somebody changed it in the last moment: it stays.
    if (await written.findOne({ _id: number, historyId }, { projection: { _id: 1 } })) {
      await keys.updateOne(isMeant, { $unset: { leaving: '' } })
      return
    }
    if (record) await auditLog.record(record)
    await pages.discard(leaving, paged)
    for (const id of ids) await files.remove(id)
    if (!forget) {
      await keys.updateOne(isMeant, { $unset: { leaving: '' } })
      return
    }
    await collection('delivery-actions').deleteMany({ number })
    await collection('drafts').deleteMany({ subject: { $in: listDraftSubjects(number) } })
    await keys.deleteOne(isMeant)
  }

  /** Those of entries that are in pages, and those of removals that are still to be carried through, too. */
  async function listFiles(document: CaseDocument): Promise<readonly string[]> {
    const found = new Set(document.history.flatMap(listAttachments).map(({ id }) => id))
    for (const pending of document.purging ?? []) for (const id of pending.files) found.add(id)
    if (document.paged > 0) {
      const ids = listPageIds(document, 0, document.paged)
      for (const { entries } of await pageModel.find({ _id: { $in: ids } }, { entries: 1 }).lean())
        for (const { id } of entries.flatMap(listAttachments)) found.add(id)
    }
    return [...found]
  }

  async function remove(number: number, removal: CaseRemoval): Promise<boolean> {
    for (;;) {
      const document = await written.findOne({ _id: number }, { projection: { words: 0, found: 0, keys: 0 } })
      if (!document) return true
      const supportCase = toCase(document)
      if (isHusk(supportCase)) return true
      const facts = {
        importRun: document.imported?.run,
        isHeld: document.hold !== undefined,
        isFollowed: await follows.isFollowed(document),
      }
      if (!mayBeRemoved(supportCase, facts, removal)) return false
      const { createKey, historyId, paged, version, news, threads } = document
      const forget = removal.of !== 'import'
      const leaving = { historyId, paged, files: await listFiles(document), forget }
      const { record } = removal
      const isNoted = record !== undefined || forget || paged > 0 || leaving.files.length > 0
      // Keys of long ago are forgotten, and noted anew for as long as this takes.
      if (isNoted)
        await keys.updateOne(
          { _id: createKey },
          { $set: { leaving: { ...leaving, ...(record && { record }) } }, $setOnInsert: { number } },
          { upsert: true },
        )
      const isFree = { hold: { $exists: false }, ...asBefore(document) }
      const asItWas = { _id: number, historyId, version, news, threads, ...isFree }
      const husk = toHuskDocument(document, removal.at)
      const isDone = husk
        ? (await written.replaceOne(asItWas, husk)).matchedCount === 1
        : (await written.deleteOne(asItWas)).deletedCount === 1
      // Where it went otherwise in the last moment, it was not by this.
      const done = { ...leaving, ...(isDone && record ? { record } : {}) }
      if (isNoted) await finish({ _id: createKey, number, leaving: done })
      if (isDone) return true
    }
  }

  return {
    remove,
    async sweep(step) {
      let finished = 0
      for await (const key of keys.find({ 'leaving.paged': { $gte: 0 } })) {
        await step(() => finish(key))
        finished += 1
      }
      return finished
    },
  }
}

/** With the leases as they are: whoever is at work on a thread goes on holding it, and finds it due again. */
function toHuskDocument(document: CaseDocument, at: Date): CaseDocument | undefined {
  const husk = toHusk(toCase(document), at)
  if (husk.subscriptions.length === 0) return undefined
  const { threads, waiting, ...rest } = {
    ...toDocument({ case: husk, entries: [], words: [], key: `gone ${husk.number}` }),
    news: document.news + 1,
    waiting: document.waiting,
  }
  return {
    ...rest,
    found: [],
    ...(waiting === undefined ? {} : { waiting }),
    threads: threads.flatMap((thread) => {
      const held = document.threads.find(({ id }) => id === thread.id)
      const { leaseUntil, leaseOwner, held: isHeld, token } = held ?? thread
      return [{ ...thread, dueAt: free, leaseUntil, leaseOwner, held: isHeld, token }]
    }),
  }
}
