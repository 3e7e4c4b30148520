import { describe, expect, it } from 'vitest'
import { GoogleApiError } from '../../src/google/google-api-error.ts'
import type { GoogleOrganization } from '../../src/google/google-organization.ts'
import { readGoogleOrganization } from '../../src/google/read-google-organization.ts'
import { connectGoogle, toOptions } from '../support/google/connect-google.ts'
import {
  apiDisabled,
  forbidden,
  notFound,
  quotaSpent,
  scopeMissing,
  tooMany,
  unavailable,
} from '../support/google/google-refusals.ts'
import { type AskedRequest, aLocalGoogle, type LocalGoogle } from '../support/google/google-server.ts'
import {
  anOrganization,
  aWorld,
  type Organization,
  type OrganizationBuilder,
  twoResellers,
} from '../support/google/google-world.ts'

const domain = 'hoshi-cloud.example.com'
const admin = `admin@${domain}`

const asks =
  (method: string, holding: Readonly<Record<string, string>> = {}) =>
  (request: AskedRequest) =>
    request.method === method &&
    Object.entries(holding).every(([name, value]) => request.query[name] === value)

const afterFirstPage = (method: string) => (request: AskedRequest) =>
  request.method === method && request.query.pageToken !== undefined

async function aGoogleOf(builder: OrganizationBuilder, pageSize?: number): Promise<LocalGoogle> {
  return aLocalGoogle(aWorld(builder.organization), pageSize === undefined ? {} : { pageSize })
}

async function read(google: LocalGoogle, organization?: Organization, channelAccount?: string) {
  const of = organization ?? google.world.organizations[0]
  if (!of) throw new Error('an organisation is missing')
  const options = { ...toOptions(of), ...(channelAccount ? { channelAccount } : {}) }
  const connection = await connectGoogle(google, options)
  return { ...connection, result: readGoogleOrganization(options, connection) }
}

async function readIt(google: LocalGoogle, channelAccount?: string): Promise<GoogleOrganization> {
  return (await read(google, undefined, channelAccount)).result
}

async function refusalOf(google: LocalGoogle, channelAccount?: string): Promise<GoogleApiError> {
  const error: unknown = await readIt(google, channelAccount).then(
    () => new Error('it was read'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof GoogleApiError)) throw error
  return error
}

const accountOf = ({ accounts }: GoogleOrganization, local: string) =>
  accounts.find(({ email }) => email === `${local}@${domain}`)

const privilegesOf = (organization: GoogleOrganization, local: string) =>
  accountOf(organization, local)?.privileges.map(({ name }) => name)

describe('two reseller domains with 300 customers and 40 accounts', () => {
  it('are read whole, page by page, each as its own admin', async () => {
    const google = await aLocalGoogle(twoResellers())
    const sizes = []
    for (const organization of google.world.organizations) {
      const { result } = await read(google, organization)
      const { customerId, accounts, customers, notes } = await result
      sizes.push([customerId, accounts.length, customers.length, notes])
    }
    expect(sizes).toEqual([
      ['C01org00', 20, 200, []],
      ['C02org00', 20, 100, []],
    ])
    const askers = new Set(google.asked.flatMap(({ email }) => email ?? []))
    expect([...askers]).toEqual([admin, 'admin@northwind-apps.example.com'])
    expect(google.countAsked('directory.users.list')).toBe(6)
    expect(google.countAsked('reseller.customers.get')).toBe(300)
  }, 120_000)

  it('take no call per account, and at most four calls at a time', async () => {
    const google = await aLocalGoogle(twoResellers([30, 1]), { pageSize: 100 })
    await readIt(google)
    const counts = ['users.list', 'users.get', 'roleAssignments.list', 'members.list'].map((name) =>
      google.countAsked(`directory.${name}`),
    )
    expect(counts).toEqual([1, 0, 1, 1])
    expect(google.countAsked('reseller.customers.get')).toBe(30)
    expect(google.mostAtOnce()).toBeLessThanOrEqual(4)
  })

  it('get their roles from direct assignments, groups, and groups within groups', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const organization = await readIt(google)
    const rolesOf = (local: string) => accountOf(organization, local)?.roles
    expect({
      admin: rolesOf('admin'),
      direct: rolesOf('user-1'),
      indirectReseller: rolesOf('user-3'),
      group: rolesOf('user-10'),
      groupInGroup: rolesOf('user-17'),
    }).toEqual({
      admin: ['_SEED_ADMIN_ROLE'],
      direct: ['_RESELLER_ADMIN_ROLE'],
      indirectReseller: ['_INDIRECT_RESELLER_ADMIN_ROLE'],
      group: ['Case worker', 'Support desk'],
      groupInGroup: ['Case worker', 'Support desk'],
    })
  })
})

