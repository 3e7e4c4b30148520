import type { CaseHead } from '../../cases/case.ts'
import type { Database } from './query.ts'
import { insertTokens, startOfWeek, toTokens, toWeek } from './search-index.ts'

/** Makes the search index of the cases that were there before it, in its own order: out of order FTS5 would write each by itself. */
export function fillSearch({ query }: Pick<Database, 'query'>): void {
  const edges = query("SELECT min(updated_at), max(updated_at) FROM visible WHERE reader = 'desk'").first()
  if (edges?.[0] == null) return
  const numbers = query(
    "SELECT number FROM visible WHERE reader = 'desk' AND updated_at >= ? AND updated_at < ? ORDER BY number",
  )
  const known = query(
    'SELECT c.doc, s.words FROM cases c JOIN searched s ON s.number = c.number WHERE c.number = ?',
  )
  for (let week = toWeek(Number(edges[0])); week <= toWeek(Number(edges[1])); week += 1) {
    for (const [number] of numbers.all(startOfWeek(week), startOfWeek(week + 1))) {
      const [doc, words] = known.first(number ?? null) ?? []
      const tokens = toTokens(JSON.parse(String(doc)) as CaseHead, String(words))
      query(insertTokens).run(week, number ?? null, tokens)
    }
  }
}
