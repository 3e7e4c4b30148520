import type { Case, CaseHead } from '../../cases/case.ts'
import { type ImportRun, type ImportRunStore, isAsImported } from '../../cases/import-runs.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database } from './query.ts'
import { caseFromRow, listReaderNames, lookup } from './rows.ts'
import { removeFromSearch } from './search-index.ts'
import { removeRefs } from './sqlite-case-refs.ts'

/** The imports, in the file that the cases are in. */
export function sqliteImportRuns({ query, write }: Database): ImportRunStore {
  const find = (id: string): ImportRun | undefined => {
    const row = query('SELECT doc FROM import_runs WHERE id = ?').first(lookup(id))
    return row && parseDated<ImportRun>(row[0])
  }
  return {
    async keep(run) {
      await write(() =>
        query('INSERT INTO import_runs (id, at, doc) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
          lookup(run.id),
          run.at.getTime(),
          JSON.stringify(run),
        ),
      )
    },
    async change(id, fields) {
      await write(() => {
        const run = find(id)
        if (!run) return
        query('UPDATE import_runs SET doc = ? WHERE id = ?').run(
          JSON.stringify({ ...run, ...fields }),
          lookup(id),
        )
      })
    },
    find: async (id) => find(id),
    async list(limit) {
      return query('SELECT doc FROM import_runs ORDER BY at DESC, id DESC LIMIT ?')
        .all(limit)
        .map(([doc]) => parseDated<ImportRun>(doc))
    },
  }
}

export const importedCases = `SELECT doc, threads FROM cases INDEXED BY cases_imported
  WHERE import_run = ? AND number > ? ORDER BY number LIMIT ?`

/** Within a write: takes away what an import made, where nobody has done anything with it. */
export function removeImported(database: Pick<Database, 'query'>, run: string, number: number): void {
  const { query } = database
  const row = query('SELECT doc, threads FROM cases WHERE number = ? AND import_run = ?').first(
    number,
    lookup(run),
  )
  const supportCase = row && caseFromRow(row)
  if (!supportCase || !isAsImported(supportCase)) return
  if (query('SELECT 1 FROM follow_ups WHERE earlier = ?').first(number)) return
  removeFromSearch(database, supportCase)
  removeRefs(database, supportCase)
  removeVisible(database, supportCase)
  for (const table of ['entries', 'keys', 'deliveries', 'cases'])
    query(`DELETE FROM ${table} WHERE number = ?`).run(number)
}

function removeVisible({ query }: Pick<Database, 'query'>, supportCase: Case & CaseHead): void {
  const remove = query('DELETE FROM visible WHERE reader = ? AND number = ?')
  for (const reader of listReaderNames(supportCase)) remove.run(reader, supportCase.number)
}
