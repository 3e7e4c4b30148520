/** What Google's Admin SDK and License Manager tell of one reseller domain (DOM-3). Loaded only by `casethread doctor`. */

import type { OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import { PrivilegesAnswer, RoleAssignmentsPage, RolesPage } from './google-answers.ts'
import { GoogleApiError } from './google-api-error.ts'
import { createGoogleCaller, type GoogleCallerOptions } from './google-caller.ts'
import type { GoogleRole } from './google-organization.ts'
import { readPrivilegeTree, toGoogleRole } from './google-privileges.ts'

/** The least that these questions take: all of it reads only. License Manager knows no narrower scope. */
export const adminScopes = [
  'https://www.googleapis.com/auth/admin.directory.domain.readonly',
  'https://www.googleapis.com/auth/admin.directory.user.readonly',
  'https://www.googleapis.com/auth/admin.directory.orgunit.readonly',
  'https://www.googleapis.com/auth/admin.directory.rolemanagement.readonly',
  'https://www.googleapis.com/auth/apps.licensing',
]

export interface GoogleUser {
  /** The primary address, lower case, as all addresses here. */
  readonly email: string
  readonly aliases: readonly string[]
  readonly superAdmin: boolean
  /** Neither a suspended nor an archived user can sign in. */
  readonly state: 'active' | 'suspended' | 'archived'
  readonly twoStep: boolean
  /** `/` where it is in none. */
  readonly orgUnit: string
}

export interface AssignedRoles {
  /** Those that count for the whole organisation, groups' included. */
  readonly roles: readonly GoogleRole[]
  /** Those that count only in an organisational unit or under a condition. */
  readonly limited: readonly GoogleRole[]
}

/** Each question by itself; throws `GoogleApiError` where Google does not answer it. */
export interface GoogleAdmin {
  /** Undefined where the signed-in account's organisation does not have this domain. */
  domain(name: string): Promise<{ readonly verified: boolean } | undefined>
  /** Everybody in the organisation; guests of other organisations are left out. */
  users(): Promise<readonly GoogleUser[]>
  /** What one user is assigned, by primary address. */
  roles(email: string): Promise<AssignedRoles>
  /** The units beneath the root, by path. */
  orgUnits(): Promise<readonly string[]>
  /** Who holds a licence of a product, by product id. */
  licensed(product: string, domain: string): Promise<readonly string[]>
}

export interface GoogleAdminOptions extends GoogleCallerOptions {
  /** It also knows where Google is. */
  readonly auth: OAuth2Client
}

const text = z.string().nullish()
const flag = z.boolean().nullish()
const Domain = z.looseObject({ verified: flag })
const UsersPage = z.looseObject({
  nextPageToken: text,
  users: z
    .array(
      z.looseObject({
        primaryEmail: z.string().min(1),
        aliases: z.array(z.string()).nullish(),
        nonEditableAliases: z.array(z.string()).nullish(),
        isAdmin: flag,
        isGuestUser: flag,
        suspended: flag,
        archived: flag,
        isEnrolledIn2Sv: flag,
        orgUnitPath: text,
      }),
    )
    .nullish(),
})
type UserAnswer = NonNullable<z.infer<typeof UsersPage>['users']>[number]
/** Asked for by name, so that no more of a person comes along than is read. */
const userFields =
  'nextPageToken,users(primaryEmail,aliases,nonEditableAliases,isAdmin,isGuestUser,suspended,archived,isEnrolledIn2Sv,orgUnitPath)'
const OrgUnits = z.looseObject({
  organizationUnits: z.array(z.looseObject({ orgUnitPath: text })).nullish(),
})
const LicensesPage = z.looseObject({
  nextPageToken: text,
  items: z.array(z.looseObject({ userId: text })).nullish(),
})

/** Somebody waits for the answer: a fault that passes is tried twice more. */
const maxTries = 3

export async function openGoogleAdmin(options: GoogleAdminOptions): Promise<GoogleAdmin> {
  const [{ admin_directory_v1: directory }, { licensing_v1: licensing }] = await Promise.all([
    import('googleapis/build/src/apis/admin/directory_v1.js'),
    import('googleapis/build/src/apis/licensing/v1.js'),
  ])
  const { auth } = options
  const sdk = new directory.Admin({ auth })
  const licenses = new licensing.Licensing({ auth })
  const caller = createGoogleCaller({ maxTries, ...options })
  const customer = 'my_customer'
  const organization = "the signed-in admin's organization"
  let known: Promise<ReadonlyMap<string, GoogleRole>> | undefined

  async function readRoles(): Promise<ReadonlyMap<string, GoogleRole>> {
    const listed = await caller.readPages(
      { subject: organization, asked: 'the roles' },
      {
        schema: RolesPage,
        ask: (page, how) => sdk.roles.list({ customer, maxResults: 100, ...page }, how),
        items: (page) => page.items,
      },
    )
    const { items } = await caller.read(
      { subject: organization, asked: 'the privileges' },
      PrivilegesAnswer,
      (how) => sdk.privileges.list({ customer }, how),
    )
    const tree = readPrivilegeTree(items ?? [])
    return new Map(listed.map((role) => [role.roleId, toGoogleRole(role, tree)]))
  }

  return {
    domain: async (domainName) => {
      const domain = await orMissing(
        caller.read({ subject: domainName, asked: 'the domain' }, Domain, (how) =>
          sdk.domains.get({ customer, domainName }, how),
        ),
      )
      return domain && { verified: domain.verified === true }
    },
    users: async () => {
      const users = await caller.readPages(
        { subject: organization, asked: 'the users' },
        {
          schema: UsersPage,
          ask: (page, how) =>
            sdk.users.list(
              { customer, projection: 'full', maxResults: 500, fields: userFields, ...page },
              how,
            ),
          items: (page) => page.users,
        },
      )
      return users.filter(({ isGuestUser }) => isGuestUser !== true).map(toUser)
    },
    roles: async (userKey) => {
      // All ask at the same time: the roles are read once, and so is why they cannot be.
      known ??= readRoles()
      const roles = await known
      const assigned = await caller.readPages(
        { subject: userKey, asked: 'the role assignments' },
        {
          schema: RoleAssignmentsPage,
          ask: (page, how) =>
            sdk.roleAssignments.list(
              { customer, userKey, includeIndirectRoleAssignments: true, maxResults: 200, ...page },
              how,
            ),
          items: (page) => page.items,
        },
      )
      const counts = ({ scopeType, condition }: (typeof assigned)[number]) =>
        scopeType?.toUpperCase() === 'CUSTOMER' && !condition
      const toRoles = (some: typeof assigned) => [
        ...new Map(some.map(({ roleId }) => [roleId, roles.get(roleId) ?? toUnknownRole(roleId)])).values(),
      ]
      return {
        roles: toRoles(assigned.filter(counts)),
        limited: toRoles(assigned.filter((assignment) => !counts(assignment))),
      }
    },
    orgUnits: async () => {
      const { organizationUnits } = await caller.read(
        { subject: organization, asked: 'the organizational units' },
        OrgUnits,
        (how) => sdk.orgunits.list({ customerId: customer, type: 'all' }, how),
      )
      return (organizationUnits ?? []).flatMap(({ orgUnitPath }) => orgUnitPath ?? [])
    },
    licensed: async (productId, domain) => {
      const all = await caller.readPages(
        { subject: domain, asked: `the ${productId} licenses` },
        {
          schema: LicensesPage,
          ask: (page, how) =>
            licenses.licenseAssignments.listForProduct({ productId, customerId: domain, ...page }, how),
          items: (page) => page.items,
        },
      )
      return all.flatMap(({ userId }) => userId?.toLowerCase() ?? [])
    },
  }
}

function toUser(user: UserAnswer): GoogleUser {
  const aliases = [...(user.aliases ?? []), ...(user.nonEditableAliases ?? [])]
  return {
    email: user.primaryEmail.toLowerCase(),
    aliases: aliases.map((alias) => alias.toLowerCase()),
    superAdmin: user.isAdmin === true,
    state: user.archived === true ? 'archived' : user.suspended === true ? 'suspended' : 'active',
    twoStep: user.isEnrolledIn2Sv === true,
    orgUnit: user.orgUnitPath || '/',
  }
}

/** Assigned, yet not among the organisation's roles: it grants nothing that is known. */
function toUnknownRole(id: string): GoogleRole {
  return { id, name: `role ${id}`, isSystem: false, isSuperAdmin: false, privileges: [] }
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof GoogleApiError && error.problems[0].reason === 'not-found') return undefined
    throw error
  }
}
