/** What issue 14 asks of the sync: two reseller domains of 300 customers and 40 accounts, over both databases and a directory file. */
import { cpSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mongo } from 'mongoose'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { Customer, Relationship } from '../../src/cases/directory.ts'
import { importDirectory } from '../../src/cli/directory-command.ts'
import { withStore } from '../../src/cli/with-store.ts'
import { collectNames } from '../../src/people/directory-names.ts'
import type { Stored } from '../../src/people/import-plan.ts'
import { openDirectory } from '../../src/people/open-directory.ts'
import { aNewCase } from '../support/build-case.ts'
import { startBuilt } from '../support/built-entry.ts'
import { forbidden, tooMany, unavailable } from '../support/google/google-refusals.ts'
import type { AskedRequest } from '../support/google/google-server.ts'
import {
  type GoogleWorld,
  type Organization,
  twoResellers,
  type User,
} from '../support/google/google-world.ts'
import {
  databases,
  googleYaml,
  hoshi,
  type Installation,
  installed,
  listen,
  northwind,
} from '../support/google/sync-installation.ts'
import { chanceOf } from '../support/random-from.ts'
import { recordingLog } from '../support/recording-log.ts'

afterEach(() => vi.restoreAllMocks())

/** FC_SEED draws the moments of a run again. */
const seed = String(inject('seed'))
const newHoshi = 'hoshi.example.net'
const newNorthwind = 'northwind.example.net'

const places = [
  ...databases.map((database) => ({ ...database, isFile: false })),
  { name: 'a directory file', settings: () => ({}), isFile: true },
]

/** What was there before Google was asked for the first time: most of it Google knows nothing of. */
const writtenByHand = `# Ours
domains:
  - domain: ${hoshi} # since 2019
    name: Hoshi
    superAdmin: left@${hoshi}
    firstLine: partner
  - { domain: ${northwind}, name: Northwind, superAdmin: admin@${northwind} }
accounts:
  - { email: user-4@${hoshi}, name: Known before, domain: ${hoshi} }
  - { email: user-15@${hoshi}, name: At the desk as well, domain: ${hoshi} }
customers:
  - id: sakura
    name: Sakura
    phoneticName: サクラ
    domain: customer-1.${hoshi}
    tier: premium
    language: en
    timeZone: Europe/Berlin
    address: Somewhere
    contact: { name: Ono, email: ono@sakura.example.org, phone: "06" }
relationships:
  - { customer: sakura, domain: ${hoshi}, kind: reseller, from: 2025-01-01 }
  - { customer: sakura, domain: ${northwind}, kind: support-partner, from: 2025-01-01 }
grants:
  - { customer: sakura, domain: ${northwind}, state: granted, changedAt: 2025-02-01, changedBy: Ono, evidence: mail }
desk:
  - { email: user-15@${hoshi}, name: At the desk }
  - { email: aya@desk.example.org, name: Aya }
customerUsers:
  - { email: ono@sakura.example.org, name: Ono, customer: sakura, admin: true }
operators:
  - { email: aya@desk.example.org }
people:
  - { person: "slack:T1/U4", accounts: [user-4@${hoshi}] }
`

/**
 * By hand. After the name of today: * for a super admin, - for a suspended one; then R for Reseller Admin, and A, S and V for the privileges
 * to access customers' cases, Support, and View customers; then the former names.
 */
