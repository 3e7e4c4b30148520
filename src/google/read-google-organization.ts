import type { OAuth2Client } from 'google-auth-library'
import {
  DirectoryCustomer,
  DomainsAnswer,
  PrivilegesAnswer,
  RoleAssignmentsPage,
  RolesPage,
  type UserAnswer,
  UsersPage,
  userFields,
} from './google-answers.ts'
import { GoogleApiError, type GoogleProblem } from './google-api-error.ts'
import { createGoogleCaller, type GoogleCallerOptions } from './google-caller.ts'
import type { GoogleAccount, GoogleOrganization, GoogleOrganizationOptions } from './google-organization.ts'
import { readPrivilegeTree, toGoogleRole, uniquePrivileges } from './google-privileges.ts'
import { readGoogleCustomers } from './read-google-customers.ts'
import { type HeldRoles, readHeldRoles } from './read-held-roles.ts'

export interface GoogleConnection extends GoogleCallerOptions {
  /** As the organisation's admin; it also knows where Google is. */
  readonly auth: OAuth2Client
}

const customer = 'my_customer'

/**
 * Everything that Google knows of the organisation, or nothing: throws `GoogleApiError` where a list was not read to its end, with
 * every such list's problem. Where one account or one customer cannot be read, the others are, and a note names it.
 */
export async function readGoogleOrganization(
  organization: GoogleOrganizationOptions,
  connection: GoogleConnection,
): Promise<GoogleOrganization> {
  const { domain } = organization
  const { auth } = connection
  const caller = createGoogleCaller(connection)
  const [{ admin_directory_v1 }, { reseller_v1 }, { cloudchannel_v1 }] = await Promise.all([
    import('googleapis/build/src/apis/admin/directory_v1.js'),
    import('googleapis/build/src/apis/reseller/v1.js'),
    import('googleapis/build/src/apis/cloudchannel/v1.js'),
  ])
  const sdk = new admin_directory_v1.Admin({ auth })
  const about = (asked: string) => ({ subject: domain, asked })

  const [own, domains, users, listedRoles, listedPrivileges, assignments, sold] = await allOrEveryProblem([
    caller.read(about('the organization'), DirectoryCustomer, (how) =>
      sdk.customers.get({ customerKey: customer }, how),
    ),
    caller.read(about('the domains'), DomainsAnswer, (how) => sdk.domains.list({ customer }, how)),
    caller.readPages(about('the users'), {
      schema: UsersPage,
      ask: (page, how) =>
        sdk.users.list({ customer, projection: 'full', maxResults: 500, fields: userFields, ...page }, how),
      items: (page) => page.users,
    }),
    caller.readPages(about('the roles'), {
      schema: RolesPage,
      ask: (page, how) => sdk.roles.list({ customer, maxResults: 100, ...page }, how),
      items: (page) => page.items,
    }),
    caller.read(about('the privileges'), PrivilegesAnswer, (how) => sdk.privileges.list({ customer }, how)),
    caller.readPages(about('the role assignments'), {
      schema: RoleAssignmentsPage,
      ask: (page, how) => sdk.roleAssignments.list({ customer, maxResults: 200, ...page }, how),
      items: (page) => page.items,
    }),
    readGoogleCustomers(
      {
        caller,
        reseller: new reseller_v1.Reseller({ auth }),
        channel: new cloudchannel_v1.Cloudchannel({ auth }),
      },
      organization,
    ),
  ])

  const ownDomains = (domains.domains ?? []).map(({ domainName, isPrimary, verified, domainAliases }) => ({
    name: domainName.toLowerCase(),
    isPrimary: isPrimary === true,
    verified: verified === true,
    aliases: (domainAliases ?? []).flatMap(({ domainAliasName }) => domainAliasName?.toLowerCase() ?? []),
  }))
  const names = ownDomains.flatMap(({ name, aliases }) => [name, ...aliases])
  if (!names.includes(domain)) throw new GoogleApiError([foreign(organization, names)])

  const tree = readPrivilegeTree(listedPrivileges.items ?? [])
  const roles = listedRoles.map((role) => toGoogleRole(role, tree))
  const members = users.filter(({ isGuestUser }) => isGuestUser !== true)
  const holders = members.map(({ id, primaryEmail }) => ({ id, email: primaryEmail.toLowerCase() }))
  const held = await readHeldRoles({ caller, sdk, domain, holders, roles, assignments })
  return {
    customerId: own.id,
    domains: ownDomains,
    accounts: members
      .map((user) => toAccount(user, held))
      .sort((a, b) => (a.email < b.email ? -1 : Number(a.email > b.email))),
    customers: sold.customers,
    roles,
    privileges: tree.all,
    notes: [...held.notes, ...sold.notes],
  }
}

