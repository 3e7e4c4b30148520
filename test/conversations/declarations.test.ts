import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../src/cases/directory.ts'
import type { Confirmation } from '../../src/cases/identity-store.ts'
import { type Actor, denyCaseWork } from '../../src/cases/policy.ts'
import type { DeclareInput } from '../../src/conversations/declarations.ts'
import { confirmationMs } from '../../src/conversations/member-standing.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { noon } from '../support/build-case.ts'
import { aMember, type BuiltConversations, buildConversations } from '../support/build-conversations.ts'
import { aCustomer, aDirectory, aGrant, anAccount, aRelationship } from '../support/build-directory.ts'
import { codes, value } from '../support/run-commands.ts'

const hoshi = 'hoshi.example.com'
const yama = 'yama.example.com'
const aDomain = (domain: string) => ({
  domain,
  name: domain,
  superAdmin: `admin@${domain}`,
  language: 'en' as const,
})
const worker = (overrides: Parameters<typeof anAccount>[0] = {}) =>
  anAccount({ roles: ['Reseller Admin'], ...overrides })
const aoi = worker()
const mio = worker({ email: 'mio@hoshi.example.com' })
const kento = worker({ domain: yama, email: 'kento@yama.example.com' })
const agent: Actor = { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }
const admin = (customer: string): Actor => ({
  party: 'customer',
  user: { email: 'it@midori.example.jp', name: '山田', customer, admin: true, portal: true },
  customer: { id: customer, name: 'みどり商会', domain: 'midori.example.jp' },
})
const channel = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const desks = { platform: 'slack', tenant: 'T1', channel: 'CDESK' } as const
const midori = { party: 'customer', called: 'midori.example.jp' } as const

let store: Store
let at: BuiltConversations
let time: Date
let changed: unknown[]
let shared: unknown[]

beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' })
  time = noon
  changed = []
  shared = []
  const { directory } = aDirectory({
    domains: [aDomain(hoshi), aDomain(yama)],
    accounts: [
      aoi,
      mio,
      kento,
      anAccount({ email: 'emi@hoshi.example.com' }),
      worker({ email: 'sus@hoshi.example.com', suspended: true }),
    ],
    customers: [
      aCustomer(),
      aCustomer({ id: 'C-two', name: 'みどり建設', domain: 'two.example.jp' }),
      aCustomer({ id: 'C-else', name: 'Else', domain: 'else.example.jp' }),
    ],
    customerUsers: [
      { email: 'it@midori.example.jp', name: '山田', customer: 'C-midori', admin: true, portal: true },
      { email: 'x@else.example.jp', name: 'X', customer: 'C-else', admin: true, portal: true },
    ],
    desk: [{ email: 'ben@desk.example.org', name: 'Ben' }],
    operators: [{ email: kento.email }],
    relationships: [aRelationship(), aRelationship({ customer: 'C-two' })],
    grants: [{ customer: 'C-midori', domain: hoshi, ...aGrant('granted') }],
    people: [
      { person: 'slack:T1/UAOI', accounts: [aoi.email] },
      { person: 'slack:T1/UMIO', accounts: [mio.email] },
      { person: 'slack:T1/UEMI', accounts: ['emi@hoshi.example.com'] },
      { person: 'slack:T1/USUS', accounts: ['sus@hoshi.example.com'] },
      { person: 'slack:T1/UKENTO', accounts: [kento.email] },
      { person: 'slack:T1/UIT', accounts: ['it@midori.example.jp'] },
      { person: 'slack:T1/UX', accounts: ['x@else.example.jp'] },
      { person: 'slack:T1/UBEN', accounts: ['ben@desk.example.org'] },
    ],
  })
  at = buildConversations({
    store,
    directory,
    mayWork: async (actor) => denyCaseWork(actor, 'admin'),
    deskPlaces: [desks],
    now: () => time,
    onChanged: (where) => changed.push(where),
    onShared: (...what) => shared.push(what),
  })
})

const declare = (over: Partial<DeclareInput> = {}) =>
  at.service.declare({ actor: { party: 'partner', account: aoi }, accounts: [aoi], channel, ...over })