describe('accounts', () => {
  it('keep id, address, aliases, name, unit and preferred language', async () => {
    const builder = anOrganization(1, domain)
    const user = builder.user('Kenji', {
      name: { fullName: '田中 健司' },
      aliases: [`Old.Kenji@${domain}`],
      nonEditableAliases: ['kenji@hoshi.test-google-a.example.com'],
      languages: [
        { languageCode: 'en', preference: 'not_preferred' },
        { languageCode: 'ja', preference: 'preferred' },
      ],
    })
    expect(accountOf(await readIt(await aGoogleOf(builder)), 'kenji')).toEqual({
      id: user.id,
      email: `kenji@${domain}`,
      aliases: [`old.kenji@${domain}`, 'kenji@hoshi.test-google-a.example.com'],
      name: '田中 健司',
      suspended: false,
      superAdmin: false,
      orgUnit: '/Support',
      language: 'ja',
      rolesKnown: true,
      roles: [],
      privileges: [],
    })
  })

  it('that are suspended or archived are there, and can both not sign in', async () => {
    const builder = anOrganization(1, domain)
    builder.user('gone', { suspended: true })
    builder.user('kept', { archived: true })
    const organization = await readIt(await aGoogleOf(builder))
    expect(['admin', 'gone', 'kept'].map((local) => accountOf(organization, local)?.suspended)).toEqual([
      false,
      true,
      true,
    ])
  })

  it('of other organisations, who are guests, are left out', async () => {
    const builder = anOrganization(1, domain)
    builder.user('visitor', { isGuestUser: true })
    const { accounts } = await readIt(await aGoogleOf(builder))
    expect(accounts.map(({ email }) => email)).toEqual([admin])
  })

  it('are super admins by Google’s own mark', async () => {
    const builder = anOrganization(1, domain)
    builder.user('second', { isAdmin: true })
    builder.user('nobody')
    const { accounts } = await readIt(await aGoogleOf(builder))
    expect(accounts.map(({ email, superAdmin }) => [email, superAdmin])).toEqual([
      [admin, true],
      [`nobody@${domain}`, false],
      [`second@${domain}`, true],
    ])
  })
})

describe('privileges', () => {
  it('of a role hold what nests in them, each once, with their service', async () => {
    const builder = anOrganization(1, domain)
    const user = builder.user('mai')
    builder.assign('_RESELLER_ADMIN_ROLE', user)
    builder.assign('Case worker', user)
    const organization = await readIt(await aGoogleOf(builder))
    expect(privilegesOf(organization, 'mai')).toEqual([
      'SUPPORT',
      'ACCESS_CUSTOMER_CASES',
      'MANAGE_CUSTOMERS',
      'VIEW_CUSTOMERS',
    ])
    expect(accountOf(organization, 'mai')?.privileges[0]).toEqual({
      name: 'SUPPORT',
      serviceId: '01ci93xb3tmzyin',
      serviceName: 'support',
    })
  })

  it('come from every depth of the tree', async () => {
    const builder = anOrganization(1, domain)
    const [role] = builder.organization.roles.filter(({ roleName }) => roleName === 'Support desk')
    role?.rolePrivileges?.push({ privilegeName: 'USERS_ALL', serviceId: '00haapch16h1ysv' })
    builder.assign('Support desk', builder.user('mai'))
    expect(privilegesOf(await readIt(await aGoogleOf(builder)), 'mai')).toEqual([
      'USERS_ALL',
      'USERS_RETRIEVE',
      'USERS_SUSPEND',
      'USERS_UPDATE',
      'SUPPORT',
    ])
  })

  it('of the same name in another service are another privilege', async () => {
    const builder = anOrganization(1, domain)
    const [role] = builder.organization.roles.filter(({ roleName }) => roleName === 'Support desk')
    if (role) role.rolePrivileges = [{ privilegeName: 'MANAGE_CUSTOMERS', serviceId: 'another' }]
    builder.assign('Support desk', builder.user('mai'))
    expect(privilegesOf(await readIt(await aGoogleOf(builder)), 'mai')).toEqual(['MANAGE_CUSTOMERS'])
  })

  it('and roles that nobody holds are told too', async () => {
    const { roles, privileges } = await readIt(await aGoogleOf(anOrganization(1, domain)))
    expect(roles.find(({ name }) => name === 'Case worker')).toMatchObject({
      description: 'Works on cases',
      isSystem: false,
    })
    expect(privileges).toHaveLength(8)
  })
})

