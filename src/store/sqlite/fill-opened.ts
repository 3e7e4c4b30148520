import type { CaseHead } from '../../cases/case.ts'
import type { Database } from './query.ts'
import { listReaderNames } from './rows.ts'

const batch = 500

/** Writes into the rows of the lists when each case was opened, for the cases that were there before lists went by that. */
export function fillOpened({ query }: Pick<Database, 'query'>): void {
  const page = query('SELECT doc FROM cases WHERE number > ? ORDER BY number LIMIT ?')
  const update = query('UPDATE visible SET created_at = ? WHERE reader = ? AND number = ?')
  for (let after = -1; ; ) {
    const heads = page.all(after, batch).map(([doc]) => JSON.parse(String(doc)) as CaseHead)
    for (const head of heads) {
      const createdAt = new Date(head.createdAt).getTime()
      for (const reader of listReaderNames(head)) update.run(createdAt, reader, head.number)
      after = head.number
    }
    if (heads.length < batch) return
  }
}
