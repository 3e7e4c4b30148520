import type { Subscription } from '../../cases/case.ts'
import type { CaseHold } from '../../cases/case-removal.ts'
import { toDocument } from '../mongo/documents.ts'
import { createPage, pagedOut, pageSize } from '../mongo/history-archive.ts'
import type { CaseDocument } from '../mongo/mongo-schema.ts'
import { type ThreadDocument, toThreadDocument } from '../mongo/thread-documents.ts'
import { parseDated } from '../parse-dated.ts'
import { caseFromRow, entryFromRow, fromLookup, lookup } from '../sqlite/rows.ts'
import { type Source, type TransferKind, walkTable } from './transfer-kind.ts'

/** Cases with their newest entries, words, keys and threads, and where each delivery stands. */
const cases = walkTable({
  collection: 'cases',
  tables: ['cases', 'entries', 'searched', 'keys', 'deliveries'],
  key: ['number'],
  columns: ['doc', 'threads', 'create_key', 'news', 'waiting', 'import_run', 'hold'],
  // Each may have a hundred entries.
  limit: 50,
  toDocuments: ([number, doc, threads, createKey, news, waiting, importRun, hold], source) => {
    const supportCase = caseFromRow([doc ?? null, threads ?? null])
    const paged = pagedOut(supportCase.seq)
    const document = toDocument({
      case: supportCase,
      entries: [],
      words: readWords(source, supportCase.number),
      key: fromLookup(String(createKey)),
      ...(typeof importRun === 'string' && { importRun: fromLookup(importRun) }),
    })
    return [
      {
        ...document,
        _id: Number(number),
        historyId: toHistoryId(supportCase.number),
        // Those before are in pages.
        history: readEntries(source, supportCase.number, paged, supportCase.seq),
        threads: supportCase.subscriptions.map((one) => toThread(source, supportCase.number, one)),
        keys: readKeys(source, supportCase.number),
        news: Number(news),
        ...(waiting === 1 && { waiting: supportCase.number }),
        ...(typeof hold === 'string' && {
          hold: { ...parseDated<CaseHold>(hold), number: supportCase.number },
        }),
      } satisfies CaseDocument,
    ]
  },
})

const historyPages = walkTable({
  collection: 'historypages',
  tables: ['cases', 'entries'],
  key: ['number'],
  columns: ['doc', 'threads'],
  limit: 50,
  toDocuments: ([, doc, threads], source) => {
    const { number: _id, seq } = caseFromRow([doc ?? null, threads ?? null])
    const firsts = Array.from({ length: pagedOut(seq) / pageSize }, (_, index) => index * pageSize)
    const historyId = toHistoryId(_id)
    return firsts.map((after) => ({
      ...createPage({ _id, historyId }, readEntries(source, _id, after, after + pageSize)),
    }))
  },
})

/** Without the moment of their use, which the embedded store does not keep: so they are never forgotten, as there. */
const createKeys = walkTable({
  collection: 'createkeys',
  tables: ['cases'],
  key: ['number'],
  columns: ['create_key'],
  toDocuments: ([number, key]) => [{ _id: fromLookup(String(key)), number: Number(number) }],
})

export const caseKinds: readonly TransferKind[] = [cases, historyPages, createKeys]

/** The same whenever it is made, and of no moment at which a create can have been broken off (`HistoryPages.sweep`). */
function toHistoryId(number: number): string {
  return number.toString(16).padStart(24, '0')
}

function readEntries({ query }: Source, number: number, after: number, upTo: number) {
  const entries = query('SELECT doc FROM entries WHERE number = ? AND seq > ? AND seq <= ? ORDER BY seq')
    .all(number, after, upTo)
    .map(entryFromRow)
  if (entries.length !== upTo - after)
    throw new Error(`Case ${number} lacks entries of its history between ${after + 1} and ${upTo}`)
  return entries
}

function readWords({ query }: Source, number: number): readonly string[] {
  const words = query('SELECT words FROM searched WHERE number = ?').first(number)?.[0] ?? ''
  return String(words).split('\n').filter(Boolean).map(fromLookup)
}

function readKeys({ query }: Source, number: number): CaseDocument['keys'] {
  return query('SELECT key, seqs FROM keys WHERE number = ? ORDER BY version')
    .all(number)
    .map(([key, seqs]) => ({
      key: fromLookup(String(key)),
      seqs: JSON.parse(String(seqs)) as readonly number[],
    }))
}

/** Nobody holds it: there is no lease. Whether its last post is in doubt (`held`) goes along. */
function toThread({ query }: Source, number: number, subscription: Subscription): ThreadDocument {
  const row = query('SELECT due_at, held, token FROM deliveries WHERE number = ? AND thread = ?').first(
    number,
    lookup(subscription.id),
  )
  if (!row) throw new Error(`Case ${number} lacks the delivery of a thread`)
  const [dueAt, held, token] = row
  return {
    ...toThreadDocument(subscription),
    dueAt: dueAt === null ? null : new Date(Number(dueAt)),
    held: held === 1,
    token: Number(token),
  }
}
