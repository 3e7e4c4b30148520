import type {
  Account,
  Customer,
  Grant,
  Identity,
  Person,
  Relationship,
  ResellerDomain,
} from '../cases/ports.ts'
import type { DirectoryFile } from './directory-schema.ts'
import { sameCase } from './email.ts'
import { groupBy } from './group.ts'

const noGrant: Grant = { state: 'unknown', changedAt: null, changedBy: null, checkedAt: null }

/** One state of the directory, ready to be asked: every answer is a look-up, or a walk over one domain's own customers. */
export interface IndexedDirectory {
  identify(person: Person): Identity
  account(email: string): Account | undefined
  domain(domain: string): ResellerDomain | undefined
  customersOf(domain: string, at: Date): readonly Customer[]
  customer(id: string): Customer | undefined
  relationshipsOf(customer: string, at: Date): readonly Relationship[]
  grant(customer: string, domain: string): Grant
}

export function indexDirectory(file: DirectoryFile): IndexedDirectory {
  const domains = new Map(file.domains.map((domain) => [domain.domain, domain]))
  const accounts = new Map<string, Account>(file.accounts.map((account) => [account.email, account]))
  const agents = new Map(file.desk.map((agent) => [agent.email, agent]))
  const links = new Map(file.people.map((link) => [link.person, link.accounts]))
  const customers = new Map<string, Customer>(file.customers.map((customer) => [customer.id, customer]))
  const grants = new Map<string, Grant>(
    file.grants.map(({ customer, domain, ...grant }) => [pair(customer, domain), grant]),
  )
  const byCustomer = groupBy(file.relationships, (relationship) => relationship.customer)
  const lists = customerLists(file, customers)

  return {
    identify(person) {
      const proved = provedEmails(person, links)
      return {
        accounts: proved.flatMap((email) => accounts.get(email) ?? []),
        desk: proved.flatMap((email) => agents.get(email) ?? [])[0] ?? null,
      }
    },
    account: (email) => accounts.get(sameCase(email)),
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
  }
}

/**
 * The e-mails that this chat person is known to own, each once: those linked to the chat user, and, only where the
 * platform vouches for the person's e-mail, that e-mail and those linked to it (DOM-1).
 */
function provedEmails(person: Person, links: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const own = person.email === null ? [] : [sameCase(person.email)]
  const linked = [chatKey(person), ...own].flatMap((key) => links.get(key) ?? [])
  return [...new Set([...own, ...linked])]
}

function chatKey(person: Person): string {
  return person.platform === 'slack' ? `slack:${person.tenant}/${person.user}` : `gchat:${person.user}`
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
    const collator = new Intl.Collator(language, { numeric: true })
    const periods = groupBy(byDomain.get(domain) ?? [], (relationship) => relationship.customer)
    const listed = [...periods].flatMap(([id, its]) => {
      const customer = customers.get(id)
      return customer ? [{ customer, periods: its }] : []
    })
    listed.sort(
      (a, b) =>
        collator.compare(a.customer.name, b.customer.name) || (a.customer.id < b.customer.id ? -1 : 1),
    )
    return [domain, listed] as const
  })
  return new Map(lists)
}

function isLive(period: Relationship, at: Date): boolean {
  const moment = at.getTime()
  return period.from.getTime() <= moment && (period.to === null || moment < period.to.getTime())
}

function pair(customer: string, domain: string): string {
  return JSON.stringify([customer, domain])
}
