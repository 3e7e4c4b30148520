import type { CaseHold } from '../../cases/case-removal.ts'
import type { CaseStore } from '../../cases/case-store.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database } from './query.ts'

/** Walks the index of closed cases; the row value is what lets it be entered at a place. */
export const closedCases = `SELECT doc, threads FROM cases
  WHERE json_extract(doc, '$.closedAt') IS NOT NULL AND (json_extract(doc, '$.closedAt'), number) > (?, ?)
    AND json_extract(doc, '$.closedAt') < ? AND hold IS NULL
  ORDER BY json_extract(doc, '$.closedAt'), number LIMIT ?`

/** What operators keep from retention and erasure, beside the cases. */
export function sqliteHolds({ query, write }: Database): Pick<CaseStore, 'setHold' | 'listHolds'> {
  return {
    async setHold(number, hold) {
      const sql = `UPDATE cases SET hold = ? WHERE number = ? AND json_extract(doc, '$.goneAt') IS NULL`
      return write(() => query(sql).run(hold && JSON.stringify(hold), number) === 1)
    },
    async listHolds({ after = -1, limit }) {
      return query(
        'SELECT number, hold FROM cases WHERE hold IS NOT NULL AND number > ? ORDER BY number LIMIT ?',
      )
        .all(after, Math.max(limit, 0))
        .map(([number, hold]) => ({ number: Number(number), hold: parseDated<CaseHold>(hold) }))
    },
  }
}
