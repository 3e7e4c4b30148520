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
 * - without `rarest`: walk the reader's cases in order and stop when the page is full;
 * - with it: start from the cases that have this word (see `worthStartingFrom`), leave those that lack another one, and sort.
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
      // By `r` where there is one: tried before the case is looked up among the reader's.
      `(SELECT count(*) FROM words w WHERE w.number = ${rarest === undefined ? 'v' : 'r'}.number AND w.word IN (SELECT value FROM json_each(?))) = ?`,
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

/** No search starts from a word that is in more cases. */
const mostCounted = 20_000

/** How many cases have the word, counted no further than needed. */
export const countWord = `SELECT count(*) FROM (SELECT 1 FROM words WHERE word = ? LIMIT ${mostCounted})`

/** About how many cases there are: numbers have few gaps. */
export const countCases = 'SELECT (SELECT max(number) FROM cases) - (SELECT min(number) FROM cases) + 1'

/**
 * The rarest of the words, if looking through its cases takes less than walking until the page is full: the more cases have all
 * the words, the sooner that is. Words are taken to be independent of each other, which is wrong to both sides.
 */
export function worthStartingFrom(
  counted: readonly { readonly word: string; readonly count: number }[],
  cases: number,
  limit: number,
): string | undefined {
  const [rarest] = counted.toSorted((a, b) => a.count - b.count)
  if (!rarest || rarest.count >= mostCounted) return undefined
  const share = counted.reduce((product, { count }) => product * (count / cases), 1)
  return rarest.count < 2 * (limit / share) ? rarest.word : undefined
}

function oneOf(column: string): string {
  return `v.${column} IN (SELECT value FROM json_each(?))`
}

function texts(values: readonly string[]): string {
  return JSON.stringify(values.map(lookup))
}