const bindingNow = () => store.identities.bindingOf(channel)
const reads = async (where = channel as typeof channel | typeof desks) => {
  const readership = await at.service.whoReads(where)
  return readership.kind === 'nobody'
    ? readership.why
    : readership.members.map(({ user, standing }) => `${user} ${standing}`)
}
const told = async (over: Partial<DeclareInput> = {}) => {
  const outcome = value(await declare(over))
  if (outcome.kind === 'declared') return { declared: true as const }
  const { blockers, toConfirm, digest } = outcome.preview
  return { blockers: blockers.map(({ user }) => user), toConfirm: toConfirm.map(({ user }) => user), digest }
}

describe('PLC-3: declaring a conversation', () => {
  it('is one step where everybody there may read, and says who they are', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' }), aMember({ user: 'UMIO' })])

    expect(await told()).toEqual({ declared: true })

    expect(await reads()).toEqual(['UAOI staff', 'UMIO staff'])
    expect(await bindingNow()).toEqual({
      domain: hoshi,
      by: aoi.email,
      at: noon,
      declared: { by: aoi.email, at: noon, confirmed: [] },
    })
    expect(await store.conversations.listChanges(channel)).toEqual([
      { channel, at: noon, by: aoi.email, what: 'declared', domain: hoshi },
    ])
    expect(changed).toEqual([channel])
  })

  // By hand: who keeps it from being declared for hoshi, and who has to be let in by name.
  it.each([
    ['UAOI', 'declared'],
    ['UEMI', 'confirm'],
    ['USUS', 'refuse'],
    ['UKENTO', 'refuse'],
    ['UIT', 'refuse'],
    ['UX', 'refuse'],
    ['UBEN', 'refuse'],
    ['UNOBODY', 'confirm'],
    ['UGUEST', 'refuse'],
    ['UOUT', 'refuse'],
    ['UBOT', 'confirm'],
    ['UGONE', 'declared'],
  ])('with %s there: %s', async (user, expected) => {
    const as = {
      UGUEST: { standing: 'guest' },
      UOUT: { standing: 'outside', tenant: 'T9', organisation: 'T9' },
      UBOT: { kind: 'app' },
      UGONE: { standing: 'deactivated' },
    } as const
    at.chats.slack.setMembers('C1', [aMember({ user, ...(as[user as keyof typeof as] ?? {}) })])

    const outcome = await told()

    const found = outcome.declared
      ? 'declared'
      : outcome.blockers?.includes(user)
        ? 'refuse'
        : outcome.toConfirm?.includes(user)
          ? 'confirm'
          : 'nothing'
    expect(found).toBe(expected)
    expect(await bindingNow()).toEqual(outcome.declared ? expect.anything() : undefined)
  })

  it('shared with a customer its people may be there, and its admin is told', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' }), aMember({ user: 'UIT' })])

    expect(await told({ guest: midori })).toEqual({ declared: true })

    expect(await reads()).toEqual(['UAOI staff', 'UIT customer'])
    expect(shared).toMatchObject([[channel, { audience: { customer: 'C-midori' } }, 'c1']])
    expect(await told({ guest: midori })).toEqual({ declared: true })
    expect(shared).toHaveLength(1)
  })

  it('lets in exactly those whom the person saw', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UNOBODY', name: 'Robin' })])
    const asked = await told()
    at.chats.slack.join('C1', aMember({ user: 'ULATE' }))

    const again = await told({ confirm: asked.digest })
    expect(again).toMatchObject({ toConfirm: ['UNOBODY', 'ULATE'] })
    expect(await bindingNow()).toBeUndefined()

    expect(await told({ confirm: again.digest })).toEqual({ declared: true })
    const { declared } = (await bindingNow()) ?? {}
    const confirmed: readonly Confirmation[] = declared?.confirmed ?? []
    expect(confirmed).toMatchObject([
      { user: 'UNOBODY', name: 'Robin', standing: 'unknown', by: aoi.email, at: noon },
      { user: 'ULATE' },
    ])
    expect((await store.conversations.listChanges(channel)).at(-1)?.people?.map(({ user }) => user)).toEqual([
      'UNOBODY',
      'ULATE',
    ])
  })

  it('a confirmation ends after 180 days, when the person becomes something else, and when they leave', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UNOBODY' })])
    await told({ confirm: (await told()).digest })
    const isIn = async () => {
      const readership = await at.service.whoReads(channel)
      return readership.kind === 'declared' && readership.members.map(({ confirmed }) => confirmed)
    }
    expect(await isIn()).toEqual([true])

    at.chats.slack.setMembers('C1', [aMember({ user: 'UNOBODY', standing: 'guest' })])
    time = new Date(noon.getTime() + 120_000)
    expect(await isIn()).toEqual([false])

    at.chats.slack.setMembers('C1', [aMember({ user: 'UNOBODY' })])
    time = new Date(noon.getTime() + confirmationMs)
    expect(await isIn()).toEqual([false])
  })

  it.each([
    [{ access: 'open' } as const, 'channel-is-open'],
    [{ kind: 'group-direct' } as const, 'channel-is-direct'],
    [{ kind: 'direct' } as const, 'channel-is-direct'],
  ])('PLC-1: %j is refused', async (info, code) => {
    at.chats.slack.setInfo('C1', info)

    expect(codes(await declare())).toEqual([code])
    expect(await bindingNow()).toBeUndefined()
  })

  it.each([
    [{ kind: 'unavailable', why: '503' } as const, 'channel-could-not-ask'],
    [{ kind: 'not-permitted', scope: 'groups:read' } as const, 'channel-not-permitted'],
    [{ kind: 'not-in-it' } as const, 'channel-not-in-it'],
    [{ kind: 'incomplete', why: 'too-many' } as const, 'channel-too-large'],
    [{ kind: 'incomplete', why: 'groups' } as const, 'channel-incomplete'],
  ])('what could not be read is refused, and said as what it is: %j', async (reading, code) => {
    at.chats.slack.answer('C1', reading)

    expect(codes(await declare())).toEqual([code])
    expect(await bindingNow()).toBeUndefined()
  })

  it('where the platform does not tell whether others can read, the person has to say that they cannot', async () => {
    at.chats.slack.setInfo('C1', { access: 'untold' })
    const asked = await told()
    expect(asked).toMatchObject({ toConfirm: [], blockers: [] })

    expect(await told({ confirm: asked.digest })).toEqual({ declared: true })
    expect((await bindingNow())?.declared?.saidPrivate).toBe(true)
    expect(await reads()).toEqual([])
  })
})

