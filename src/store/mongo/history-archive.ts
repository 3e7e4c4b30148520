import { mongo } from 'mongoose'
import type { Entry } from '../../cases/case.ts'
import type { CaseStore } from '../../cases/case-store.ts'
import type { CaseDocument, Models, PageDocument } from './mongo-schema.ts'
import type { Repeat } from './retry.ts'
import { isDuplicate } from './write-errors.ts'

/** How many entries a page holds. Page boundaries are fixed: whoever moves a page out writes the same one. */
export const pageSize = 50

/** How many of the newest entries a case document keeps at least: what a card or a thread asks for is read with the case. */
const kept = 50

/** So many pages travel in one message, far below the protocol's limit of 48 MB. */
const pagesPerMessage = 16

/** How many of the oldest entries belong into pages once a history has grown to `seq`: whole pages only. */
export function pagedOut(seq: number): number {
  return Math.max(0, Math.floor((seq - kept) / pageSize) * pageSize)
}

/** How far back a sweep looks: sweeps come several times a day. */
const leftoversMs = 7 * 24 * 60 * 60 * 1000

/** What a part of a history is put together from, but for the history itself. */
const excerpt = { seq: 1, paged: 1, historyId: 1 } as const

export interface HistoryPages {
  /** What `CaseStore.history` promises, across the pages and the case document. */
  readonly read: CaseStore['history']
  /** Writes the pages of a history that is long from the start, before its case document. */
  write(document: Pick<CaseDocument, '_id' | 'historyId'>, entries: readonly Entry[]): Promise<void>
  /** Moves what `pagedOut` says out of a case document; does nothing where that is done. Safe to run anywhere, any number of times. */
  moveOut(number: number, seq: number): Promise<void>
  /** Takes back the pages of a case that was not made, and never can be: another one has its number. */
  discard(document: Pick<CaseDocument, 'historyId'>, paged: number): Promise<void>
  /** Takes away the pages of creates that were begun before this moment and never came to a case; answers how many. */
  sweep(before: Date): Promise<number>
}

/**
 * A document holds at most 16 MB, so the oldest entries of a long history lie in page documents (docs/decisions/0007). A page is
 * written before its entries leave the case document, in a write guarded by how far the history was moved before: a crash in
 * between leaves the entries in both places, where readers take them once and the next change takes up the move again. A removal
 * (`purge-removals.ts`) ends a move under way, so that no page keeps what is gone: each side says by `purged` what it is rid of.
 */
