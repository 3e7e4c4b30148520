import { describe, expect, it } from 'vitest'
import type { Account, Customer, Relationship } from '../../../src/cases/directory.ts'
import type {
  GoogleAccount,
  GoogleCustomer,
  GoogleOrganization,
} from '../../../src/google/google-organization.ts'
import { type DirectorySections, fromGoogle } from '../../../src/people/google/from-google.ts'
import type { FirstSight, ReadDomain, SyncedDomain } from '../../../src/people/google/google-sync-settings.ts'
import { minutesAfter, noon } from '../../support/build-case.ts'

const hoshi = 'hoshi.example.com'
const northwind = 'northwind.example.com'
const before = minutesAfter(noon, -60)

const nothing: DirectorySections = {
  domains: [],
  customers: [],
  accounts: [],
  desk: [],
  customerUsers: [],
  operators: [],
  relationships: [],
  people: [],
}

function aUser(id: string, email: string, more: Partial<GoogleAccount> = {}): GoogleAccount {
  return {
    id,
    email,
    aliases: [],
    name: id,
    suspended: false,
    superAdmin: false,
    orgUnit: '/',
    rolesKnown: true,
    roles: [],
    privileges: [],
    ...more,
  }
}

function aSold(customerId: string, more: Partial<GoogleCustomer> = {}): GoogleCustomer {
  return {
    customerId,
    domain: `${customerId.toLowerCase()}.example.net`,
    name: `Company ${customerId}`,
    address: ['1 Main Street', 'Tokyo'],
    contact: { name: 'Sato', email: 'it@example.net', phone: '03' },
    source: 'reseller',
    detailsKnown: true,
    ...more,
  }
}

function aRead(
  organization: Partial<GoogleOrganization> = {},
  settings: Partial<SyncedDomain> = {},
): ReadDomain {
  const domain = settings.domain ?? hoshi
  return {
    settings: { domain, admin: `admin@${domain}`, ...settings },
    organization: {
      customerId: `C-of-${domain}`,
      domains: [{ name: domain, isPrimary: true, verified: true, aliases: [] }],
      accounts: [],
      customers: [],
      roles: [],
      privileges: [],
      notes: [],
      ...organization,
    },
  }
}

function anAccount(email: string, more: Partial<Account> = {}): Account {
  return {
    email,
    name: email,
    domain: hoshi,
    suspended: false,
    superAdmin: false,
    roles: [],
    privileges: [],
    ...more,
  }
}

function aCustomer(id: string, more: Partial<Customer> = {}): Customer {
  return {
    id,
    name: id,
    domain: `${id.toLowerCase()}.example.net`,
    tier: 'premium',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    phoneticName: 'サクラ',
    address: '大阪',
    contact: { name: 'Ono', email: 'ono@example.net', phone: '06' },
    ...more,
  }
}

function aSale(customer: string, more: Partial<Relationship> = {}): Relationship {
  return { customer, domain: hoshi, kind: 'reseller', from: before, to: null, ...more }
}

const firstSight: FirstSight = { tier: 'standard', timeZone: 'UTC' }

function plan(read: readonly ReadDomain[], stored: Partial<DirectorySections> = {}) {
  const mapping = { roles: {}, privileges: [] }
  return fromGoogle(read, { ...nothing, ...stored }, { mapping, firstSight }, noon)
}

