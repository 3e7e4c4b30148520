import { beforeEach, describe, expect, it } from 'vitest'
import type { ConversationRef } from '../../src/cases/identity-store.ts'
import { denyCaseWork } from '../../src/cases/policy.ts'
import type { ReadershipSettings } from '../../src/conversations/readership.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { noon } from '../support/build-case.ts'
import { aMember, type BuiltConversations, buildConversations } from '../support/build-conversations.ts'
import { aDirectory, anAccount } from '../support/build-directory.ts'

const hoshi = 'hoshi.example.com'
const aoi = anAccount({ roles: ['Reseller Admin'] })
const slack = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const gchat = { platform: 'gchat', tenant: '', channel: 'spaces/1' } as const
const hourMs = 3_600_000

let store: Store
let time: Date
let at: BuiltConversations

async function aWorldWith(settings: Partial<ReadershipSettings> = {}): Promise<void> {
  store = await openSqliteStore({ file: ':memory:' })
  time = noon
  const { directory } = aDirectory({
    domains: [{ domain: hoshi, name: hoshi, superAdmin: `admin@${hoshi}`, language: 'en' }],
    accounts: [aoi],
    people: [
      { person: 'slack:T1/UAOI', accounts: [aoi.email] },
      { person: 'gchat:users/aoi', accounts: [aoi.email] },
    ],
  })
  at = buildConversations({
    store,
    directory,
    settings,
    mayWork: async (actor) => denyCaseWork(actor, 'admin'),
    now: () => time,
  })
  const declared = { by: aoi.email, at: noon, confirmed: [] }
  for (const channel of [slack, gchat])
    await store.identities.bind(channel, { domain: hoshi, by: aoi.email, at: noon, declared })
}

beforeEach(() => aWorldWith())

const pass = (ms: number) => {
  time = new Date(time.getTime() + ms)
}
const reads = async (channel: ConversationRef = slack) => {
  const readership = await at.readers.whoReads(channel)
  return readership.kind === 'nobody'
    ? readership.why
    : readership.members.map(({ user, standing }) => `${user} ${standing}`)
}

describe('PLC-4: how fresh the answer is', () => {
  it('where the platform tells who joins, a list serves for a minute, and until it tells', async () => {
    expect(await reads()).toEqual([])
    at.chats.slack.join('C1', aMember({ user: 'UNEW' }))
    pass(59_000)
    expect(await reads()).toEqual([])

    expect(at.readers.forget({ ...slack, user: 'UNEW', what: 'joined' })).toEqual([slack])
    expect(await reads()).toEqual(['UNEW unknown'])

    at.chats.slack.leave('C1', 'UNEW')
    pass(60_001)
    expect(await reads()).toEqual([])
    expect(at.chats.slack.asked).toHaveLength(3)
  })

  it('where it does not, for half a minute', async () => {
    await reads(gchat)
    at.chats.gchat.join('spaces/1', aMember({ user: 'users/new', organisation: 'C0else' }))
    pass(30_000)
    expect(await reads(gchat)).toEqual([])
    pass(1)
    expect(await reads(gchat)).toEqual(['users/new outside'])
  })

  it('a question that was put before somebody joined does not answer for after it', async () => {
    const before = at.readers.whoReads(slack)
    at.chats.slack.join('C1', aMember({ user: 'UNEW' }))
    at.readers.forget({ ...slack, user: 'UNEW', what: 'joined' })
    await before

    expect(await reads()).toEqual(['UNEW unknown'])
  })

  it('a person’s profile that changed has every conversation asked for anew that they are in', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UNEW' })])
    await reads()
    at.chats.slack.setMembers('C1', [aMember({ user: 'UNEW', standing: 'guest' })])

    expect(at.readers.forget({ platform: 'slack', tenant: 'T1', user: 'UNEW', what: 'changed' })).toEqual([
      slack,
    ])
    expect(await reads()).toEqual(['UNEW guest'])
    expect(at.readers.forget({ platform: 'slack', tenant: 'T1', user: 'UELSE', what: 'changed' })).toEqual([])
  })
})

describe('PLC-4: while the platform cannot be asked', () => {
  it('the last known list counts for a day, and then nobody is known to read there', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' })])
    await reads()
    at.chats.slack.answer('C1', { kind: 'unavailable', why: '503' })

    pass(23 * hourMs)
    expect(await reads()).toEqual(['UAOI staff'])
    pass(hourMs + 1)
    expect(await reads()).toBe('members-unknown')

    at.chats.slack.answer('C1', undefined)
    pass(5_000)
    expect(await reads()).toEqual(['UAOI staff'])
  })

  it('a question that failed is put again after a few seconds, not by every thread', async () => {
    at.chats.slack.answer('C1', { kind: 'unavailable', why: '503' })
    for (const _ of [1, 2, 3]) expect(await reads()).toBe('members-unknown')
    expect(at.chats.slack.asked).toHaveLength(1)
    pass(5_000)
    await reads()
    expect(at.chats.slack.asked).toHaveLength(2)
  })

  it.each([
    [{ kind: 'not-permitted', scope: 'groups:read' } as const, 'not-permitted'],
    [{ kind: 'not-in-it' } as const, 'not-in-it'],
    [{ kind: 'incomplete', why: 'groups' } as const, 'members-unknown'],
  ])('%j is no outage: what was known of it does not serve', async (reading, why) => {
    await reads()
    at.chats.slack.answer('C1', reading)
    pass(60_001)

    expect(await reads()).toBe(why)
  })
})

