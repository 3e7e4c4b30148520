/** Takes away all that is kept of a customer that left. */
import type { Case } from '../cases/case.ts'
import { type CaseStore, noCase } from '../cases/case-store.ts'
import type { CustomerTrace, CustomerTraceStore, IsCustomer } from '../cases/customer-trace-store.ts'
import type { TracedPerson } from '../cases/erased-people.ts'
import { walkNumbered } from '../cases/walk-numbered.ts'
import { type DirectoryItems, type DirectoryStore, type ItemWrite, itemKey } from './directory-store.ts'
import { type ErasingStores, erasePerson, removeItems } from './erase-person.ts'
import { findKnownPerson, type KnownPerson, type PersonStores, walkNumbers } from './person-traces.ts'

export interface CustomerStores extends ErasingStores, Pick<CaseStore, 'removeCases'> {
  readonly customerTraces: CustomerTraceStore
}

/** What is kept of a customer. */
export interface FoundCustomer {
  /** As it is called in the directory, or in its last case; missing where neither knows it. */
  readonly name?: string
  readonly cases: readonly Case[]
  /** The numbers of its cases that are on hold. */
  readonly held: readonly number[]
  /** The customer itself, its relationships and its people. */
  readonly directory: readonly ItemWrite[]
  readonly users: readonly DirectoryItems['customerUsers'][]
  /** Partners that serve it still. */
  readonly serving: readonly DirectoryItems['relationships'][]
  readonly traces: readonly CustomerTrace[]
}

export async function findCustomer(
  isCustomer: IsCustomer,
  stores: CustomerStores,
  now: Date,
): Promise<FoundCustomer> {
  const { directory } = stores
  const users = (await directory.all('customerUsers')).filter(({ customer }) => isCustomer(customer))
  const [known] = (await directory.all('customers')).filter(({ id }) => isCustomer(id))
  const serving = (await directory.all('relationships')).filter(
    ({ customer, to }) => isCustomer(customer) && (to === null || to > now),
  )
  const cases: Case[] = []
  for await (const supportCase of walkCasesOf(isCustomer, stores)) cases.push(supportCase)
  const name = known?.name ?? cases.at(-1)?.customer.name
  return {
    ...(name === undefined ? {} : { name }),
    cases,
    held: await listHeld(new Set(cases.map(({ number }) => number)), stores),
    directory: await listWrites(isCustomer, directory),
    users,
    serving,
    traces: await stores.customerTraces.find(isCustomer),
  }
}

async function* walkCasesOf(
  isCustomer: IsCustomer,
  stores: Pick<CustomerStores, 'get' | 'traces'>,
): AsyncGenerator<Case> {
  for await (const number of walkNumbers(stores.traces)) {
    const supportCase = await stores.get(number)
    if (supportCase && isCustomer(supportCase.customer.id)) yield supportCase
  }
}

/** Which of these cases are on hold. */
export async function listHeld(
  numbers: ReadonlySet<number>,
  store: Pick<CaseStore, 'listHolds'>,
): Promise<readonly number[]> {
  const held: number[] = []
  for await (const { number } of walkNumbered((page) => store.listHolds(page)))
    if (numbers.has(number)) held.push(number)
  return held
}

async function listWrites(
  isCustomer: IsCustomer,
  directory: Pick<DirectoryStore, 'all'>,
): Promise<readonly ItemWrite[]> {
  const writes: ItemWrite[] = []
  const remove = async <S extends 'customers' | 'relationships' | 'askedFor' | 'customerUsers'>(
    section: S,
    customerOf: (item: DirectoryItems[S]) => string,
  ) => {
    for (const item of await directory.all(section))
      if (isCustomer(customerOf(item))) writes.push({ op: 'remove', section, key: itemKey(section, item) })
  }
  await remove('customers', ({ id }) => id)
  await remove('relationships', ({ customer }) => customer)
  await remove('askedFor', ({ customer }) => customer)
  await remove('customerUsers', ({ customer }) => customer)
  return writes
}

export interface ErasedCustomer {
  readonly cases: number
  /** Cases that somebody put on hold meanwhile: they stay. */
  readonly kept: readonly number[]
  /** Cases of others that name its people still, as they are on hold. */
  readonly named: readonly number[]
  /** Other records that were removed or changed. */
  readonly records: number
}

/**
 * Every step may be repeated: broken off, it is called again and does the rest. The directory first, so that nobody opens a case of the customer
 * meanwhile. `people` are its own people, and nobody who has other accounts.
 */
export async function eraseCustomer(
  isCustomer: IsCustomer,
  { people, tombstone }: { readonly people: TracedPerson; readonly tombstone: string },
  stores: CustomerStores,
  now: () => Date,
): Promise<ErasedCustomer> {
  let records = await removeItems(() => listWrites(isCustomer, stores.directory), stores.directory)
  let cases = 0
  const kept: number[] = []
  for await (const { number, customer } of walkCasesOf(isCustomer, stores)) {
    const gone = await stores.removeCases([number], { of: 'customer', customer: customer.id, at: now() })
    if (gone.length > 0) cases += 1
    else kept.push(number)
  }
  records += (await stores.customerTraces.find(isCustomer)).length
  await stores.customerTraces.erase(isCustomer)
  const erased = await erasePerson(people, tombstone, stores)
  await stores.purge(noCase)
  const named = erased.held.filter((number) => !kept.includes(number))
  return { cases, kept, named, records: records + erased.records }
}

/** The customer's own people who can be erased with it: nobody who has an account elsewhere. */
export async function findOwnPeople(
  users: FoundCustomer['users'],
  stores: CustomerStores & Pick<PersonStores, 'identities'>,
): Promise<readonly KnownPerson[]> {
  const { directory } = stores
  const others = [
    ...(await directory.all('accounts')),
    ...(await directory.all('desk')),
    ...(await directory.all('operators')),
  ].map(({ email }) => email)
  const own: KnownPerson[] = []
  for (const { email } of users) {
    const person = await findKnownPerson(email, stores)
    if (!others.some(person.isEmail)) own.push(person)
  }
  return own
}