describe('what Google tells for the first time', () => {
  it('is the domain, its accounts, its customers with what the settings give them, and sales that begin', () => {
    const accounts = [
      aUser('1', `admin@${hoshi}`, { superAdmin: true }),
      aUser('2', `gone@${hoshi}`, { suspended: true }),
    ]
    const customers = [aSold('C1', { language: 'ja-JP' })]
    const { wanted, notes, renames } = plan([
      aRead({ accounts, customers }, { name: 'Hoshi', language: 'en' }),
    ])

    expect(wanted).toEqual({
      ...nothing,
      domains: [
        {
          domain: hoshi,
          googleId: `C-of-${hoshi}`,
          name: 'Hoshi',
          superAdmin: `admin@${hoshi}`,
          language: 'en',
        },
      ],
      accounts: [
        anAccount(`admin@${hoshi}`, { googleId: '1', name: '1', superAdmin: true }),
        anAccount(`gone@${hoshi}`, { googleId: '2', name: '2', suspended: true }),
      ],
      customers: [
        {
          id: 'C1',
          name: 'Company C1',
          domain: 'c1.example.net',
          tier: 'standard',
          language: 'ja',
          timeZone: 'UTC',
          address: '1 Main Street, Tokyo',
          contact: { name: 'Sato', email: 'it@example.net', phone: '03' },
        },
      ],
      relationships: [aSale('C1', { from: noon })],
    })
    expect([notes, renames]).toEqual([[], []])
  })

  it('names roles and privileges that mean nothing here, and a contact that is missing', () => {
    const roles = ['_INDIRECT_RESELLER_ADMIN_ROLE']
    const privileges = [{ name: 'REPORTS', serviceId: 's1', serviceName: 'admin' }]
    const accounts = [aUser('1', `a@${hoshi}`, { roles, privileges })]
    const { notes } = plan([aRead({ accounts, customers: [aSold('C1', { contact: {} })] })])

    expect(notes).toEqual([
      expect.stringContaining(
        '_INDIRECT_RESELLER_ADMIN_ROLE, which is Indirect Reseller Admin (1 account(s))',
      ),
      `${hoshi}: these privileges mean nothing here: REPORTS (admin).`,
      expect.stringContaining('C1 (c1.example.net): Google tells no contact address'),
    ])
  })
})

describe('what is stored already', () => {
  it('keeps what Google does not know', () => {
    const customers = [aCustomer('C1')]
    const stored: DirectorySections = {
      domains: [
        { domain: hoshi, name: 'Hoshi', superAdmin: `admin@${hoshi}`, language: 'ja', firstLine: 'partner' },
      ],
      accounts: [],
      customers,
      relationships: [aSale('C1'), aSale('C1', { kind: 'support-partner', domain: 'helper.example.com' })],
      desk: [{ email: 'd@desk.example.org', name: 'D' }],
      customerUsers: [{ email: 'u@c1.example.net', name: 'U', customer: 'C1', admin: true, portal: true }],
      operators: [{ email: 'd@desk.example.org' }],
      people: [{ person: 'slack:T1/U1', accounts: ['d@desk.example.org'] }],
    }
    const { wanted } = plan([aRead({ customers: [aSold('C1')] })], stored)

    expect(wanted).toEqual({
      ...stored,
      domains: [{ ...stored.domains[0], googleId: `C-of-${hoshi}` }],
      customers: [
        {
          ...customers[0],
          name: 'Company C1',
          address: '1 Main Street, Tokyo',
          contact: { name: 'Sato', email: 'it@example.net', phone: '03' },
        },
      ],
    })
  })

  it('keeps what was known of an account or a customer that Google did not tell of this time', () => {
    const accounts = [anAccount(`a@${hoshi}`, { roles: ['Reseller Admin'], privileges: ['Support'] })]
    const read = aRead({
      accounts: [aUser('1', `a@${hoshi}`, { rolesKnown: false })],
      customers: [aSold('C1', { name: undefined as never, address: [], contact: {}, detailsKnown: false })],
    })
    const { wanted, notes } = plan([read], { accounts, customers: [aCustomer('C1')] })

    expect(wanted.accounts).toEqual([{ ...accounts[0], name: '1', googleId: '1' }])
    expect(wanted.customers).toEqual([aCustomer('C1')])
    expect(notes).toEqual([`Roles that Google did not tell stay as they were: a@${hoshi}.`])
  })

  it('takes roles away that somebody does not hold any more', () => {
    const accounts = [anAccount(`a@${hoshi}`, { superAdmin: true, roles: ['Reseller Admin'] })]
    const { wanted } = plan([aRead({ accounts: [aUser('1', `a@${hoshi}`)] })], { accounts })
    expect(wanted.accounts[0]).toMatchObject({ superAdmin: false, roles: [] })
  })

  it('suspends accounts and ends sales that are gone, of the domains that were read only', () => {
    const other = anAccount(`o@${northwind}`, { domain: northwind })
    const accounts = [anAccount(`a@${hoshi}`), other]
    const relationships = [aSale('C1'), aSale('C2', { domain: northwind })]
    const customers = [aCustomer('C1'), aCustomer('C2')]
    const { wanted, losses } = plan([aRead()], { accounts, relationships, customers })

    expect(wanted.accounts).toEqual([anAccount(`a@${hoshi}`, { suspended: true }), other])
    expect(wanted.relationships).toEqual([aSale('C1', { to: noon }), relationships[1]])
    expect(wanted.customers).toEqual(customers)
    expect(losses).toEqual([
      { domain: hoshi, what: 'accounts', before: 1, ending: 1 },
      { domain: hoshi, what: 'customers', before: 1, ending: 1 },
    ])
  })

  it('goes from one of the domains to another, and comes back as a new period', () => {
    const stored = { customers: [aCustomer('C1')], relationships: [aSale('C1')] }
    const moved = plan([aRead(), aRead({ customers: [aSold('C1')] }, { domain: northwind })], stored)
    expect(moved.wanted.relationships).toEqual([
      aSale('C1', { to: noon }),
      aSale('C1', { domain: northwind, from: noon }),
    ])

    const ended = { ...stored, relationships: [aSale('C1', { to: minutesAfter(noon, -5) })] }
    const back = plan([aRead({ customers: [aSold('C1')] })], ended)
    expect(back.wanted.relationships).toEqual([...ended.relationships, aSale('C1', { from: noon })])
  })

  it('is left to the operator where a domain that was not read sells it', () => {
    const relationships = [aSale('C1', { domain: northwind })]
    const { wanted, notes } = plan([aRead({ customers: [aSold('C1')] })], { relationships })
    expect(wanted.relationships).toEqual(relationships)
    expect(notes).toEqual([expect.stringContaining(`C1 is sold by ${hoshi} at Google, and by ${northwind}`)])
  })

  it('is known again by the domain where it was written under another id, and by its Google id from then on', () => {
    const relationships = [aSale('sakura')]
    const first = plan([aRead({ customers: [aSold('C1', { domain: 'sakura.example.net' })] })], {
      customers: [aCustomer('sakura')],
      relationships,
    })
    expect(first.wanted.customers).toMatchObject([{ id: 'sakura', googleId: 'C1', tier: 'premium' }])
    expect(first.wanted.relationships).toEqual(relationships)

    const later = plan([aRead({ customers: [aSold('C1', { domain: 'new.example.net' })] })], first.wanted)
    expect(later.wanted.customers).toMatchObject([
      { id: 'sakura', googleId: 'C1', domain: 'new.example.net' },
    ])
  })
})

