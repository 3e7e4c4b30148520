import { describe, expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { Account, Customer, CustomerUser, Grant } from '../../src/cases/directory.ts'
import {
  type Actor,
  denyCaseWork,
  denyChange,
  denyCustomers,
  denyGrantDecision,
  denySeeing,
  denySuspended,
  denyWrite,
  listActors,
  toAuthor,
  toReader,
} from '../../src/cases/policy.ts'
import { aCase, noon } from '../support/build-case.ts'

function anAccount(overrides: Partial<Account> = {}): Account {
  return {
    email: 'aoi@hoshi.example.com',
    name: '青木 葵',
    domain: 'hoshi.example.com',
    suspended: false,
    superAdmin: false,
    roles: [],
    privileges: [],
    ...overrides,
  }
}

const as = (overrides: Partial<Account>): Actor => ({ party: 'partner', account: anAccount(overrides) })
const admin = 'admin@hoshi.example.com'
const member = (overrides: Partial<CustomerUser> = {}): Actor & { party: 'customer' } => ({
  party: 'customer',
  user: {
    email: 'yamada@midori.example.jp',
    name: '山田',
    customer: 'C1',
    admin: false,
    portal: true,
    ...overrides,
  },
  customer: { id: 'C1', name: 'Midori', domain: 'midori.example.jp' },
})
const agent: Actor = { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }
const three = ['Support', 'View customers', "Access customers' support cases"]

describe('ACC: who may act', () => {
  // By hand from the rules: [what the account holds, may work with cases, may see customers].
  it.each<[string, Partial<Account>, boolean, boolean]>([
    ['ACC-1 Reseller Admin', { roles: ['Reseller Admin'] }, true, true],
    ['ACC-1 all three privileges', { privileges: three }, true, true],
    ['ACC-1 without Support', { privileges: three.slice(1) }, false, true],
    ['ACC-1 without View customers', { privileges: [three[0] ?? '', three[2] ?? ''] }, false, false],
    ['ACC-1 without Access customers’ support cases', { privileges: three.slice(0, 2) }, false, true],
    ['ACC-1 Legacy resold enterprise support', { roles: ['Legacy resold enterprise support'] }, true, true],
    ['ACC-1 Legacy enterprise', { roles: ['Legacy enterprise'] }, true, true],
    ['ACC-1 super admin', { superAdmin: true }, true, true],
    ['ACC-2 View customers alone', { privileges: ['View customers'] }, false, true],
    ['ACC-4 suspended Reseller Admin', { suspended: true, roles: ['Reseller Admin'] }, false, false],
    ['ACC-4 suspended super admin', { suspended: true, superAdmin: true }, false, false],
    [
      'ACC-5 a permission of the former support center',
      { privileges: ['Support center: manage cases'] },
      false,
      false,
    ],
    ['ACC-6 the retired support manager role', { roles: ['Support Manager'] }, false, false],
    ['nothing at all', {}, false, false],
  ])('%s', (_what, held, cases, customers) => {
    expect(denyCaseWork(as(held), admin) === undefined).toBe(cases)
    expect(denyCustomers(as(held), admin) === undefined).toBe(customers)
  })

  it('ACC-1: an empty set of privileges lets nobody in', () => {
    expect(denyCaseWork(as({}), admin, [[]])).toMatchObject({ rule: 'ACC-1' })
    expect(denyCustomers(as({}), admin, [[]])).toMatchObject({ rule: 'ACC-2' })
    expect(denyCaseWork(as({}), admin, [])).toMatchObject({ rule: 'ACC-1' })
  })

  it('ACC-4: the refusal says which account it is, and whom to ask', () => {
    const values = { account: 'aoi@hoshi.example.com', admin }
    const suspended = { code: 'account-suspended', rule: 'ACC-4', values }

    expect(denySuspended(as({ suspended: true }), admin)).toEqual(suspended)
    expect(denyCaseWork(as({ suspended: true }), admin)).toEqual(suspended)
    expect(denyCustomers(as({ suspended: true }), admin)).toEqual(suspended)
    expect(denyCaseWork(as({}), admin)).toEqual({ code: 'account-without-privilege', rule: 'ACC-1', values })
    expect(denyCustomers(as({}), admin)).toEqual({
      code: 'customers-without-privilege',
      rule: 'ACC-2',
      values,
    })
  })

  it('ACC-4: nobody but a partner’s account is ever suspended', () => {
    for (const actor of [as({}), member(), agent]) expect(denySuspended(actor, admin)).toBeUndefined()
  })

  it('ACC-3: the desk works with cases and has no customers; a customer has none either', () => {
    expect(denyCaseWork(agent, admin)).toBeUndefined()
    expect(denyCustomers(agent, admin)).toEqual({ code: 'desk-has-no-customers', rule: 'ACC-3' })
    expect(denyCustomers(member(), admin)).toEqual({ code: 'customer-has-no-customers', rule: 'ACC-3' })
  })
})

describe('CRE-6: a customer’s own people', () => {
  it('see cases where they have portal access, and are told where they have none', () => {
    expect(denyCaseWork(member(), admin)).toBeUndefined()
    expect(denyCaseWork(member({ portal: false }), admin)).toEqual({
      code: 'portal-access-missing',
      rule: 'CRE-6',
      values: { account: 'yamada@midori.example.jp', customer: 'Midori' },
    })
  })

  it('only reply: one change of another kind refuses the whole send, and only theirs', () => {
    const mixed = [{ kind: 'message' }, { kind: 'close' }] as const

    expect(denyChange(member(), [{ kind: 'message' }, { kind: 'message' }])).toBeUndefined()
    expect(denyChange(member(), mixed)).toEqual({
      code: 'customer-only-replies',
      rule: 'CRE-6',
      values: { customer: 'Midori' },
    })
    expect(denyChange(as({}), mixed)).toBeUndefined()
    expect(denyChange(agent, mixed)).toBeUndefined()
  })

  it('GRA-1: settle whom the customer lets in only as its admin, and nobody else does', () => {
    const notYours = { code: 'grant-not-yours', rule: 'GRA-1' }

    expect(denyGrantDecision(member({ admin: true }))).toBeUndefined()
    for (const actor of [member(), as({ superAdmin: true }), agent])
      expect(denyGrantDecision(actor)).toEqual(notYours)
  })
})

describe('who somebody can act as, and what is written of them', () => {
  it('DOM-1: each account, each customer’s user and the desk is an actor of its own', () => {
    const account = anAccount()
    const { user, customer } = member()
    const desk = { email: 'ben@desk.example.org', name: 'Ben' }

    expect(listActors({ accounts: [account], customers: [{ user, customer }], desk })).toEqual([
      { party: 'partner', account },
      member(),
      agent,
    ])
    expect(listActors({ accounts: [], customers: [], desk: null })).toEqual([])
  })

  it('VIS-1: a partner reads as its domain, a customer’s user as the customer, an agent as the desk', () => {
    expect([as({}), member(), agent].map(toReader)).toEqual([
      { party: 'partner', domain: 'hoshi.example.com' },
      { party: 'customer', customer: 'C1' },
      { party: 'desk' },
    ])
  })

  it('the history names the person, and for a partner the domain that they acted for', () => {
    expect([as({}), member(), agent].map(toAuthor)).toEqual([
      { party: 'partner', email: 'aoi@hoshi.example.com', name: '青木 葵', domain: 'hoshi.example.com' },
      { party: 'customer', email: 'yamada@midori.example.jp', name: '山田' },
      { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' },
    ])
  })
})

describe('GRA-1: a write needs a live relationship and a live grant', () => {
  const customer: Customer = {
    id: 'C1',
    name: 'Midori',
    domain: 'midori.example.jp',
    tier: 'standard',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    address: 'Tokyo',
    contact: { name: '山田', email: 'it@midori.example.jp', phone: '' },
  }
  const relationship = {
    customer: 'C1',
    domain: 'hoshi.example.com',
    kind: 'reseller',
    from: noon,
    to: null,
  } as const
  const grant = (state: Grant['state']): Grant => ({
    state,
    changedAt: null,
    changedBy: null,
    checkedAt: null,
  })

  it.each([
    ['granted', true, undefined],
    ['revoked', true, 'grant-revoked'],
    ['unknown', true, 'grant-unknown'],
    ['granted', false, 'relationship-ended'],
    ['revoked', false, 'relationship-ended'],
  ] as const)('grant %s, in relationship: %s → %s', (state, related, code) => {
    const facts = { customer, relationship: related ? relationship : undefined, grant: grant(state) }
    expect(denyWrite(as({}), facts)?.code).toBe(code)
  })

  it('the refusal names the customer’s contact, who can grant it', () => {
    const refusal = denyWrite(as({}), { customer, relationship, grant: grant('revoked') }, 'customer')
    expect(refusal).toEqual({
      code: 'grant-revoked',
      rule: 'GRA-1',
      field: 'customer',
      values: {
        id: 'C1',
        customer: 'Midori',
        domain: 'hoshi.example.com',
        contact: '山田',
        email: 'it@midori.example.jp',
      },
    })
  })

  it('VIS-2: a former partner is told which customer left it, at the field where there is a form', () => {
    const facts = { customer, relationship: undefined, grant: grant('granted') }
    const ended = {
      code: 'relationship-ended',
      rule: 'VIS-2',
      values: { customer: 'Midori', domain: 'hoshi.example.com' },
    }

    expect(denyWrite(as({}), facts)).toEqual(ended)
    expect(denyWrite(as({}), facts, 'customer')).toEqual({ ...ended, field: 'customer' })
    expect(denyWrite(as({}), { ...facts, relationship, grant: grant('unknown') })).not.toHaveProperty('field')
  })

  it('is asked of a partner alone: the desk and the customer itself need no grant', () => {
    const facts = { customer, relationship: undefined, grant: grant('revoked') }

    expect(denyWrite(agent, facts)).toBeUndefined()
    expect(denyWrite(member(), facts)).toBeUndefined()
  })
})

describe('VIS-6: a case that one may not see', () => {
  const of = aCase()

  it('is refused like one that is not there', () => {
    const stranger: Reader = { party: 'partner', domain: 'later.example.com' }
    const missing = { code: 'case-not-found', rule: 'VIS-6', values: { number: 1001 } }

    expect(denySeeing(of, stranger, 1001)).toEqual(missing)
    expect(denySeeing(undefined, stranger, 1001)).toEqual(missing)
    expect(denySeeing(of, { party: 'partner', domain: 'hoshi.example.com' }, 1001)).toBeUndefined()
  })
})