describe('PLC-9: who may declare, and end it', () => {
  it.each([
    ['else.example.jp', 'customer-unknown'],
    ['みどり', 'customer-several'],
    ['two.example.jp', 'channel-without-grant'],
  ])('a guest called %j is refused, and nothing is declared', async (called, code) => {
    expect(codes(await declare({ guest: { party: 'customer', called } }))).toEqual([code])
    expect(await bindingNow()).toBeUndefined()
  })

  it('another domain’s is left to it, with whom to ask; an operator may end it', async () => {
    await declare({ actor: { party: 'partner', account: mio }, accounts: [mio] })
    const other = worker({ domain: yama, email: 'other@yama.example.com' })
    const asOther = { actor: { party: 'partner', account: other } as const, accounts: [other] }
    const notYours = {
      ok: false,
      refusals: [
        {
          code: 'channel-not-yours',
          rule: 'PLC-9',
          values: { domain: hoshi, admin: 'admin@hoshi.example.com' },
        },
      ],
    }

    expect(await declare(asOther)).toEqual(notYours)
    expect(await at.service.end(channel, [asOther.actor])).toEqual(notYours)
    expect(value(await at.service.end(channel, [{ party: 'partner', account: kento }]))?.domain).toBe(hoshi)
  })

  it('who has an account of both moves it from one to the other, and is told that earlier posts stay', async () => {
    await declare()
    const outcome = value(
      await declare({ actor: { party: 'partner', account: kento }, accounts: [kento, aoi] }),
    )

    expect(outcome).toMatchObject({ kind: 'declared', binding: { domain: yama }, before: { domain: hoshi } })
    expect(
      (await store.conversations.listChanges(channel)).map(({ what, domain }) => `${what} ${domain}`),
    ).toEqual([`declared ${hoshi}`, `ended ${hoshi}`, `declared ${yama}`])
  })

  it('a customer’s admin ends what is shared with the customer, and nobody else’s', async () => {
    await declare({ guest: midori })

    expect(codes(await at.service.end(channel, [admin('C-else')]))).toEqual(['channel-not-yours'])
    expect(value(await at.service.end(channel, [admin('C-midori')]))?.domain).toBe(hoshi)
    expect(await reads()).toBe('undeclared')
  })

  it('a customer declares none', async () => {
    expect(codes(await declare({ actor: admin('C-midori'), accounts: [] }))).toEqual([
      'channel-not-customers',
    ])
  })

  it('shared with the desk, nothing is shown until the other side agrees', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' }), aMember({ user: 'UBEN' })])
    await declare({ guest: { party: 'desk' } })
    expect(await reads()).toBe('unagreed')

    value(await declare({ actor: agent, accounts: [] }))

    expect(await reads()).toEqual(['UAOI staff', 'UBEN desk'])
    expect((await bindingNow())?.declared?.agreed?.by).toBe('ben@desk.example.org')
    // Looked at once more by the domain, it stays agreed to.
    await declare()
    expect(await reads()).toEqual(['UAOI staff', 'UBEN desk'])
  })

  it('the desk names no channel of its own in chat, and nobody else takes the one that the operator named', async () => {
    expect(codes(await declare({ actor: agent, accounts: [] }))).toEqual(['channel-not-desks'])
    expect(codes(await declare({ channel: desks }))).toEqual(['channel-of-desk'])
    expect(await reads(desks)).toEqual([])
  })

  it('the desk lets somebody into its own channel by name', async () => {
    at.chats.slack.setMembers('CDESK', [aMember({ user: 'UBEN' }), aMember({ user: 'UNEW' })])
    const asked = value(await declare({ actor: agent, accounts: [], channel: desks }))
    if (asked.kind !== 'preview') throw new Error('somebody has to be let in')

    value(await declare({ actor: agent, accounts: [], channel: desks, confirm: asked.preview.digest }))

    const readership = await at.service.whoReads(desks)
    expect(readership).toMatchObject({
      kind: 'declared',
      members: [{ user: 'UBEN' }, { user: 'UNEW', confirmed: true }],
    })
  })

  it('a channel of a domain that is gone is free for anybody who works with cases', async () => {
    await store.identities.bind(channel, { domain: 'gone.example.com', by: 'x', at: noon })

    expect(codes(await at.service.end(channel, [{ party: 'partner', account: anAccount() }]))).toEqual([
      'channel-not-yours',
    ])
    expect(value(await at.service.end(channel, [{ party: 'partner', account: aoi }]))?.domain).toBe(
      'gone.example.com',
    )
    expect(value(await at.service.end(channel, [{ party: 'partner', account: aoi }]))).toBeUndefined()
  })
})

