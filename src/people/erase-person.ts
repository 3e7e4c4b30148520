/** Takes a person out of all that is kept, or puts a tombstone in their place. */
import { type CaseStore, noCase } from '../cases/case-store.ts'
import { removeFromSetup } from '../cases/create-setup.ts'
import { parseChatUserKey } from '../cases/directory.ts'
import type { TracedPerson } from '../cases/erased-people.ts'
import type { SetupStore } from '../cases/setup-store.ts'
import type { TraceKind, TraceStore } from '../cases/trace-store.ts'
import type { DirectoryItems, DirectoryStore, ItemWrite } from './directory-store.ts'
import { isNamedInCase, isTheirs, toFate, walkNumbers } from './person-traces.ts'

export interface ErasingStores extends Pick<CaseStore, 'get' | 'purge' | 'history' | 'listHolds'> {
  joinNames(number: number, idOf: (name: string) => string): Promise<void>
  readonly directory: Pick<DirectoryStore, 'all' | 'revision' | 'writeTogether'>
  readonly traces: TraceStore
  readonly setup: SetupStore
}

export interface Erased {
  /** Cases in which a tombstone stands now, and did not before. */
  readonly cases: number
  /** Other records that were removed or changed. */
  readonly records: number
  /** Cases that name them still, as they are on hold. */
  readonly held: readonly number[]
}

/**
 * Every step may be repeated: broken off, it is called again and does the rest. The directory first, so that nobody acts as the person while
 * the cases are walked; the links last. What is left to read on the disk is gone at the end. A case on hold stays as it is.
 */
export async function erasePerson(
  person: TracedPerson,
  tombstone: string,
  stores: ErasingStores,
): Promise<Erased> {
  let records = await removeItems(() => listWrites(person, stores.directory), stores.directory)
  records += (await removeFromSetup(stores.setup, (user) => isTheirs(user, person))).length
  const idOf = (name: string) => (name !== tombstone && person.isEmail(name) ? tombstone : name)
  const changed: number[] = []
  const held: number[] = []
  for await (const number of walkNumbers(stores.traces)) {
    if (await isHeld(number, stores)) {
      if (await isNamedInCase(number, person, stores)) held.push(number)
      continue
    }
    const before = await stores.get(number)
    await stores.joinNames(number, idOf)
    const after = await stores.get(number)
    if (after?.version !== before?.version) changed.push(number)
  }
  const isErased = ({ kind }: { readonly kind: TraceKind }) => toFate(kind) !== 'stays'
  records += (await stores.traces.find(person)).filter(isErased).length
  await stores.traces.erase(person, tombstone)
  for (const number of [...changed, noCase]) await stores.purge(number)
  return { cases: changed.length, records, held }
}

async function isHeld(number: number, { listHolds }: Pick<CaseStore, 'listHolds'>): Promise<boolean> {
  const [next] = await listHolds({ after: number - 1, limit: 1 })
  return next?.number === number
}

/** Answers how many items. Whoever else writes the directory just now is waited for, and the writes are listed anew. */
export async function removeItems(
  list: () => Promise<readonly ItemWrite[]>,
  directory: Pick<DirectoryStore, 'revision' | 'writeTogether'>,
): Promise<number> {
  for (;;) {
    const revision = await directory.revision()
    const writes = await list()
    if (writes.length === 0 || (await directory.writeTogether(writes, revision))) return writes.length
  }
}

async function listWrites(
  { isEmail, isUser }: TracedPerson,
  directory: Pick<DirectoryStore, 'all'>,
): Promise<readonly ItemWrite[]> {
  const writes: ItemWrite[] = []
  const named = ({ email, renamedTo, formerly = [] }: DirectoryItems['desk']) =>
    [email, ...(renamedTo === undefined ? [] : [renamedTo]), ...formerly].some(isEmail)
  for (const section of ['accounts', 'desk', 'customerUsers'] as const)
    for (const item of await directory.all(section))
      if (named(item)) writes.push({ op: 'remove', section, key: item.email })
  for (const { email } of await directory.all('operators'))
    if (isEmail(email)) writes.push({ op: 'remove', section: 'operators', key: email })
  for (const item of await directory.all('people')) {
    const user = parseChatUserKey(item.person)
    const left = user && isUser(user) ? [] : item.accounts.filter((email) => !isEmail(email))
    if (left.length === 0) writes.push({ op: 'remove', section: 'people', key: item.person })
    else if (left.length < item.accounts.length)
      writes.push({ op: 'put', section: 'people', item: { person: item.person, accounts: left } })
  }
  return writes
}
