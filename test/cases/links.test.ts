import { describe, expect, it } from 'vitest'
import type { Customer, CustomerUser, Identity } from '../../src/cases/directory.ts'
import type { LinkedAccount } from '../../src/cases/identity-store.ts'
import { createLinks, parseEmailDomain, type SignedIn, verifyProof } from '../../src/cases/links.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { noon } from '../support/build-case.ts'
import { anAccount } from '../support/build-directory.ts'

const hoshi = 'hoshi.example.com'
it('DOM-1: what a person linked and chose is theirs to end', async () => {
  const store = await openSqliteStore({ file: ':memory:' })
  const links = createLinks({
    identities: store.identities,
    invite: async () => ({ kind: 'not-set-up', settings: [] }),
  })
  const person = {
    platform: 'slack',
    tenant: 'T1',
    user: 'U1',
    name: 'Aoi',
    email: null,
    locale: 'en',
    timeZone: 'UTC',
  } as const

  await links.chooseCurrent(person, hoshi)

  expect((await links.linksOf(person)).current).toBe(hoshi)
  expect(await links.unlink(person, 'aoi@hoshi.example.com')).toBe(false)
  await store.close()
})

describe('DOM-1, ACC-4: what a sign-in proves', () => {
  const account = anAccount()
  const user: CustomerUser = {
    email: 'it@midori.example.jp',
    name: '山田',
    customer: 'C1',
    admin: false,
    portal: true,
  }
  const customer: Pick<Customer, 'id' | 'name' | 'domain'> = {
    id: 'C1',
    name: 'Midori',
    domain: 'midori.example.jp',
  }
  const nobody: Identity = { accounts: [], customers: [], desk: null }
  const signedIn = (hostedDomain: string | null, more: Partial<SignedIn> = {}): SignedIn => ({
    issuer: 'https://accounts.google.com',
    subject: '42',
    email: 'somebody',
    emailVerified: true,
    hostedDomain,
    ...more,
  })
  const proof = { kind: 'google', issuer: 'https://accounts.google.com', subject: '42' } as const
  const proved = (email: string, domain: string): { ok: true; account: LinkedAccount } => ({
    ok: true,
    account: { email, domain, provedAt: noon, proof },
  })

  it.each<[string, Identity, string, string, string]>([
    ['a partner’s account', { ...nobody, accounts: [account] }, 'HOSHI.example.com', account.email, hoshi],
    [
      'a customer’s user',
      { ...nobody, customers: [{ user, customer }] },
      'midori.example.jp',
      user.email,
      'midori.example.jp',
    ],
    [
      'an agent, by the address’s own domain',
      { ...nobody, desk: { email: 'ben@Desk.example.org', name: 'Ben' } },
      'desk.example.org',
      'ben@Desk.example.org',
      'desk.example.org',
    ],
  ])('%s, where its own organisation vouches', (_who, bearer, organisation, email, domain) => {
    expect(verifyProof(signedIn(organisation), bearer, noon)).toEqual(proved(email, domain))
    for (const other of [null, 'other.example'])
      expect(verifyProof(signedIn(other), bearer, noon)).toEqual({
        ok: false,
        why: 'wrong-organisation',
        domain,
      })
    expect(verifyProof(signedIn(organisation, { emailVerified: false }), bearer, noon)).toEqual({
      ok: false,
      why: 'email-unverified',
      domain,
    })
  })

  it('nothing for who is in no directory, or suspended', () => {
    expect(verifyProof(signedIn(hoshi), nobody, noon)).toEqual({
      ok: false,
      why: 'not-in-directory',
      domain: '',
    })
    const suspended = { ...nobody, accounts: [anAccount({ suspended: true })] }
    expect(verifyProof(signedIn(hoshi), suspended, noon)).toEqual({
      ok: false,
      why: 'suspended',
      domain: hoshi,
    })
  })

  it.each([
    ['a@Example.COM', 'example.com'],
    ['"a@b"@example.com', 'example.com'],
  ])('the domain of %s is %s', (email, domain) => {
    expect(parseEmailDomain(email)).toBe(domain)
  })
})
