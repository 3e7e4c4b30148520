import { describe, expect, it } from 'vitest'
import { canRead, canSeeCase } from '../../src/cases/audience.ts'
import type { Audience, Author, Reader } from '../../src/cases/case.ts'
import type { Account, Customer, Grant } from '../../src/cases/directory.ts'
import { type Actor, denyCaseWork, denyCustomers, denySeeing, denyWrite } from '../../src/cases/policy.ts'
import { aCase, anAuthor, anEntry, noon } from '../support/build-case.ts'

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

  it('ACC-4: the refusal says whom to ask', () => {
    expect(denyCaseWork(as({ suspended: true }), admin)).toMatchObject({ rule: 'ACC-4', values: { admin } })
    expect(denyCaseWork(as({}), admin)).toMatchObject({ rule: 'ACC-1', values: { admin } })
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
    expect(refusal).toMatchObject({
      field: 'customer',
      values: { contact: '山田', email: 'it@midori.example.jp' },
    })
  })
})

describe('VIS-1, VIS-6: who sees a case', () => {
  const of = aCase({
    partners: [
      { domain: 'hoshi.example.com', kind: 'reseller' },
      { domain: 'yama.example.com', kind: 'support-partner' },
    ],
  })

  it.each<[Reader, boolean]>([
    [{ party: 'partner', domain: 'hoshi.example.com' }, true],
    [{ party: 'partner', domain: 'yama.example.com' }, true],
    [{ party: 'partner', domain: 'later.example.com' }, false],
    [{ party: 'customer', customer: 'C-midori' }, true],
    [{ party: 'customer', customer: 'C-other' }, false],
    [{ party: 'desk' }, true],
  ])('%o: %s', (reader, sees) => {
    expect(canSeeCase(of, reader)).toBe(sees)
  })

  it('a case one may not see and one that is not there are refused alike', () => {
    const stranger: Reader = { party: 'partner', domain: 'later.example.com' }
    expect(denySeeing(of, stranger, 1001)).toEqual(denySeeing(undefined, stranger, 1001))
  })
})

describe('VIS-7: a reader gets only the entries of an audience that the reader is in', () => {
  const of = aCase({
    partners: [
      { domain: 'hoshi.example.com', kind: 'reseller' },
      { domain: 'yama.example.com', kind: 'support-partner' },
    ],
  })
  const readers: Readonly<Record<string, Reader>> = {
    'the author’s domain': { party: 'partner', domain: 'hoshi.example.com' },
    'the other partner': { party: 'partner', domain: 'yama.example.com' },
    'a stranger': { party: 'partner', domain: 'later.example.com' },
    'the customer': { party: 'customer', customer: 'C-midori' },
    'the desk': { party: 'desk' },
  }
  const byPartner: Author = anAuthor()
  const { domain: _, ...person } = anAuthor()
  const byDesk: Author = { ...person, party: 'desk' }

  // By hand from the rules: who reads what.
  it.each<[string, Author, Audience, readonly string[]]>([
    ['partner', byPartner, 'internal', ['the author’s domain']],
    ['partner', byPartner, 'customer', ['the author’s domain', 'the other partner', 'the customer']],
    ['partner', byPartner, 'desk', ['the author’s domain', 'the other partner', 'the desk']],
    [
      'partner',
      byPartner,
      'everyone',
      ['the author’s domain', 'the other partner', 'the customer', 'the desk'],
    ],
    ['desk', byDesk, 'internal', ['the desk']],
    ['desk', byDesk, 'desk', ['the author’s domain', 'the other partner', 'the desk']],
  ])('%s writes %s', (_who, author, audience, expected) => {
    const entry = anEntry({ author, audience })
    const reading = Object.entries(readers).filter(([, reader]) => canRead(entry, reader, of))
    expect(reading.map(([name]) => name)).toEqual(expected)
  })
})
