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
    const { wanted, notes } = plan([aRead({ accounts, customers }, { name: 'Hoshi', language: 'en' })])

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
    expect(notes).toEqual([])
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

const addresses = ({ accounts }: DirectorySections) =>
  accounts.map(({ email, renamedTo, formerly, googleId, suspended }) =>
    [email, ...(formerly ?? []).map((name) => `was ${name}`), renamedTo && `is ${renamedTo}`, googleId]
      .concat(suspended ? 'suspended' : [])
      .filter(Boolean)
      .join(' '),
  )

describe('DOM-4: a rename at Google', () => {
  const renamedDomains = [{ name: 'new.example.com', isPrimary: true, verified: true, aliases: [hoshi] }]

  it('gives the name of today to what keeps its id, and changes nothing else', () => {
    const first = plan([aRead({ accounts: [aUser('1', `a@${hoshi}`)], customers: [aSold('C1')] })])
    const accounts = [aUser('1', 'a@new.example.com')]
    const { wanted, losses } = plan(
      [aRead({ domains: renamedDomains, accounts, customers: [aSold('C1')] })],
      first.wanted,
    )

    expect(wanted).toEqual({
      ...first.wanted,
      domains: [
        {
          ...first.wanted.domains[0],
          formerly: [hoshi],
          renamedTo: 'new.example.com',
          name: 'new.example.com',
        },
      ],
      accounts: [{ ...first.wanted.accounts[0], formerly: [`a@${hoshi}`], renamedTo: 'a@new.example.com' }],
    })
    expect(losses.map(({ domain, ending }) => [domain, ending])).toEqual([
      ['new.example.com', 0],
      ['new.example.com', 0],
    ])
    const again = aRead({ domains: renamedDomains, accounts, customers: [aSold('C1')] })
    expect(plan([again], wanted).wanted).toEqual(wanted)
  })

  it('is found by the names of today the next time: written into the settings, or still by the former one', () => {
    const first = plan([aRead()])
    const second = plan([aRead({ domains: renamedDomains })], first.wanted)
    const settled = aRead(
      { customerId: `C-of-${hoshi}`, domains: renamedDomains.map((one) => ({ ...one, aliases: [] })) },
      { domain: 'new.example.com', admin: `admin@${hoshi}` },
    )
    expect(plan([settled], second.wanted).wanted).toEqual(second.wanted)
    const both = [...renamedDomains, { name: hoshi, isPrimary: false, verified: true, aliases: [] }]
    expect(plan([aRead({ domains: both })], second.wanted).wanted).toEqual(second.wanted)
  })

  it('goes by the settings while Google has both domains, and says so', () => {
    const first = plan([aRead()])
    const both = [
      { name: 'new.example.com', isPrimary: true, verified: true, aliases: [] },
      { name: hoshi, isPrimary: false, verified: true, aliases: [] },
    ]
    const undecided = plan([aRead({ domains: both })], first.wanted)
    expect(undecided.wanted).toEqual(first.wanted)
    expect(undecided.notes).toEqual([
      expect.stringContaining('write new.example.com in DIRECTORY_GOOGLE_FILE'),
    ])
    const decided = aRead({ customerId: `C-of-${hoshi}`, domains: both }, { domain: 'new.example.com' })
    expect(plan([decided], first.wanted).wanted.domains).toMatchObject([
      { domain: hoshi, renamedTo: 'new.example.com', formerly: [hoshi] },
    ])
  })

  it('keeps every name, also of what is called as it was once', () => {
    let stored = plan([aRead({ accounts: [aUser('1', `a@${hoshi}`)] })]).wanted
    for (const name of ['b', 'c', 'a', 'c'])
      stored = plan([aRead({ accounts: [aUser('1', `${name}@${hoshi}`)] })], stored).wanted
    expect(addresses(stored)).toEqual([
      `a@${hoshi} was a@${hoshi} was b@${hoshi} was c@${hoshi} is c@${hoshi} 1`,
    ])
  })

  it('is seen by the former address where no id was stored, unless that is somebody’s own by now', () => {
    const accounts = [anAccount(`a@${hoshi}`)]
    const renamed = aUser('1', `b@${hoshi}`, { aliases: [`a@${hoshi}`] })
    expect(addresses(plan([aRead({ accounts: [renamed] })], { accounts }).wanted)).toEqual([
      `a@${hoshi} was a@${hoshi} is b@${hoshi} 1`,
    ])
    const both = plan([aRead({ accounts: [renamed, aUser('2', `a@${hoshi}`)] })], { accounts })
    expect(addresses(both.wanted)).toEqual([`a@${hoshi} 2`, `b@${hoshi} 1`])
  })

  it('gives nobody what belongs to whoever had an address before', () => {
    const { wanted: stored } = plan([
      aRead({ accounts: [aUser('1', `a@${hoshi}`), aUser('2', `b@${hoshi}`)] }),
    ])
    const reused = plan(
      [aRead({ accounts: [aUser('1', `c@${hoshi}`), aUser('2', `b@${hoshi}`), aUser('3', `a@${hoshi}`)] })],
      stored,
    )
    expect(addresses(reused.wanted)).toEqual([`a@${hoshi} was a@${hoshi} is c@${hoshi} 1`, `b@${hoshi} 2`])
    expect(reused.notes).toEqual([
      expect.stringMatching(/^a@\S+ was the address of c@\S+, .* is left out\. Give/),
    ])

    const swapped = aRead({ accounts: [aUser('1', `b@${hoshi}`), aUser('2', `a@${hoshi}`)] })
    const { wanted, notes } = plan([swapped], stored)
    expect(addresses(wanted)).toEqual([`a@${hoshi} 1 suspended`, `b@${hoshi} 2 suspended`])
    expect(notes).toHaveLength(2)
    expect(plan([swapped], wanted).wanted).toEqual(wanted)
  })

  it('lets an account that was made anew go on with what the one of that address had', () => {
    const accounts = [anAccount(`a@${hoshi}`, { googleId: '1', suspended: true })]
    const { wanted, notes } = plan([aRead({ accounts: [aUser('2', `a@${hoshi}`)] })], { accounts })
    expect(addresses(wanted)).toEqual([`a@${hoshi} 2`])
    expect(notes).toEqual([expect.stringContaining('is another account at Google than before')])
  })

  it('makes one of what is stored under both names', () => {
    const stored = {
      domains: [
        {
          domain: hoshi,
          googleId: `C-of-${hoshi}`,
          name: 'Hoshi',
          superAdmin: `a@${hoshi}`,
          language: 'ja' as const,
        },
        { domain: 'new.example.com', name: 'New', superAdmin: `a@${hoshi}`, language: 'ja' as const },
      ],
      accounts: [
        anAccount(`a@${hoshi}`, { googleId: '1' }),
        anAccount('a@new.example.com', { domain: 'new.example.com' }),
        anAccount('left@new.example.com', { domain: 'new.example.com' }),
      ],
      customers: [aCustomer('C1')],
      relationships: [aSale('C1', { domain: 'new.example.com' })],
    }
    const read = aRead({
      domains: renamedDomains,
      accounts: [aUser('1', 'a@new.example.com')],
      customers: [aSold('C1')],
    })
    const { wanted } = plan([read], stored)
    expect(wanted.domains.map(({ domain, renamedTo }) => [domain, renamedTo])).toEqual([
      [hoshi, 'new.example.com'],
    ])
    expect(addresses(wanted)).toEqual([
      `a@${hoshi} was a@${hoshi} is a@new.example.com 1`,
      'left@new.example.com suspended',
    ])
    expect(wanted.accounts.map(({ domain }) => domain)).toEqual([hoshi, hoshi])
    expect(wanted.relationships).toEqual([aSale('C1')])
  })

  it('of a customer changes its domain, and what stood in for what Google does not tell', () => {
    const bare = { address: [], contact: {}, name: undefined as never }
    const first = plan([aRead({ customers: [aSold('C1', bare)] })])
    const { wanted } = plan(
      [aRead({ customers: [aSold('C1', { ...bare, domain: 'other.example.net' })] })],
      first.wanted,
    )
    expect(wanted.customers).toMatchObject([
      {
        id: 'C1',
        name: 'other.example.net',
        domain: 'other.example.net',
        address: 'other.example.net',
        contact: { name: 'other.example.net', email: 'postmaster@other.example.net', phone: '–' },
      },
    ])
    expect(wanted.relationships).toEqual(first.wanted.relationships)
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