const sameForBoth = `
admin        *  .
gone         -  R ASV
kept         -  S
user-1       .  R ASV
user-2       .  AV
user-3       .
user-4       .  R ASV
user-5       .  AV
user-6       .
user-7       .  R ASV
user-8       .  AV
user-9       .
user-10      .  ASV
user-11      .  ASV
user-12      .  ASV
user-13      .  ASV
user-14      .  ASV
user-15      .  ASV
user-16      .  ASV
user-17      .  ASV
`
const atFirst = [
  `${hoshi} ja ホシクラウド admin@${hoshi}${sameForBoth.replaceAll(/^([\w-]+) +/gm, `$1@${hoshi} `)}`,
  `${northwind} en Northwind admin@${northwind}${sameForBoth.replaceAll(/^([\w-]+) +/gm, `$1@${northwind} `)}`,
]
const afterwards = [
  `hoshi.example.net ja ホシクラウド admin@hoshi.example.net was hoshi-cloud.example.com
admin@hoshi.example.net     *           was admin@hoshi-cloud.example.com
gone@hoshi.example.net      -  R ASV    was gone@hoshi-cloud.example.com
kept@hoshi.example.net      -  S        was kept@hoshi-cloud.example.com
married@hoshi.example.net   .  R ASV    was user-4@hoshi-cloud.example.com
newcomer@hoshi.example.net  .  ASV
user-1@hoshi-cloud.example.com - R ASV
user-2@hoshi.example.net    -  AV       was user-2@hoshi-cloud.example.com
user-3@hoshi.example.net    *           was user-3@hoshi-cloud.example.com
user-5@hoshi.example.net    .  AV       was user-5@hoshi-cloud.example.com
user-6@hoshi.example.net    .           was user-6@hoshi-cloud.example.com
user-7@hoshi.example.net    .  R ASV    was user-7@hoshi-cloud.example.com
user-8@hoshi.example.net    .  AV       was user-8@hoshi-cloud.example.com
user-9@hoshi.example.net    .           was user-9@hoshi-cloud.example.com
user-10@hoshi.example.net   .           was user-10@hoshi-cloud.example.com
user-11@hoshi.example.net   .  ASV      was user-11@hoshi-cloud.example.com
user-12@hoshi.example.net   .  ASV      was user-12@hoshi-cloud.example.com
user-13@hoshi.example.net   .  ASV      was user-13@hoshi-cloud.example.com
user-14@hoshi.example.net   .  ASV      was user-14@hoshi-cloud.example.com
user-15@hoshi.example.net   .  ASV      was user-15@hoshi-cloud.example.com
user-16@hoshi.example.net   .  ASV      was user-16@hoshi-cloud.example.com
user-17@hoshi.example.net   .  ASV      was user-17@hoshi-cloud.example.com`,
  `northwind.example.net en Northwind admin@northwind-apps.example.com was northwind-apps.example.com
admin@northwind-apps.example.com *
five@northwind.example.net       .  AV     was user-5@northwind-apps.example.com
gone@northwind-apps.example.com  .  R ASV
kept@northwind-apps.example.com  -  S
seventeen@northwind.example.net  .  ASV    was user-17@northwind-apps.example.com
user-1@northwind-apps.example.com  .  R ASV
user-2@northwind-apps.example.com  .  AV
user-3@northwind-apps.example.com  .
user-4@northwind-apps.example.com  .  R ASV
user-6@northwind-apps.example.com  .
user-7@northwind-apps.example.com  .  R ASV
user-8@northwind-apps.example.com  .  AV
user-9@northwind-apps.example.com  .  R ASV
user-10@northwind-apps.example.com .  ASV
user-11@northwind-apps.example.com .  ASV
user-12@northwind-apps.example.com .  ASV
user-13@northwind-apps.example.com .  ASV
user-14@northwind-apps.example.com .  ASV
user-15@northwind-apps.example.com .  ASV
user-16@northwind-apps.example.com .  ASV`,
]

const squeeze = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((row) =>
      row
        .replaceAll(/ +\.(?= |$)/g, '')
        .replaceAll(/ +/g, ' ')
        .trim(),
    )

const letters: Readonly<Record<string, string>> = {
  'Reseller Admin': 'R',
  "Access customers' support cases": 'A',
  Support: 'S',
  'View customers': 'V',
}
const spell = (names: readonly string[]) => names.map((name) => letters[name] ?? name).join('')

