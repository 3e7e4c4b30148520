import { beforeEach, describe, expect, it } from 'vitest'
import type { Account, Customer, CustomerUser, Identity } from '../../src/cases/directory.ts'
import type { LinkedAccount } from '../../src/cases/identity-store.ts'
import {
  createLinks,
  type Links,
  parseEmailDomain,
  type SignedIn,
  verifyProof,
} from '../../src/cases/links.ts'
import { denyCaseWork } from '../../src/cases/policy.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { noon } from '../support/build-case.ts'
import { aCustomer, aDirectory, anAccount, aRelationship } from '../support/build-directory.ts'
import { value } from '../support/run-commands.ts'

const hoshi = 'hoshi.example.com'
const aDomain = (domain: string) => ({
  domain,
  name: domain,
  superAdmin: `admin@${domain}`,
  language: 'en' as const,
})
const worker = (overrides: Parameters<typeof anAccount>[0] = {}): Account =>
  anAccount({ roles: ['Reseller Admin'], ...overrides })
const channel = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const

describe('DOM-2: binding a channel', () => {
  let links: Links
  beforeEach(async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    const { directory } = aDirectory({
      domains: [aDomain(hoshi), aDomain('yama.example.com')],
      customers: [
        aCustomer(),
        aCustomer({ id: 'C-two', name: 'みどり建設', domain: 'two.example.jp' }),
        aCustomer({ id: 'C-else', name: 'Else', domain: 'else.example.jp' }),
      ],
      relationships: [aRelationship(), aRelationship({ customer: 'C-two' })],
    })
    links = createLinks({
      identities: store.identities,
      directory,
      invite: async () => ({ kind: 'not-set-up', settings: [] }),
      mayWork: async (actor) => denyCaseWork(actor, 'admin'),
      deskPlaces: [
        { platform: 'slack', tenant: 'T1', channel: 'CDESK' },
        { platform: 'gchat', tenant: '', channel: 'spaces/desk' },
      ],
      now: () => noon,
    })
  })

  it('keeps for which domain, by whom and when', async () => {
    const bound = { domain: hoshi, by: 'aoi@hoshi.example.com', at: noon }

    expect(value(await links.bind(worker(), channel, [worker()]))).toEqual(bound)
    expect(await links.bindingOf(channel)).toEqual(bound)
  })

  it('only the desk’s own channel is the desk’s: not one of that name in the other chat', () => {
    const named = (platform: 'slack' | 'gchat', name: string) =>
      links.isDesks({ ...channel, platform, channel: name })

    expect([named('slack', 'CDESK'), named('gchat', 'CDESK'), named('slack', 'C1')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('VIS-7: shares it with the desk, with one of the domain’s own customers, or with nobody any more', async () => {
    const shared = async (wanted: Parameters<Links['bind']>[3]) =>
      value(await links.bind(worker(), channel, [worker()], wanted)).audience

    expect(await shared({ party: 'desk' })).toEqual({ party: 'desk' })
    expect(await shared({ party: 'customer', called: 'midori.example.jp' })).toEqual({
      party: 'customer',
      customer: 'C-midori',
      name: 'みどり商会',
    })
    // Who reads along stays until it is told otherwise.
    expect(await shared(undefined)).toMatchObject({ customer: 'C-midori' })
    expect(await shared({ party: 'own' })).toBeUndefined()
  })

  it.each([
    ['else.example.jp', { code: 'customer-unknown', rule: 'VIS-8', values: { domain: hoshi } }],
    [
      'みどり',
      { code: 'customer-several', rule: 'VIS-7', values: { customers: 'midori.example.jp, two.example.jp' } },
    ],
  ])('a guest called %j is refused, and nothing is bound', async (called, refusal) => {
    const outcome = await links.bind(worker(), channel, [worker()], { party: 'customer', called })

    expect(outcome).toEqual({ ok: false, refusals: [refusal] })
    expect(await links.bindingOf(channel)).toBeUndefined()
  })

  it('a channel of another domain is left to it, with whom to ask', async () => {
    const yama = worker({ domain: 'yama.example.com', email: 'y@yama.example.com' })
    value(await links.bind(yama, channel, [yama]))
    const notYours = {
      ok: false,
      refusals: [
        {
          code: 'channel-not-yours',
          rule: 'DOM-2',
          values: { domain: 'yama.example.com', admin: 'admin@yama.example.com' },
        },
      ],
    }

    expect(await links.bind(worker(), channel, [worker()])).toEqual(notYours)
    expect(await links.unbind(channel, [worker()])).toEqual(notYours)
    // Who has an account of both moves it from one to the other, and its guests with it.
    value(await links.bind(yama, channel, [yama], { party: 'desk' }))
    expect(value(await links.bind(worker(), channel, [worker(), yama]))).toMatchObject({
      domain: hoshi,
      audience: { party: 'desk' },
    })
  })

  it('ACC-1, ACC-4: is for who may work with cases, also of the domain that has the channel', async () => {
    value(await links.bind(worker(), channel, [worker()]))

    for (const account of [anAccount(), worker({ suspended: true })]) {
      const code = account.suspended ? 'account-suspended' : 'account-without-privilege'
      expect(await links.bind(account, channel, [account])).toMatchObject({ refusals: [{ code }] })
      expect(await links.unbind(channel, [account])).toMatchObject({ refusals: [{ code }] })
    }
    expect((await links.bindingOf(channel))?.domain).toBe(hoshi)
  })

  it('the desk’s own channel is bound to nobody, also where something else stood before', async () => {
    const ofDesk = { platform: 'gchat', tenant: '', channel: 'spaces/desk' } as const

    expect(await links.bind(worker(), ofDesk, [worker()])).toEqual({
      ok: false,
      refusals: [{ code: 'channel-of-desk', rule: 'DOM-2' }],
    })
    expect(await links.bindingOf(ofDesk)).toBeUndefined()
  })

  it('binding anew to the same domain changes nothing: it was bound by whoever did so first', async () => {
    const second = worker({ email: 'mio@hoshi.example.com' })
    value(await links.bind(worker(), channel, [worker()], { party: 'desk' }))

    expect(value(await links.bind(second, channel, [second]))).toMatchObject({
      by: 'aoi@hoshi.example.com',
      audience: { party: 'desk' },
    })
    expect(value(await links.bind(second, channel, [second], { party: 'own' }))).toEqual({
      domain: hoshi,
      by: 'mio@hoshi.example.com',
      at: noon,
    })
  })

  it('DOM-1: what a person linked and chose is theirs to end', async () => {
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
  })

  it('a channel of a domain that is gone is free for anybody who works with cases', async () => {
    const gone = worker({ domain: 'gone.example.com', email: 'g@gone.example.com' })
    value(await links.bind(gone, channel, [gone]))

    expect(await links.unbind(channel, [anAccount()])).toMatchObject({
      refusals: [
        { code: 'channel-not-yours', values: { domain: 'gone.example.com', admin: 'g@gone.example.com' } },
      ],
    })
    expect(await links.unbind(channel, [])).toMatchObject({ ok: false })
    expect(value(await links.unbind(channel, [anAccount(), worker()]))?.domain).toBe('gone.example.com')
    expect(value(await links.unbind(channel, [worker()]))).toBeUndefined()
  })
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
