import { type BigIntStats, readFileSync, statSync } from 'node:fs'
import type { Directory } from '../cases/directory.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
import { liveNames } from '../cases/names.ts'
import type { Log } from '../config/log.ts'
import { currentTurn } from '../config/turn.ts'
import { readDirectoryBytes } from './directory-file.ts'
import { type IndexedDirectory, indexDirectory } from './indexed-directory.ts'
import { loadDirectory } from './load-directory.ts'

/** In bytes. What is no larger is read at once, within a few tens of milliseconds; the rest in a thread of its own. */
const smallBytes = 32_000

/**
 * The directory kept in one YAML file. A file that cannot be used at the start is an error (`DirectoryFileError`, or the
 * system's own where it cannot be read). Each question looks at the file's state first and reads it anew if it changed, so
 * that a revoked grant or a suspended account counts from the next question on (GRA-4, ACC-4). Where the file is large, the last
 * state goes on answering for the seconds that reading takes. A file that turns bad is logged once, and the last good state goes
 * on answering until it is mended. Write it beside and rename it into place.
 */
export async function openFileDirectory(options: {
  readonly file: string
  readonly log: Log
}): Promise<Directory & IdentityLookup> {
  const { file, log } = options
  let seen = lookAt(file)
  let current = seen.size > smallBytes ? await loadDirectory({ file, size: seen.size, log }) : load(file)
  /** Of the state that answers: not of one that is still being read, or cannot be used. */
  let answering = seen.fingerprint
  let reading = false
  let looked = -1

  // Synchronous on purpose: a stat of a local file takes microseconds, and no question can slip in with an old answer.
  function fresh(): IndexedDirectory {
    const turn = currentTurn()
    if (reading || turn === looked) return current
    looked = turn
    const state = lookAt(file)
    if (state.fingerprint === seen.fingerprint) return current
    seen = state
    if (state.size > smallBytes) void readAnew(state)
    else {
      try {
        swap(load(file), state)
      } catch (error) {
        complain(error)
      }
    }
    return current
  }

  async function readAnew(state: FileState): Promise<void> {
    reading = true
    try {
      swap(await loadDirectory({ file, size: state.size, log }), state)
    } catch (error) {
      complain(error)
    } finally {
      reading = false
    }
  }

  function swap(next: IndexedDirectory, { fingerprint }: FileState): void {
    current = next
    answering = fingerprint
    log.info({ file }, 'The directory file changed and was read again.')
  }

  function complain(error: unknown): void {
    log.error(
      { file, err: error },
      'The directory file cannot be used; the last good state goes on answering.',
    )
  }

  return {
    async revision() {
      fresh()
      return `file ${answering}`
    },
    names: liveNames(() => fresh().names),
    identify: async (person) => fresh().identify(person),
    findIdentityByEmail: async (email) => fresh().findByEmail(email),
    findIdentityById: async (id) => fresh().findById(id),
    domain: async (domain) => fresh().domain(domain),
    customersOf: async (domain, at) => fresh().customersOf(domain, at),
    customer: async (id) => fresh().customer(id),
    customersByPhoneticName: async (typed) => fresh().customersByPhoneticName(typed),
    relationshipsOf: async (customer, at) => fresh().relationshipsOf(customer, at),
    grant: async (customer, domain) => fresh().grant(customer, domain),
    accountsOf: async (domain) => fresh().accountsOf(domain),
    deskAgents: async () => fresh().deskAgents(),
    customerUsersOf: async (customer) => fresh().customerUsersOf(customer),
    chatUsersOf: async (email) => fresh().chatUsersOf(email),
    isOperator: async (email) => fresh().isOperator(email),
    operators: async () => fresh().operators(),
    domains: async () => fresh().domains(),
  }
}

function load(file: string): IndexedDirectory {
  return indexDirectory(readDirectoryBytes(readFileSync(file), file))
}

interface FileState {
  /** Changes with every write, also one of the same length within the same millisecond or by renaming another file into place. */
  readonly fingerprint: string
  /** In bytes; 0 where there is none. */
  readonly size: number
}

function lookAt(file: string): FileState {
  let stats: BigIntStats | undefined
  try {
    stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { fingerprint: `unreadable: ${why}`, size: 0 }
  }
  if (!stats) return { fingerprint: 'missing', size: 0 }
  const { dev, ino, size, mtimeNs, ctimeNs } = stats
  return { fingerprint: `${dev}/${ino} ${size} ${mtimeNs} ${ctimeNs}`, size: Number(size) }
}
