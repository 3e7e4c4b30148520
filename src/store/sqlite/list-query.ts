import type { CaseQuery, Keyset } from '../../cases/ports.ts'
import type { Parameter } from './database.ts'
import { lookup, readerName } from './rows.ts'

export interface ListQuery {
  readonly sql: string
  readonly parameters: readonly Parameter[]
}

/**
 * The list of a reader's cases (VIS-4, VIS-5), `limit` of them after the keyset. Its text depends only on which filters are
 * set, so that it is prepared once. Two ways to the same answer:
 * - without `rarest`, or when that word is common: walk the reader's cases in order and stop when the page is full;
 * - when `rarest` is in few cases (see `rareWord`): start from those, and sort them.
 */
export function listQuery(
  query: CaseQuery,
  page: { readonly after?: Keyset; readonly limit: number },
  rarest?: string,
): ListQuery {
  const where: string[] = []
  const parameters: Parameter[] = []

  function only(condition: string, ...values: readonly Parameter[]): void {
    where.push(condition)
    parameters.push(...values)
  }

  only('v.reader = ?', readerName(query.reader))
  if (rarest !== undefined) only('r.word = ?', lookup(rarest))
  if (page.after) only('(v.updated_at, v.number) < (?, ?)', page.after.updatedAt.getTime(), page.after.number)
  if (query.customers?.length === 1) only('v.customer = ?', lookup(query.customers[0] ?? ''))
  else if (query.customers) only(oneOf('customer'), texts(query.customers))
  if (query.createdBy !== undefined) only('v.created_by = ?', lookup(query.createdBy))
  if (query.statuses) only(oneOf('status'), texts(query.statuses))
  if (query.severities) only(oneOf('severity'), texts(query.severities))
  const words = [...new Set(query.words ?? [])]
  if (words.length > 0) {
    only(
      '(SELECT count(*) FROM words w WHERE w.number = v.number AND w.word IN (SELECT value FROM json_each(?))) = ?',
      texts(words),
      words.length,
    )
  }
  parameters.push(page.limit)

  const from = rarest === undefined ? 'visible v' : 'words r CROSS JOIN visible v ON v.number = r.number'
  const sql = `SELECT c.doc, c.threads FROM ${from} CROSS JOIN cases c ON c.number = v.number
    WHERE ${where.join(' AND ')} ORDER BY v.updated_at DESC, v.number DESC LIMIT ?`
  return { sql, parameters }
}

/** A word in fewer cases than this is worth starting from. */
export const rare = 2_000

/** How many cases have the word, counted no further than `rare`. */
export const countWord = `SELECT count(*) FROM (SELECT 1 FROM words WHERE word = ? LIMIT ${rare})`

function oneOf(column: string): string {
  return `v.${column} IN (SELECT value FROM json_each(?))`
}

function texts(values: readonly string[]): string {
  return JSON.stringify(values.map(lookup))
}