describe('an assignment', () => {
  it('for one organisational unit or under a condition does not count, and is told', async () => {
    const builder = anOrganization(1, domain)
    const user = builder.user('mai')
    builder.assign('Case worker', user, { scopeType: 'ORG_UNIT', orgUnitId: '03ph8a2z1' })
    builder.assign('Support desk', user, { condition: 'resource.type == "Group"' })
    const organization = await readIt(await aGoogleOf(builder))
    expect(accountOf(organization, 'mai')?.roles).toEqual([])
    expect(organization.notes.map(({ kind, subject, message }) => [kind, subject, message])).toEqual([
      [
        'limited-assignment',
        `mai@${domain}`,
        `mai@${domain} holds Case worker only in organizational unit 03ph8a2z1. It doesn't count here.`,
      ],
      [
        'limited-assignment',
        `mai@${domain}`,
        `mai@${domain} holds Support desk only under a condition. It doesn't count here.`,
      ],
    ])
  })

  it('to a service account, to a deleted group or of an unknown role is told', async () => {
    const builder = anOrganization(1, domain)
    const robot = { id: '1048576', primaryEmail: 'robot@project.iam.gserviceaccount.com' }
    builder.assign('Case worker', robot)
    const group = builder.group('deleted')
    builder.assign('Support desk', group)
    builder.organization.groups = []
    builder.assign('Support desk', builder.user('mai'), { roleId: '404' })
    const { notes } = await readIt(await aGoogleOf(builder))
    expect(notes.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['unknown-assignee', '1048576'],
      ['unknown-role', `mai@${domain}`],
      ['unknown-assignee', group.id],
    ])
  })

  it('to a group that holds everybody counts for everybody', async () => {
    const builder = anOrganization(1, domain)
    const group = builder.group('all')
    builder.organization.members.set(group.id, [{ type: 'CUSTOMER', id: 'C01org00' }])
    builder.assign('Support desk', group)
    builder.user('mai')
    const organization = await readIt(await aGoogleOf(builder))
    expect(accountOf(organization, 'mai')?.roles).toEqual(['Support desk'])
  })
})

describe('what fails for one', () => {
  function aGroupOfTwo(): OrganizationBuilder {
    const builder = anOrganization(1, domain)
    const people = [builder.user('mai'), builder.user('ken')]
    builder.assign('Support desk', builder.group('support', ...people))
    builder.assign('Case worker', people[0] ?? builder.user('never'))
    return builder
  }

  it('group is asked of each account instead', async () => {
    const google = await aGoogleOf(aGroupOfTwo())
    google.instead(asks('directory.members.list'), forbidden())
    const organization = await readIt(google)
    expect(accountOf(organization, 'mai')?.roles).toEqual(['Case worker', 'Support desk'])
    expect(accountOf(organization, 'ken')?.roles).toEqual(['Support desk'])
    expect(organization.notes.map(({ kind }) => kind)).toEqual(['unread-group'])
    expect(organization.notes[0]?.message).toContain('which holds Support desk')
  })

  it.each([
    ['a 403', forbidden()],
    ['a 503', unavailable()],
  ])('account leaves what the others hold known: %s', async (_, answer) => {
    const builder = aGroupOfTwo()
    const google = await aGoogleOf(builder)
    google.instead(asks('directory.members.list'), forbidden())
    const ken = builder.organization.users.find(({ primaryEmail }) => primaryEmail.startsWith('ken'))
    google.instead(asks('directory.roleAssignments.list', { userKey: ken?.id ?? '' }), answer)
    const organization = await readIt(google)
    expect(organization.accounts.map(({ email, rolesKnown }) => [email, rolesKnown])).toEqual([
      [admin, true],
      [`ken@${domain}`, false],
      [`mai@${domain}`, true],
    ])
    expect(accountOf(organization, 'mai')?.roles).toEqual(['Case worker', 'Support desk'])
    expect(organization.notes.map(({ kind, subject }) => [kind, subject])).toContainEqual([
      'unread-account',
      `ken@${domain}`,
    ])
  })

  it.each([
    ['a 403', forbidden()],
    ['a 404', notFound('customerId')],
    ['a 503', unavailable()],
  ])('customer leaves the others, and what its subscription says: %s', async (_, answer) => {
    const builder = anOrganization(1, domain)
    for (const number of [1, 2, 3]) builder.sell(number)
    const google = await aGoogleOf(builder)
    google.instead(({ path }) => path.endsWith('/customers/C1sold0002'), answer)
    const { customers, notes } = await readIt(google)
    expect(customers.map(({ customerId, detailsKnown }) => [customerId, detailsKnown])).toEqual([
      ['C1sold0001', true],
      ['C1sold0002', false],
      ['C1sold0003', true],
    ])
    expect(customers[1]).toMatchObject({ domain: `customer-2.${domain}`, address: [], contact: {} })
    expect(notes.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['unread-customer', `customer-2.${domain}`],
    ])
  })

  it('customer after the other is no longer one’s: nothing is read', async () => {
    const builder = anOrganization(1, domain)
    for (let number = 1; number <= 12; number += 1) builder.sell(number)
    const google = await aGoogleOf(builder)
    google.instead(asks('reseller.customers.get'), unavailable())
    expect((await refusalOf(google)).problems[0].reason).toBe('unavailable')
  })
})

