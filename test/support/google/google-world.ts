/** What the local Google knows: organisations, in Google's own shapes, and the service accounts that may speak for their admins. */
import { generateKeyPairSync } from 'node:crypto'
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/directory_v1.js'
import type { cloudchannel_v1 } from 'googleapis/build/src/apis/cloudchannel/v1.js'
import type { licensing_v1 } from 'googleapis/build/src/apis/licensing/v1.js'
import type { reseller_v1 } from 'googleapis/build/src/apis/reseller/v1.js'

export type User = admin_directory_v1.Schema$User & { id: string; primaryEmail: string }
export type Group = admin_directory_v1.Schema$Group & { id: string; email: string }
type Role = admin_directory_v1.Schema$Role & { roleId: string; roleName: string }

export interface Organization {
  readonly customerId: string
  readonly language: string
  domains: admin_directory_v1.Schema$Domains[]
  users: User[]
  groups: Group[]
  /** By group id: who is in it directly. */
  members: Map<string, admin_directory_v1.Schema$Member[]>
  orgUnits: admin_directory_v1.Schema$OrgUnit[]
  roles: Role[]
  privileges: admin_directory_v1.Schema$Privilege[]
  assignments: admin_directory_v1.Schema$RoleAssignment[]
  licenses: licensing_v1.Schema$LicenseAssignment[]
  /** What it sells. */
  subscriptions: reseller_v1.Schema$Subscription[]
  customers: reseller_v1.Schema$Customer[]
  /** Where it is a partner at Cloud Channel. */
  channel?: { readonly account: string; customers: cloudchannel_v1.Schema$GoogleCloudChannelV1Customer[] }
}

export interface ServiceAccount {
  readonly email: string
  readonly clientId: string
  readonly key: string
  readonly publicKey: string
  /** Which scopes each organisation's Admin console lists for it, by customer id. */
  readonly delegations: Map<string, readonly string[]>
}

export interface GoogleWorld {
  readonly organizations: Organization[]
  readonly serviceAccounts: ServiceAccount[]
  readonly client: { readonly id: string; readonly secret: string }
}

/** Google's prebuilt roles and privileges, as far as support needs them. The service ids are made up, as Google's are opaque. */
const admin = '00haapch16h1ysv'
const support = '01ci93xb3tmzyin'
const resale = '02w5ecyt3pkeyqi'

export const privileges: readonly admin_directory_v1.Schema$Privilege[] = [
  {
    serviceId: admin,
    serviceName: 'admin',
    privilegeName: 'USERS_ALL',
    isOuScopable: true,
    childPrivileges: [
      { serviceId: admin, serviceName: 'admin', privilegeName: 'USERS_RETRIEVE', isOuScopable: true },
      {
        serviceId: admin,
        serviceName: 'admin',
        privilegeName: 'USERS_UPDATE',
        isOuScopable: true,
        childPrivileges: [
          { serviceId: admin, serviceName: 'admin', privilegeName: 'USERS_SUSPEND', isOuScopable: true },
        ],
      },
    ],
  },
  { serviceId: support, serviceName: 'support', privilegeName: 'SUPPORT', isOuScopable: false },
  {
    serviceId: resale,
    serviceName: 'reseller',
    privilegeName: 'MANAGE_CUSTOMERS',
    isOuScopable: false,
    childPrivileges: [
      { serviceId: resale, serviceName: 'reseller', privilegeName: 'VIEW_CUSTOMERS', isOuScopable: false },
      {
        serviceId: resale,
        serviceName: 'reseller',
        privilegeName: 'ACCESS_CUSTOMER_CASES',
        isOuScopable: false,
      },
    ],
  },
]

