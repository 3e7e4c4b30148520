import type {
  Account,
  Customer,
  Directory,
  Identity,
  Person,
  Relationship,
  ResellerDomain,
} from '../cases/directory.ts'
import type { GrantRepository, RecordedGrant } from '../cases/grant-repository.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
import { createNames, liveNames, type Names, noNames } from '../cases/names.ts'
import { listSearchedPairs, matchesPhonetic, toPhoneticForms } from '../cases/phonetic-name.ts'
import {
  adminsFirst,
  isLive,
  listChatUsers,
  membership,
  noGrant,
  ownEmails,
  personKeys,
  sortByOrder,
} from './directory-queries.ts'
import { customerRef, type DirectoryStore, domainRef, emailRef, phoneticRef } from './directory-store.ts'
import { sameCase } from './same-case.ts'

/** The directory that is kept in the database: every question is looked up there, so that each change counts from the next on (GRA-4). */
export function storedDirectory(store: DirectoryStore): Directory & IdentityLookup {
  /** DOM-4: read with each question that may be put in a name. */
  let names = noNames

  async function readNames(): Promise<Names> {
    names = createNames(await store.renamed())
    return names
  }

  async function identify(person: Person): Promise<Identity> {
    const [{ provedId }, links] = await Promise.all([readNames(), store.find('people', personKeys(person))])
    const own = ownEmails(person).flatMap((email) => provedId(email) ?? [])
    return bearing([...new Set([...own, ...links.flatMap((link) => link.accounts)])])
  }

  async function bearing(proved: readonly string[]): Promise<Identity> {
    const [accounts, agents, users] = await Promise.all([
      store.find('accounts', proved),
      store.find('desk', proved),
      store.find('customerUsers', proved),
    ])
    const customers = await store.find(
      'customers',
      users.map((user) => user.customer),
    )
    const inOrder = <T extends { readonly email: string }>(items: readonly T[]) =>
      proved.flatMap((email) => items.find((item) => item.email === email) ?? [])
    return {
      accounts: inOrder<Account>(accounts),
      desk: inOrder(agents)[0] ?? null,
      customers: inOrder(users).flatMap((user) => {
        const customer = customers.find((customer) => customer.id === user.customer)
        return customer ? [membership(user, customer)] : []
      }),
    }
  }

  async function domain(name: string): Promise<ResellerDomain | undefined> {
    const { idOf } = await readNames()
    return (await store.find('domains', [idOf(sameCase(name))]))[0]
  }

  async function listCustomers(name: string, at: Date): Promise<readonly Customer[]> {
    const found = await domain(name)
    if (!found) return []
    const refs = names.everyName(found.domain).map(domainRef)
    const live = (await Promise.all(refs.map((ref) => referringAt(store, ref, at)))).flat()
    const ids = new Set(live.map((relationship) => relationship.customer))
    return (await store.find('customers', [...ids])).toSorted(sortByOrder(found.language))
  }

  async function customersByPhoneticName(typed: string): Promise<readonly string[]> {
    const read = toPhoneticForms(typed)
    const found = await Promise.all(
      listSearchedPairs(read).map((pair) => store.referring('customers', phoneticRef(pair))),
    )
    const called = found
      .flat()
      .filter(({ phoneticName = '' }) => matchesPhonetic(toPhoneticForms(phoneticName), read))
    return [...new Set(called.map(({ id }) => id))]
  }

  const idOf = (name: string) => names.idOf(sameCase(name))

  return {
    revision: async () => `database ${await store.revision()}`,
    names: liveNames(() => names),
    identify,
    domain,
    customersOf: listCustomers,
    async findIdentityByEmail(email) {
      const { provedId } = await readNames()
      const id = provedId(sameCase(email))
      return bearing(id === undefined ? [] : [id])
    },
    async findIdentityById(id) {
      const { idOf } = await readNames()
      return bearing([idOf(sameCase(id))])
    },
    customer: async (id) => (await store.find('customers', [id]))[0],
    customersByPhoneticName,
    async relationshipsOf(customer, at) {
      const live = await referringAt(store, customerRef(customer), at)
      return live.map((relationship) => ({ ...relationship, domain: names.idOf(relationship.domain) }))
    },
    async grant(customer, name) {
      const kept = await findGrant(store, customer, names.everyName(idOf(name)))
      if (!kept) return noGrant
      const { state, changedAt, changedBy, checkedAt } = kept
      return { state, changedAt, changedBy, checkedAt }
    },
    accountsOf: (domain) => store.referring('accounts', domainRef(idOf(domain))),
    deskAgents: () => store.all('desk'),
    customerUsersOf: async (customer) =>
      adminsFirst(await store.referring('customerUsers', customerRef(customer))),
    async chatUsersOf(email) {
      // Whoever is to be written to is asked for here first: then their address of today is known too.
      const id = (await readNames()).idOf(sameCase(email))
      return listChatUsers(await store.referring('people', emailRef(id)), id)
    },
    isOperator: async (email) => (await store.find('operators', [idOf(email)])).length > 0,
    operators: async () => (await store.all('operators')).map(({ email }) => idOf(email)),
    domains: () => store.all('domains'),
  }
}

/** The newest of those that were recorded under one of these names: before a former one was known it may have been another (DOM-4). */
export async function findGrant(
  store: Pick<GrantRepository, 'recordedGrant'>,
  customer: string,
  domains: readonly string[],
): Promise<RecordedGrant | undefined> {
  const found = await Promise.all(domains.map((domain) => store.recordedGrant(customer, domain)))
  const moment = ({ changedAt }: RecordedGrant) => changedAt?.getTime() ?? 0
  return found.reduce((last, next) => (next && (!last || moment(next) > moment(last)) ? next : last))
}

/** What the operator wrote, and what customers asked for in chat. */
async function referringAt(store: DirectoryStore, ref: string, at: Date): Promise<readonly Relationship[]> {
  const [written, asked] = await Promise.all([
    store.referring('relationships', ref),
    store.referring('askedFor', ref),
  ])
  return withAsked(
    written.filter((relationship) => isLive(relationship, at)),
    asked.filter((relationship) => isLive(relationship, at)),
  )
}

/** A partner that serves the customer already is no second one for having been asked. */
export function withAsked(
  live: readonly Relationship[],
  asked: readonly Relationship[],
): readonly Relationship[] {
  const all = [...live]
  for (const relationship of asked) {
    if (
      !all.some((other) => other.customer === relationship.customer && other.domain === relationship.domain)
    )
      all.push(relationship)
  }
  return all
}
