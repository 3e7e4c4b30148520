/** What Google's Admin SDK and License Manager tell of one reseller domain (DOM-3). Loaded only by `casethread doctor`. */

import type { OAuth2Client } from 'google-auth-library'
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/directory_v1.js'
import { z } from 'zod'

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

/** Google could not be asked this; the message says why and what to do. */
export class GoogleAdminError extends Error {
  override readonly name = 'GoogleAdminFault'
}

/** `rootUrl` is Google's own, or one that plays it; it ends with a slash. */
export async function openGoogleAdmin(options: {
  readonly auth: OAuth2Client
  readonly rootUrl?: string
}): Promise<GoogleAdmin> {
  const [{ admin_directory_v1: directory }, { licensing_v1: licensing }] = await Promise.all([
    import('googleapis/build/src/apis/admin/directory_v1.js'),
    import('googleapis/build/src/apis/licensing/v1.js'),
  ])
  const { auth } = options
  const common = { auth, timeout: 15_000, ...(options.rootUrl ? { rootUrl: options.rootUrl } : {}) }
  const sdk = new directory.Admin(common)
  const licences = new licensing.Licensing(common)
  const customer = 'my_customer'
  let roles: Promise<ReadonlyMap<string, string>> | undefined

  async function roleNames(): Promise<ReadonlyMap<string, string>> {
    const all = await pages(
      (pageToken) => sdk.roles.list({ customer, ...pageToken }),
      (page) => page.items,
    )
    return new Map(all.map((role) => [role.roleId ?? '', role.roleName ?? '']))
  }

  async function listRoles(userKey: string): Promise<readonly string[]> {
    roles ??= asking(roleNames)
    const names = await roles
    const assigned = await pages(
      (pageToken) =>
        sdk.roleAssignments.list({ customer, userKey, includeIndirectRoleAssignments: true, ...pageToken }),
      (page) => page.items,
    )
    return assigned.map(
      (roleAssignment) => names.get(roleAssignment.roleId ?? '') ?? `role ${roleAssignment.roleId}`,
    )
  }

  return {
    domain: (name) =>
      asking(async () => {
        const response = await orMissing(sdk.domains.get({ customer, domainName: name }))
        return response && { verified: response.data.verified === true }
      }),
    user: (email) =>
      asking(async () => {
        const response = await orMissing(sdk.users.get({ userKey: email }))
        return response && readUser(response.data, await listRoles(email))
      }),
    orgUnits: () =>
      asking(async () => {
        const response = await sdk.orgunits.list({ customerId: customer, type: 'all' })
        return (response.data.organizationUnits ?? []).flatMap(({ orgUnitPath }) => orgUnitPath ?? [])
      }),
    licensed: (productId, domain) =>
      asking(async () => {
        const all = await pages(
          (pageToken) =>
            licences.licenseAssignments.listForProduct({ productId, customerId: domain, ...pageToken }),
          (page) => page.items,
        )
        return all.flatMap(({ userId }) => userId?.toLowerCase() ?? [])
      }),
  }
}

function readUser(user: admin_directory_v1.Schema$User, roles: readonly string[]): GoogleUser {
  return {
    email: user.primaryEmail?.toLowerCase() ?? '',
    superAdmin: user.isAdmin === true,
    suspended: user.suspended === true,
    twoStep: user.isEnrolledIn2Sv === true,
    orgUnit: user.orgUnitPath ?? '/',
    roles,
  }
}

/** Every page: what is missing on the first one is not missing. */
async function pages<Page extends { nextPageToken?: string | null }, Item>(
  ask: (pageToken: { pageToken?: string }) => Promise<{ readonly data: Page }>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const all: Item[] = []
  let pageToken: string | undefined
  do {
    const { data } = await ask(pageToken ? { pageToken } : {})
    all.push(...(items(data) ?? []))
    pageToken = data.nextPageToken ?? undefined
  } while (pageToken)
  return all
}

const Refusal = z.looseObject({
  status: z.number().optional(),
  code: z.union([z.string(), z.number()]).optional(),
})

function readStatus(error: unknown): number | undefined {
  const read = Refusal.safeParse(error)
  return read.success ? (read.data.status ?? (Number(read.data.code) || undefined)) : undefined
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (readStatus(error) === 404) return undefined
    throw error
  }
}

async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GoogleAdminError) throw error
    throw new GoogleAdminError(whyNot(error))
  }
}

function whyNot(error: unknown): string {
  const status = readStatus(error)
  const said = error instanceof Error ? error.message.split('\n')[0] : String(error)
  if (status === 403) {
    return `Google refuses it (${said}): is the API switched on in your Cloud project, and is the signed-in account a super admin?`
  }
  if (status === 401) return `Google does not take the credentials (${said}): sign in again.`
  return `Google was not reached or did not answer as expected (${said}).`
}
