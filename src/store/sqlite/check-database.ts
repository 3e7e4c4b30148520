import Libsql from 'libsql'
import { readCode } from './sqlite-faults.ts'

/**
 * The first thing that SQLite finds wrong with the structure of the file: pages that cannot be, or are missing. Reads all of it,
 * changes nothing and holds nobody up who writes. Undefined where it is whole. Throws where it cannot be opened.
 */
export function findDamage(file: string): string | undefined {
  const libsql = new Libsql(file, { readonly: true })
  try {
    libsql.exec('PRAGMA busy_timeout = 5000')
    const found = libsql.prepare('PRAGMA quick_check(1)').raw().get() as readonly string[] | undefined
    return found?.[0] === 'ok' ? undefined : String(found?.[0])
  } catch (error) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(readCode(error)) && error instanceof Error) return error.message
    throw error
  } finally {
    libsql.close()
  }
}
