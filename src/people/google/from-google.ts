/**
 * What the directory is to be by what Google tells: pure. Google counts for domains, accounts, customers and who sells to whom; what it
 * does not know stays as it is stored (docs/google-directory.md).
 */
import type { Account, Customer, Relationship, ResellerDomain } from '../../cases/directory.ts'
import type { GoogleAccount, GoogleCustomer, GooglePrivilege } from '../../google/google-organization.ts'
import type { DirectoryItems } from '../directory-store.ts'
import { importedSections, type Stored } from '../import-plan.ts'
import type { FirstSight, GoogleSyncSettings, ReadDomain, SyncedDomain } from './google-sync-settings.ts'
import { translateHeld } from './privilege-names.ts'

/** The same by Google's id, under another name than it is stored. */
export interface GoogleRename {
  readonly kind: 'domain' | 'account'
  readonly from: string
  readonly to: string
}

/** Everything that an import may speak of beside the grants. */
export type DirectorySections = Omit<Stored, 'grants'>

export interface FromGoogle {
  /** Under the names that are stored: what was renamed at Google is in `renames`. */
  readonly wanted: DirectorySections
  readonly renames: readonly GoogleRename[]
  /** What an operator should know, a sentence each. */
  readonly notes: readonly string[]
  /** By stored domain: how many active accounts and live sales it had, and how many of them end. */
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
  stored: DirectorySections,
  settings: Pick<GoogleSyncSettings, 'mapping' | 'firstSight'>,
  now: Date,
): FromGoogle {
  const parts = read.map((one) => readPart(one, stored, settings))
  const customers = planCustomers(parts, stored.customers, settings.firstSight)
  const relationships = planSales(parts, customers.idOf, stored.relationships, now)
  const accounts = new Map(stored.accounts.map((account) => [account.email, account]))
  for (const account of parts.flatMap((part) => part.accounts)) accounts.set(account.email, account)
  const domains = new Map(stored.domains.map((domain) => [domain.domain, domain]))
  for (const { domain } of parts) domains.set(domain.domain, domain)
  const wanted = {
    ...pickSections(stored),
    domains: [...domains.values()],
    accounts: [...accounts.values()],
    customers: customers.all,
    relationships: relationships.all,
  }
  return {
    wanted,
    renames: parts.flatMap((part) => part.renames),
    notes: [...parts.flatMap((part) => part.notes), ...customers.notes, ...relationships.notes],
    losses: parts.flatMap(({ domain: { domain } }) => [
      { domain, what: 'accounts' as const, ...countLoss(domain, stored.accounts, wanted.accounts, isActive) },
      {
        domain,
        what: 'customers' as const,
        ...countLoss(domain, stored.relationships, wanted.relationships, (sale) => isSale(sale, now)),
      },
    ]),
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
  readonly sold: readonly GoogleCustomer[]
  readonly renames: readonly GoogleRename[]
  readonly notes: readonly string[]
}

function readPart(
  { settings, organization }: ReadDomain,
  stored: DirectorySections,
  { mapping }: Pick<GoogleSyncSettings, 'mapping'>,
): Part {
  const today = nameToday(settings, organization.domains)
  const known =
    stored.domains.find(({ googleId }) => googleId === organization.customerId) ??
    stored.domains.find(({ domain }) => domain === today) ??
    stored.domains.find(({ domain }) => domain === settings.domain)
  const domain = known?.domain ?? today
  const found = matchAccounts(organization.accounts, stored.accounts)
  const kept: string[] = []
  const unknown = createUnknownNames()
  const accounts = organization.accounts.map((account): Account => {
    const old = found.get(account.id)
    const { roles, privileges, ...untranslated } = translateHeld(account, organization, mapping)
    if (account.rolesKnown && !account.superAdmin && !account.suspended) unknown.add(account, untranslated)
    if (!account.rolesKnown) kept.push(account.email)
    const held = account.rolesKnown
      ? { superAdmin: account.superAdmin, roles, privileges }
      : {
          superAdmin: account.superAdmin || (old?.superAdmin ?? false),
          roles: old?.roles ?? [],
          privileges: old?.privileges ?? [],
        }
    return {
      ...old,
      email: old?.email ?? account.email,
      googleId: account.id,
      name: account.name,
      domain,
      suspended: account.suspended,
      ...held,
    }
  })
  const there = new Set(accounts.map(({ email }) => email))
  const gone = stored.accounts
    .filter((account) => account.domain === domain && !there.has(account.email))
    .map((account) => ({ ...account, suspended: true }))
  return {
    domain: {
      ...known,
      domain,
      googleId: organization.customerId,
      name: settings.name ?? known?.name ?? today,
      superAdmin: chooseSuperAdmin(known?.superAdmin, settings.admin, accounts),
      language: settings.language ?? known?.language ?? 'en',
    },
    accounts: [...accounts, ...gone],
    sold: organization.customers,
    renames: [
      ...(domain === today ? [] : [{ kind: 'domain' as const, from: domain, to: today }]),
      ...organization.accounts.flatMap((account): readonly GoogleRename[] => {
        const from = found.get(account.id)?.email ?? account.email
        return from === account.email ? [] : [{ kind: 'account', from, to: account.email }]
      }),
    ],
    notes: [
      ...organization.notes.map(({ message, remedy }) => [message, remedy].filter(Boolean).join(' ')),
      ...unknown.describe(domain),
      ...(kept.length > 0 ? [`Roles that Google did not tell stay as they were: ${kept.join(', ')}.`] : []),
    ],
  }
}

/** The domain may be in the settings by a former name, which Google keeps as an alias. */
function nameToday({ domain }: SyncedDomain, domains: ReadDomain['organization']['domains']): string {
  if (domains.some(({ name }) => name === domain)) return domain
  return domains.find(({ aliases }) => aliases.includes(domain))?.name ?? domain
}

/** The stored account of each of Google's ids: by that id, else by the address, else by a former address that leads nowhere else. */
function matchAccounts(
  accounts: readonly GoogleAccount[],
  stored: readonly Account[],
): ReadonlyMap<string, Account> {
  const byId = new Map(stored.flatMap((one) => (one.googleId ? [[one.googleId, one] as const] : [])))
  const byEmail = new Map(stored.map((one) => [one.email, one]))
  const today = new Set(accounts.map(({ email }) => email))
  const isFree = (one: Account | undefined, id: string): one is Account =>
    one !== undefined && (one.googleId === undefined || one.googleId === id)
  return new Map(
    accounts.flatMap(({ id, email, aliases }) => {
      const own = byId.get(id) ?? byEmail.get(email)
      const former = aliases.filter((alias) => !today.has(alias)).map((alias) => byEmail.get(alias))
      const match = own ?? former.find((one) => isFree(one, id))
      return match ? [[id, match] as const] : []
    }),
  )
}

/** Whom people are told to ask (ACC-4): who it was, while that is one. */
function chooseSuperAdmin(stored: string | undefined, admin: string, accounts: readonly Account[]): string {
  const able = accounts.filter((account) => account.superAdmin && isActive(account)).map(({ email }) => email)
  return [stored, admin].find((email) => email && able.includes(email)) ?? able[0] ?? stored ?? admin
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
      const held = [...roles].map(([role, count]) => `${nameOfRole(role)} (${count} account(s))`).sort()
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
function nameOfRole(role: string): string {
  const [, words] = /^_([A-Z_]+)_ROLE$/.exec(role) ?? []
  if (!words) return role
  const shown = words.split('_').map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
  return `${role}, which is ${shown.join(' ')}`
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
  const name = one.name ?? old?.name ?? one.domain
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
    address: one.address.join(', ') || old?.address || one.domain,
    contact: {
      name: one.contact.name ?? old?.contact.name ?? name,
      email: one.contact.email ?? old?.contact.email ?? `postmaster@${one.domain}`,
      phone: one.contact.phone ?? old?.contact.phone ?? '–',
    },
  }
}

/** Who sells to whom: periods begin when they are first seen and end when they are not seen any more. */
function planSales(
  parts: readonly Part[],
  idOf: Customers['idOf'],
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
          `${customer} is sold by ${domain} at Google, and by ${other} as it is stored: left as it is. End the one that is over.`,
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
