import type { CaseHead, Entry } from '../../cases/case.ts'
import { collectSearchTerms } from '../../cases/create-case.ts'
import { fillSearch } from './fill-search.ts'
import type { Database } from './query.ts'
import { searchTable, wordList } from './search-index.ts'

const batch = 500

/** What each case is found by, made anew from what stands in it today: what was removed is not there (UPD-3). */
export function refillSearch(database: Pick<Database, 'query'>): void {
  const { query } = database
  const page =
    query(`SELECT c.number, c.doc, e.doc FROM cases c LEFT JOIN entries e ON e.number = c.number AND e.seq = 1
    WHERE c.number > ? ORDER BY c.number LIMIT ?`)
  const update = query('UPDATE searched SET words = ? WHERE number = ?')
  for (let after = -1; ; ) {
    const rows = page.all(after, batch)
    for (const [number, head, entry] of rows) {
      const created = typeof entry === 'string' ? (JSON.parse(entry) as Entry) : undefined
      const words = collectSearchTerms(JSON.parse(String(head)) as CaseHead, created)
      update.run(wordList(words), number ?? null)
      after = Number(number)
    }
    if (rows.length < batch) break
  }
  query('DROP TABLE search').run()
  query(searchTable).run()
  fillSearch(database)
}
