/**
 * What the directory is to be by what Google tells: pure. Google counts for domains, accounts, customers and who sells to whom; what it
 * does not know stays as it is stored (docs/google-directory.md).
 */
import type { Account, Customer, Relationship, ResellerDomain } from '../../cases/directory.ts'
import { nameRole } from '../../google/google-names.ts'
import type { GoogleAccount, GoogleCustomer, GooglePrivilege } from '../../google/google-organization.ts'
import { findPresentName, toNamed } from '../directory-names.ts'
import type { DirectoryItems } from '../directory-store.ts'
import { importedSections, type Stored } from '../import-plan.ts'
import type { FirstSight, GoogleSyncSettings, ReadDomain } from './google-sync-settings.ts'
import { type MatchedAccounts, matchAccounts, presentAddress } from './match-accounts.ts'
import { translateHeld } from './privilege-names.ts'

/** Everything that an import may speak of beside the grants. */
export type DirectorySections = Omit<Stored, 'grants'>

export interface FromGoogle {
  /** By the ids that are stored; what was renamed at Google has its name of today beside it (DOM-4). */
  readonly wanted: DirectorySections
  /** What an operator should know, a sentence each. */
  readonly notes: readonly string[]
  /** By domain: how many active accounts and live sales it had, and how many of them end. */
  readonly losses: readonly Loss[]
}

export interface Loss {
  readonly domain: string
  readonly what: 'accounts' | 'customers'
  readonly before: number
  readonly ending: number
}

export function fromGoogle(
  read: readonly ReadDomain[],
  kept: DirectorySections,
  settings: Pick<GoogleSyncSettings, 'mapping' | 'firstSight'>,
  now: Date,
): FromGoogle {
  const everyId = new Set(read.flatMap(({ organization }) => organization.accounts.map(({ id }) => id)))
  const named = read.map((one) => ({ ...one, named: nameDomain(one, kept.domains) }))
  const stored = joinSpares(
    kept,
    new Map(named.flatMap(({ named: { id, spare } }) => (spare === undefined ? [] : [[spare, id]]))),
  )
  const parts = named.map((one) => readPart(one, stored, settings, everyId))
  const customers = planCustomers(parts, stored.customers, settings.firstSight)
  const domains = new Map(stored.domains.map((domain) => [domain.domain, domain]))
  for (const { domain } of parts) domains.set(domain.domain, domain)
  const nameOf = (id: string) => presentDomain(domains.get(id), id)
  const relationships = planSales(parts, { idOf: customers.idOf, nameOf }, stored.relationships, now)
  const accounts = new Map(stored.accounts.map((account) => [account.email, account]))
  for (const part of parts) {
    for (const email of part.joined) accounts.delete(email)
    for (const account of part.accounts) accounts.set(account.email, account)
  }
  const wanted = {
    ...pickSections(stored),
    domains: [...domains.values()],
    accounts: [...accounts.values()],
    customers: customers.all,
    relationships: relationships.all,
  }
  return {
    wanted,
    notes: [...parts.flatMap((part) => part.notes), ...customers.notes, ...relationships.notes],
    losses: parts.flatMap(({ domain: { domain } }) => [
      {
        domain: nameOf(domain),
        what: 'accounts' as const,
        ...countLoss(domain, stored.accounts, wanted.accounts, isActive),
      },
      {
        domain: nameOf(domain),
        what: 'customers' as const,
        ...countLoss(domain, stored.relationships, wanted.relationships, (sale) => isSale(sale, now)),
      },
    ]),
  }
}

/** What refers to a domain that is part of another one refers to that one. */
function joinSpares(stored: DirectorySections, idBySpare: ReadonlyMap<string, string>): DirectorySections {
  if (idBySpare.size === 0) return stored
  const move = <T extends { readonly domain: string }>(item: T): T => ({
    ...item,
    domain: idBySpare.get(item.domain) ?? item.domain,
  })
  return {
    ...stored,
    domains: stored.domains.filter(({ domain }) => !idBySpare.has(domain)),
    accounts: stored.accounts.map(move),
    relationships: stored.relationships.map(move),
  }
}

/** Only what a directory holds: what was stored may come with more. */
function pickSections(stored: DirectorySections): DirectorySections {
  return Object.fromEntries(
    importedSections.map((section) => [section, stored[section]]),
  ) as object as DirectorySections
}

