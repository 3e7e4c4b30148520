import { type BigIntStats, readFileSync, statSync } from 'node:fs'
import type { Directory } from '../cases/directory.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
import type { Log } from '../config/log.ts'
import { readDirectoryBytes } from './directory-file.ts'
import { type IndexedDirectory, indexDirectory } from './indexed-directory.ts'

/**
 * The directory kept in one YAML file. A file that cannot be used at the start is an error (`DirectoryFileError`, or the
 * system's own where it cannot be read). Each question looks at the file's state first and reads it anew if it changed, so
 * that a revoked grant or a suspended account counts from the next question on (GRA-4, ACC-4). A file that turns bad is
 * logged once, and the last good state goes on answering until it is mended. Write it beside and rename it into place.
 */
export async function openFileDirectory(options: {
  readonly file: string
  readonly log: Log
}): Promise<Directory & IdentityLookup> {
  const { file, log } = options
  let seen = fingerprint(file)
  let current = load(file)

  // Synchronous on purpose: a stat of a local file takes microseconds, and no question can slip in with an old answer.
  function fresh(): IndexedDirectory {
    const state = fingerprint(file)
    if (state === seen) return current
    seen = state
    try {
      current = load(file)
      log.info({ file }, 'The directory file changed and was read again.')
    } catch (error) {
      log.error(
        { file, err: error },
        'The directory file cannot be used; the last good state goes on answering.',
      )
    }
    return current
  }

  return {
    identify: async (person) => fresh().identify(person),
    findIdentityByEmail: async (email) => fresh().findByEmail(email),
    domain: async (domain) => fresh().domain(domain),
    customersOf: async (domain, at) => fresh().customersOf(domain, at),
    customer: async (id) => fresh().customer(id),
    relationshipsOf: async (customer, at) => fresh().relationshipsOf(customer, at),
    grant: async (customer, domain) => fresh().grant(customer, domain),
    customerUsersOf: async (customer) => fresh().customerUsersOf(customer),
    chatUsersOf: async (email) => fresh().chatUsersOf(email),
    isOperator: async (email) => fresh().isOperator(email),
  }
}

function load(file: string): IndexedDirectory {
  return indexDirectory(readDirectoryBytes(readFileSync(file), file))
}

/** Changes with every write, also one of the same length within the same millisecond or by renaming another file into place. */
function fingerprint(file: string): string {
  let stats: BigIntStats | undefined
  try {
    stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    return `unreadable: ${error instanceof Error ? error.message : String(error)}`
  }
  return stats ? `${stats.dev}/${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}` : 'missing'
}
