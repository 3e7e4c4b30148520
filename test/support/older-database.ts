import Libsql from 'libsql'
import type { Subscription } from '../../src/cases/case.ts'
import { fillDeliveries } from '../../src/store/sqlite/fill-deliveries.ts'
import { headToText, subscriptionsToText } from '../../src/store/sqlite/rows.ts'
import { migrations } from '../../src/store/sqlite/sqlite-schema.ts'
import { aNewCase } from './build-case.ts'

/** The schema of whole cases: the last one before each thread was claimed by itself. */
export const olderSchema = migrations.indexOf(fillDeliveries) - 1

export interface OlderCase {
  readonly number: number
  readonly subscriptions: readonly Subscription[]
  /** ms. */
  readonly dueAt?: number | null
  readonly held?: 0 | 1
}

/** Makes a database file as a former version left it, with these cases. */
export function makeOlderDatabase(file: string, cases: readonly OlderCase[]): void {
  const libsql = new Libsql(file)
  const database = {
    query(sql: string) {
      const statement = libsql.prepare(sql)
      return { run: (...all: readonly unknown[]) => statement.run(all).changes }
    },
  }
  for (const script of migrations.slice(0, olderSchema)) if (typeof script === 'string') libsql.exec(script)
  libsql.exec(`PRAGMA user_version = ${olderSchema}; BEGIN`)
  const insertCase = database.query(
    `INSERT INTO cases (number, create_key, version, doc, threads, news, due_at, held, token, suspended)
     VALUES (?, ?, 1, ?, ?, 3, ?, ?, 5, 1)`,
  )
  const insertEntry = database.query('INSERT INTO entries (number, seq, doc) VALUES (?, 1, ?)')
  const insertWords = database.query('INSERT INTO searched (number, words) VALUES (?, ?)')
  for (const { number, subscriptions: threads, dueAt = null, held = 0 } of cases) {
    const { case: supportCase, entries } = aNewCase({ number, subscriptions: threads })
    const { subscriptions, ...head } = supportCase
    insertCase.run(number, `key-${number}`, headToText(head), subscriptionsToText(subscriptions), dueAt, held)
    insertEntry.run(number, JSON.stringify(entries[0]))
    insertWords.run(number, '\nmails\n')
  }
  libsql.exec('COMMIT')
  libsql.close()
}

/** What the file says of itself, looked at from outside. */
export function readSchema(file: string): number {
  const libsql = new Libsql(file, { readonly: true })
  const row = libsql.prepare('PRAGMA user_version').raw().get() as readonly unknown[] | undefined
  libsql.close()
  return Number(row?.[0])
}
