import type { ImportRun, ImportRunStore } from '../../cases/import-runs.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database } from './query.ts'
import { lookup } from './rows.ts'

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
