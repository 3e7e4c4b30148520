import type { Case, CaseHead } from '../../cases/case.ts'
import { type CaseRemoval, isHusk, mayBeRemoved, toHusk } from '../../cases/case-removal.ts'
import { listDraftSubjects } from '../../cases/draft-store.ts'
import { listAttachments } from '../../cases/history.ts'
import { notePurge, ofNoCase } from './purge.ts'
import type { Database } from './query.ts'
import {
  caseFromRow,
  entryFromRow,
  fromLookup,
  headToText,
  listReaderNames,
  lookup,
  messageName,
} from './rows.ts'
import { removeFromSearch } from './search-index.ts'
import { addAuditRecord } from './sqlite-audit-log.ts'
import { removeRefs } from './sqlite-case-refs.ts'
import { makeDue, removeRest, writeThreads } from './sqlite-deliveries.ts'

type Queries = Pick<Database, 'query'>

/** Within a write: what `CaseStore.removeCases` promises of one case. Answers whether it is there no longer. */
export function removeCase(database: Queries, number: number, removal: CaseRemoval): boolean {
  const { query } = database
  const row = query('SELECT doc, threads, import_run, hold FROM cases WHERE number = ?').first(number)
  if (!row) return true
  const supportCase = caseFromRow(row)
  if (isHusk(supportCase)) return true
  const [, , importRun, hold] = row
  const isFollowed = query('SELECT 1 FROM follow_ups WHERE earlier = ?').first(number) !== undefined
  const facts = {
    importRun: typeof importRun === 'string' ? fromLookup(importRun) : undefined,
    isHeld: hold !== null,
    isFollowed,
  }
  if (!mayBeRemoved(supportCase, facts, removal)) return false
  if (removal.record) addAuditRecord(database, removal.record)
  removeFromSearch(database, supportCase)
  removeRefs(database, supportCase)
  removeVisible(database, supportCase)
  const files = removeEntries(database, number)
  query('DELETE FROM keys WHERE number = ?').run(number)
  query('DELETE FROM follow_ups WHERE earlier = ?').run(number)
  const { followUpOf } = supportCase
  if (followUpOf) {
    query('DELETE FROM follow_ups WHERE earlier = ? AND number = ?').run(followUpOf.number, number)
  }
  query('DELETE FROM delivery_actions WHERE number = ?').run(number)
  const removeDrafts = query('DELETE FROM drafts WHERE subject = ?')
  for (const subject of listDraftSubjects(number)) removeDrafts.run(lookup(subject))
  // An import holds nothing that has to be forgotten, and is taken back by thousands.
  if (removal.of !== 'import') notePurge(database, ofNoCase, { words: [], files })
  leaveHusk(database, supportCase, removal.at)
  return true
}

/** Whoever is at work on one of its threads goes on holding it, and finds it due again. */
function leaveHusk(database: Queries, supportCase: Case, at: Date): void {
  const { query } = database
  const { number } = supportCase
  const { subscriptions, ...head } = toHusk(supportCase, at)
  const left = subscriptions.map(({ id }) => id)
  if (left.length === 0) {
    removeRest(database, number)
    return
  }
  query(
    `UPDATE cases SET version = ?, doc = ?, create_key = ?, remind_at = NULL, aside_until = NULL, import_run = NULL
     WHERE number = ?`,
  ).run(head.version, headToText(head), `gone ${number}`, number)
  query('DELETE FROM roots WHERE number = ?').run(number)
  writeThreads(database, number, subscriptions)
  const remove = query('DELETE FROM deliveries WHERE number = ? AND thread = ?')
  for (const { id } of supportCase.subscriptions) if (!left.includes(id)) remove.run(number, lookup(id))
  makeDue(database, number, left)
}

/** Answers the ids of their files. */
function removeEntries({ query }: Queries, number: number): readonly string[] {
  const files: string[] = []
  const removeFile = query('DELETE FROM attachments WHERE id = ? AND number = ?')
  const removeMessage = query('DELETE FROM added_messages WHERE message = ? AND number = ? AND seq = ?')
  for (const row of query('SELECT doc FROM entries WHERE number = ?').all(number)) {
    const entry = entryFromRow(row)
    for (const { id } of listAttachments(entry)) if (removeFile.run(id, number) > 0) files.push(id)
    const { event, seq } = entry
    if (event.type === 'message' && event.source) removeMessage.run(messageName(event.source), number, seq)
  }
  query('DELETE FROM entries WHERE number = ?').run(number)
  return files
}

function removeVisible({ query }: Queries, supportCase: Case & CaseHead): void {
  const remove = query('DELETE FROM visible WHERE reader = ? AND number = ?')
  for (const reader of listReaderNames(supportCase)) remove.run(reader, supportCase.number)
}