/** The directory in the form of the tables above. */
function tabulate({ domains, accounts }: Stored): readonly (readonly string[])[] {
  const present = (item: { readonly renamedTo?: string | undefined }, id: string) => item.renamedTo ?? id
  const was = ({ formerly = [] }: { readonly formerly?: readonly string[] | undefined }) =>
    formerly.length > 0 ? `was ${formerly.join(', ')}` : ''
  const nameOf = (email: string) => {
    const account = accounts.find((one) => one.email === email)
    return account ? present(account, account.email) : email
  }
  const join = (...cells: readonly string[]) => cells.filter(Boolean).join(' ')
  return [...domains]
    .sort((a, b) => (a.domain < b.domain ? -1 : 1))
    .map((domain) => [
      join(
        present(domain, domain.domain),
        domain.language,
        domain.name,
        nameOf(domain.superAdmin),
        was(domain),
      ),
      ...accounts
        .filter((account) => account.domain === domain.domain)
        .map((account) => ({ account, name: present(account, account.email) }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
        .map(({ account, name }) =>
          join(
            name,
            account.superAdmin ? '*' : '',
            account.suspended ? '-' : '',
            spell(account.roles),
            spell(account.privileges),
            was(account),
          ),
        ),
    ])
}

/** By hand: what each customer of a reseller is to be. */
function customersOf(
  number: 1 | 2,
  domain: string,
  count: number,
  language: 'ja' | 'en',
): Map<string, Customer> {
  const all = Array.from({ length: count }, (_, index): Customer => {
    const at = index + 1
    const digits = `000${at}`.slice(-4)
    return {
      id: `C${number}sold${digits}`,
      name: `Customer ${at} of ${domain}`,
      domain: `customer-${at}.${domain}`,
      tier: 'standard',
      language,
      timeZone: 'Asia/Tokyo',
      address: `${at} Main Street, Chiyoda, Tokyo, 100-0001, JP`,
      contact: {
        name: `Contact ${at}`,
        email: `it-${at}@contact.example.com`,
        phone: `+81 3-1234-${digits}`,
      },
    }
  })
  return new Map(all.map((customer) => [customer.id, customer]))
}

/** The one that was written by hand before is the first of hoshi's. */
function expectCustomers(counts: readonly [number, number]): Map<string, Customer> {
  const all = new Map([
    ...customersOf(1, hoshi, counts[0], 'ja'),
    ...customersOf(2, northwind, counts[1], 'en'),
  ])
  const first = all.get('C1sold0001')
  if (!first) throw new Error('a first customer')
  all.delete('C1sold0001')
  const known = {
    tier: 'premium',
    language: 'en',
    timeZone: 'Europe/Berlin',
    phoneticName: 'サクラ',
  } as const
  all.set('sakura', { ...first, ...known, id: 'sakura', googleId: 'C1sold0001' })
  return all
}

const byId = (customers: Iterable<Customer>) => [...customers].sort((a, b) => (a.id < b.id ? -1 : 1))

/** `run` of a moment: by hand, or in which sync it lies. */
function sales(relationships: readonly Relationship[], runs: readonly (readonly [Date, Date])[]) {
  const runOf = (at: Date | null) => {
    const found = runs.findIndex(([from, to]) => at && at >= from && at <= to)
    return at === null ? 'open' : found < 0 ? at.toISOString().slice(0, 10) : `run ${found + 1}`
  }
  return relationships
    .map(
      ({ customer, domain, kind, from, to }) => `${customer} ${kind} ${domain} ${runOf(from)} ${runOf(to)}`,
    )
    .sort()
}

function findOrganizations({ organizations }: GoogleWorld): readonly [Organization, Organization] {
  const [first, second] = organizations
  if (!first || !second) throw new Error('two organizations')
  return [first, second]
}

function findUser(organization: Organization, local: string): User {
  const user = organization.users.find(({ primaryEmail }) => primaryEmail.startsWith(`${local}@`))
  if (!user) throw new Error(`no user ${local}`)
  return user
}

function assign(organization: Organization, roleName: string, user: User): void {
  const roleId = organization.roles.find((role) => role.roleName === roleName)?.roleId ?? ''
  const roleAssignmentId = `later ${organization.assignments.length}`
  const to = { assignedTo: user.id, assigneeType: 'user', scopeType: 'CUSTOMER' }
  organization.assignments.push({ roleAssignmentId, roleId, ...to })
}

function findGroup(organization: Organization, local: string) {
  const group = organization.groups.find(({ email }) => email.startsWith(`${local}@`))
  const members = organization.members.get(group?.id ?? '')
  if (!group || !members) throw new Error(`no group ${local}`)
  return { group, members }
}

/** What happens at Google between two syncs. The last customers of hoshi are 199 and 200, or `last` less one and `last`. */
function changeGoogle(world: GoogleWorld, last: number): void {
  const [first, second] = findOrganizations(world)

  // Hoshi: somebody leaves, is suspended, becomes super admin, leaves a group, joins one within a group; then all of it is renamed.
  const leaver = findUser(first, 'user-1')
  first.users = first.users.filter((user) => user !== leaver)
  first.assignments = first.assignments.filter(({ assignedTo }) => assignedTo !== leaver.id)
  findUser(first, 'user-2').suspended = true
  findUser(first, 'user-3').isAdmin = true
  assign(first, '_SEED_ADMIN_ROLE', findUser(first, 'user-3'))
  const { group, members } = findGroup(first, 'support')
  first.members.set(
    group.id,
    members.filter(({ id }) => id !== findUser(first, 'user-10').id),
  )
  const newcomer = { ...findUser(first, 'user-17'), id: '1-newcomer', primaryEmail: `newcomer@${hoshi}` }
  first.users.push(newcomer)
  findGroup(first, 'second-line').members.push({ id: newcomer.id, type: 'USER', role: 'MEMBER' })
  findUser(first, 'user-4').primaryEmail = `married@${hoshi}`
  first.domains = [{ domainName: newHoshi, isPrimary: true, verified: true }]
  for (const user of first.users) user.primaryEmail = user.primaryEmail.replace(hoshi, newHoshi)

  // Northwind: the former domain is an alias now, two people follow it, one comes back, one gets a role.
  second.domains = [
    {
      domainName: newNorthwind,
      isPrimary: true,
      verified: true,
      domainAliases: [{ domainAliasName: northwind, verified: true }],
    },
  ]
  Object.assign(findUser(second, 'user-5'), { primaryEmail: `five@${newNorthwind}` })
  Object.assign(findUser(second, 'user-17'), {
    primaryEmail: `seventeen@${newNorthwind}`,
    aliases: [`user-17@${northwind}`],
  })
  findUser(second, 'gone').suspended = false
  assign(second, '_RESELLER_ADMIN_ROLE', findUser(second, 'user-9'))

  // Customers: two are renamed, one of them the one with an id of our own, two end, one moves, one is new.
  const customer = (organization: Organization, id: string) => {
    const found = organization.customers.find(({ customerId }) => customerId === id)
    if (!found) throw new Error(`no customer ${id}`)
    return found
  }
  const id = (at: number) => `C1sold${`000${at}`.slice(-4)}`
  customer(first, id(1)).customerDomain = 'sakura.example.org'
  Object.assign(customer(first, id(3)), {
    customerDomain: 'renamed.example.org',
    postalAddress: { ...customer(first, id(3)).postalAddress, organizationName: 'Renamed' },
  })
  for (const one of first.subscriptions) if (one.customerId === id(last)) one.status = 'CANCELLED'
  first.subscriptions = first.subscriptions.filter(({ customerId }) => customerId !== id(last - 1))
  first.subscriptions.push(...second.subscriptions.filter(({ customerId }) => customerId === 'C2sold0003'))
  first.customers.push(customer(second, 'C2sold0003'))
  second.subscriptions = second.subscriptions.filter(({ customerId }) => customerId !== 'C2sold0003')
  const fresh = {
    ...customer(second, 'C2sold0004'),
    customerId: 'C2sold9999',
    customerDomain: 'new.example.org',
  }
  second.customers.push(fresh)
  second.subscriptions.push({
    customerId: 'C2sold9999',
    customerDomain: 'new.example.org',
    subscriptionId: 'new',
    status: 'ACTIVE',
  })
}

/** The operator follows hoshi's new name; northwind's former one still stands there. */
const newSettings = googleYaml([
  `{ domain: ${newHoshi}, admin: admin@${newHoshi}, name: ホシクラウド, language: ja }`,
  `{ domain: ${northwind}, admin: admin@${northwind} }`,
])

async function begin(world: GoogleWorld, settings: Readonly<Record<string, string>>, isFile: boolean) {
  const installation = await installed(settings, world)
  const file = join(installation.folder, isFile ? 'directory.yaml' : 'by-hand.yaml')
  writeFileSync(file, writtenByHand)
  if (!isFile) await listen(() => importDirectory(file, { yes: true }, installation.env))
  return installation
}

function followRename({ env }: Installation): void {
  writeFileSync(env.DIRECTORY_GOOGLE_FILE ?? '', newSettings)
}

/** Fits the request for the next page of subscriptions, once. */
function aNextPage() {
  let isOver = false
  return ({ method, query }: AskedRequest) => {
    const fits = !isOver && method === 'reseller.subscriptions.list' && query.pageToken !== undefined
    isOver ||= fits
    return fits
  }
}

describe.each(places)('directory google sync, into $name', ({ settings, isFile }) => {
  it('is what the tables say after each of two syncs, whatever Google answers in between', async () => {
    const more: Readonly<Record<string, string>> = settings()
    const installation = await begin(twoResellers(), more, isFile)
    const { google, env, folder, sync, stored } = installation
    const textOf = () => (isFile ? readFileSync(join(folder, 'directory.yaml'), 'utf8') : '')
    const runs: [Date, Date][] = []
    const run = async () => {
      const from = new Date()
      const ended = await sync()
      runs.push([from, new Date()])
      return ended
    }
    const withDatabase = <T>(work: Parameters<typeof withStore<T>>[1]) =>
      withStore({ dataDir: folder, mongodbUri: more.MONGODB_URI ?? null }, work)

    expect(await run()).toMatchObject({ code: 0, err: '' })
    const first = await stored()
    expect(tabulate(first)).toEqual(atFirst.map(squeeze))
    expect(first.accounts).toHaveLength(40)
    expect(first.customers).toHaveLength(300)
    const customers = expectCustomers([200, 100])
    expect(byId(first.customers)).toEqual(byId(customers.values()))
    const sold = [...customers.keys()].filter((id) => id !== 'sakura')
    const byHand = [
      `sakura reseller ${hoshi} 2025-01-01 open`,
      `sakura support-partner ${northwind} 2025-01-01 open`,
    ]
    expect(sales(first.relationships, runs)).toEqual(
      [
        ...byHand,
        ...sold.map((id) => `${id} reseller ${id.startsWith('C1') ? hoshi : northwind} run 1 open`),
      ].sort(),
    )
    const firstText = textOf()
    expect((await sync()).out).toContain('Nothing to write')
    expect(await stored()).toEqual(first)
    expect(textOf()).toBe(firstText)

    // A case of somebody who is renamed below.
    await withDatabase(async (store) => {
      await store.create(aNewCase({ domain: hoshi, partners: [{ domain: hoshi, kind: 'reseller' }] }))
    })

    changeGoogle(google.world, 200)
    followRename(installation)
    for (const [answer, code] of [
      [unavailable(), 69],
      [forbidden(), 78],
      [tooMany('600'), 69],
    ] as const)
      for (const failing of [
        ({ method, query }: AskedRequest) =>
          method === 'reseller.subscriptions.list' && query.pageToken !== undefined,
        ({ method, email }: AskedRequest) =>
          method === 'directory.roleAssignments.list' && email === `admin@${northwind}`,
      ]) {
        google.instead(failing, answer)
        expect(await sync()).toMatchObject({ code, out: '' })
        expect(await stored()).toEqual(first)
        expect(textOf()).toBe(firstText)
        google.restore()
      }

    // One group, one account and one customer stay unread; pages fail now and then; Google asks to wait.
    const { group } = findGroup(findOrganizations(google.world)[0], 'support')
    const unread = findUser(findOrganizations(google.world)[0], 'user-11')
    google.instead(({ path }) => path.endsWith(`/groups/${group.id}/members`), forbidden())
    google.instead(({ query }) => query.userKey === unread.id, forbidden())
    google.instead(({ path }) => path.endsWith('/customers/C1sold0005'), forbidden())
    google.instead(aNextPage(), unavailable())
    google.instead(({ path }) => path.endsWith('/customers/C2sold0050'), unavailable(), 2)
    google.instead(({ method }) => method === 'directory.roles.list', tooMany('7'), 1)
    const second = await run()
    expect(second).toMatchObject({ code: 0, err: '' })
    expect(second.out).toContain(`Roles that Google did not tell stay as they were: user-11@${newHoshi}.`)
    expect(second.slept).toContain(7_000)
    google.restore()

    const changed = await stored()
    expect(tabulate(changed)).toEqual(afterwards.map(squeeze))
    const later = new Map(customers)
    const change = (id: string, to: Partial<Customer>) =>
      later.set(id, { ...(later.get(id) as Customer), ...to })
    change('sakura', { domain: 'sakura.example.org' })
    change('C1sold0003', { domain: 'renamed.example.org', name: 'Renamed' })
    later.set('C2sold9999', {
      ...(customers.get('C2sold0004') as Customer),
      id: 'C2sold9999',
      domain: 'new.example.org',
    })
    expect(byId(changed.customers)).toEqual(byId(later.values()))
    const ended = ['C1sold0199', 'C1sold0200']
    expect(sales(changed.relationships, runs)).toEqual(
      [
        ...byHand,
        ...sold
          .filter((id) => id !== 'C2sold0003')
          .map(
            (id) =>
              `${id} reseller ${id.startsWith('C1') ? hoshi : northwind} run 1 ${ended.includes(id) ? 'run 2' : 'open'}`,
          ),
        `C2sold0003 reseller ${northwind} run 1 run 2`,
        `C2sold0003 reseller ${hoshi} run 2 open`,
        `C2sold9999 reseller ${northwind} run 2 open`,
      ].sort(),
    )

    // What Google knows nothing of is as it was; whoever was renamed is so wherever they are.
    for (const section of ['customerUsers', 'operators', 'people', 'grants'] as const)
      expect([section, changed[section]]).toEqual([section, first[section]])
    expect(changed.domains.find(({ domain }) => domain === hoshi)).toMatchObject({ firstLine: 'partner' })
    expect(changed.desk.map(({ email, renamedTo, name }) => [email, renamedTo, name]).sort()).toEqual([
      ['aya@desk.example.org', undefined, 'Aya'],
      [`user-15@${hoshi}`, `user-15@${newHoshi}`, 'At the desk'],
    ])
    await withDatabase(async (store) => {
      const file = join(folder, 'directory.yaml')
      const asked = { file, named: isFile, store: store.directory, log: recordingLog() }
      const directory = await openDirectory(asked)
      expect((await directory.findIdentityByEmail(`user-4@${hoshi}`)).accounts).toEqual([])
      const { accounts } = await directory.findIdentityByEmail(`married@${newHoshi}`)
      expect(accounts).toMatchObject([{ email: `user-4@${hoshi}`, domain: hoshi }])
      const chat = { platform: 'slack', tenant: 'T1', user: 'U4' } as const
      const person = { ...chat, name: '', email: null, locale: 'ja', timeZone: 'UTC' } as const
      expect((await directory.identify(person)).accounts).toEqual(accounts)
      const reader = { party: 'partner', domain: accounts[0]?.domain ?? '' } as const
      expect((await store.list({ reader }, { limit: 5 })).cases.map(({ number }) => number)).toEqual([1001])
      expect(await directory.grant('sakura', newNorthwind)).toMatchObject({ state: 'granted' })
    })
    if (isFile) expect(textOf()).toContain('# Ours\ndomains:\n  - domain: hoshi.example.net # since 2019')

    const text = textOf()
    expect((await sync()).out).toContain('Nothing to write')
    expect(await stored()).toEqual(changed)
    expect(textOf()).toBe(text)
    expect(collectNames(changed).presentName(hoshi)).toBe(newHoshi)
    expect(env.DATA_DIR).toBe(folder)
  }, 240_000)

  it(`leaves the old or the new directory, whole, wherever it is killed (FC_SEED=${seed})`, async () => {
    const more: Readonly<Record<string, string>> = settings()
    const installation = await begin(twoResellers([6, 5]), more, isFile)
    const { google, env, folder, sync, stored } = installation
    expect(await sync()).toMatchObject({ code: 0 })
    changeGoogle(google.world, 6)
    followRename(installation)
    const before = await stored()
    const restore = await keepState(installation, more.MONGODB_URI)

    const startAt = async (dieAt: string) => {
      const where = { GOOGLE_ORIGIN: google.network.origin ?? '', GOOGLE_CERTIFICATE: google.certificate }
      const child = await startBuilt('test/support/google/killed-sync', folder, {
        ...env,
        ...where,
        DIE_AT: dieAt,
      })
      return { code: await child.ended, printed: child.printed() }
    }
    const whole = await startAt('')
    expect(whole).toMatchObject({ code: 0 })
    const steps = JSON.parse(whole.printed) as { reading: number; writing: number }
    expect([steps.reading > 30, steps.writing > 5]).toEqual([true, true])
    const after = undated(await stored(), before)
    expect(after).not.toEqual(undated(before, before))

    const draw = (part: 'reading' | 'writing', count: number) =>
      Array.from({ length: Math.min(count, steps[part]) }, (_, at) => {
        const width = steps[part] / Math.min(count, steps[part])
        return `${part} ${1 + Math.floor(at * width + chanceOf(seed, part, at) * width)}`
      })
    const found = new Set<string>()
    // The last one comes after everything.
    for (const dieAt of [...draw('reading', 2), ...draw('writing', 12), `writing ${steps.writing}`]) {
      await restore()
      const { code, printed } = await startAt(dieAt)
      // Writes to sockets may fall together, so that there are a few less.
      if (code !== null)
        expect([dieAt, code, Object.keys(JSON.parse(printed))]).toEqual([dieAt, 0, ['reading', 'writing']])
      const left = undated(await stored(), before)
      const which = JSON.stringify(left) === JSON.stringify(after) ? 'new' : 'old'
      expect([dieAt, left]).toEqual([dieAt, which === 'new' ? after : undated(before, before)])
      found.add(which)
      if (dieAt.startsWith('reading')) expect([dieAt, which]).toEqual([dieAt, 'old'])

      await letTimePass(installation, more.MONGODB_URI)
      expect([dieAt, await sync()]).toMatchObject([dieAt, { code: 0 }])
      expect([dieAt, undated(await stored(), before)]).toEqual([dieAt, after])
    }
    // Else the moments would prove little.
    expect([...found].sort()).toEqual(['new', 'old'])
  }, 400_000)
})

/** Each sync has its own time: a moment that was not there before is `now`. */
function undated(directory: Stored, before: Stored): unknown {
  const known = new Set(
    before.relationships.flatMap(({ from, to }) => [from, to]).map((at) => at?.toISOString()),
  )
  const sections = Object.entries(directory).map(([section, items]) => [
    section,
    [...items].map((item) => JSON.stringify(item, Object.keys(flatten(item)).sort())).sort(),
  ])
  return JSON.parse(JSON.stringify(Object.fromEntries(sections)), (_, value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll(/"(20\d\d-\d\d-\d\dT[\d:.]+Z)"/g, (text, at: string) =>
          known.has(at) ? text : '"now"',
        )
      : value,
  )
}

function flatten(item: object): object {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]): [string, unknown][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
        ? [[name, value], ...Object.entries(value)]
        : [[name, value]],
    ),
  )
}