interface Part {
  readonly domain: ResellerDomain
  readonly accounts: readonly Account[]
  readonly joined: ReadonlySet<string>
  readonly sold: readonly GoogleCustomer[]
  readonly notes: readonly string[]
}

function readPart(
  { settings, organization, named }: ReadDomain & { readonly named: NamedDomain },
  stored: DirectorySections,
  { mapping }: Pick<GoogleSyncSettings, 'mapping'>,
  everyId: ReadonlySet<string>,
): Part {
  const { id: domain, today, known } = named
  const found = matchAccounts(organization.accounts, stored.accounts, everyId)
  const kept: string[] = []
  const unknown = createUnknownNames()
  const accounts = organization.accounts.flatMap((account): readonly Account[] => {
    const old = found.stored.get(account.id)
    const { roles, privileges, ...untranslated } = translateHeld(account, organization, mapping)
    if (found.taken.has(account.id))
      return old ? [{ ...old, googleId: account.id, domain, suspended: true }] : []
    if (account.rolesKnown && !account.superAdmin && !account.suspended) unknown.add(account, untranslated)
    if (!account.rolesKnown) kept.push(account.email)
    const held = account.rolesKnown
      ? { superAdmin: account.superAdmin, roles, privileges }
      : {
          superAdmin: account.superAdmin || (old?.superAdmin ?? false),
          roles: old?.roles ?? [],
          privileges: old?.privileges ?? [],
        }
    return [
      {
        ...old,
        email: old?.email ?? account.email,
        ...(old && toNamed('accounts', old, account.email)),
        googleId: account.id,
        name: account.name,
        domain,
        suspended: account.suspended,
        ...held,
      },
    ]
  })
  const there = new Set([...accounts.map(({ email }) => email), ...found.joined])
  const gone = stored.accounts
    .filter((account) => account.domain === domain && !there.has(account.email))
    .map((account) => ({ ...account, suspended: true }))
  return {
    domain: {
      ...known,
      domain,
      ...(known && toNamed('domains', known, today)),
      googleId: organization.customerId,
      name: settings.name ?? chooseDomainName(known, today),
      superAdmin: chooseSuperAdmin(known?.superAdmin, settings.admin, accounts),
      language: settings.language ?? known?.language ?? 'en',
    },
    accounts: [...accounts, ...gone],
    joined: found.joined,
    sold: organization.customers,
    notes: [
      ...organization.notes.map(({ message, remedy }) => [message, remedy].filter(Boolean).join(' ')),
      ...named.notes,
      ...describeMatches(organization.accounts, found),
      ...unknown.describe(today),
      ...(kept.length > 0 ? [`Roles that Google did not tell stay as they were: ${kept.join(', ')}.`] : []),
    ],
  }
}

function describeMatches(accounts: readonly GoogleAccount[], found: MatchedAccounts): readonly string[] {
  const today = new Map(accounts.map(({ id, email }) => [found.stored.get(id), email]))
  return accounts.flatMap(({ id, email }) => {
    const holder = found.taken.get(id)
    if (holder) {
      const own = found.stored.get(id)
      const whose = `${email} was the address of ${today.get(holder) ?? holder.name}, whose cases go by it`
      const outcome = own
        ? `${presentAddress(own)}, which has it now, is suspended here`
        : 'the account that has it now is left out'
      return [`${whose}: ${outcome}. Give that account another primary address at Google.`]
    }
    if (found.followers.has(id))
      return [`${email} is another account at Google than before: it goes on with what that address had.`]
    return []
  })
}

interface NamedDomain {
  readonly id: string
  readonly today: string
  readonly known: ResellerDomain | undefined
  /** Another stored domain that has the name of today and is part of this one. */
  readonly spare: string | undefined
  readonly notes: readonly string[]
}

/**
 * Google's id tells which stored domain it is, else its name. The settings may have a former name: one that Google keeps as an alias, or
 * that the directory knows as former.
 */