describe('a binding of before', () => {
  it('shows nothing until somebody has looked at who is there', async () => {
    await store.identities.bind(channel, { domain: hoshi, by: aoi.email, at: noon })
    expect(await reads()).toBe('unconfirmed')

    expect(await told()).toEqual({ declared: true })

    expect(await reads()).toEqual([])
  })
})

describe('PLC-4: letting somebody in who came later', () => {
  it('is for whoever may declare it, names those who are there, and no others', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' })])
    await declare()
    at.chats.slack.join('C1', aMember({ user: 'UNEW' }))
    const { digest } = await told()
    const allow = (over: Partial<DeclareInput> & { readonly confirm: string }) =>
      at.service.allow({ actor: { party: 'partner', account: aoi }, accounts: [aoi], channel, ...over })

    expect(codes(await allow({ confirm: 'something else' }))).toEqual(['channel-people-changed'])
    const nobody = anAccount({ email: 'emi@hoshi.example.com' })
    expect(
      codes(
        await allow({
          actor: { party: 'partner', account: nobody },
          accounts: [nobody],
          confirm: digest ?? '',
        }),
      ),
    ).toEqual(['account-without-privilege'])

    value(await allow({ confirm: digest ?? '' }))

    const readership = await at.service.whoReads(channel)
    expect(readership).toMatchObject({ members: [{ user: 'UAOI' }, { user: 'UNEW', confirmed: true }] })
    expect((await store.conversations.listChanges(channel)).at(-1)).toMatchObject({
      what: 'confirmed',
      people: [{ user: 'UNEW' }],
    })
  })
})

