import { describe, expect, it } from 'vitest'
import type {
  ConversationRecord,
  ConversationStore,
  HomeChannel,
  KeptSummary,
  SeenMember,
} from '../../src/cases/conversation-store.ts'
import type { ConversationRef } from '../../src/cases/identity-store.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

/** As `OpenStore`, with no more than this port. */
export type OpenConversations = (place?: string) => Promise<{ readonly conversations: ConversationStore }>

const room: ConversationRef = { platform: 'slack', tenant: 'T1', channel: 'C1' }
/** What a careless key takes for the room. */
const otherRooms: readonly ConversationRef[] = [
  { ...room, channel: 'C2' },
  { ...room, tenant: 'T2' },
  { ...room, platform: 'gchat' },
  { platform: 'slack', tenant: 'T', channel: '1C1' },
]

const minutesPast = (minutes: number) => minutesAfter(noon, minutes)

function aMember(user: string, overrides: Partial<SeenMember> = {}): SeenMember {
  return { user, name: `青木 ${user}`, standing: 'own-staff', ...overrides }
}

function aHome(overrides: Partial<HomeChannel> = {}): HomeChannel {
  return { domain: 'hoshi.example.com', channel: room, by: 'aoi@hoshi.example.com', at: noon, ...overrides }
}

function aChange(overrides: Partial<ConversationRecord> = {}): ConversationRecord {
  return {
    channel: room,
    at: noon,
    by: 'aoi@hoshi.example.com',
    what: 'declared',
    domain: 'hoshi.example.com',
    ...overrides,
  }
}

