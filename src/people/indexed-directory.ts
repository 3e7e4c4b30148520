import type {
  Account,
  Customer,
  CustomerUser,
  Grant,
  Identity,
  Person,
  Relationship,
  ResellerDomain,
} from '../cases/directory.ts'
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
import type { DirectoryFile } from './directory-schema.ts'
import { groupBy } from './group-by.ts'
import { sameCase } from './same-case.ts'

/** One state of the directory, ready to be asked: every answer is a look-up, or a walk over one domain's own customers. */
export interface IndexedDirectory {
  identify(person: Person): Identity
  findByEmail(email: string): Identity
  domain(domain: string): ResellerDomain | undefined
  customersOf(domain: string, at: Date): readonly Customer[]
  customer(id: string): Customer | undefined
  relationshipsOf(customer: string, at: Date): readonly Relationship[]
  grant(customer: string, domain: string): Grant
  customerUsersOf(customer: string): readonly CustomerUser[]
  chatUsersOf(email: string): readonly string[]
  isOperator(email: string): boolean
}

export function indexDirectory(file: DirectoryFile): IndexedDirectory {
  const domains = new Map(file.domains.map((domain) => [domain.domain, domain]))
  const accounts = new Map<string, Account>(file.accounts.map((account) => [account.email, account]))
  const agents = new Map(file.desk.map((agent) => [agent.email, agent]))
  const links = new Map(file.people.map((link) => [link.person, link.accounts]))
  const customers = new Map<string, Customer>(file.customers.map((customer) => [customer.id, customer]))
  const grants = new Map<string, Grant>(
    file.grants.map(({ customer, domain, evidence: _, ...grant }) => [pair(customer, domain), grant]),
  )
  const users = new Map(file.customerUsers.map((user) => [user.email, user]))
  const usersByCustomer = groupBy(adminsFirst(file.customerUsers), (user) => user.customer)
  const operators = new Set(file.operators.map(({ email }) => email))
  const byCustomer = groupBy(file.relationships, (relationship) => relationship.customer)
  const lists = customerLists(file, customers)

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

  return {
    identify(person) {
      const linked = personKeys(person).flatMap((key) => links.get(key) ?? [])
      return bearing([...new Set([...ownEmails(person), ...linked])])
    },
    findByEmail: (email) => bearing([sameCase(email)]),
    domain: (domain) => domains.get(sameCase(domain)),
    customersOf(domain, at) {
      const list = lists.get(sameCase(domain)) ?? []
      return list
        .filter(({ periods }) => periods.some((period) => isLive(period, at)))
        .map(({ customer }) => customer)
    },
    customer: (id) => customers.get(id),
    relationshipsOf: (customer, at) =>
      (byCustomer.get(customer) ?? []).filter((period) => isLive(period, at)),
    grant: (customer, domain) => grants.get(pair(customer, sameCase(domain))) ?? noGrant,
    customerUsersOf: (customer) => usersByCustomer.get(customer) ?? [],
    chatUsersOf: (email) => listChatUsers(file.people, email),
    isOperator: (email) => operators.has(sameCase(email)),
  }
}

interface Listed {
  readonly customer: Customer
  readonly periods: readonly Relationship[]
}

/** Per domain, every customer it ever had, sorted by name as readers of the domain's language expect. */
function customerLists(
  file: DirectoryFile,
  customers: ReadonlyMap<string, Customer>,
): ReadonlyMap<string, readonly Listed[]> {
  const byDomain = groupBy(file.relationships, (relationship) => relationship.domain)
  const lists = file.domains.map(({ domain, language }) => {
    const byName = sortByOrder(language)
    const periods = groupBy(byDomain.get(domain) ?? [], (relationship) => relationship.customer)
    const listed = [...periods].flatMap(([id, its]) => {
      const customer = customers.get(id)
      return customer ? [{ customer, periods: its }] : []
    })
    listed.sort((a, b) => byName(a.customer, b.customer))
    return [domain, listed] as const
  })
  return new Map(lists)
}

function pair(customer: string, domain: string): string {
  return JSON.stringify([customer, domain])
}