export function historyPages({ cases, pages }: Pick<Models, 'cases' | 'pages'>, step: Repeat): HistoryPages {
  // Pages are written as they are: to cast and check 9 MB of stored entries anew would hold up everybody.
  const written = pages.collection as unknown as mongo.Collection<PageDocument>

  async function read(number: number, page: Parameters<CaseStore['history']>[1]): Promise<readonly Entry[]> {
    const { after = 0, limit, newest = false } = page
    if (limit <= 0) return []
    // The newest ones are what is asked for most times: a second look only where they do not reach back far enough.
    const document = await cases
      .findOne({ _id: number }, excerpt)
      .slice('history', -limit)
      .lean<CaseDocument>()
    if (!document) return []
    const from = newest ? Math.max(after, document.seq - limit) : after
    const to = Math.min(from + limit, document.seq)
    const enough = to <= document.paged || Math.max(from, document.paged) >= document.seq - limit
    return enough ? gather(document, from, to) : readBetween(number, from, to)
  }

  /** Cuts out by position, which holds only as long as nothing is moved out: asked again where that happened. */
  async function readBetween(number: number, from: number, to: number): Promise<readonly Entry[]> {
    for (;;) {
      const head = await cases.findOne({ _id: number }, { paged: 1 }).lean<CaseDocument>()
      if (!head) return []
      const { paged } = head
      const skipped = Math.max(0, from - paged)
      const document = await cases
        .findOne({ _id: number, paged }, excerpt)
        .slice('history', [skipped, Math.max(1, to - paged - skipped)])
        .lean<CaseDocument>()
      if (document) return gather(document, from, to)
    }
  }

  /** The entries with `from < seq <= to`. That all are there is checked: a gap must never pass for a short history. */
  async function gather(document: CaseDocument, from: number, to: number): Promise<readonly Entry[]> {
    if (to <= from) return []
    const ids = listPageIds(document, from, Math.min(to, document.paged))
    const older =
      ids.length > 0
        ? await pages.find({ _id: { $in: ids } }, { entries: 1, first: 1 }).lean<PageDocument[]>()
        : []
    const entries = [
      ...older.toSorted((a, b) => a.first - b.first).flatMap((page) => page.entries),
      ...document.history,
    ]
    const wanted = entries.filter(({ seq }) => seq > from && seq <= to)
    if (wanted.length !== to - from) {
      throw new Error(`Case ${document._id} lacks entries of its history between ${from + 1} and ${to}`)
    }
    return wanted
  }

  async function write(
    document: Pick<CaseDocument, '_id' | 'historyId'>,
    entries: readonly Entry[],
  ): Promise<void> {
    const made = Array.from({ length: entries.length / pageSize }, (_, index) =>
      createPage(document, entries.slice(index * pageSize, (index + 1) * pageSize)),
    )
    for (let from = 0; from < made.length; from += pagesPerMessage) {
      // Those that are there were written by an attempt before this one: they are the same.
      await written
        .insertMany(made.slice(from, from + pagesPerMessage), { ordered: false })
        .catch(unlessAllThere)
    }
  }

  async function moveOut(number: number, seq: number): Promise<void> {
    for (;;) {
      const document = await cases
        .findOne({ _id: number, paged: { $lt: pagedOut(seq) } }, { paged: 1, historyId: 1, purged: 1 })
        .slice('history', [0, pageSize])
        .lean<CaseDocument>()
      if (!document) return
      await put(createPage(document, document.history), document.purged)
      const paged = document.paged + pageSize
      await cases.updateOne(
        { _id: number, paged: document.paged, purged: document.purged ?? { $exists: false } },
        { $set: { paged }, $pull: { history: { seq: { $lte: paged } } } },
      )
    }
  }

  /** A page that is there already is the same one, unless it is not yet rid of what this one is. */
  async function put(page: PageDocument, purged: number | undefined): Promise<void> {
    if (purged === undefined) await written.insertOne(page).catch(unlessThere)
    else {
      await written.insertOne({ ...page, purged }).catch(unlessThere)
      await written.replaceOne({ _id: page._id, purged: { $not: { $gte: purged } } }, { ...page, purged })
    }
  }

  async function discard(document: Pick<CaseDocument, 'historyId'>, paged: number): Promise<void> {
    if (paged > 0) await pages.deleteMany({ _id: { $in: listPageIds(document, 0, paged) } })
  }

  async function sweep(before: Date): Promise<number> {
    const begun = {
      $gte: startOfIds(new Date(before.getTime() - leftoversMs)),
      $lt: startOfIds(before),
    }
    let removed = 0
    for await (const { _id, number } of written.find({ _id: begun }, { projection: { number: 1 } })) {
      const [historyId = ''] = _id.split(':')
      // Neither a case that has them nor, so long after, one that is still to come: nobody can need them.
      if (await step(async () => cases.exists({ _id: number, historyId }))) continue
      await step(() => written.deleteOne({ _id }))
      removed += 1
    }
    return removed
  }

  return { read, write, moveOut, discard, sweep }
}

export function createPage(
  document: Pick<CaseDocument, '_id' | 'historyId'>,
  entries: readonly Entry[],
): PageDocument {
  const first = entries[0]?.seq ?? 0
  if (entries.length !== pageSize || first % pageSize !== 1) {
    throw new Error(`No page of case ${document._id} begins at ${first} with ${entries.length} entries`)
  }
  return { _id: createPageId(document, first), number: document._id, first, entries }
}

/** The pages that hold entries with `from < seq <= to`. */
export function listPageIds(
  document: Pick<CaseDocument, 'historyId'>,
  from: number,
  to: number,
): readonly string[] {
  const ids: string[] = []
  for (let first = from - (from % pageSize) + 1; first <= to; first += pageSize)
    ids.push(createPageId(document, first))
  return ids
}

/** By the history, not by the case's number: the pages of a create that died must not be taken for another one's. */
function createPageId({ historyId }: Pick<CaseDocument, 'historyId'>, first: number): string {
  return `${historyId}:${first}`
}

/** A history's id begins with when it was made. */
function startOfIds(moment: Date): string {
  return mongo.ObjectId.createFromTime(Math.max(0, Math.floor(moment.getTime() / 1000))).toHexString()
}

function unlessThere(error: unknown): void {
  if (!isDuplicate(error)) throw error
}

function unlessAllThere(error: unknown): void {
  const failed = error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : []
  // A write concern's fault, or no answer at all, is none of a document's.
  const isDoubt = error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError()
  if (failed.length === 0 || isDoubt || !failed.every(({ code }) => code === 11000)) throw error
}
