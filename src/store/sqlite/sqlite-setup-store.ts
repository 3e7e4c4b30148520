import type { SetupState, SetupStore } from '../../cases/setup-store.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database } from './query.ts'

/** What is kept of the installation, in the file that the cases are in. */
export function sqliteSetup({ query, write }: Database): SetupStore {
  return {
    async read() {
      const row = query('SELECT doc FROM setup').first()
      return row && parseDated<SetupState>(row[0])
    },
    async save(state) {
      const { version } = state
      const doc = JSON.stringify(state)
      return write(() => {
        if (version === 1) {
          const insert = 'INSERT INTO setup (only, version, doc) VALUES (1, 1, ?) ON CONFLICT DO NOTHING'
          return query(insert).run(doc) === 1
        }
        const update = 'UPDATE setup SET version = ?, doc = ? WHERE version = ?'
        return query(update).run(version, doc, version - 1) === 1
      })
    },
  }
}
