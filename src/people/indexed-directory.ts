import type {
  Account,
  Customer,
  CustomerUser,
  DeskAgent,
  Grant,
  Identity,
  Person,
  Relationship,
  ResellerDomain,
} from '../cases/directory.ts'
import { foldCustomer } from '../cases/find-customers.ts'
import { createNames, type Names, noNames, type Renaming } from '../cases/names.ts'
import {
  listSearchedPairs,
  matchesPhonetic,
  type PhoneticForms,
  toPhoneticForms,
} from '../cases/phonetic-name.ts'
import { toRenaming } from './directory-names.ts'
import {
  adminsFirst,
  isChatUser,
  isLive,
  membership,
  noGrant,
  ownEmails,
  personKeys,
  type Sorted,
  sortByOrder,
} from './directory-queries.ts'
import {
  type DirectoryFile,
  type Item,
  renamableSections,
  type SectionName,
  sectionNames,
} from './directory-schema.ts'
import { groupBy } from './group-by.ts'
import { sameCase } from './same-case.ts'

/** One state of the directory, ready to be asked: every answer is a look-up, or a walk over one domain's own customers. */
export interface IndexedDirectory {
  readonly names: Names
  identify(person: Person): Identity
  findByEmail(email: string): Identity
  findById(id: string): Identity
  domain(domain: string): ResellerDomain | undefined
  customersOf(domain: string, at: Date): readonly Customer[]
  customer(id: string): Customer | undefined
  customersByPhoneticName(typed: string): readonly string[]
  relationshipsOf(customer: string, at: Date): readonly Relationship[]
  grant(customer: string, domain: string): Grant
  accountsOf(domain: string): readonly Account[]
  deskAgents(): readonly DeskAgent[]
  customerUsersOf(customer: string): readonly CustomerUser[]
  chatUsersOf(email: string): readonly string[]
  isOperator(email: string): boolean
  operators(): readonly string[]
  domains(): readonly ResellerDomain[]
}

/** An index that grows piece by piece, so that whoever builds it can let others be served in between. */
export interface DirectoryIndexer {
  add<Name extends SectionName>(section: Name, items: readonly Item<Name>[]): void
  /** The next customers of a domain in the order of their names: once all items are in. */
  order(domain: string, customers: readonly string[]): void
  readonly directory: IndexedDirectory
}

export function indexDirectory(file: DirectoryFile): IndexedDirectory {
  const indexer = createDirectoryIndexer()
  for (const section of sectionNames) indexer.add(section, file[section])
  for (const [domain, customers] of orderCustomers(file)) indexer.order(domain, customers)
  return indexer.directory
}

interface Listed {
  readonly customer: Customer
  readonly periods: readonly Relationship[]
}

