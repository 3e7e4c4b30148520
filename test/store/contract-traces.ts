import { beforeEach, describe, expect, it } from 'vitest'
import { draftPersonKey } from '../../src/cases/draft-keeper.ts'
import { type TracedPerson, toTombstone } from '../../src/cases/erased-people.ts'
import type { ChatUser } from '../../src/cases/identity-store.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const email = 'aoi@hoshi.example.com'
const other = 'kenji@hoshi.example.com'
const aoi: ChatUser = { platform: 'slack', tenant: 'T1', user: 'U1' }
const kenji: ChatUser = { platform: 'slack', tenant: 'T1', user: 'U2' }
const room = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const elsewhere = { platform: 'slack', tenant: 'T2', channel: 'C2' } as const
const tombstone = toTombstone('abc')
const person: TracedPerson = {
  isEmail: (one) => one === email,
  isUser: ({ platform, tenant, user }) => platform === 'slack' && tenant === 'T1' && user === 'U1',
}

const account = (of: string, domain = 'hoshi.example.com') =>
  ({
    email: of,
    domain,
    provedAt: noon,
    proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: of },
  }) as const
const seen = (user: ChatUser, of: string | null) => ({
  ...user,
  name: 'Aoi',
  email: of,
  locale: 'ja' as const,
  timeZone: 'Asia/Tokyo',
  directChannel: null,
})
const member = (user: string, name = 'Aoi') => ({ user, name, standing: 'partner' })
const draft = (of: string, user: ChatUser, form: string) => ({
  account: of,
  actor: 'hoshi.example.com',
  person: draftPersonKey(user),
  form,
  subject: 'case:1001',
  sealed: 'sealed',
  savedAt: noon,
})
const signIn = (hash: string, user: ChatUser) => ({
  hash,
  step: 'invited' as const,
  person: { ...user, name: 'Aoi', locale: 'ja' as const, handle: null, workspace: null, address: null },
  code: 'ABCDEF',
  expiresAt: minutesAfter(noon, 9),
})
const change = { channel: room, at: noon, what: 'confirmed', domain: 'hoshi.example.com' } as const
const grant = { customer: 'C1', domain: 'hoshi.example.com', evidence: null, source: 'chat' } as const
const act = { at: noon, side: 'hoshi.example.com', what: 'changed', number: 1001 } as const
const installation = {
  platform: 'slack',
  name: 'Hoshi',
  installedAt: noon,
  sealed: 'sealed',
  sealedWith: 'one',
  expiresAt: null,
} as const
const confirmed = (user: string, by: string) => ({ ...member(user), by, at: noon })

/** Aoi stands in every place, and Kenji beside her. */
async function fill(store: Store): Promise<void> {
  const {
    identities,
    conversations,
    drafts,
    notifications,
    directory,
    auditLog,
    deliveryAudit,
    installations,
  } = store
  await identities.link(aoi, account(email))
  await identities.link(kenji, account(other))
  await identities.link({ ...kenji, user: 'U3' }, account(email))
  await identities.link({ ...kenji, user: 'U3' }, account(other, 'other.example.com'))
  await identities.rememberPerson(seen(aoi, email))
  await identities.rememberPerson(seen(kenji, other))
  await identities.keepSignIn(signIn('one', aoi))
  await identities.keepSignIn(signIn('two', kenji))
  await identities.bind(room, {
    domain: 'hoshi.example.com',
    by: email,
    at: noon,
    declared: { by: other, at: noon, confirmed: [confirmed('U1', other), confirmed('U2', email)] },
  })
  await identities.bind(elsewhere, { domain: 'hoshi.example.com', by: other, at: noon })
  await conversations.setHome({ domain: 'hoshi.example.com', channel: room, by: email, at: noon })
  await conversations.recordChange({
    ...change,
    by: other,
    people: [
      { user: 'U1', name: 'Aoi' },
      { user: 'U2', name: 'Kenji' },
    ],
  })
  await conversations.recordChange({ ...change, by: email, at: minutesAfter(noon, 1), what: 'ended' })
  // She leaves, comes back, and a list that tells nothing new closes what the one before ended.
  for (const [minute, users] of [['U1', 'U2'], ['U2'], ['U2', 'U1'], ['U2', 'U1']].entries())
    await conversations.recordMembers(
      room,
      users.map((user) => member(user)),
      minutesAfter(noon, minute),
    )
  await conversations.recordMembers(elsewhere, [member('U1')], noon)
  await conversations.recordMembers(elsewhere, [], minutesAfter(noon, 1))
  await drafts.keep(draft(email, kenji, 'reply'))
  await drafts.keep(draft(other, aoi, 'note'))
  await drafts.keep(draft(other, kenji, 'reply'))
  await notifications.choose({ email, choice: 'digest', timeZone: 'Asia/Tokyo' })
  await notifications.choose({ email: other, choice: 'digest', timeZone: 'Asia/Tokyo' })
  for (const [expected, by] of [email, other].entries())
    await directory.recordGrant({ ...grant, from: 'unknown', to: 'granted', at: noon, by, expected })
  await directory.recordGrant({
    ...grant,
    domain: 'other.example.com',
    from: 'unknown',
    to: 'granted',
    at: noon,
    by: email,
    expected: 0,
  })
  for (const [tenant, installedBy] of [
    ['T1', 'U1'],
    ['T2', 'U1'],
    ['T3', 'U2'],
  ] as const)
    await installations.put({ ...installation, tenant, installedBy })
  await auditLog.record({ ...act, id: 'one', by: email })
  await auditLog.record({ ...act, id: 'two', by: other })
  await deliveryAudit.record({
    id: 'd1',
    at: noon,
    by: email,
    what: 'dropped',
    number: 1001,
    thread: 't-1',
    ...room,
    why: null,
  })
}