/** Keeps what is stored now; answers what brings it back. */
async function keepState({ folder }: Installation, uri: string | undefined): Promise<() => Promise<void>> {
  const copy = `${folder}-kept`
  cpSync(folder, copy, { recursive: true })
  const kept =
    uri === undefined
      ? []
      : await onDatabase(uri, async (db) => {
          const names = (await db.listCollections().toArray()).map(({ name }) => name)
          return Promise.all(
            names.map(async (name) => ({ name, documents: await db.collection(name).find().toArray() })),
          )
        })
  return async () => {
    rmSync(folder, { recursive: true })
    cpSync(copy, folder, { recursive: true })
    if (uri === undefined) return
    await onDatabase(uri, async (db) => {
      for (const { name, documents } of kept) {
        await db.collection(name).deleteMany({})
        if (documents.length > 0) await db.collection(name).insertMany(documents)
      }
    })
  }
}

async function onDatabase<T>(uri: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uri)
  try {
    return await work(client.db())
  } finally {
    await client.close()
  }
}

/** As if a minute had gone by: who died is waited for no longer. */
async function letTimePass({ folder }: Installation, uri: string | undefined): Promise<void> {
  const draft = join(folder, 'directory.yaml.draft')
  const longAgo = new Date(Date.now() - 120_000)
  if (existsSync(draft)) utimesSync(draft, longAgo, longAgo)
  if (uri === undefined) return
  await onDatabase(uri, (db) =>
    db
      .collection<{ _id: string }>('counters')
      .updateOne(
        { _id: 'directory', staging: { $exists: true } },
        { $set: { 'staging.until': new Date(0) } },
      ),
  )
}