describe('a list', () => {
  it.each([
    'directory.users.list',
    'directory.roles.list',
    'directory.roleAssignments.list',
    'reseller.subscriptions.list',
  ])('whose later page fails leaves the whole organisation unread: %s', async (method) => {
    const builder = anOrganization(1, domain)
    for (const number of [1, 2, 3]) {
      builder.assign('Case worker', builder.user(`user-${number}`))
      builder.sell(number)
    }
    const google = await aGoogleOf(builder, 2)
    google.instead(afterFirstPage(method), unavailable())
    const { problems } = await refusalOf(google)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ reason: 'unavailable', subject: domain })
    expect(problems[0].message).toContain(domain)
  })

  it.each(['body', 'json'] as const)('is not half a list where a page is cut off (%s)', async (how) => {
    const builder = anOrganization(1, domain)
    for (const number of [1, 2, 3]) builder.user(`user-${number}`)
    const google = await aGoogleOf(builder, 2)
    google.cut(afterFirstPage('directory.users.list'), how)
    const { problems } = await refusalOf(google)
    expect(problems.map(({ asked }) => asked)).toEqual(['the users'])
  })

  it('is asked for again where a page was cut off once', async () => {
    const builder = anOrganization(1, domain)
    for (const number of [1, 2, 3]) builder.user(`user-${number}`)
    const google = await aGoogleOf(builder, 2)
    google.cut(afterFirstPage('directory.users.list'), 'body', 1)
    expect((await readIt(google)).accounts).toHaveLength(4)
  })

  it('whose pages never end is given up', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    const page = { items: [], nextPageToken: 'again' }
    google.instead(asks('directory.roles.list'), { status: 200, body: page })
    expect((await refusalOf(google)).problems[0]).toMatchObject({ reason: 'unexpected', asked: 'the roles' })
  })

  it('of another shape is told with its field', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(asks('directory.users.list'), { status: 200, body: { users: [{ id: '1' }] } })
    expect((await refusalOf(google)).message).toContain('users.0.primaryEmail')
  })
})

