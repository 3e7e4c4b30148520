import type { Case, Subscription } from '../../cases/case.ts'
import { isTombstone } from '../../cases/erased-people.ts'
import { toIds } from '../../cases/to-ids.ts'
import { notePurge } from './purge.ts'
import type { Database } from './query.ts'
import { caseFromRow, headToText, lookup } from './rows.ts'
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
  let erases = false
  const toId = (name: string) => {
    const id = idOf(name)
    erases ||= id !== name && isTombstone(id)
    return id
  }
  joinEntries(database, number, toId)
  const current = caseFromRow(row)
  const next = toIds(current, toId)
  // The number of the newest entry may be a removal's: its own notes stay as they are.
  if (erases) notePurge(database, current, { words: [], files: [] })
  if (next === current) return
  const { subscriptions, ...rest } = next
  const head = { ...rest, version: rest.version + 1 }
  query('UPDATE cases SET version = ?, doc = ? WHERE number = ?').run(head.version, headToText(head), number)
  writeThreads(database, number, subscriptions)
  moveDeliveries(database, current, subscriptions)
  updateRefs(database, current, head)
  query('DELETE FROM visible WHERE number = ?').run(number)
  addVisible(database, head)
  const words = query('SELECT words FROM searched WHERE number = ?').first(number)
  const week = toWeek(head.updatedAt)
  query(deleteTokens).run(week, number)
  query(insertTokens).run(week, number, toTokens(head, String(words?.[0])))
}

/** A mail to an address that is shared with no longer ends with its next turn. */
function moveDeliveries(
  { query }: Pick<Database, 'query'>,
  { number, subscriptions: before }: Case,
  subscriptions: readonly Subscription[],
): void {
  const move = query('UPDATE deliveries SET channel = ?, due_at = 0 WHERE number = ? AND thread = ?')
  for (const [index, { id, channel }] of subscriptions.entries())
    if (before[index]?.channel !== channel) move.run(lookup(channel), number, lookup(id))
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