function nameDomain(
  { settings, organization: { customerId, domains } }: ReadDomain,
  stored: readonly ResellerDomain[],
): NamedDomain {
  const isThere = (name: string) => domains.some((one) => one.name === name)
  const atGoogle = isThere(settings.domain)
    ? settings.domain
    : (domains.find(({ aliases }) => aliases.includes(settings.domain))?.name ?? settings.domain)
  const byName = (name: string) => stored.find((one) => presentDomain(one) === name)
  const known =
    stored.find(({ googleId }) => googleId === customerId) ?? byName(atGoogle) ?? byName(settings.domain)
  const present = known && presentDomain(known)
  const isFormer = known !== undefined && [known.domain, ...(known.formerly ?? [])].includes(atGoogle)
  const today = present !== undefined && isFormer && isThere(present) ? present : atGoogle
  const primary = domains.find(({ isPrimary }) => isPrimary)?.name ?? today
  const notes =
    primary === today
      ? []
      : [
          `${today} is not the primary domain of its organization, ${primary} is. If it was renamed, write ${primary} in DIRECTORY_GOOGLE_FILE: its people and cases come along.`,
        ]
  const other = stored.find(
    (one) => one !== known && [one.domain, presentDomain(one), ...(one.formerly ?? [])].includes(today),
  )
  if (!known || !other) return { id: known?.domain ?? today, today, known, spare: undefined, notes }
  if (other.googleId === undefined && presentDomain(other) === today)
    return { id: known.domain, today, known, spare: other.domain, notes }
  const stays = `${today} is a name of ${presentDomain(other)} here, which is another organization: ${presentDomain(known)} keeps its former name.`
  return { id: known.domain, today: presentDomain(known), known, spare: undefined, notes: [...notes, stays] }
}

function presentDomain(domain: ResellerDomain | undefined, id = ''): string {
  return domain ? findPresentName('domains', domain) : id
}

/** The name that somebody gave it; where that is only its domain, the domain of today. */
function chooseDomainName(known: ResellerDomain | undefined, today: string): string {
  if (!known) return today
  const names = [known.domain, presentDomain(known), ...(known.formerly ?? [])]
  return names.includes(known.name) ? today : known.name
}

/** Whom people are told to ask (ACC-4): who it was, while that is one. */
function chooseSuperAdmin(stored: string | undefined, admin: string, accounts: readonly Account[]): string {
  const able = accounts.filter((account) => account.superAdmin && isActive(account))
  const chosen =
    able.find(({ email }) => email === stored) ??
    able.find((account) => presentAddress(account) === admin) ??
    able[0]
  return chosen?.email ?? stored ?? admin
}

function createUnknownNames() {
  const roles = new Map<string, number>()
  const privileges = new Set<string>()
  return {
    add(
      account: GoogleAccount,
      names: {
        readonly unknownRoles: readonly string[]
        readonly unknownPrivileges: readonly GooglePrivilege[]
      },
    ): void {
      if (account.suspended) return
      for (const role of names.unknownRoles) roles.set(role, (roles.get(role) ?? 0) + 1)
      for (const { name, serviceName, serviceId } of names.unknownPrivileges)
        privileges.add(`${name} (${serviceName ?? serviceId})`)
    },
    describe(domain: string): readonly string[] {
      const held = [...roles].map(([role, count]) => `${describeRole(role)} (${count} account(s))`).sort()
      return [
        ...(held.length > 0
          ? [
              `${domain}: these roles mean nothing here by themselves: ${held.join(', ')}. What they grant was read. Name them under mapping.roles if they should.`,
            ]
          : []),
        ...(privileges.size > 0
          ? [`${domain}: these privileges mean nothing here: ${[...privileges].sort().join(', ')}.`]
          : []),
      ]
    },
  }
}

/** `_INDIRECT_RESELLER_ADMIN_ROLE` is Indirect Reseller Admin in the Admin console. */
function describeRole(name: string): string {
  const shown = nameRole({ name, isSystem: true })
  return shown === undefined ? name : `${name}, which is ${shown}`
}

interface Customers {
  readonly all: readonly Customer[]
  readonly notes: readonly string[]
  /** Under which id a customer of Google's is stored. */
  readonly idOf: (customerId: string) => string
}

function planCustomers(
  parts: readonly Part[],
  stored: readonly Customer[],
  firstSight: FirstSight,
): Customers {
  const all = new Map(stored.map((customer) => [customer.id, customer]))
  const byGoogleId = new Map(stored.flatMap((one) => (one.googleId ? [[one.googleId, one] as const] : [])))
  const byDomain = new Map(stored.map((customer) => [customer.domain, customer]))
  const sold = new Map(
    parts.flatMap((part) => part.sold.map((one) => [one.customerId, { one, part }] as const)),
  )
  const ids = new Map<string, string>()
  const notes: string[] = []
  for (const { one, part } of sold.values()) {
    const namesake = byDomain.get(one.domain)
    const isFree = namesake && !namesake.googleId && !sold.has(namesake.id)
    const old = all.get(one.customerId) ?? byGoogleId.get(one.customerId) ?? (isFree ? namesake : undefined)
    const id = old?.id ?? one.customerId
    ids.set(one.customerId, id)
    if (!old && !one.contact.email)
      notes.push(
        `${one.customerId} (${one.domain}): Google tells no contact address; postmaster@${one.domain} stands in.`,
      )
    all.set(id, toCustomer(one, id, old, { ...firstSight, domain: part.domain }))
  }
  return { all: [...all.values()], notes, idOf: (customerId) => ids.get(customerId) ?? customerId }
}

