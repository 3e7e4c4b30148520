import type { CaseHead, Reader } from '../../cases/case.ts'
import { standsOut } from '../../cases/queues.ts'
import { type ReaderFacts, toReaderFacts } from '../../cases/reader-facts.ts'
import { waitsFor } from '../../cases/waits-for.ts'
import type { Database, Parameter } from './query.ts'
import { listNamedReaders, lookup } from './rows.ts'

type Queries = Pick<Database, 'query'>

/** A new case in the lists of everyone who may see it (VIS-1). */
export function addVisible({ query }: Queries, head: CaseHead): void {
  const insert = query(insertVisible)
  for (const [name, reader] of listNamedReaders(head)) insert.run(...toVisibleRow(name, reader, head))
}

export const insertVisible = `INSERT INTO visible (reader, number, updated_at, status, severity, customer, created_by,
  created_at, responsible, aside_until, due_at, waits_for, stands_out, closed_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

export function toVisibleRow(name: string, reader: Reader, head: CaseHead): readonly Parameter[] {
  return [
    name,
    head.number,
    head.updatedAt.getTime(),
    head.status,
    head.severity,
    lookup(head.customer.id),
    lookup(head.createdBy.email),
    head.createdAt.getTime(),
    ...toFactColumns(toReaderFacts(head, reader)),
    ...toStateColumns(head),
  ]
}

/** What a change made of it, also for whoever sees it only from this change on (CRE-9, CRE-10). Few changes touch what differs from reader to reader, and its indexes. */
export function updateVisible({ query }: Queries, before: CaseHead, head: CaseHead): void {
  const update = query(
    `UPDATE visible SET updated_at = ?, status = ?, severity = ?, waits_for = ?, stands_out = ?, closed_at = ?
     WHERE reader = ? AND number = ?`,
  )
  const knew = listNamedReaders(before)
  for (const [name, reader] of listNamedReaders(head)) {
    if (!knew.has(name)) {
      query(insertVisible).run(...toVisibleRow(name, reader, head))
      continue
    }
    update.run(
      head.updatedAt.getTime(),
      head.status,
      head.severity,
      ...toStateColumns(head),
      name,
      head.number,
    )
    const facts = toFactColumns(toReaderFacts(head, reader))
    const known = toFactColumns(toReaderFacts(before, reader))
    if (facts.some((value, index) => value !== known[index])) {
      query(updateFacts).run(...facts, name, head.number)
    }
  }
}

const updateFacts =
  'UPDATE visible SET responsible = ?, aside_until = ?, due_at = ? WHERE reader = ? AND number = ?'

/** The same for each reader. */
function toStateColumns(head: CaseHead): readonly Parameter[] {
  return [waitsFor(head), standsOut(head) ? 1 : 0, head.closedAt?.getTime() ?? null]
}

function toFactColumns({ responsible, asideUntil, dueAt }: ReaderFacts): readonly Parameter[] {
  return [
    responsible === null ? null : lookup(responsible),
    asideUntil?.getTime() ?? null,
    dueAt?.getTime() ?? null,
  ]
}