/** The order in which the builder numbers the roles, from 1. */
const roles: readonly admin_directory_v1.Schema$Role[] = [
  { roleName: '_SEED_ADMIN_ROLE', isSystemRole: true, isSuperAdminRole: true, rolePrivileges: [] },
  {
    roleName: '_RESELLER_ADMIN_ROLE',
    isSystemRole: true,
    rolePrivileges: [
      { privilegeName: 'MANAGE_CUSTOMERS', serviceId: resale },
      { privilegeName: 'SUPPORT', serviceId: support },
    ],
  },
  { roleName: '_INDIRECT_RESELLER_ADMIN_ROLE', isSystemRole: true, rolePrivileges: [] },
  {
    roleName: '_HELP_DESK_ADMIN_ROLE',
    isSystemRole: true,
    rolePrivileges: [{ privilegeName: 'USERS_RETRIEVE', serviceId: admin }],
  },
  {
    roleName: 'Case worker',
    roleDescription: 'Works on cases',
    rolePrivileges: [
      { privilegeName: 'VIEW_CUSTOMERS', serviceId: resale },
      { privilegeName: 'ACCESS_CUSTOMER_CASES', serviceId: resale },
    ],
  },
  { roleName: 'Support desk', rolePrivileges: [{ privilegeName: 'SUPPORT', serviceId: support }] },
]

export interface OrganizationBuilder {
  readonly organization: Organization
  /** `local` is the part before the @ of the primary domain. */
  user(local: string, more?: Partial<User>): User
  group(local: string, ...members: readonly (User | Group)[]): Group
  assign(roleName: string, to: User | Group, more?: Partial<admin_directory_v1.Schema$RoleAssignment>): void
  /** Sells to a customer; number from 1. */
  sell(number: number, more?: Partial<reseller_v1.Schema$Customer>): reseller_v1.Schema$Customer
}

/** An organisation with Google's roles, one domain and a super admin called `admin`; ids begin with `number`. */
export function anOrganization(number: number, domain: string): OrganizationBuilder {
  const customerId = `C0${number}org00`
  const idOf = (kind: number, at: number) => `${number}${kind}${String(at).padStart(18, '0')}`
  const organization: Organization = {
    customerId,
    language: 'ja',
    domains: [{ domainName: domain, isPrimary: true, verified: true }],
    users: [],
    groups: [],
    members: new Map(),
    orgUnits: [{ orgUnitId: `id:${number}support`, orgUnitPath: '/Support', name: 'Support' }],
    roles: roles.map((role, at) => ({ ...role, roleId: idOf(3, at + 1), roleName: role.roleName ?? '' })),
    privileges: structuredClone([...privileges]),
    assignments: [],
    licenses: [],
    subscriptions: [],
    customers: [],
  }

  const builder: OrganizationBuilder = {
    organization,
    user(local, more = {}) {
      const user: User = {
        kind: 'admin#directory#user',
        id: idOf(1, organization.users.length + 1),
        primaryEmail: `${local}@${domain}`,
        name: { givenName: local, familyName: 'Tanaka', fullName: `${local} Tanaka` },
        isAdmin: false,
        isDelegatedAdmin: false,
        suspended: false,
        archived: false,
        orgUnitPath: '/Support',
        customerId,
        ...more,
      }
      organization.users.push(user)
      return user
    },
    group(local, ...members) {
      const group: Group = {
        id: idOf(2, organization.groups.length + 1),
        email: `${local}@${domain}`,
        name: local,
      }
      organization.groups.push(group)
      organization.members.set(group.id, members.map(toMember))
      return group
    },
    assign(roleName, to, more = {}) {
      const role = organization.roles.find((one) => one.roleName === roleName)
      if (!role) throw new Error(`There is no role ${roleName}`)
      organization.assignments.push({
        roleAssignmentId: idOf(4, organization.assignments.length + 1),
        roleId: role.roleId,
        assignedTo: to.id,
        assigneeType: 'primaryEmail' in to ? 'user' : 'group',
        scopeType: 'CUSTOMER',
        ...more,
      })
    },
    sell(at, more = {}) {
      const soldId = `C${number}sold${String(at).padStart(4, '0')}`
      const customer: reseller_v1.Schema$Customer = {
        kind: 'reseller#customer',
        customerId: soldId,
        customerDomain: `customer-${at}.${domain}`,
        customerDomainVerified: true,
        customerType: 'domain',
        alternateEmail: `it-${at}@contact.example.com`,
        phoneNumber: `+81 3-1234-${String(at).padStart(4, '0')}`,
        postalAddress: {
          contactName: `Contact ${at}`,
          organizationName: `Customer ${at} of ${domain}`,
          addressLine1: `${at} Main Street`,
          locality: 'Chiyoda',
          region: 'Tokyo',
          postalCode: '100-0001',
          countryCode: 'JP',
        },
        ...more,
      }
      organization.customers.push(customer)
      for (const sku of ['Google-Apps-For-Business', '1010020027'].slice(0, 1 + (at % 2)))
        organization.subscriptions.push({
          kind: 'reseller#subscription',
          customerId: soldId,
          customerDomain: customer.customerDomain ?? null,
          subscriptionId: `${soldId}-${sku}`,
          skuId: sku,
          status: 'ACTIVE',
        })
      return customer
    },
  }
  const superAdmin = builder.user('admin', { isAdmin: true, orgUnitPath: '/' })
  builder.assign('_SEED_ADMIN_ROLE', superAdmin)
  return builder
}

