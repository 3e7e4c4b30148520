import type { CaseQuery, Keyset } from '../../cases/case-store.ts'
import type { Parameter } from './query.ts'
import { lookup, readerName } from './rows.ts'
import { inWordList } from './search-index.ts'

export interface ListQuery {
  readonly sql: string
  readonly parameters: readonly Parameter[]
}

/** Which part of a list is asked for. */
export interface Part {
  readonly after?: Keyset
  readonly limit: number
  /** Nothing that was updated before this moment. */
  readonly since?: number
  /** Nothing that was updated at this moment or later. */
  readonly until?: number
}

/**
 * Walks a reader's cases in order (VIS-4, VIS-5) and stops when the page is full. Its text depends only on which filters are set,
 * so that it is prepared once. Words are checked on the way, which is right where they are in many cases.
 */
export function walk(query: CaseQuery, part: Part): ListQuery {
  const { where, parameters } = toConditions(query, part)
  const words = [...new Set(query.words ?? [])]
  if (words.length > 0) {
    where.push('NOT EXISTS (SELECT 1 FROM json_each(?) w WHERE instr(s.words, w.value) = 0)')
    parameters.push(JSON.stringify(words.map(inWordList)))
  }
  const from = words.length > 0 ? 'visible v CROSS JOIN searched s ON s.number = v.number' : 'visible v'
  const sql = `SELECT c.doc, c.threads FROM ${from} CROSS JOIN cases c ON c.number = v.number
    WHERE ${where.join(' AND ')} ORDER BY v.updated_at DESC, v.number DESC LIMIT ?`
  return { sql, parameters: [...parameters, part.limit] }
}

/** Of these cases the reader's, filtered and in order. Sorted without their documents. */
export function among(numbers: readonly Parameter[], query: CaseQuery, part: Part): ListQuery {
  const { where, parameters } = toConditions(query, part)
  const sql = `SELECT c.doc, c.threads FROM (
      SELECT v.number FROM json_each(?) n CROSS JOIN visible v ON v.number = n.value
      WHERE ${where.join(' AND ')} ORDER BY v.updated_at DESC, v.number DESC LIMIT ?
    ) f CROSS JOIN cases c ON c.number = f.number`
  return { sql, parameters: [JSON.stringify(numbers), ...parameters, part.limit] }
}

/** How many open cases a reader has, counted no further than asked. */
export const countOpen =
  "SELECT count(*) FROM (SELECT 1 FROM visible v WHERE v.reader = ? AND v.status <> 'closed' LIMIT ?)"

/** Without closed cases: what is asked for then are few, however many there are in all. */
export function asksForOpen({ statuses }: CaseQuery): boolean {
  return statuses !== undefined && !statuses.includes('closed')
}

function toConditions(query: CaseQuery, { after, since, until }: Part) {
  const where: string[] = []
  const parameters: Parameter[] = []

  function only(condition: string, ...values: readonly Parameter[]): void {
    where.push(condition)
    parameters.push(...values)
  }

  only('v.reader = ?', readerName(query.reader))
  if (after) only('(v.updated_at, v.number) < (?, ?)', after.updatedAt.getTime(), after.number)
  if (since !== undefined) only('v.updated_at >= ?', since)
  if (until !== undefined) only('v.updated_at < ?', until)
  if (query.customers?.length === 1) only('v.customer = ?', lookup(query.customers[0] ?? ''))
  else if (query.customers) only(anyOf('customer'), texts(query.customers))
  if (query.createdBy !== undefined) only('v.created_by = ?', lookup(query.createdBy))
  // As the index of the open ones has it, so that it is taken.
  if (asksForOpen(query)) only("v.status <> 'closed'")
  if (query.statuses) only(anyOf('status'), texts(query.statuses))
  if (query.severities) only(anyOf('severity'), texts(query.severities))
  return { where, parameters }
}

function anyOf(column: string): string {
  return `v.${column} IN (SELECT value FROM json_each(?))`
}

function texts(values: readonly string[]): string {
  return JSON.stringify(values.map(lookup))
}