describe('what Google refuses', () => {
  it('because an API is off is told once, with its name and where to turn it on', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(({ path }) => path.startsWith('/admin/'), apiDisabled())
    google.instead(
      ({ path }) => path.startsWith('/apps/reseller/'),
      apiDisabled('Google Workspace Reseller API', 'reseller.googleapis.com'),
    )
    const { problems, message } = await refusalOf(google)
    expect(problems.map(({ reason, api }) => [reason, api])).toEqual([
      [
        'api-disabled',
        {
          name: 'Admin SDK API',
          link: 'https://console.developers.google.com/apis/api/admin.googleapis.com/overview?project=1234',
        },
      ],
      [
        'api-disabled',
        {
          name: 'Google Workspace Reseller API',
          link: 'https://console.developers.google.com/apis/api/reseller.googleapis.com/overview?project=1234',
        },
      ],
    ])
    expect(message.match(/Admin SDK API/g)).toHaveLength(1)
  })

  it.each([
    ['an admin without the right', forbidden(), 'not-permitted'],
    ['a token without the scope', scopeMissing(), 'scope-missing'],
  ])('is told apart: %s', async (_, answer, reason) => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(asks('directory.roles.list'), answer)
    const { problems } = await refusalOf(google)
    expect(problems.map((problem) => [problem.reason, problem.subject, problem.asked])).toEqual([
      [reason, domain, 'the roles'],
    ])
  })

  it('is not tried again', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(asks('directory.roles.list'), forbidden())
    await refusalOf(google)
    expect(google.countAsked('directory.roles.list')).toBe(1)
  })

  it('to an admin of another organisation is told with both names', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const options = { domain, admin: 'admin@northwind-apps.example.com' }
    const connection = await connectGoogle(google, options)
    await expect(readGoogleOrganization(options, connection)).rejects.toThrow(
      `${domain} isn't a domain of the organization that was read as admin@northwind-apps.example.com (northwind-apps.example.com).`,
    )
  })

  it('never shows a token', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(asks('directory.roles.list'), forbidden())
    const error = await refusalOf(google)
    expect(JSON.stringify([error.message, error.problems])).not.toContain('ya29.')
  })
})

describe('a limit of Google', () => {
  it.each([
    ['429 with Retry-After in seconds', tooMany('17'), 17_000],
    ['403 rateLimitExceeded', quotaSpent(), 1_000],
    ['503', unavailable(), 1_000],
  ])('is waited for: %s', async (_, answer, wait) => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(asks('directory.roles.list'), answer, 1)
    const { result, clock } = await read(google)
    await result
    expect(clock.slept).toContain(wait)
    expect(google.countAsked('directory.roles.list')).toBe(2)
  })

  it('that is a date is waited for', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    // The clock of these tests begins there.
    const until = new Date(Math.ceil(1_000_000 / 1_000) * 1_000 + 30_000).toUTCString()
    google.instead(asks('directory.roles.list'), tooMany(until), 1)
    const { result, clock } = await read(google)
    await result
    expect(clock.slept).toContain(30_000)
  })

  it('is waited for by calls that it was not told to as well', async () => {
    const builder = anOrganization(1, domain)
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) builder.sell(number)
    const google = await aGoogleOf(builder)
    const options = toOptions(builder.organization)
    const { auth } = await connectGoogle(google, options)
    let at = 0
    const waiting: (() => void)[] = []
    // Time stands still until nothing else goes on.
    const clock = {
      now: () => at,
      sleep: (ms: number) =>
        new Promise<void>((resolve) => {
          waiting.push(() => {
            at = Math.max(at, 60_000)
            resolve()
          })
          expect(ms).toBeGreaterThan(0)
        }),
    }
    google.instead(asks('reseller.customers.get'), tooMany('60'), 1)
    const result = readGoogleOrganization(options, { auth, clock, random: () => 1 })
    await expect.poll(() => waiting.length, { timeout: 15_000 }).toBe(4)
    const before = google.countAsked('reseller.customers.get')
    for (const wake of waiting.splice(0)) wake()
    await result
    expect(before).toBeLessThanOrEqual(4)
    expect(google.countAsked('reseller.customers.get')).toBe(9)
  })

  it('that lasts grows the pauses up to a bound, then gives up', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(asks('directory.roles.list'), tooMany())
    const { result, clock } = await read(google)
    await expect(result).rejects.toMatchObject({ problems: [{ reason: 'throttled' }] })
    expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
  })

  it('that asks for hours is left to the next time', async () => {
    const google = await aGoogleOf(anOrganization(1, domain))
    google.instead(asks('directory.roles.list'), tooMany('7200'))
    const { result, clock } = await read(google)
    await expect(result).rejects.toThrow('Try again in 120 min.')
    expect(clock.slept).toEqual([])
  })
})

