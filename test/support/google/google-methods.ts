/**
 * The methods that are read, with the paths, parameters and scopes of Google's discovery documents: Admin SDK directory_v1 (revision
 * 20260421), Reseller v1 (20250511), Licensing v1 (20251108), and Cloud Channel v1 as googleapis has it.
 */
import { forbidden, invalid, notFound, type PlayedAnswer } from './google-refusals.ts'
import type { GoogleWorld, Organization } from './google-world.ts'

type Parameter =
  | { readonly type: 'string'; readonly oneOf?: readonly string[] }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly max?: number; readonly usual: number }

/** Who asks: the account behind the bearer token. */
export interface Caller {
  readonly email: string
  readonly scopes: readonly string[]
}

export interface Call {
  readonly world: GoogleWorld
  readonly caller: Caller
  /** The caller's own. */
  readonly organization: Organization
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The page of `items` that is asked for; the size is what was asked for or less. */
  page<T>(
    items: readonly T[],
    size: string,
  ): { readonly items: readonly T[]; readonly nextPageToken?: string }
}

export interface GoogleMethod {
  readonly id: string
  /** `{name}` is one segment, `{+name}` all up to the next fixed one. */
  readonly path: string
  readonly query: Readonly<Record<string, Parameter>>
  /** One of them is enough. */
  readonly scopes: readonly string[]
  answer(call: Call): PlayedAnswer
}

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`
const orReadonly = (name: string) => [scope(name), scope(`${name}.readonly`)]
const text: Parameter = { type: 'string' }
const flag: Parameter = { type: 'boolean' }
const oneOf = (...values: readonly string[]): Parameter => ({ type: 'string', oneOf: values })
const count = (usual: number, max?: number): Parameter => ({
  type: 'integer',
  usual,
  ...(max ? { max } : {}),
})
const ok = (body: object): PlayedAnswer => ({ status: 200, body })
const sorting = { sortOrder: oneOf('ASCENDING', 'DESCENDING') }
const paged = { pageToken: text }
const directory = 'admin/directory/v1'

/** `my_customer` or the caller's own id; another organisation's is refused. */
function ofOwn(named: string | undefined, call: Call, answer: () => PlayedAnswer): PlayedAnswer {
  const own = named === 'my_customer' || named === call.organization.customerId
  return own ? answer() : forbidden()
}

const findUser = ({ users }: Organization, key: string) =>
  users.find(({ id, primaryEmail, aliases }) => [id, primaryEmail, ...(aliases ?? [])].includes(key))

const findGroup = ({ groups }: Organization, key: string) =>
  groups.find(({ id, email, aliases }) => [id, email, ...(aliases ?? [])].includes(key))

function listMembers({ members }: Organization, groupId: string, derived: boolean) {
  const direct = members.get(groupId) ?? []
  if (!derived) return direct
  const seen = new Map<string, (typeof direct)[number]>()
  const walk = (id: string): void => {
    for (const member of members.get(id) ?? []) {
      const memberId = member.id ?? ''
      if (seen.has(memberId)) continue
      seen.set(memberId, member)
      if (member.type === 'GROUP') walk(memberId)
    }
  }
  walk(groupId)
  return [...seen.values()]
}

const directoryMethods: readonly GoogleMethod[] = [
  {
    id: 'directory.customers.get',
    path: `${directory}/customers/{customerKey}`,
    query: {},
    scopes: orReadonly('admin.directory.customer'),
    answer: (call) =>
      ofOwn(call.path.customerKey, call, () => {
        const { customerId, language, domains } = call.organization
        const primary = domains.find(({ isPrimary }) => isPrimary)
        return ok({
          kind: 'admin#directory#customer',
          id: customerId,
          customerDomain: primary?.domainName,
          language,
        })
      }),
  },
  {
    id: 'directory.domains.list',
    path: `${directory}/customer/{customer}/domains`,
    query: {},
    scopes: orReadonly('admin.directory.domain'),
    answer: (call) =>
      ofOwn(call.path.customer, call, () =>
        ok({ kind: 'admin#directory#domains', domains: call.organization.domains }),
      ),
  },
  {
    id: 'directory.domains.get',
    path: `${directory}/customer/{customer}/domains/{domainName}`,
    query: {},
    scopes: orReadonly('admin.directory.domain'),
    answer: (call) =>
      ofOwn(call.path.customer, call, () => {
        const { domainName } = call.path
        const found = call.organization.domains.find((domain) => domain.domainName === domainName)
        return found ? ok(found) : notFound('domain')
      }),
  },
  {
    id: 'directory.users.list',
    path: `${directory}/users`,
    query: {
      customFieldMask: text,
      customer: text,
      domain: text,
      event: oneOf('add', 'delete', 'makeAdmin', 'undelete', 'update'),
      maxResults: count(100, 500),
      orderBy: oneOf('email', 'familyName', 'givenName'),
      projection: oneOf('basic', 'custom', 'full'),
      query: text,
      showDeleted: text,
      viewType: oneOf('admin_view', 'domain_public'),
      ...sorting,
      ...paged,
    },
    scopes: [...orReadonly('admin.directory.user'), scope('cloud-platform')],
    answer: (call) => {
      const { customer, domain } = call.query
      const { users, domains } = call.organization
      const list = (some: typeof users) => {
        const { items, nextPageToken } = call.page(some, 'maxResults')
        // As Google does: no empty list.
        return ok({ kind: 'admin#directory#users', ...(items.length ? { users: items } : {}), nextPageToken })
      }
      if (customer !== undefined) return ofOwn(customer, call, () => list(users))
      if (domain === undefined) return invalid('Bad Request', 'badRequest')
      if (!domains.some(({ domainName }) => domainName === domain)) return notFound('domain')
      return list(users.filter(({ primaryEmail }) => primaryEmail.endsWith(`@${domain}`)))
    },
  },
  {
    id: 'directory.users.get',
    path: `${directory}/users/{userKey}`,
    query: {
      customFieldMask: text,
      projection: oneOf('basic', 'custom', 'full'),
      viewType: oneOf('admin_view', 'domain_public'),
    },
    scopes: orReadonly('admin.directory.user'),
    answer: ({ organization, path }) => {
      const user = findUser(organization, path.userKey ?? '')
      return user ? ok(user) : notFound('userKey')
    },
  },
  {
    id: 'directory.roles.list',
    path: `${directory}/customer/{customer}/roles`,
    query: { maxResults: count(100, 100), ...paged },
    scopes: orReadonly('admin.directory.rolemanagement'),
    answer: (call) =>
      ofOwn(call.path.customer, call, () =>
        ok({ kind: 'admin#directory#roles', ...call.page(call.organization.roles, 'maxResults') }),
      ),
  },
  {
    id: 'directory.privileges.list',
    path: `${directory}/customer/{customer}/roles/ALL/privileges`,
    query: {},
    scopes: orReadonly('admin.directory.rolemanagement'),
    answer: (call) =>
      ofOwn(call.path.customer, call, () =>
        ok({ kind: 'admin#directory#privileges', items: call.organization.privileges }),
      ),
  },
  {
    id: 'directory.roleAssignments.list',
    path: `${directory}/customer/{customer}/roleassignments`,
    query: {
      includeIndirectRoleAssignments: flag,
      maxResults: count(200, 200),
      roleId: text,
      userKey: text,
      ...paged,
    },
    scopes: orReadonly('admin.directory.rolemanagement'),
    answer: (call) => ofOwn(call.path.customer, call, () => listAssignments(call)),
  },
  {
    id: 'directory.groups.list',
    path: `${directory}/groups`,
    query: {
      customer: text,
      domain: text,
      maxResults: count(200, 200),
      orderBy: oneOf('email'),
      query: text,
      userKey: text,
      ...sorting,
      ...paged,
    },
    scopes: orReadonly('admin.directory.group'),
    answer: (call) =>
      ofOwn(call.query.customer, call, () => {
        const { items, nextPageToken } = call.page(call.organization.groups, 'maxResults')
        return ok({ kind: 'admin#directory#groups', groups: items, nextPageToken })
      }),
  },
  {
    id: 'directory.members.list',
    path: `${directory}/groups/{groupKey}/members`,
    query: { includeDerivedMembership: flag, maxResults: count(200, 200), roles: text, ...paged },
    scopes: [...orReadonly('admin.directory.group'), ...orReadonly('admin.directory.group.member')],
    answer: (call) => {
      const group = findGroup(call.organization, call.path.groupKey ?? '')
      if (!group) return notFound('groupKey')
      const all = listMembers(call.organization, group.id, call.query.includeDerivedMembership === 'true')
      const { items, nextPageToken } = call.page(all, 'maxResults')
      return ok({
        kind: 'admin#directory#members',
        ...(items.length ? { members: items } : {}),
        nextPageToken,
      })
    },
  },
  {
    id: 'directory.orgunits.list',
    path: `${directory}/customer/{customerId}/orgunits`,
    query: { orgUnitPath: text, type: oneOf('all', 'children', 'allIncludingParent') },
    scopes: orReadonly('admin.directory.orgunit'),
    answer: (call) =>
      ofOwn(call.path.customerId, call, () =>
        ok({ kind: 'admin#directory#orgUnits', organizationUnits: call.organization.orgUnits }),
      ),
  },
]

/** Without a `userKey`, what groups bring is not spelled out: https://developers.google.com/workspace/admin/directory/reference/rest/v1/roleAssignments/list */
function listAssignments(call: Call): PlayedAnswer {
  const { organization, query } = call
  const { userKey, roleId, includeIndirectRoleAssignments } = query
  const ofRole = organization.assignments.filter((one) => roleId === undefined || one.roleId === roleId)
  const answer = (some: typeof ofRole) =>
    ok({ kind: 'admin#directory#roleAssignments', ...call.page(some, 'maxResults') })
  if (userKey === undefined) return answer(ofRole)
  const holder = findUser(organization, userKey) ?? findGroup(organization, userKey)
  if (!holder) return notFound('userKey')
  const groups = organization.groups.filter(
    ({ id }) =>
      includeIndirectRoleAssignments === 'true' &&
      listMembers(organization, id, true).some((member) => member.id === holder.id),
  )
  const holders = new Set([holder, ...groups].map(({ id }) => id))
  return answer(ofRole.filter(({ assignedTo }) => holders.has(assignedTo ?? '')))
}

const salesMethods: readonly GoogleMethod[] = [
  {
    id: 'reseller.subscriptions.list',
    path: 'apps/reseller/v1/subscriptions',
    query: {
      customerAuthToken: text,
      customerId: text,
      customerNamePrefix: text,
      maxResults: count(20, 100),
      ...paged,
    },
    scopes: orReadonly('apps.order'),
    answer: (call) => {
      const { customerId, customerNamePrefix = '' } = call.query
      const wanted = call.organization.subscriptions.filter(
        (one) =>
          (customerId === undefined || [one.customerId, one.customerDomain].includes(customerId)) &&
          (one.customerDomain ?? '').startsWith(customerNamePrefix),
      )
      const { items, nextPageToken } = call.page(wanted, 'maxResults')
      return ok({ kind: 'reseller#subscriptions', subscriptions: items, nextPageToken })
    },
  },
  {
    id: 'reseller.customers.get',
    path: 'apps/reseller/v1/customers/{customerId}',
    query: {},
    scopes: orReadonly('apps.order'),
    answer: ({ organization, path }) => {
      const { customerId = '' } = path
      const found = organization.customers.find((customer) =>
        [customer.customerId, customer.customerDomain].includes(customerId),
      )
      return found ? ok(found) : notFound('customerId')
    },
  },
  {
    id: 'licensing.licenseAssignments.listForProduct',
    path: 'apps/licensing/v1/product/{productId}/users',
    query: { customerId: text, maxResults: count(100, 1000), ...paged },
    scopes: [scope('apps.licensing')],
    answer: (call) => {
      const { customerId } = call.query
      const { organization } = call
      const own = [organization.customerId, ...organization.domains.map(({ domainName }) => domainName)]
      if (customerId === undefined) return invalid('Required parameter: customerId', 'required')
      if (!own.includes(customerId)) return forbidden()
      const { productId } = call.path
      const licenses = organization.licenses.filter((license) => license.productId === productId)
      return ok({ kind: 'licensing#licenseAssignmentList', ...call.page(licenses, 'maxResults') })
    },
  },
  {
    id: 'cloudchannel.accounts.customers.list',
    path: 'v1/{+parent}/customers',
    query: { filter: text, pageSize: count(10, 50), ...paged },
    scopes: [scope('apps.order')],
    answer: (call) => {
      const { channel } = call.organization
      if (!channel || call.path.parent !== `accounts/${channel.account}`) return forbidden()
      const { items, nextPageToken } = call.page(channel.customers, 'pageSize')
      return ok({ ...(items.length ? { customers: items } : {}), nextPageToken })
    },
  },
]

export const googleMethods: readonly GoogleMethod[] = [...directoryMethods, ...salesMethods]

/** Every method takes them: the discovery documents' `parameters`. */
const commonParameters: Readonly<Record<string, Parameter>> = {
  '$.xgafv': oneOf('1', '2'),
  access_token: text,
  alt: oneOf('json', 'media', 'proto'),
  callback: text,
  fields: text,
  key: text,
  oauth_token: text,
  prettyPrint: flag,
  quotaUser: text,
  uploadType: text,
  upload_protocol: text,
}

/** What Google says to a query that the method does not know. */
export function refuseQuery(method: GoogleMethod, query: URLSearchParams): PlayedAnswer | undefined {
  for (const [name, value] of query) {
    const parameter = method.query[name] ?? commonParameters[name]
    if (!parameter)
      return invalid(
        `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
      )
    if (query.getAll(name).length > 1) return invalid(`Invalid value at '${name}', it is not repeated.`)
    if (!fits(parameter, value)) return invalid(`Invalid value at '${name}': "${value}"`)
  }
  return undefined
}

