/**
 * What the directory is to be by what Google tells: pure. Google counts for domains, accounts, customers and who sells to whom; what it
 * does not know stays as it is stored (docs/google-directory.md).
 */
import type { Account, ResellerDomain } from '../../cases/directory.ts'
import { nameRole } from '../../google/google-names.ts'
import type { GoogleAccount, GooglePrivilege } from '../../google/google-organization.ts'
import { findPresentName, toNamed } from '../directory-names.ts'
import type { DirectoryItems } from '../directory-store.ts'
import { importedSections, type Stored } from '../import-plan.ts'
import type { GoogleSyncSettings, ReadDomain } from './google-sync-settings.ts'
import { type MatchedAccounts, matchAccounts, presentAddress } from './match-accounts.ts'
import { planCustomers, type Seller } from './plan-customers.ts'
import { isSale, planSales } from './plan-sales.ts'
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

interface Part extends Seller {
  readonly accounts: readonly Account[]
  readonly joined: ReadonlySet<string>
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
