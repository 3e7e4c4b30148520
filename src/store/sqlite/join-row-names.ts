import { toIds } from '../../cases/to-ids.ts'
import type { Database } from './query.ts'
import { caseFromRow, headToText } from './rows.ts'
import { deleteTokens, insertTokens, toTokens, toWeek } from './search-index.ts'
import { updateRefs } from './sqlite-case-refs.ts'
import { writeThreads } from './sqlite-deliveries.ts'
import { addVisible } from './visible-rows.ts'

/** DOM-4: within one write. A change that was decided before it is decided again: the case has another version. */
export function joinNames(
  database: Pick<Database, 'query'>,
  number: number,
  idOf: (name: string) => string,
): void {
  const { query } = database
  const row = query('SELECT doc, threads FROM cases WHERE number = ?').first(number)
  if (!row) return
  joinEntries(database, number, idOf)
  const current = caseFromRow(row)
  const next = toIds(current, idOf)
  if (next === current) return
  const { subscriptions, ...rest } = next
  const head = { ...rest, version: rest.version + 1 }
  query('UPDATE cases SET version = ?, doc = ? WHERE number = ?').run(head.version, headToText(head), number)
  writeThreads(database, number, subscriptions)
  updateRefs(database, current, head)
  query('DELETE FROM visible WHERE number = ?').run(number)
  addVisible(database, head)
  const words = query('SELECT words FROM searched WHERE number = ?').first(number)
  const week = toWeek(head.updatedAt)
  query(deleteTokens).run(week, number)
  query(insertTokens).run(week, number, toTokens(head, String(words?.[0])))
}

function joinEntries(
  { query }: Pick<Database, 'query'>,
  number: number,
  idOf: (name: string) => string,
): void {
  for (const [seq, doc] of query('SELECT seq, doc FROM entries WHERE number = ?').all(number)) {
    const entry: unknown = JSON.parse(String(doc))
    const next = toIds(entry, idOf)
    if (next === entry) continue
    query('UPDATE entries SET doc = ? WHERE number = ? AND seq = ?').run(
      JSON.stringify(next),
      number,
      Number(seq),
    )
  }
}
