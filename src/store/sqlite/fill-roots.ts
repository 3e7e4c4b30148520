import type { Database } from './query.ts'
import { subscriptionsFromText } from './rows.ts'
import { noteRoots } from './sqlite-deliveries.ts'

const batchSize = 1_000

/** The threads of cases from before roots were noted. */
export function fillRoots({ query }: Pick<Database, 'query'>): void {
  const page = query('SELECT number, threads FROM cases WHERE number > ? ORDER BY number LIMIT ?')
  for (
    let rows = page.all(-1, batchSize);
    rows.length > 0;
    rows = page.all(rows.at(-1)?.[0] ?? null, batchSize)
  ) {
    for (const [number, text] of rows)
      noteRoots({ query }, Number(number), subscriptionsFromText(String(text)))
  }
}
