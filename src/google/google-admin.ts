/** What Google's Admin SDK and License Manager tell of one reseller domain (DOM-3). Loaded only by `casethread doctor`. */

import type { OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import { RolesPage } from './google-answers.ts'
import { GoogleApiError } from './google-api-error.ts'
import { createGoogleCaller, type GoogleCallerOptions } from './google-caller.ts'

/** The least that these questions take: all of it reads only. License Manager knows no narrower scope. */
export const adminScopes = [
  'https://www.googleapis.com/auth/admin.directory.domain.readonly',
  'https://www.googleapis.com/auth/admin.directory.user.readonly',
  'https://www.googleapis.com/auth/admin.directory.orgunit.readonly',
  'https://www.googleapis.com/auth/admin.directory.rolemanagement.readonly',
  'https://www.googleapis.com/auth/apps.licensing',
]

export interface GoogleUser {
  readonly email: string
  readonly superAdmin: boolean
  readonly suspended: boolean
  readonly twoStep: boolean
  /** `/` where it is in none. */
  readonly orgUnit: string
  /** Names of the roles that are assigned to the user, groups' included. */
  readonly roles: readonly string[]
}

export interface GoogleAdmin {
  /** Undefined where the signed-in account's organisation does not have this domain. */
  domain(name: string): Promise<{ readonly verified: boolean } | undefined>
  user(email: string): Promise<GoogleUser | undefined>
  /** The units beneath the root, by path. */
  orgUnits(): Promise<readonly string[]>
  /** Who holds a licence of a product, by product id. */
  licensed(product: string, domain: string): Promise<readonly string[]>
}

/** Google could not be asked this; the message says why and what to do, the cause is a `GoogleApiError` with its problems. */
export class GoogleAdminError extends Error {
  override readonly name = 'GoogleAdminFault'
}

export interface GoogleAdminOptions extends GoogleCallerOptions {
  readonly auth: OAuth2Client
  /** Google's own, or one that plays it; it ends with a slash. */
  readonly rootUrl?: string
}

const text = z.string().nullish()
const Domain = z.looseObject({ verified: z.boolean().nullish() })
const User = z.looseObject({
  primaryEmail: z.string().min(1),
  isAdmin: z.boolean().nullish(),
  suspended: z.boolean().nullish(),
  isEnrolledIn2Sv: z.boolean().nullish(),
  orgUnitPath: text,
})
const OrgUnits = z.looseObject({
  organizationUnits: z.array(z.looseObject({ orgUnitPath: text })).nullish(),
})
const AssignmentsPage = z.looseObject({
  nextPageToken: text,
  items: z.array(z.looseObject({ roleId: z.string().min(1) })).nullish(),
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
  const common = { auth, ...(options.rootUrl ? { rootUrl: options.rootUrl } : {}) }
  const sdk = new directory.Admin(common)
  const licenses = new licensing.Licensing(common)
  const caller = createGoogleCaller({ maxTries, ...options })
  const customer = 'my_customer'
  const organization = "the signed-in admin's organization"
  let roles: Promise<ReadonlyMap<string, string>> | undefined

  async function roleNames(): Promise<ReadonlyMap<string, string>> {
    const all = await caller.readPages(
      { subject: organization, asked: 'the roles' },
      {
        schema: RolesPage,
        ask: (page, how) => sdk.roles.list({ customer, ...page }, how),
        items: (page) => page.items,
      },
    )
    return new Map(all.map((role) => [role.roleId, role.roleName]))
  }

  async function listRoles(userKey: string): Promise<readonly string[]> {
    roles ??= roleNames()
    const names = await roles
    const assigned = await caller.readPages(
      { subject: userKey, asked: 'the roles' },
      {
        schema: AssignmentsPage,
        ask: (page, how) =>
          sdk.roleAssignments.list({ customer, userKey, includeIndirectRoleAssignments: true, ...page }, how),
        items: (page) => page.items,
      },
    )
    return assigned.map(({ roleId }) => names.get(roleId) ?? `role ${roleId}`)
  }

  async function readUser(userKey: string): Promise<GoogleUser> {
    const user = await caller.read({ subject: userKey, asked: 'the user' }, User, (how) =>
      sdk.users.get({ userKey }, how),
    )
    return {
      email: user.primaryEmail.toLowerCase(),
      superAdmin: user.isAdmin === true,
      suspended: user.suspended === true,
      twoStep: user.isEnrolledIn2Sv === true,
      orgUnit: user.orgUnitPath ?? '/',
      roles: await listRoles(userKey),
    }
  }

  return {
    domain: (domainName) =>
      asking(async () => {
        const domain = await orMissing(
          caller.read({ subject: domainName, asked: 'the domain' }, Domain, (how) =>
            sdk.domains.get({ customer, domainName }, how),
          ),
        )
        return domain && { verified: domain.verified === true }
      }),
    user: (email) => asking(() => orMissing(readUser(email))),
    orgUnits: () =>
      asking(async () => {
        const { organizationUnits } = await caller.read(
          { subject: organization, asked: 'the organizational units' },
          OrgUnits,
          (how) => sdk.orgunits.list({ customerId: customer, type: 'all' }, how),
        )
        return (organizationUnits ?? []).flatMap(({ orgUnitPath }) => orgUnitPath ?? [])
      }),
    licensed: (productId, domain) =>
      asking(async () => {
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
      }),
  }
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof GoogleApiError && error.problems[0].reason === 'not-found') return undefined
    throw error
  }
}

async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GoogleApiError) throw new GoogleAdminError(error.message, { cause: error })
    throw error
  }
}
