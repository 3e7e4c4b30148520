import type { CaseHead } from '../../cases/case.ts'
import { noCase, type Removal } from '../../cases/case-store.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Database } from './query.ts'
import { packSearch } from './search-index.ts'

/** What the end of a whole case, or an erasure, has left to do outside of its write is noted under this. */
export const ofNoCase = { number: noCase, seq: 0 }

/** Notes, within the write of a removal, what it leaves to `purge`: so a crash in between leaves nothing undone. */
export function notePurge(
  { query }: Pick<Database, 'query'>,
  { number, seq }: Pick<CaseHead, 'number' | 'seq'>,
  { words, files }: Removal,
): void {
  const note = query('INSERT INTO purges (number, seq, what) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const all = [...files.map((id) => `file:${id}`), ...(words ? ['search'] : []), 'traces']
  for (const what of all) note.run(number, seq, what)
}

/** What `CaseStore.purge` promises. The log of writes is emptied last: until then it holds pages as they were. */
export async function purge(
  database: Database,
  files: Pick<FileStore, 'remove'>,
  number: number,
): Promise<boolean> {
  const { query } = database
  const left = query('SELECT seq, what FROM purges WHERE number = ?').all(number)
  if (left.length === 0) return true
  for (const [, what] of left) {
    const [kind, id] = String(what).split(':')
    if (kind === 'file' && id) await files.remove(id)
  }
  if (left.some(([, what]) => what === 'search')) await packSearch(database)
  if (query("SELECT 1 FROM counters WHERE name = 'vacuum'").first()) {
    await database.vacuum()
    await database.write(() => query("DELETE FROM counters WHERE name = 'vacuum'").run())
  }
  if (!(await database.forget())) return false
  await database.write(() => {
    const end = query('DELETE FROM purges WHERE number = ? AND seq = ? AND what = ?')
    for (const [seq, what] of left) end.run(number, seq ?? null, what ?? null)
  })
  return true
}