function foreign({ domain, admin }: GoogleOrganizationOptions, names: readonly string[]): GoogleProblem {
  return {
    reason: 'not-found',
    subject: domain,
    asked: 'the domains',
    message: `${domain} isn't a domain of the organization that was read as ${admin} (${names.join(', ')}).`,
    remedy: `Name an admin of ${domain}, or sign in as one.`,
  }
}

function toAccount(user: UserAnswer, held: HeldRoles): GoogleAccount {
  const roles = held.roles.get(user.id)
  const language = readLanguage(user)
  const email = user.primaryEmail.toLowerCase()
  const aliases = [...(user.aliases ?? []), ...(user.nonEditableAliases ?? [])]
  return {
    id: user.id,
    email,
    aliases: [...new Set(aliases.map((alias) => alias.toLowerCase()))],
    name: readName(user) || email,
    suspended: user.suspended === true || user.archived === true,
    superAdmin: user.isAdmin === true || (roles ?? []).some(({ isSuperAdmin }) => isSuperAdmin),
    orgUnit: user.orgUnitPath || '/',
    ...(language ? { language } : {}),
    rolesKnown: roles !== undefined,
    roles: [...new Set((roles ?? []).map(({ name }) => name))].sort(),
    privileges: uniquePrivileges((roles ?? []).flatMap(({ privileges }) => privileges)),
  }
}

function readName({ name }: UserAnswer): string {
  return (name?.fullName || [name?.givenName, name?.familyName].filter(Boolean).join(' ')).trim()
}

/** The preferred one, else the first. */
function readLanguage({ languages }: UserAnswer): string | undefined {
  const known = (languages ?? []).filter(({ languageCode }) => languageCode)
  const preferred = known.find(({ preference }) => preference === 'preferred') ?? known[0]
  return preferred?.languageCode ?? undefined
}

/** Waits for all: what failed is told together, so that not each next try brings up the next problem. */
async function allOrEveryProblem<const Asked extends readonly Promise<unknown>[]>(
  asked: Asked,
): Promise<{ -readonly [At in keyof Asked]: Awaited<Asked[At]> }> {
  const settled = await Promise.allSettled(asked)
  const reasons = settled.flatMap((result): readonly unknown[] =>
    result.status === 'rejected' ? [result.reason] : [],
  )
  const problems = reasons.flatMap((reason) => {
    if (reason instanceof GoogleApiError) return reason.problems
    throw reason
  })
  const [first, ...others] = unique(problems)
  if (first) throw new GoogleApiError([first, ...others])
  return Promise.all(asked) as Promise<{ -readonly [At in keyof Asked]: Awaited<Asked[At]> }>
}

const metEverywhere: ReadonlySet<GoogleProblem['reason']> = new Set([
  'credentials',
  'unavailable',
  'throttled',
])

/** A disabled API, credentials that are not taken, or a network that is down are one problem however often they were met. */
function unique(problems: readonly GoogleProblem[]): readonly GoogleProblem[] {
  const byKey = new Map<string, GoogleProblem>()
  for (const problem of problems) {
    const { reason, api, asked } = problem
    const key = metEverywhere.has(reason) ? reason : `${reason} ${api?.name ?? asked}`
    if (!byKey.has(key)) byKey.set(key, problem)
  }
  return [...byKey.values()]
}