export function conversationsContract(open: OpenConversations): void {
  describe('a domain’s home channel (PLC-2)', () => {
    it('is none, then the one that was chosen last in each workspace', async () => {
      const { conversations } = await open()
      const none = await conversations.listHomes('hoshi.example.com')
      const elsewhere = aHome({ channel: { ...room, tenant: 'T2' } })
      const inChat = aHome({ channel: { platform: 'gchat', tenant: 'T1', channel: 'spaces/1' } })
      const moved = aHome({
        channel: { ...room, channel: 'C2' },
        by: 'ken@hoshi.example.com',
        at: minutesPast(1),
      })

      for (const home of [aHome(), elsewhere, inChat, moved, moved]) await conversations.setHome(home)

      expect(none).toEqual([])
      const homes = await conversations.listHomes('hoshi.example.com')
      expect(homes).toHaveLength(3)
      expect(homes).toEqual(expect.arrayContaining([elsewhere, inChat, moved]))
    })

    it('is its own, also where another domain has the same channel', async () => {
      const { conversations } = await open()
      await conversations.setHome(aHome())
      await conversations.setHome(aHome({ domain: 'northwind.example.com' }))

      const isRemoved = await conversations.removeHome('northwind.example.com', room)

      expect(isRemoved).toBe(true)
      expect(await conversations.listHomes('northwind.example.com')).toEqual([])
      expect(await conversations.listHomes('hoshi.example.com')).toEqual([aHome()])
    })

    it('is taken away only while it is the one that was meant', async () => {
      const { conversations } = await open()
      await conversations.setHome(aHome())

      const wrong: boolean[] = []
      for (const other of otherRooms) wrong.push(await conversations.removeHome('hoshi.example.com', other))
      const right = await conversations.removeHome('hoshi.example.com', room)
      const again = await conversations.removeHome('hoshi.example.com', room)

      expect(wrong).toEqual([false, false, false, false])
      expect([right, again]).toEqual([true, false])
    })

    it('chosen 20 times at once over two handles is one', async () => {
      const [one, two] = [await open('shared'), await open('shared')]

      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).conversations.setHome(
            aHome({ channel: { ...room, channel: `C${index}` } }),
          ),
        ),
      )

      expect(await one.conversations.listHomes('hoshi.example.com')).toHaveLength(1)
    })
  })

  describe('the changes of a conversation (PLC-9)', () => {
    it('are told oldest first, each as it was recorded; those of one moment in their order', async () => {
      const { conversations } = await open()
      const people = [
        { user: 'U1', name: '佐藤' },
        { user: 'U2', name: 'Ben' },
      ]
      const changes = [
        aChange(),
        aChange({ what: 'confirmed', people }),
        aChange({ what: 'agreed', sharedWith: 'desk' }),
        aChange({ what: 'withdrawn', people: people.slice(1) }),
        aChange({ what: 'ended', by: 'casethread', at: minutesPast(1) }),
      ]

      await conversations.recordChange(changes[4] ?? aChange())
      for (const change of changes.slice(0, 4)) await conversations.recordChange(change)

      expect(await conversations.listChanges(room)).toEqual(changes)
      for (const other of otherRooms) expect(await conversations.listChanges(other)).toEqual([])
    })

    it('recorded again are there once, one that differs in anything is another', async () => {
      const { conversations } = await open()
      const some = aChange({ what: 'confirmed', people: [{ user: 'U1', name: 'Ben' }] })
      const { channel, at, by, what, domain, people = [] } = some
      const others = [
        aChange({ ...some, people: [] }),
        aChange({ ...some, by: 'ken@hoshi.example.com' }),
        aChange({ ...some, sharedWith: 'desk' }),
      ]

      for (const change of [some, { people, domain, what, by, at, channel }, ...others])
        await conversations.recordChange(change)

      expect(await conversations.listChanges(room)).toEqual([some, ...others])
    })
  })

  describe('who was in a conversation (PLC-8)', () => {
    it('is told from when they came until they left', async () => {
      const { conversations } = await open()
      await conversations.recordMembers(room, [aMember('U1'), aMember('U2')], noon)
      await conversations.recordMembers(room, [aMember('U2'), aMember('U3')], minutesPast(10))
      await conversations.recordMembers(room, [aMember('U1'), aMember('U2')], minutesPast(20))

      expect(await conversations.listStays(room, minutesPast(-60))).toEqual([
        { ...aMember('U1'), from: noon, to: minutesPast(10) },
        { ...aMember('U2'), from: noon, to: null },
        { ...aMember('U3'), from: minutesPast(10), to: minutesPast(20) },
        { ...aMember('U1'), from: minutesPast(20), to: null },
      ])
    })

    it('is told without those who had left by then', async () => {
      const { conversations } = await open()
      await conversations.recordMembers(room, [aMember('U1'), aMember('U2')], noon)
      await conversations.recordMembers(room, [aMember('U2')], minutesPast(10))
      await conversations.recordMembers(room, [], minutesPast(20))

      const users = async (since: Date) =>
        (await conversations.listStays(room, since)).map(({ user }) => user)

      expect(await users(minutesPast(9.99))).toEqual(['U1', 'U2'])
      expect(await users(minutesPast(10))).toEqual(['U2'])
      expect(await users(minutesPast(19.99))).toEqual(['U2'])
      expect(await users(minutesPast(20))).toEqual([])
    })

    it('is told by standing: whoever becomes something else begins anew; another name is the same stay', async () => {
      const { conversations } = await open()
      const guest = aMember('U1', { standing: 'guest' })
      await conversations.recordMembers(room, [aMember('U1'), aMember('U2')], noon)
      await conversations.recordMembers(room, [guest, aMember('U2', { name: '別名' })], minutesPast(10))

      expect(await conversations.listStays(room, noon)).toEqual([
        { ...aMember('U1'), from: noon, to: minutesPast(10) },
        { ...aMember('U2', { name: '別名' }), from: noon, to: null },
        { ...guest, from: minutesPast(10), to: null },
      ])
    })

    it('is not changed by the same list again, nor by an older one, nor by somebody listed twice', async () => {
      const { conversations } = await open()
      await conversations.recordMembers(room, [aMember('U1'), aMember('U1')], noon)
      await conversations.recordMembers(room, [aMember('U2')], minutesPast(10))
      await conversations.recordMembers(room, [aMember('U2')], minutesPast(10))
      await conversations.recordMembers(room, [aMember('U1'), aMember('U3')], minutesPast(5))

      expect(await conversations.listStays(room, minutesPast(-60))).toEqual([
        { ...aMember('U1'), from: noon, to: minutesPast(10) },
        { ...aMember('U2'), from: minutesPast(10), to: null },
      ])
    })

    it('is not changed by an older list either where the newer one told nothing new', async () => {
      const { conversations } = await open()
      await conversations.recordMembers(room, [aMember('U1')], noon)
      await conversations.recordMembers(room, [aMember('U1')], minutesPast(10))
      await conversations.recordMembers(room, [], minutesPast(5))

      expect(await conversations.listStays(room, noon)).toEqual([{ ...aMember('U1'), from: noon, to: null }])
    })

    it('of two lists of the same moment is what the one said that came last', async () => {
      const { conversations } = await open()
      await conversations.recordMembers(room, [aMember('U0')], minutesPast(-10))
      await conversations.recordMembers(room, [aMember('U0'), aMember('U1'), aMember('U2')], noon)
      await conversations.recordMembers(room, [aMember('U1', { standing: 'guest' }), aMember('U3')], noon)

      expect(await conversations.listStays(room, minutesPast(-60))).toEqual([
        { ...aMember('U0'), from: minutesPast(-10), to: noon },
        { ...aMember('U1', { standing: 'guest' }), from: noon, to: null },
        { ...aMember('U3'), from: noon, to: null },
      ])
    })

    it('goes along where the conversation is called otherwise, and goes on there', async () => {
      const { conversations } = await open()
      const moved = { ...room, channel: 'C-MOVED' }
      await conversations.recordMembers(room, [aMember('U1'), aMember('U2')], noon)
      await conversations.recordMembers(room, [aMember('U2'), aMember('U3')], minutesPast(10))

      await conversations.moveMembers(room, moved)
      await conversations.moveMembers(room, moved)
      await conversations.recordMembers(moved, [aMember('U2')], minutesPast(20))

      expect(await conversations.listStays(room, minutesPast(-60))).toEqual([])
      expect(await conversations.listStays(moved, minutesPast(-60))).toEqual([
        { ...aMember('U1'), from: noon, to: minutesPast(10) },
        { ...aMember('U2'), from: noon, to: null },
        { ...aMember('U3'), from: minutesPast(10), to: minutesPast(20) },
      ])
    })

    it('goes along too where somebody looked there already: what was open ends with that list', async () => {
      const { conversations } = await open()
      const moved = { ...room, channel: 'C-MOVED' }
      await conversations.recordMembers(room, [aMember('U1'), aMember('U2')], noon)
      await conversations.recordMembers(room, [aMember('U2')], minutesPast(5))
      await conversations.recordMembers(moved, [aMember('U2')], minutesPast(10))

      await conversations.moveMembers(room, moved)

      expect(await conversations.listStays(moved, minutesPast(-60))).toEqual([
        { ...aMember('U1'), from: noon, to: minutesPast(5) },
        { ...aMember('U2'), from: noon, to: minutesPast(10) },
        { ...aMember('U2'), from: minutesPast(10), to: null },
      ])
    })

    it('is of one channel of one workspace of one platform', async () => {
      const { conversations } = await open()
      await conversations.recordMembers(room, [aMember('U1')], noon)
      for (const other of otherRooms) await conversations.recordMembers(other, [], minutesPast(5))

      for (const other of otherRooms) expect(await conversations.listStays(other, noon)).toEqual([])
      expect(await conversations.listStays(room, noon)).toHaveLength(1)
    })

    it('by the same list 20 times at once over two handles is recorded once', async () => {
      const [one, two] = [await open('shared'), await open('shared')]
      await one.conversations.recordMembers(room, [aMember('U1'), aMember('U2')], noon)

      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).conversations.recordMembers(
            room,
            [aMember('U2'), aMember('U3')],
            minutesPast(10),
          ),
        ),
      )

      expect(await two.conversations.listStays(room, noon)).toEqual([
        { ...aMember('U1'), from: noon, to: minutesPast(10) },
        { ...aMember('U2'), from: noon, to: null },
        { ...aMember('U3'), from: minutesPast(10), to: null },
      ])
    })

    it('by many lists at once over two handles ends as the newest one says, and nobody is there twice', async () => {
      const [one, two] = [await open('shared'), await open('shared')]
      const listAt = (minute: number) => [aMember(`U${minute % 3}`), aMember('U9')]

      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).conversations.recordMembers(room, listAt(index), minutesPast(index)),
        ),
      )

      const stays = await one.conversations.listStays(room, minutesPast(-60))
      const present = stays.filter(({ to }) => to === null).map(({ user }) => user)
      expect(present.toSorted()).toEqual(['U1', 'U9'])
      for (const user of ['U0', 'U1', 'U2', 'U9']) {
        const own = stays.filter((stay) => stay.user === user)
        const isOneAfterAnother = own.every(({ from }, index) => {
          const before = own[index - 1]
          return before === undefined || (before.to !== null && before.to <= from)
        })
        expect(isOneAfterAnother, user).toBe(true)
      }
    })
  })

  describe('what people are told once', () => {
    it('is claimed by the first one that asks, for each key', async () => {
      const { conversations } = await open()

      expect(await conversations.claimNotice('held/C1', minutesPast(60), noon)).toBe(true)
      expect(await conversations.claimNotice('held/C1', minutesPast(90), minutesPast(1))).toBe(false)
      expect(await conversations.claimNotice('held/C2', minutesPast(60), minutesPast(1))).toBe(true)
    })

    it('is known to be claimed until then, and by nobody who asks', async () => {
      const { conversations } = await open()
      expect(await conversations.hasNotice('held/C1', noon)).toBe(false)
      await conversations.claimNotice('held/C1', minutesPast(60), noon)

      expect(await conversations.hasNotice('held/C1', minutesPast(59.99))).toBe(true)
      expect(await conversations.hasNotice('held/C2', noon)).toBe(false)
      expect(await conversations.hasNotice('held/C1', minutesPast(60))).toBe(false)
      await conversations.releaseNotice('held/C1')
      expect(await conversations.hasNotice('held/C1', noon)).toBe(false)
    })

    it('is claimed by one of many at once, over two handles', async () => {
      const [one, two] = [await open('shared'), await open('shared')]

      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).conversations.claimNotice('held/C1', minutesPast(60), noon),
        ),
      )

      expect(claims.filter(Boolean)).toHaveLength(1)
    })

    it('is claimed anew after it was given back, and no other with it', async () => {
      const { conversations } = await open()
      await conversations.claimNotice('held/C1', minutesPast(60), noon)
      await conversations.claimNotice('held/C2', minutesPast(60), noon)

      await conversations.releaseNotice('held/C1')

      expect(await conversations.claimNotice('held/C1', minutesPast(60), noon)).toBe(true)
      expect(await conversations.claimNotice('held/C2', minutesPast(60), noon)).toBe(false)
    })

    it('is claimed anew when its time is over, not before, and by one again', async () => {
      const { conversations } = await open()
      await conversations.claimNotice('held/C1', minutesPast(60), noon)

      const answers: boolean[] = []
      for (const minutes of [59.99, 60, 61])
        answers.push(await conversations.claimNotice('held/C1', minutesPast(120), minutesPast(minutes)))

      expect(answers).toEqual([false, true, false])
    })
  })

  describe('the summary of the queues', () => {
    const begun: KeptSummary = {
      version: 1,
      generation: 1,
      message: null,
      since: noon,
      shows: null,
      at: null,
    }

    it('is kept for each conversation, over every handle', async () => {
      const [one, two] = [await open('shared'), await open('shared')]
      const posted = { ...begun, version: 2, message: '1700000000.000100', shows: 'abc', at: minutesPast(1) }

      expect(await one.conversations.readSummary(room)).toBeUndefined()
      expect(await one.conversations.saveSummary(room, begun)).toBe(true)
      expect(await two.conversations.readSummary(room)).toEqual(begun)
      expect(await two.conversations.saveSummary(room, posted)).toBe(true)
      expect(await one.conversations.readSummary(room)).toEqual(posted)
      for (const other of otherRooms) expect(await one.conversations.readSummary(other)).toBeUndefined()
    })

    it('takes the place of the version before it alone: of those who write at once, one does', async () => {
      const { conversations } = await open()
      const save = (over: Partial<KeptSummary>) => conversations.saveSummary(room, { ...begun, ...over })

      const first = await Promise.all([save({}), save({}), save({})])
      expect(first.filter(Boolean)).toHaveLength(1)
      const second = await Promise.all(['1', '2', '3'].map((message) => save({ version: 2, message })))
      expect(second.filter(Boolean)).toHaveLength(1)
      expect(await save({ version: 2, message: '4' })).toBe(false)
      expect(await save({ version: 4, message: '5' })).toBe(false)
      const winner = String(second.indexOf(true) + 1)
      expect(await conversations.readSummary(room)).toEqual({ ...begun, version: 2, message: winner })
    })
  })

  describe('the pause of posts', () => {
    it('is none, lasts from when it was first asked for until it is ended, over every handle', async () => {
      const [one, two] = [await open('shared'), await open('shared')]
      const pause = { since: noon, by: '運用 ops@example.com' }
      const none = await one.conversations.readPause()
      await one.conversations.pausePosts(pause)
      await two.conversations.pausePosts({ since: minutesPast(5), by: 'somebody' })
      const paused = await two.conversations.readPause()

      expect([none, paused]).toEqual([undefined, pause])
      expect(await two.conversations.resumePosts()).toBe(true)
      expect(await one.conversations.resumePosts()).toBe(false)
      expect(await one.conversations.readPause()).toBeUndefined()
    })
  })
}

