import type {
  Account,
  Customer,
  Directory,
  Identity,
  Person,
  Relationship,
  ResellerDomain,
} from '../cases/directory.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
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
  async function identify(person: Person): Promise<Identity> {
    const links = await store.find('people', personKeys(person))
    return bearing([...new Set([...ownEmails(person), ...links.flatMap((link) => link.accounts)])])
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
    return (await store.find('domains', [sameCase(name)]))[0]
  }

  async function listCustomers(name: string, at: Date): Promise<readonly Customer[]> {
    const [found, live] = await Promise.all([domain(name), referringAt(store, domainRef(sameCase(name)), at)])
    if (!found) return []
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

  return {
    revision: async () => `database ${await store.revision()}`,
    identify,
    domain,
    customersOf: listCustomers,
    findIdentityByEmail: (email) => bearing([sameCase(email)]),
    customer: async (id) => (await store.find('customers', [id]))[0],
    customersByPhoneticName,
    relationshipsOf: (customer, at) => referringAt(store, customerRef(customer), at),
    async grant(customer, name) {
      const kept = await store.recordedGrant(customer, sameCase(name))
      if (!kept) return noGrant
      const { state, changedAt, changedBy, checkedAt } = kept
      return { state, changedAt, changedBy, checkedAt }
    },
    accountsOf: (domain) => store.referring('accounts', domainRef(sameCase(domain))),
    deskAgents: () => store.all('desk'),
    customerUsersOf: async (customer) =>
      adminsFirst(await store.referring('customerUsers', customerRef(customer))),
    chatUsersOf: async (email) =>
      listChatUsers(await store.referring('people', emailRef(sameCase(email))), email),
    isOperator: async (email) => (await store.find('operators', [sameCase(email)])).length > 0,
  }
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