export function createDirectoryIndexer(): DirectoryIndexer {
  const domains = new Map<string, ResellerDomain>()
  const accounts = new Map<string, Account>()
  const byDomain = new Map<string, Account[]>()
  const agents = new Map<string, Item<'desk'>>()
  const links = new Map<string, readonly string[]>()
  const chatUsers = new Map<string, string[]>()
  const customers = new Map<string, Customer>()
  const phoneticNames = new Map<string, PhoneticForms>()
  const grants = new Map<string, Grant>()
  const users = new Map<string, CustomerUser>()
  const usersByCustomer = new Map<string, CustomerUser[]>()
  const operators = new Set<string>()
  const byCustomer = new Map<string, Relationship[]>()
  const lists = new Map<string, Listed[]>()
  const renamings: Renaming[] = []
  let names = noNames

  const adders: { readonly [Name in SectionName]: (item: Item<Name>) => void } = {
    domains: (domain) => domains.set(domain.domain, domain),
    accounts(account) {
      accounts.set(account.email, account)
      append(byDomain, account.domain, account)
    },
    desk: (agent) => agents.set(agent.email, agent),
    people(link) {
      links.set(link.person, link.accounts)
      if (isChatUser(link.person))
        for (const email of new Set(link.accounts)) append(chatUsers, email, link.person)
    },
    customers(customer: Customer) {
      customers.set(customer.id, customer)
      const { phonetic } = customer.folded ?? foldCustomer(customer)
      if (phonetic) phoneticNames.set(customer.id, phonetic)
    },
    relationships: (relationship) => append(byCustomer, relationship.customer, relationship),
    grants: ({ customer, domain, evidence: _, ...grant }) => grants.set(pair(customer, domain), grant),
    customerUsers(user) {
      users.set(user.email, user)
      append(usersByCustomer, user.customer, user)
    },
    operators: ({ email }) => operators.add(email),
  }

  function bearing(proved: readonly string[]): Identity {
    return {
      accounts: proved.flatMap((email) => accounts.get(email) ?? []),
      desk: proved.flatMap((email) => agents.get(email) ?? [])[0] ?? null,
      customers: proved.flatMap((email) => {
        const user = users.get(email)
        const customer = user && customers.get(user.customer)
        return user && customer ? [membership(user, customer)] : []
      }),
    }
  }

  /** As everything in here goes by. */
  const idOf = (name: string) => names.idOf(sameCase(name))

  return {
    add(section, items) {
      for (const item of items) adders[section](item)
      const known = renamings.length
      const renamable = renamableSections.find((name) => name === section)
      if (renamable)
        renamings.push(...(items as readonly object[]).flatMap((item) => toRenaming(renamable, item) ?? []))
      if (renamings.length > known) names = createNames(renamings)
    },
    order(domain, ids) {
      for (const id of ids) {
        const customer = customers.get(id)
        const periods = (byCustomer.get(id) ?? []).filter((period) => period.domain === domain)
        if (customer) append(lists, domain, { customer, periods })
      }
    },
    directory: {
      get names() {
        return names
      },
      identify(person) {
        const own = ownEmails(person).flatMap((email) => names.provedId(email) ?? [])
        const linked = personKeys(person).flatMap((key) => links.get(key) ?? [])
        return bearing([...new Set([...own, ...linked])])
      },
      findByEmail(email) {
        const id = names.provedId(sameCase(email))
        return bearing(id === undefined ? [] : [id])
      },
      findById: (id) => bearing([idOf(id)]),
      domain: (domain) => domains.get(idOf(domain)),
      customersOf(domain, at) {
        const list = lists.get(idOf(domain)) ?? []
        return list
          .filter(({ periods }) => periods.some((period) => isLive(period, at)))
          .map(({ customer }) => customer)
      },
      customer: (id) => customers.get(id),
      customersByPhoneticName(typed) {
        const read = toPhoneticForms(typed)
        if (listSearchedPairs(read).length === 0) return []
        return [...phoneticNames].flatMap(([id, name]) => (matchesPhonetic(name, read) ? [id] : []))
      },
      relationshipsOf: (customer, at) =>
        (byCustomer.get(customer) ?? []).filter((period) => isLive(period, at)),
      grant: (customer, domain) => grants.get(pair(customer, idOf(domain))) ?? noGrant,
      accountsOf: (domain) => byDomain.get(idOf(domain)) ?? [],
      deskAgents: () => [...agents.values()],
      customerUsersOf: (customer) => adminsFirst(usersByCustomer.get(customer) ?? []),
      chatUsersOf: (email) => chatUsers.get(idOf(email)) ?? [],
      isOperator: (email) => operators.has(idOf(email)),
      operators: () => [...operators],
      domains: () => [...domains.values()],
    },
  }
}

/** Per domain, every customer it ever had, sorted by name as readers of the domain's language expect. */
export function* orderCustomers({
  domains,
  customers,
  relationships,
}: {
  readonly domains: readonly Pick<Item<'domains'>, 'domain' | 'language'>[]
  readonly customers: readonly Sorted[]
  readonly relationships: readonly Pick<Relationship, 'customer' | 'domain'>[]
}): Generator<readonly [domain: string, customers: readonly string[]]> {
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  const byDomain = groupBy(relationships, ({ domain }) => domain)
  for (const { domain, language } of domains) {
    const ids = new Set((byDomain.get(domain) ?? []).map(({ customer }) => customer))
    const listed = [...ids].flatMap((id) => byId.get(id) ?? [])
    yield [domain, listed.sort(sortByOrder(language)).map(({ id }) => id)]
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function pair(customer: string, domain: string): string {
  return JSON.stringify([customer, domain])
}