function toMember(member: User | Group): admin_directory_v1.Schema$Member {
  return 'primaryEmail' in member
    ? { id: member.id, email: member.primaryEmail, type: 'USER', role: 'MEMBER', status: 'ACTIVE' }
    : { id: member.id, email: member.email, type: 'GROUP', role: 'MEMBER' }
}

/** A project's service account with a key; nobody has delegated anything to it yet. */
export function aServiceAccount(name = 'casethread'): ServiceAccount {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    email: `${name}@local-project.iam.gserviceaccount.com`,
    clientId: '104857600000000000001',
    key: privateKey,
    publicKey,
    delegations: new Map(),
  }
}

export function aWorld(...organizations: readonly Organization[]): GoogleWorld {
  return {
    organizations: [...organizations],
    serviceAccounts: [],
    client: { id: '1234-local.apps.googleusercontent.com', secret: 'GOCSPX-local-secret' },
  }
}

/**
 * Two reseller domains with 200 and 100 customers (or as said) and 20 accounts each: a super admin, nine with a role of their own, six by a group,
 * two by a group within a group, one archived and one suspended.
 */
export function twoResellers([first, second]: readonly [number, number] = [200, 100]): GoogleWorld {
  const sizes = [
    { number: 1, domain: 'hoshi-cloud.example.com', customers: first },
    { number: 2, domain: 'northwind-apps.example.com', customers: second },
  ]
  return aWorld(...sizes.map(({ number, domain, customers }) => aReseller(number, domain, customers)))
}

function aReseller(number: number, domain: string, customers: number): Organization {
  const builder = anOrganization(number, domain)
  const people = Array.from({ length: 17 }, (_, at) =>
    builder.user(`user-${at + 1}`, {
      languages: [{ languageCode: at % 2 ? 'en' : 'ja', preference: 'preferred' }],
    }),
  )
  const direct = ['_RESELLER_ADMIN_ROLE', 'Case worker', '_INDIRECT_RESELLER_ADMIN_ROLE']
  for (const [at, user] of people.slice(0, 9).entries()) builder.assign(direct[at % 3] ?? '', user)
  const inner = builder.group('second-line', ...people.slice(15, 17))
  const outer = builder.group('support', ...people.slice(9, 15), inner)
  builder.assign('Case worker', outer)
  builder.assign('Support desk', outer)
  builder.assign('_RESELLER_ADMIN_ROLE', builder.user('gone', { suspended: true }))
  builder.assign('Support desk', builder.user('kept', { archived: true }))
  for (let at = 1; at <= customers; at += 1) builder.sell(at)
  return builder.organization
}
