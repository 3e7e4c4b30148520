/** One database file as it is at one moment, while others write to it. */
import { open } from 'node:fs/promises'
import Libsql from 'libsql'
import { writeNewFile } from './copy-file.ts'
import { readCode } from './sqlite-faults.ts'

/** Writes it to a file that must not be there yet, packed: nothing that was let go of comes along. Forced to disk. */
export async function copyDatabase(file: string, to: string): Promise<void> {
  // SQLite takes an empty file, and would make one that others can read.
  await writeNewFile(to, '')
  vacuumInto(file, to)
  const copy = await open(to)
  await copy.sync().finally(() => copy.close())
}

function vacuumInto(file: string, to: string): void {
  const libsql = new Libsql(file, { readonly: true })
  try {
    libsql.exec('PRAGMA busy_timeout = 60000')
    libsql.prepare('VACUUM INTO ?').run(to)
  } finally {
    libsql.close()
  }
}

export interface DatabaseFacts {
  readonly schema: number
  readonly cases: number
  /** What was handed out last (`CaseStore.nextNumber`). */
  readonly lastNumber: number
  /** The ids of all attachments that its cases name. */
  readonly files: readonly string[]
}

/** Undefined where the file holds no cases. */
export function readFacts(file: string): DatabaseFacts | undefined {
  const libsql = new Libsql(file, { readonly: true })
  try {
    libsql.exec('PRAGMA busy_timeout = 5000')
    const first = (sql: string) => Number((libsql.prepare(sql).raw().get() as unknown[] | undefined)?.[0])
    const rows = libsql.prepare('SELECT id FROM attachments ORDER BY id').raw().all() as unknown[][]
    return {
      schema: first('PRAGMA user_version'),
      cases: first('SELECT count(*) FROM cases'),
      lastNumber: first("SELECT value FROM counters WHERE name = 'case'"),
      files: rows.map(([id]) => String(id)),
    }
  } catch (error) {
    if (/^SQLITE_(ERROR|NOTADB|CORRUPT)/.test(readCode(error))) return undefined
    throw error
  } finally {
    libsql.close()
  }
}

/** Whether a case names the attachment now. */
export function isNamedNow(file: string, id: string): boolean {
  const libsql = new Libsql(file, { readonly: true })
  try {
    libsql.exec('PRAGMA busy_timeout = 5000')
    return libsql.prepare('SELECT 1 FROM attachments WHERE id = ?').get(id) !== undefined
  } finally {
    libsql.close()
  }
}