describe('customers', () => {
  it('of the Reseller API are there once, with name, address and contact, without cancelled ones', async () => {
    const builder = anOrganization(1, domain)
    builder.sell(1, { customerDomain: `Customer-1.${domain}` })
    builder.sell(2)
    for (const subscription of builder.organization.subscriptions)
      if (subscription.customerId === 'C1sold0002') subscription.status = 'CANCELLED'
    const { customers } = await readIt(await aGoogleOf(builder))
    expect(customers).toEqual([
      {
        customerId: 'C1sold0001',
        domain: `customer-1.${domain}`,
        name: `Customer 1 of ${domain}`,
        address: ['1 Main Street', 'Chiyoda', 'Tokyo', '100-0001', 'JP'],
        contact: { name: 'Contact 1', email: 'it-1@contact.example.com', phone: '+81 3-1234-0001' },
        source: 'reseller',
        detailsKnown: true,
      },
    ])
  })

  function aChannelPartner(): OrganizationBuilder {
    const builder = anOrganization(1, domain)
    builder.sell(1)
    const identities = ['C0abc', undefined, 'C0def']
    const customers = identities.map((cloudIdentityId, at) => ({
      name: `accounts/C01org00/customers/S${at}`,
      domain: `shop-${at}.example.com`,
      orgDisplayName: `Shop ${at}`,
      languageCode: 'ja',
      orgPostalAddress: {
        regionCode: 'JP',
        addressLines: ['1-1'],
        locality: '千代田区',
        postalCode: '100-0001',
      },
      primaryContactInfo: { displayName: '佐藤 遥', email: `IT@shop-${at}.example.com`, phone: '+81 3' },
      ...(cloudIdentityId
        ? { cloudIdentityId, cloudIdentityInfo: { primaryDomain: `new-${at}.example.com` } }
        : {}),
    }))
    builder.organization.channel = { account: 'C01org00', customers }
    return builder
  }

  it('come from Cloud Channel where the partner has it; those without a Google organisation are told', async () => {
    const google = await aGoogleOf(aChannelPartner(), 2)
    const { customers, notes } = await readIt(google, 'C01org00')
    expect(customers).toEqual(
      [0, 2].map((at) => ({
        customerId: at === 0 ? 'C0abc' : 'C0def',
        domain: `new-${at}.example.com`,
        name: `Shop ${at}`,
        language: 'ja',
        address: ['1-1', '千代田区', '100-0001', 'JP'],
        contact: { name: '佐藤 遥', email: `it@shop-${at}.example.com`, phone: '+81 3' },
        source: 'cloud-channel',
        detailsKnown: true,
      })),
    )
    expect(notes.map(({ kind, subject }) => [kind, subject])).toEqual([['no-identity', 'shop-1.example.com']])
    expect(google.countAsked('reseller.subscriptions.list')).toBe(0)
  })

  it.each([
    ['forbids it', forbidden()],
    ['is off', apiDisabled('Cloud Channel API', 'cloudchannel.googleapis.com')],
    ['does not know the account', notFound('account')],
  ])('come from the Reseller API where Cloud Channel %s, and that is told', async (_, answer) => {
    const google = await aGoogleOf(aChannelPartner())
    google.instead(asks('cloudchannel.accounts.customers.list'), answer)
    const { customers, notes } = await readIt(google, 'C01org00')
    expect(customers.map(({ customerId, source }) => [customerId, source])).toEqual([
      ['C1sold0001', 'reseller'],
    ])
    expect(notes.map(({ kind, subject }) => [kind, subject])).toEqual([['reseller-instead', domain]])
  })

  it('do not come from elsewhere because Cloud Channel fails for a while', async () => {
    const google = await aGoogleOf(aChannelPartner())
    google.instead(asks('cloudchannel.accounts.customers.list'), unavailable())
    expect((await refusalOf(google, 'C01org00')).problems[0].reason).toBe('unavailable')
  })
})

describe('domains', () => {
  it('are all told, and the organisation is found by a former name too', async () => {
    const builder = anOrganization(1, 'hoshi.example.com')
    builder.organization.domains.push({
      domainName: 'shop.example.com',
      isPrimary: false,
      verified: false,
      domainAliases: [{ domainAliasName: domain }],
    })
    const google = await aGoogleOf(builder)
    const options = { domain, admin: 'admin@hoshi.example.com' }
    const { domains } = await readGoogleOrganization(options, await connectGoogle(google, options))
    expect(domains).toEqual([
      { name: 'hoshi.example.com', isPrimary: true, verified: true, aliases: [] },
      { name: 'shop.example.com', isPrimary: false, verified: false, aliases: [domain] },
    ])
  })
})
