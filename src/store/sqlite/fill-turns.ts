import type { CaseHead } from '../../cases/case.ts'
import { standsOut } from '../../cases/queues.ts'
import { waitsFor } from '../../cases/waits-for.ts'
import type { Database } from './query.ts'
import { listReaderNames } from './rows.ts'

const batch = 500

/** Writes into the rows of the lists whose turn each case is, whether it stands out and when it was closed, for the cases that were there before. */
export function fillTurns({ query }: Pick<Database, 'query'>): void {
  const page = query('SELECT doc FROM cases WHERE number > ? ORDER BY number LIMIT ?')
  const update = query(
    'UPDATE visible SET waits_for = ?, stands_out = ?, closed_at = ? WHERE reader = ? AND number = ?',
  )
  for (let after = -1; ; ) {
    const heads = page.all(after, batch).map(([doc]) => JSON.parse(String(doc)) as CaseHead)
    for (const head of heads) {
      const closedAt = head.closedAt === null ? null : new Date(head.closedAt).getTime()
      const state = [waitsFor(head), isStandingOut(head) ? 1 : 0, closedAt]
      for (const reader of listReaderNames(head)) update.run(...state, reader, head.number)
      after = head.number
    }
    if (heads.length < batch) return
  }
}

/** A case from before there was any escalation has none. */
function isStandingOut(head: CaseHead): boolean {
  return standsOut({ ...head, escalation: head.escalation ?? null })
}