function toCustomer(
  one: GoogleCustomer,
  id: string,
  old: Customer | undefined,
  { domain, ...firstSight }: FirstSight & { readonly domain: ResellerDomain },
): Customer {
  const known = old && moveStandIns(old, one.domain)
  const name = one.name ?? known?.name ?? one.domain
  const told = one.language?.slice(0, 2).toLowerCase()
  return {
    tier: firstSight.tier,
    language: firstSight.language ?? (told === 'ja' || told === 'en' ? told : domain.language),
    timeZone: firstSight.timeZone,
    ...old,
    id,
    ...(id === one.customerId ? {} : { googleId: one.customerId }),
    name,
    domain: one.domain,
    address: one.address.join(', ') || known?.address || one.domain,
    contact: {
      name: one.contact.name ?? known?.contact.name ?? name,
      email: one.contact.email ?? known?.contact.email ?? `postmaster@${one.domain}`,
      phone: one.contact.phone ?? known?.contact.phone ?? '–',
    },
  }
}

/** What stood in for something that Google did not tell was made of the domain. */
function moveStandIns(old: Customer, domain: string): Customer {
  const move = (text: string) => {
    if (text === old.domain) return domain
    return text === `postmaster@${old.domain}` ? `postmaster@${domain}` : text
  }
  const { name, email, phone } = old.contact
  return {
    ...old,
    name: move(old.name),
    address: move(old.address),
    contact: { name: move(name), email: move(email), phone },
  }
}

/** Who sells to whom: periods begin when they are first seen and end when they are not seen any more. */
function planSales(
  parts: readonly Part[],
  { idOf, nameOf }: Pick<Customers, 'idOf'> & { readonly nameOf: (domain: string) => string },
  stored: readonly Relationship[],
  now: Date,
): { readonly all: readonly Relationship[]; readonly notes: readonly string[] } {
  const soldBy = new Map(
    parts.map(({ domain, sold }) => [domain.domain, new Set(sold.map(({ customerId }) => idOf(customerId)))]),
  )
  const ends = (sale: Relationship) =>
    isSale(sale, now) && soldBy.has(sale.domain) && !soldBy.get(sale.domain)?.has(sale.customer)
  const all = stored.map((sale) => (ends(sale) ? { ...sale, to: now } : sale))
  const seller = new Map(
    all
      .filter(({ kind, to }) => kind === 'reseller' && (to === null || to > now))
      .map((sale) => [sale.customer, sale.domain]),
  )
  const notes: string[] = []
  for (const [domain, customers] of soldBy)
    for (const customer of customers) {
      const other = seller.get(customer)
      if (other === domain) continue
      if (other !== undefined) {
        notes.push(
          `${customer} is sold by ${nameOf(domain)} at Google, and by ${nameOf(other)} as it is stored: left as it is. End the one that is over.`,
        )
        continue
      }
      seller.set(customer, domain)
      all.push({ customer, domain, kind: 'reseller', from: now, to: null })
    }
  return { all, notes }
}

/** A sale that is live now; one that begins later is the operator's. */
function isSale({ kind, from, to }: Relationship, now: Date): boolean {
  return kind === 'reseller' && from < now && (to === null || to > now)
}

function isActive({ suspended }: Account): boolean {
  return !suspended
}

function countLoss<T extends DirectoryItems['accounts' | 'relationships']>(
  domain: string,
  stored: readonly T[],
  wanted: readonly T[],
  counts: (item: T) => boolean,
): Pick<Loss, 'before' | 'ending'> {
  const name = (item: T) => ('email' in item ? item.email : `${item.customer} ${item.from.getTime()}`)
  const left = new Set(wanted.filter((item) => item.domain === domain && counts(item)).map(name))
  const before = stored.filter((item) => item.domain === domain && counts(item))
  return { before: before.length, ending: before.filter((item) => !left.has(name(item))).length }
}