describe('PLC-1: what ends a declaration', () => {
  it.each([
    [{ access: 'open' } as const, 'open'],
    [{ external: true }, 'shared-outside'],
  ])('%j, and it stays ended when that is taken back', async (info, why) => {
    at.chats.slack.setInfo('C1', info)
    expect(await reads()).toBe(why)
    at.chats.slack.setInfo('C1', { access: 'private', external: false })
    pass(60_001)

    expect(await reads()).toBe('unconfirmed')
    expect(await store.conversations.listChanges(slack)).toMatchObject([{ what: 'ended', by: 'casethread' }])
  })

  it('not an open channel of a workspace that belongs to the domain as a whole', async () => {
    await aWorldWith({ wholeWorkspace: { slack: hoshi } })
    at.chats.slack.setInfo('C1', { access: 'open' })

    expect(await reads()).toEqual([])
  })
})

describe('PLC-3: who somebody is', () => {
  const email = aoi.email

  it('is told by a confirmed e-mail for reading only, where an operator said so', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UNEW', email })])
    expect(await reads()).toEqual(['UNEW unknown'])

    await aWorldWith({ readsByEmail: { slack: true } })
    at.chats.slack.setMembers('C1', [
      aMember({ user: 'UNEW', email }),
      aMember({ user: 'UGUEST', email, standing: 'guest' }),
    ])
    expect(await reads()).toEqual(['UNEW staff', 'UGUEST guest'])
  })

  it('in Google Chat follows from the organisation: one in which somebody proved an account, or that was named', async () => {
    const inSpace = (...members: Parameters<typeof aMember>[0][]) =>
      at.chats.gchat.setMembers(
        'spaces/1',
        members.map((member) => aMember({ tenant: '', ...member })),
      )
    inSpace({ user: 'users/new', organisation: 'C0hoshi' }, { user: 'users/silent', organisation: null })
    expect(await reads(gchat)).toEqual(['users/new outside', 'users/silent outside'])

    inSpace({ user: 'users/new', organisation: 'C0hoshi' }, { user: 'users/aoi', organisation: 'C0hoshi' })
    pass(30_001)
    expect(await reads(gchat)).toEqual(['users/new unknown', 'users/aoi staff'])

    await aWorldWith({ organisations: { C0hoshi: hoshi, C0mid: 'customer:C-midori' } })
    inSpace({ user: 'users/new', organisation: 'C0hoshi' }, { user: 'users/m', organisation: 'C0mid' })
    expect(await reads(gchat)).toEqual(['users/new unknown', 'users/m other-party'])
  })
})

describe('several workspaces, of which each is judged by itself', () => {
  const elsewhere = { platform: 'slack', tenant: 'T2', channel: 'C2' } as const
  const readsThere = () => reads(elsewhere)
  const declareThere = () =>
    store.identities.bind(elsewhere, {
      domain: hoshi,
      by: aoi.email,
      at: noon,
      declared: { by: aoi.email, at: noon, confirmed: [] },
    })

  it('PLC-3: a confirmed e-mail tells who somebody is only in the workspace that the operator named', async () => {
    const member = { user: 'UNEW', email: aoi.email }
    for (const [named, here, there] of [
      ['T1', 'staff', 'unknown'],
      ['T2', 'unknown', 'staff'],
    ] as const) {
      await aWorldWith({ readsByEmailIn: [named] })
      await declareThere()
      at.chats.slack.setMembers('C1', [aMember(member)])
      at.chats.slack.setMembers('C2', [aMember({ ...member, tenant: 'T2' })])

      expect([await reads(), await readsThere()]).toEqual([[`UNEW ${here}`], [`UNEW ${there}`]])
    }
  })

  it('PLC-3: or whose organisation the operator named', async () => {
    for (const [named, standing] of [
      ['E1', 'staff'],
      ['E2', 'unknown'],
    ] as const) {
      await aWorldWith({ readsByEmailIn: [named] })
      at.chats.slack.organisationOf = (tenant) => (tenant === 'T1' ? 'E1' : undefined)
      at.chats.slack.setMembers('C1', [aMember({ user: 'UNEW', email: aoi.email })])

      expect(await reads()).toEqual([`UNEW ${standing}`])
    }
  })

  it('PLC-3: a user of the same id in another workspace is somebody else', async () => {
    await declareThere()
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' })])
    at.chats.slack.setMembers('C2', [aMember({ user: 'UAOI', tenant: 'T2' })])

    expect([await reads(), await readsThere()]).toEqual([['UAOI staff'], ['UAOI unknown']])
  })

  it('PLC-1: an open channel is its domain’s only in the workspace that belongs to it', async () => {
    await aWorldWith({ workspaceOwners: { T2: hoshi } })
    await declareThere()
    for (const channel of ['C1', 'C2']) at.chats.slack.setInfo(channel, { access: 'open' })

    expect([await reads(), await readsThere()]).toEqual(['open', []])
  })
})

describe('PLC-8: who could read, and when', () => {
  it('is written down as it was seen, once for each change', async () => {
    at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' })])
    await reads()
    await reads()
    pass(60_001)
    at.chats.slack.setMembers('C1', [aMember({ user: 'UNEW' })])
    await reads()

    expect(await store.conversations.listStays(slack, noon)).toMatchObject([
      { user: 'UAOI', standing: 'staff', from: noon, to: time },
      { user: 'UNEW', standing: 'unknown', from: time, to: null },
    ])
  })
})