describe('DOM-4: a rename at Google', () => {
  it('is told by the ids that stay, while everything goes on under the stored names', () => {
    const first = plan([aRead({ accounts: [aUser('1', `a@${hoshi}`)], customers: [aSold('C1')] })])
    const domains = [{ name: 'new.example.com', isPrimary: true, verified: true, aliases: [hoshi] }]
    const accounts = [aUser('1', 'a@new.example.com', { aliases: [`a@${hoshi}`] })]
    const { wanted, renames, losses } = plan(
      [aRead({ domains, accounts, customers: [aSold('C1')] })],
      first.wanted,
    )

    expect(wanted).toEqual(first.wanted)
    expect(renames).toEqual([
      { kind: 'domain', from: hoshi, to: 'new.example.com' },
      { kind: 'account', from: `a@${hoshi}`, to: 'a@new.example.com' },
    ])
    expect(losses.map(({ ending }) => ending)).toEqual([0, 0])
  })

  it('is seen by the former address where no id was stored, unless that is somebody’s own by now', () => {
    const accounts = [anAccount(`a@${hoshi}`)]
    const renamed = aUser('1', `b@${hoshi}`, { aliases: [`a@${hoshi}`] })
    expect(plan([aRead({ accounts: [renamed] })], { accounts }).renames).toEqual([
      { kind: 'account', from: `a@${hoshi}`, to: `b@${hoshi}` },
    ])
    const both = plan([aRead({ accounts: [renamed, aUser('2', `a@${hoshi}`)] })], { accounts })
    expect(both.renames).toEqual([])
    expect(both.wanted.accounts.map(({ email, googleId }) => [email, googleId])).toEqual([
      [`a@${hoshi}`, '2'],
      [`b@${hoshi}`, '1'],
    ])
  })
})

describe('whom people are told to ask', () => {
  it('stays while that is a super admin, else it is one who is', () => {
    const admins = ['b', 'c'].map((name) => aUser(name, `${name}@${hoshi}`, { superAdmin: true }))
    const domain = { domain: hoshi, name: 'Hoshi', language: 'ja' as const }
    const chosen = (superAdmin: string) =>
      plan([aRead({ accounts: admins })], { domains: [{ ...domain, superAdmin }] }).wanted.domains[0]
        ?.superAdmin
    expect(chosen(`c@${hoshi}`)).toBe(`c@${hoshi}`)
    expect(chosen(`left@${hoshi}`)).toBe(`b@${hoshi}`)
  })
})