function fits(parameter: Parameter, value: string): boolean {
  if (parameter.type === 'boolean') return value === 'true' || value === 'false'
  if (parameter.type === 'string') return parameter.oneOf?.includes(value) ?? true
  const number = Number(value)
  return Number.isInteger(number) && number >= 1 && number <= (parameter.max ?? Number.POSITIVE_INFINITY)
}

/** The method of a path, and what the path names. */
export function findMethod(
  pathname: string,
): { readonly method: GoogleMethod; readonly path: Readonly<Record<string, string>> } | undefined {
  for (const method of googleMethods) {
    const pattern = method.path.replace(/\{(\+?)(\w+)\}/g, (_, reserved: string, name: string) =>
      reserved ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
    )
    const match = new RegExp(`^/${pattern}$`).exec(pathname)
    if (!match) continue
    const named = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])
    return { method, path: Object.fromEntries(named) }
  }
  return undefined
}

/** Partial responses: `a,b(c,d)`: https://developers.google.com/workspace/admin/directory/v1/guides/performance */
export function applyFields(body: unknown, fields: string): unknown {
  const wanted = splitFields(fields)
  if (Array.isArray(body)) return body.map((item: unknown) => applyFields(item, fields))
  if (typeof body !== 'object' || body === null) return body
  const kept = Object.entries(body).flatMap(([name, value]): readonly [string, unknown][] => {
    const inner = wanted.get(name)
    if (inner === undefined) return []
    return [[name, inner === '' ? value : applyFields(value, inner)]]
  })
  return Object.fromEntries(kept)
}

function splitFields(fields: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (const [, name = '', inner = ''] of fields.matchAll(/([\w]+)(?:\(((?:[^()]|\([^()]*\))*)\))?(?:,|$)/g))
    parts.set(name, inner)
  return parts
}
