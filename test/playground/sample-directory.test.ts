import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleChannels, samplePeople, sampleStrangers } from '../../playground/sample-people.ts'
import type { Identity, Person } from '../../src/cases/directory.ts'
import { denyCaseWork, denyCustomers } from '../../src/cases/policy.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import type { DirectoryFile } from '../../src/people/directory-schema.ts'
import { indexDirectory } from '../../src/people/indexed-directory.ts'

const path = new URL('../../playground/sample-directory.yaml', import.meta.url)
const now = new Date('2026-01-15T00:00:00Z')
let file: DirectoryFile

beforeAll(() => {
  file = parseDirectoryFile(readFileSync(path, 'utf8'), 'sample-directory.yaml')
})

function identify(email: string): Identity {
  const person: Person = {
    platform: 'slack',
    tenant: 'T1',
    user: 'U1',
    name: '',
    email,
    locale: 'en',
    timeZone: 'UTC',
  }
  return indexDirectory(file).identify(person)
}

function powersOf(identity: Identity): readonly string[] {
  const powers = identity.accounts.map((account) => {
    const actor = { party: 'partner', account } as const
    if (!denyCaseWork(actor, 'root')) return `cases at ${account.domain}`
    if (!denyCustomers(actor, 'root')) return `customers at ${account.domain}`
    return 'nothing'
  })
  for (const { user } of identity.customers) {
    if (user.admin) powers.push(`grants for ${user.customer}`)
    if (user.portal) powers.push(`cases of ${user.customer}`)
  }
  return identity.desk ? [...powers, 'desk'] : powers
}

const hoshi = 'hoshi-cloud.example.com'
const northwind = 'northwind-apps.example.com'

describe('the people of the local Slack', () => {
  it.each([
    ['marcus.bell', [`cases at ${northwind}`]],
    ['kenji.tanaka', [`cases at ${hoshi}`, `cases at ${northwind}`]],
    ['yui.suzuki', [`cases at ${hoshi}`]],
    ['haruka.sato', [`cases at ${hoshi}`]],
    ['naoki.mori', [`cases at ${hoshi}`]],
    ['emi.kato', [`customers at ${hoshi}`]],
    ['daichi.ito', [`customers at ${hoshi}`]],
    ['akira.hayashi', ['nothing']],
    ['sota.abe', ['nothing']],
    ['priya.nair', [`cases at ${northwind}`]],
    ['olivia.reed', [`cases at ${northwind}`]],
    ['tom.walsh', [`cases at ${northwind}`]],
    ['nina.park', ['nothing']],
    ['aoi.nakamura', ['desk']],
    ['ben.carter', ['desk']],
    ['sofia.marin', ['grants for C11granite', 'cases of C11granite']],
    ['amelia.stone', ['cases of C09brightwater']],
    ['nishimura', ['grants for C04yamabiko', 'cases of C04yamabiko']],
    ['jordan.lee', []],
  ])('%s may do what their title says', (name, powers) => {
    const person = samplePeople.find((one) => one.name === name)

    expect(person && powersOf(identify(person.email))).toEqual(powers)
  })

  it('are all told of above, once each, in their own language', () => {
    expect(new Set(samplePeople.map((person) => person.name)).size).toBe(samplePeople.length)
    expect(samplePeople).toHaveLength(19)
    for (const person of samplePeople) {
      expect(/[ぁ-んァ-ヶ一-龠]/.test(person.title), person.name).toBe(person.locale === 'ja-JP')
    }
  })

  it('are in channels, and the channels hold nobody else', () => {
    const names = [...samplePeople, ...sampleStrangers].map((person) => person.name)
    for (const channel of sampleChannels) {
      expect(names).toEqual(expect.arrayContaining([...channel.members]))
    }
    expect(sampleChannels.map((channel) => channel.name)).toEqual([
      'general',
      'northwind-support',
      'hoshi-support',
      'support-desk',
      'brightwater-shared',
      'migration-project',
    ])
  })

  it('of a domain’s own channel may all work with its cases; nobody has declared the one with everybody else', () => {
    const channel = (name: string) => sampleChannels.find((each) => each.name === name)
    for (const [name, domain] of [
      ['northwind-support', northwind],
      ['hoshi-support', hoshi],
    ] as const) {
      expect(channel(name)).toMatchObject({ is_private: true })
      for (const member of channel(name)?.members ?? []) {
        const person = samplePeople.find((each) => each.name === member)
        expect(person && powersOf(identify(person.email)), member).toContain(`cases at ${domain}`)
      }
    }
    const project = channel('migration-project')
    expect(project?.belongsTo).toBeUndefined()
    const kinds = sampleStrangers
      .filter(({ name }) => project?.members.includes(name))
      .map(({ standing, is_bot }) => standing ?? (is_bot ? 'app' : 'full'))
    expect(kinds).toEqual(['guest', 'outside', 'app'])
    expect(channel('general')).not.toHaveProperty('is_private')
  })
})

describe('the sample directory', () => {
  it('has an account of every kind of ACC-1 to ACC-6', () => {
    const holdings = file.accounts.map((account) =>
      [...account.roles, ...account.privileges].toSorted().join(' + '),
    )

    expect(new Set(holdings)).toEqual(
      new Set([
        '',
        'Reseller Admin',
        "Access customers' support cases + Support + View customers",
        "Access customers' support cases + View customers",
        'View customers',
        'Legacy resold enterprise support',
        'Legacy enterprise',
        'Support Manager',
      ]),
    )
    expect(file.accounts.filter((account) => account.superAdmin)).toHaveLength(2)
    expect(file.accounts.filter((account) => account.suspended)).toHaveLength(1)
  })

  it('has for each domain customers that granted, revoked and never answered, and of more than one tier', () => {
    const index = indexDirectory(file)
    for (const { domain } of file.domains) {
      const customers = index.customersOf(domain, now)
      expect(new Set(customers.map(({ id }) => index.grant(id, domain).state))).toEqual(
        new Set(['granted', 'revoked', 'unknown']),
      )
      expect(new Set(customers.map(({ tier }) => tier))).toEqual(new Set(['standard', 'enhanced', 'premium']))
      expect(new Set(customers.map(({ language }) => language))).toEqual(new Set(['en', 'ja']))
    }
  })

  it('has a customer that moved from one partner to the other, and one that both serve', () => {
    const index = indexDirectory(file)
    const partnersAt = (id: string, at: string) =>
      index.relationshipsOf(id, new Date(at)).map(({ domain, kind }) => [domain, kind])

    expect(partnersAt('C08cedar', '2025-09-30T12:00:00Z')).toEqual([[hoshi, 'reseller']])
    expect(partnersAt('C08cedar', '2025-10-01T12:00:00Z')).toEqual([[northwind, 'reseller']])
    expect(partnersAt('C07tokiwa', now.toISOString())).toEqual([
      [hoshi, 'reseller'],
      [northwind, 'support-partner'],
    ])
  })

  it('names no address that could be somebody’s', () => {
    const text = readFileSync(path, 'utf8')
    const domains = [...text.matchAll(/[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|jp|io)\b/g)].map(
      ([domain]) => domain,
    )

    expect(domains.length).toBeGreaterThan(50)
    expect(domains.filter((domain) => !/(^|\.)example\.(com|org)$/.test(domain))).toEqual([])
  })
})
