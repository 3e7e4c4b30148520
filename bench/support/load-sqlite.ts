/** Fills a file of the embedded store with many cases, past the store: its own one write per case would take hours for a million. */
import Libsql from 'libsql'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { headToText, listNamedReaders, lookup } from '../../src/store/sqlite/rows.ts'
import { insertTokens, toTokens, toWeek, wordList } from '../../src/store/sqlite/search-index.ts'
import { insertVisible, toVisibleRow } from '../../src/store/sqlite/visible-rows.ts'
import { newCaseOf } from './many-cases.ts'

const first = 1_001
const casesPerTransaction = 20_000

/** Makes the schema as the store does, then fills it. The indexes are made again afterwards, by their own text. */
export async function loadSqlite(file: string, count: number): Promise<void> {
  const made = await openDatabase(file)
  made.close()
  const libsql = new Libsql(file)
  for (const pragma of ['synchronous = OFF', 'cache_size = -400000', 'temp_store = FILE']) {
    libsql.prepare(`PRAGMA ${pragma}`).all([])
  }
  const indexes = libsql
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    .all([]) as { name: string; sql: string }[]
  for (const { name } of indexes) libsql.exec(`DROP INDEX ${name}`)
  const insertCase = libsql.prepare(
    'INSERT INTO cases (number, create_key, version, doc, threads, news) VALUES (?, ?, ?, ?, ?, 1)',
  )
  const insertRow = libsql.prepare(insertVisible)
  const insertEntry = libsql.prepare('INSERT INTO entries VALUES (?, ?, ?)')
  const insertWords = libsql.prepare('INSERT INTO searched VALUES (?, ?)')
  const insertSearch = libsql.prepare(insertTokens)
  for (let from = 0; from < count; from += casesPerTransaction) {
    libsql.exec('BEGIN')
    const weeks: { readonly week: number; readonly number: number; readonly tokens: string }[] = []
    for (let index = from; index < Math.min(count, from + casesPerTransaction); index += 1) {
      const { case: of, entries, words, key } = newCaseOf(first + index)
      const { subscriptions, ...head } = of
      insertCase.run([of.number, lookup(key), of.version, headToText(head), JSON.stringify(subscriptions)])
      for (const [name, reader] of listNamedReaders(head)) {
        insertRow.run([...toVisibleRow(name, reader, head)])
      }
      for (const entry of entries) insertEntry.run([of.number, entry.seq, JSON.stringify(entry)])
      const list = wordList(words)
      insertWords.run([of.number, list])
      weeks.push({ week: toWeek(of.updatedAt), number: of.number, tokens: toTokens(head, list) })
    }
    // In the order of the index: out of order each would be a piece of its own.
    for (const { week, number, tokens } of weeks.toSorted((a, b) => a.week - b.week || a.number - b.number)) {
      insertSearch.run([week, number, tokens])
    }
    libsql.exec('COMMIT')
  }
  for (const { sql } of indexes) libsql.exec(sql)
  libsql.exec(`UPDATE counters SET value = ${first + count - 1} WHERE name = 'case'`)
  libsql.close()
}