/** What needs the bindings beside the conversations. */
export function boundChannelsContract(open: OpenStore): void {
  describe('the channels that a domain is bound to', () => {
    it('are all of them, with what they are bound to, and none of another domain or of before', async () => {
      const { conversations, identities } = await open()
      const own = { domain: 'hoshi.example.com', by: 'aoi@hoshi.example.com', at: noon }
      const declared = { by: own.by, at: minutesPast(1), confirmed: [] }
      const audience = { party: 'customer', customer: 'C-midori', name: 'みどり商会' } as const
      const [second, third, fourth] = otherRooms as [ConversationRef, ConversationRef, ConversationRef]
      await identities.bind(room, { ...own, declared })
      await identities.bind(second, { ...own, audience })
      await identities.bind(third, { ...own, domain: 'desk' })
      await identities.bind(fourth, own)
      await identities.bind(fourth, { ...own, domain: 'northwind.example.com' })

      const found = await conversations.listBindings('hoshi.example.com')

      expect(found).toHaveLength(2)
      expect(found).toEqual(
        expect.arrayContaining([
          { channel: room, binding: { ...own, declared } },
          { channel: second, binding: { ...own, audience } },
        ]),
      )
      expect(await conversations.listBindings('desk')).toHaveLength(1)
      expect(await conversations.listBindings('tsuki.example.com')).toEqual([])
    })
  })
}