/** As `slack:T1/U1`, by kind. */
function byKind(traces: Awaited<ReturnType<Store['traces']['find']>>): Readonly<Record<string, string>> {
  const found: Record<string, string[]> = {}
  for (const { kind, where } of traces) found[kind] = [...(found[kind] ?? []), where]
  return Object.fromEntries(Object.entries(found).map(([kind, places]) => [kind, places.sort().join(', ')]))
}

/** Where a person stands beside cases and directory. */
export function tracesContract(open: OpenStore): void {
  describe('the traces of a person', () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
      await fill(store)
    })

    it('are found in every place, and nobody else’s are', async () => {
      expect(byKind(await store.traces.find(person))).toEqual({
        link: 'slack:T1/U1, slack:T1/U3',
        'sign-in': 'slack:T1/U1',
        seen: 'slack:T1/U1',
        draft: 'note case:1001, reply case:1001',
        'notify-choice': '',
        declaration: 'slack:T1/C1',
        home: 'slack:T1/C1',
        'conversation-change': 'slack:T1/C1, slack:T1/C1',
        stay: 'slack:T1/C1',
        member: 'slack:T1/C1',
        grant: 'C1 other.example.com',
        'grant-change': 'C1 hoshi.example.com, C1 other.example.com',
        installation: 'slack:T1',
        audit: '1001',
        'delivery-action': '1001',
      })
      expect(await store.traces.find({ isEmail: () => false, isUser: () => false })).toEqual([])
      const users = await store.traces.findUsers(person.isEmail)
      expect(new Set(users.map(({ user }) => user))).toEqual(new Set(['U1', 'U3']))
    })

    it('are taken away or replaced; what has to stay does, and all of the others’', async () => {
      await store.traces.erase(person, tombstone)
      await store.traces.erase(person, tombstone)
      await store.purge(0)

      expect(byKind(await store.traces.find(person))).toEqual({
        member: 'slack:T1/C1',
        audit: '1001',
        'delivery-action': '1001',
      })
      const { identities, conversations, drafts, notifications, directory } = store
      expect((await identities.linksOf(aoi)).accounts).toEqual([])
      expect((await identities.linksOf(kenji)).accounts).toEqual([account(other)])
      expect((await identities.linksOf({ ...kenji, user: 'U3' })).accounts).toEqual([
        account(other, 'other.example.com'),
      ])
      expect(await identities.findPerson(aoi)).toBeUndefined()
      expect(await identities.findPerson(kenji)).toEqual(seen(kenji, other))
      expect(await identities.findSignIn('one', 'invited', noon)).toBeUndefined()
      expect(await identities.findSignIn('two', 'invited', noon)).toEqual(signIn('two', kenji))
      const gone = { user: tombstone, name: '' }
      expect(await identities.bindingOf(room)).toEqual({
        domain: 'hoshi.example.com',
        by: tombstone,
        at: noon,
        declared: {
          by: other,
          at: noon,
          confirmed: [{ ...confirmed('U1', other), ...gone }, confirmed('U2', tombstone)],
        },
      })
      expect(await conversations.listHomes('hoshi.example.com')).toMatchObject([{ by: tombstone }])
      expect(await conversations.listChanges(room)).toMatchObject([
        { by: other, people: [gone, { user: 'U2', name: 'Kenji' }] },
        { by: tombstone, what: 'ended' },
      ])
      expect(await conversations.listStays(room, new Date(0))).toEqual([
        { ...member('U2'), from: noon, to: null },
        { ...member(tombstone, ''), from: noon, to: minutesAfter(noon, 1) },
        { ...member('U1'), from: minutesAfter(noon, 2), to: null },
      ])
      // A user of that id in another workspace is somebody else.
      expect(await conversations.listStays(elsewhere, new Date(0))).toMatchObject([{ user: 'U1' }])
      expect(await store.installations.list('slack')).toEqual([
        { ...installation, tenant: 'T1', installedBy: tombstone },
        { ...installation, tenant: 'T2', installedBy: 'U1' },
        { ...installation, tenant: 'T3', installedBy: 'U2' },
      ])
      expect(await drafts.owners()).toEqual([{ account: other, actor: 'hoshi.example.com' }])
      expect(await drafts.find(draft(other, kenji, 'reply'))).toHaveLength(1)
      expect(await notifications.listDigests({ limit: 9 })).toMatchObject([{ email: other }])
      expect((await directory.grantHistory('C1', 'hoshi.example.com')).map(({ by }) => by)).toEqual([
        tombstone,
        other,
      ])
      expect(await directory.recordedGrant('C1', 'other.example.com')).toMatchObject({
        changedBy: tombstone,
        version: 1,
      })
    })

    it('goes on to be recorded: who comes later, and who is there still', async () => {
      await store.traces.erase(person, tombstone)
      await store.conversations.recordMembers(room, [member('U2')], minutesAfter(noon, 9))
      expect(byKind(await store.traces.find(person)).stay).toBe('slack:T1/C1')
      await store.traces.erase(person, tombstone)
      expect(byKind(await store.traces.find(person)).stay).toBeUndefined()
    })
  })

  it('lists all cases by number, a page at a time', async () => {
    const store = await open()
    for (const number of [1003, 1001, 1002])
      await store.create(aNewCase({ number, firstLine: number === 1002 ? 'partner' : 'desk' }))
    expect(await store.traces.listNumbers({ limit: 2 })).toEqual([1001, 1002])
    expect(await store.traces.listNumbers({ after: 1002, limit: 2 })).toEqual([1003])
  })
}
