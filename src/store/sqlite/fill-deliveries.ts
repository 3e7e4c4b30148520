import { isWaiting, routeKey, unpark } from '../delivery-state.ts'
import type { Database } from './query.ts'
import { lookup, subscriptionsFromText, subscriptionsToText } from './rows.ts'

const batchSize = 1_000

/**
 * Each thread gets what its case had: when it was due, and the doubt of a claim that was never given back. What had ended for a fault
 * of its platform goes on at once.
 */
export function fillDeliveries({ query }: Pick<Database, 'query'>): void {
  const page = query(
    'SELECT number, threads, due_at, held FROM cases WHERE number > ? ORDER BY number LIMIT ?',
  )
  const update = query('UPDATE cases SET threads = ?, waiting = ? WHERE number = ?')
  const insert = query(
    'INSERT INTO deliveries (number, thread, route, channel, due_at, held) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const now = new Date()
  for (
    let rows = page.all(-1, batchSize);
    rows.length > 0;
    rows = page.all(rows.at(-1)?.[0] ?? null, batchSize)
  ) {
    for (const [number = null, text, dueAt = null, held = null] of rows) {
      const before = subscriptionsFromText(String(text))
      const threads = before.map((thread) => unpark(thread, now))
      update.run(subscriptionsToText(threads), Number(threads.some(isWaiting)), number)
      for (const [index, thread] of threads.entries()) {
        const due = thread === before[index] ? dueAt : 0
        insert.run(
          number,
          lookup(thread.id),
          lookup(routeKey(thread)),
          lookup(thread.channel),
          thread.suspended === null ? due : null,
          held,
        )
      }
    }
  }
}
