import type { Case } from '../../cases/case.ts'
import type { Database } from './query.ts'
import { caseFromRow } from './rows.ts'
import { toAsideUntil, updateRefs } from './sqlite-case-refs.ts'

const batch = 500
/** Each open case is in somebody's list. */
const openCases = `SELECT doc, threads FROM cases WHERE number > ? AND number IN
  (SELECT number FROM visible INDEXED BY visible_open WHERE status <> 'closed') ORDER BY number LIMIT ?`

/** Whom the cases that were there before refer to, and when they are back. */
export function fillRefs({ query }: Pick<Database, 'query'>): void {
  const page = query(openCases)
  const update = query('UPDATE cases SET aside_until = ? WHERE number = ?')
  for (let after = -1; ; ) {
    const cases: readonly Case[] = page.all(after, batch).map(caseFromRow)
    for (const supportCase of cases) {
      updateRefs({ query }, undefined, supportCase)
      if (supportCase.aside?.length) update.run(toAsideUntil(supportCase), supportCase.number)
      after = supportCase.number
    }
    if (cases.length < batch) return
  }
}
