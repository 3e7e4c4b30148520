import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from './query.ts'

/** So many at once, so that others have their turn in between. */
const batch = 500

/**
 * Forgets the idempotency keys of cases that nobody changed since: nobody repeats a send that long after it, and what still came would
 * be held off by its version. Answers how many went.
 */
export async function forgetKeys({ query, write }: Database, before: Date): Promise<number> {
  const sql = `DELETE FROM keys WHERE (number, key) IN (
    SELECT k.number, k.key FROM visible v CROSS JOIN keys k ON k.number = v.number
    WHERE v.reader = 'desk' AND v.updated_at < ? LIMIT ${batch})`
  for (let forgotten = 0; ; ) {
    const gone = await write(() => query(sql).run(before.getTime()))
    forgotten += gone
    if (gone < batch) return forgotten
    await nextTurn()
  }
}