describe('PLC-2: a domain’s home', () => {
  it('is a channel of its own, chosen by its admins', async () => {
    const setHome = (account: Account) => at.service.setHome({ party: 'partner', account }, channel)
    expect(codes(await setHome(aoi))).toEqual(['home-not-own'])
    await declare({ guest: midori })
    expect(codes(await setHome(aoi))).toEqual(['home-not-own'])
    await declare({ guest: { party: 'own' } })

    expect(codes(await setHome(anAccount({ roles: [], privileges: ['Legacy enterprise'] })))).toEqual([
      'home-not-yours',
    ])
    value(await setHome(aoi))

    expect(await at.threadPlaces.listHomes(hoshi)).toEqual([channel])
    expect(value(await at.service.removeHome({ party: 'partner', account: aoi }, channel))).toBe(true)
    expect(await at.threadPlaces.listHomes(hoshi)).toEqual([])
  })

  it.each([
    ['ended', () => at.service.end(channel, [{ party: 'partner', account: aoi }])],
    ['shared', () => declare({ guest: midori })],
  ])('is none any more once the channel is %s', async (_, change) => {
    await declare()
    value(await at.service.setHome({ party: 'partner', account: aoi }, channel))

    await change()

    expect(await at.threadPlaces.listHomes(hoshi)).toEqual([])
    expect((await store.conversations.listChanges(channel)).map(({ what }) => what)).toContain('home-removed')
  })
})

describe('NOT-4: what becomes of plain text in the threads of a conversation', () => {
  const partner: Actor = { party: 'partner', account: aoi }
  const setTalk = (talk: 'two-way' | 'hint' | 'off', actors: readonly Actor[] = [partner], basis?: Date) =>
    at.service.setTalk({ channel, actors, talk, ...(basis ? { basis } : {}) })
  const recorded = async () => (await store.conversations.listChanges(channel)).map(({ what }) => what)
  beforeEach(() => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' }), aMember({ user: 'UIT' })])
  })

  it('is off by default; whoever may declare it switches it, on record, and the customer is told', async () => {
    value(await declare({ guest: midori }))
    expect((await bindingNow())?.talk).toBeUndefined()

    value(await setTalk('two-way'))
    expect((await bindingNow())?.talk).toBe('two-way')
    value(await setTalk('hint'))
    value(await setTalk('off'))
    expect((await bindingNow())?.talk).toBeUndefined()
    expect((await recorded()).slice(1)).toEqual(['talk-two-way', 'talk-hint', 'talk-off'])
    expect(shared).toHaveLength(2)
  })

  it('is said with the declaration as well, and stays while that is made anew for the same', async () => {
    value(await declare({ guest: midori, talk: 'two-way' }))
    expect((await bindingNow())?.talk).toBe('two-way')
    value(await declare())
    expect((await bindingNow())?.talk).toBe('two-way')
  })

  it('ends where somebody else reads there from then on', async () => {
    value(await declare({ guest: midori, talk: 'two-way' }))
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' })])
    value(await declare({ guest: { party: 'own' } }))

    expect((await bindingNow())?.talk).toBeUndefined()
    expect(codes(await setTalk('two-way'))).toEqual(['talk-without-customer'])
    value(await setTalk('hint'))
  })

  it('is nobody else’s to switch; a customer’s admin may turn it off, and not on', async () => {
    value(await declare({ guest: midori, talk: 'two-way' }))

    expect(
      codes(await setTalk('off', [{ party: 'partner', account: worker({ domain: 'z.example' }) }])),
    ).toEqual(['channel-not-yours'])
    expect(codes(await setTalk('hint', [admin('C-midori')]))).toEqual(['channel-not-yours'])
    value(await setTalk('off', [admin('C-midori')]))
    expect(codes(await setTalk('two-way', [admin('C-midori')]))).toEqual(['channel-not-yours'])
    expect((await bindingNow())?.talk).toBeUndefined()
  })

  it('takes a declared conversation of a chat that tells of plain text, as it was when it was asked', async () => {
    expect(codes(await setTalk('hint'))).toEqual(['channel-not-declared'])
    value(await declare({ guest: midori }))
    expect(codes(await setTalk('hint', [partner], new Date(0)))).toEqual(['channel-settled-meanwhile'])

    const space = { platform: 'gchat', tenant: '', channel: 'spaces/A' } as const
    expect(codes(await declare({ channel: space, talk: 'hint' }))).toEqual(['talk-not-heard'])
  })
})
