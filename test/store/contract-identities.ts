import { describe, expect, it } from 'vitest'
import type {
  ChatUser,
  ConversationRef,
  LinkedAccount,
  SeenPerson,
  SignIn,
} from '../../src/cases/identity-store.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const kenji: ChatUser = { platform: 'slack', tenant: 'T1', user: 'U1' }
const room: ConversationRef = { platform: 'slack', tenant: 'T1', channel: 'C1' }

export function aLinkedAccount(overrides: Partial<LinkedAccount> = {}): LinkedAccount {
  return {
    email: 'kenji@hoshi.example.com',
    domain: 'hoshi.example.com',
    provedAt: noon,
    proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: '1' },
    ...overrides,
  }
}

const atNorthwind = aLinkedAccount({ email: 'kenji@northwind.example.com', domain: 'northwind.example.com' })

function aSignIn(overrides: Partial<Extract<SignIn, { step: 'invited' }>> = {}): SignIn {
  return {
    hash: 'h-1',
    step: 'invited',
    person: {
      ...kenji,
      name: '田中 健司',
      locale: 'ja',
      handle: 'kenji',
      workspace: 'Hoshi (hoshi.slack.com)',
      address: null,
    },
    code: 'K7Q-F2M',
    expiresAt: minutesAfter(noon, 10),
    ...overrides,
  }
}

export function identitiesContract(open: OpenStore): void {
  describe('linked accounts (DOM-1)', () => {
    it('are none for somebody unknown', async () => {
      const { identities } = await open()

      expect(await identities.linksOf(kenji)).toEqual({ accounts: [], current: null })
    })

    it('are kept with when and how they were proved, one per domain, also over another handle', async () => {
      const { identities } = await open('shared')
      await identities.link(kenji, aLinkedAccount())
      await identities.link(kenji, atNorthwind)

      const other = (await open('shared')).identities
      expect(await other.linksOf(kenji)).toEqual({ accounts: [aLinkedAccount(), atNorthwind], current: null })
    })

    it('of the same domain replace one another, in their place; a repeat changes nothing', async () => {
      const { identities } = await open()
      await identities.link(kenji, aLinkedAccount())
      await identities.link(kenji, atNorthwind)
      const second = aLinkedAccount({ email: 'k.tanaka@hoshi.example.com', provedAt: minutesAfter(noon, 1) })

      await identities.link(kenji, second)
      await identities.link(kenji, second)

      expect((await identities.linksOf(kenji)).accounts).toEqual([second, atNorthwind])
    })

    it.each<[string, ChatUser]>([
      ['another user', { ...kenji, user: 'U2' }],
      ['another workspace', { ...kenji, tenant: 'T2' }],
      ['another platform', { ...kenji, platform: 'gchat' }],
      ['an id that reads alike when joined', { platform: 'slack', tenant: 'T', user: '1U1' }],
    ])('are not those of %s', async (_who, other) => {
      const { identities } = await open()
      await identities.link(kenji, aLinkedAccount())
      await identities.chooseCurrent(kenji, 'hoshi.example.com')

      expect(await identities.linksOf(other)).toEqual({ accounts: [], current: null })
    })

    it('linked 20 times at once over two handles are each there once', async () => {
      const [one, two] = [await open('shared'), await open('shared')]
      const accounts = Array.from({ length: 4 }, (_, index) =>
        aLinkedAccount({ email: `k@d${index}.example.com`, domain: `d${index}.example.com` }),
      )

      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).identities.link(kenji, accounts[index % 4] ?? aLinkedAccount()),
        ),
      )

      const { accounts: linked } = await one.identities.linksOf(kenji)
      expect(linked.map(({ domain }) => domain).toSorted()).toEqual(accounts.map(({ domain }) => domain))
    })

    it('are unlinked one by one; what was not linked is told', async () => {
      const { identities } = await open()
      await identities.link(kenji, aLinkedAccount())
      await identities.link(kenji, atNorthwind)

      const answers = [
        await identities.unlink(kenji, atNorthwind.email),
        await identities.unlink(kenji, atNorthwind.email),
        await identities.unlink({ ...kenji, user: 'U2' }, aLinkedAccount().email),
      ]

      expect(answers).toEqual([true, false, false])
      expect((await identities.linksOf(kenji)).accounts).toEqual([aLinkedAccount()])
    })
  })

  describe('who linked an account', () => {
    it('is everybody who has it linked today', async () => {
      const { identities } = await open()
      const inChat: ChatUser = { platform: 'gchat', tenant: '', user: 'users/7' }
      const gone = { ...kenji, user: 'U2' }
      for (const user of [kenji, inChat, gone]) await identities.link(user, aLinkedAccount())
      await identities.link(kenji, atNorthwind)
      await identities.unlink(gone, aLinkedAccount().email)

      const users = await identities.chatUsersLinkedTo(aLinkedAccount().email)

      expect(users.toSorted((a, b) => (a.platform < b.platform ? -1 : 1))).toEqual([inChat, kenji])
      expect(await identities.chatUsersLinkedTo(atNorthwind.email)).toEqual([kenji])
      expect(await identities.chatUsersLinkedTo('hoshi.example.com')).toEqual([])
    })
  })

  describe('the current account (DOM-1)', () => {
    it('is chosen, changed and given up, and leaves the links alone', async () => {
      const { identities } = await open()
      await identities.chooseCurrent(kenji, 'hoshi.example.com')
      await identities.link(kenji, atNorthwind)
      const first = await identities.linksOf(kenji)
      await identities.chooseCurrent(kenji, 'northwind.example.com')
      const second = await identities.linksOf(kenji)
      await identities.chooseCurrent(kenji, null)

      expect(first).toEqual({ accounts: [atNorthwind], current: 'hoshi.example.com' })
      expect(second.current).toBe('northwind.example.com')
      expect(await identities.linksOf(kenji)).toEqual({ accounts: [atNorthwind], current: null })
    })
  })

  describe('a channel’s binding (DOM-2)', () => {
    const binding = { domain: 'hoshi.example.com', by: 'kenji@hoshi.example.com', at: noon }

    it('is none, then the one that was made last', async () => {
      const { identities } = await open()
      const none = await identities.bindingOf(room)
      await identities.bind(room, binding)
      const first = await identities.bindingOf(room)
      await identities.bind(room, { ...binding, domain: 'northwind.example.com' })

      expect(none).toBeUndefined()
      expect(first).toEqual(binding)
      expect(await identities.bindingOf(room)).toEqual({ ...binding, domain: 'northwind.example.com' })
    })

    it('tells who reads along, and no longer once it is bound without', async () => {
      const { identities } = await open()
      const customer = { party: 'customer', customer: 'C-midori', name: 'みどり商会' } as const
      await identities.bind(room, { ...binding, audience: customer })
      const first = await identities.bindingOf(room)
      await identities.bind(room, { ...binding, audience: { party: 'desk' } })
      const second = await identities.bindingOf(room)
      await identities.bind(room, binding)

      expect(first).toEqual({ ...binding, audience: customer })
      expect(second).toEqual({ ...binding, audience: { party: 'desk' } })
      expect(await identities.bindingOf(room)).toEqual(binding)
    })

    it('tells as whose it was declared, whole, and no longer once it is bound without', async () => {
      const { identities } = await open()
      const confirmation = {
        user: 'U7',
        name: '佐藤',
        standing: 'unknown-colleague',
        by: 'kenji@hoshi.example.com',
        at: minutesAfter(noon, 1),
      }
      const bare = { by: 'kenji@hoshi.example.com', at: minutesAfter(noon, 2), confirmed: [] }
      const whole = {
        ...bare,
        confirmed: [confirmation, { ...confirmation, user: 'B1', at: minutesAfter(noon, 3) }],
        saidPrivate: true,
        external: true,
        agreed: { by: 'ben@desk.example.org', at: minutesAfter(noon, 4) },
      }
      await identities.bind(room, { ...binding, audience: { party: 'desk' }, declared: whole })
      const first = await identities.bindingOf(room)
      await identities.bind(room, { ...binding, declared: bare })
      const second = await identities.bindingOf(room)
      await identities.bind(room, binding)

      expect(first).toEqual({ ...binding, audience: { party: 'desk' }, declared: whole })
      expect(second).toStrictEqual({ ...binding, declared: bare })
      expect(await identities.bindingOf(room)).toStrictEqual(binding)
    })

    it('tells what becomes of plain text in its threads, and no longer once it is bound without', async () => {
      const { identities } = await open()
      await identities.bind(room, { ...binding, talk: 'two-way' })
      const first = await identities.bindingOf(room)
      await identities.bind(room, binding)

      expect(first).toStrictEqual({ ...binding, talk: 'two-way' })
      expect(await identities.bindingOf(room)).toStrictEqual(binding)
    })

    it('is of one channel of one workspace of one platform', async () => {
      const { identities } = await open()
      await identities.bind(room, binding)

      const others = [
        { ...room, channel: 'C2' },
        { ...room, tenant: 'T2' },
        { ...room, platform: 'gchat' as const },
      ]
      for (const other of others) expect(await identities.bindingOf(other)).toBeUndefined()
    })

    it('is taken away only while it is the one that was meant', async () => {
      const { identities } = await open()
      await identities.bind(room, binding)

      const wrong = await identities.unbind(room, 'northwind.example.com')
      const right = await identities.unbind(room, binding.domain)
      const again = await identities.unbind(room, binding.domain)

      expect([wrong, right, again]).toEqual([false, true, false])
      expect(await identities.bindingOf(room)).toBeUndefined()
    })
  })

  describe('a sign-in under way', () => {
    it('is taken once, as it was kept', async () => {
      const { identities } = await open()
      const confirming: SignIn = {
        ...aSignIn({ hash: 'h-2' }),
        step: 'to-confirm',
        account: aLinkedAccount(),
      }
      await identities.keepSignIn(aSignIn())
      await identities.keepSignIn(confirming)

      expect(await identities.takeSignIn('h-1', 'invited', noon)).toEqual(aSignIn())
      expect(await identities.takeSignIn('h-1', 'invited', noon)).toBeUndefined()
      expect(await identities.takeSignIn('h-2', 'to-confirm', noon)).toEqual(confirming)
    })

    it('is looked at as often as one likes, at its step and in its time, and stays', async () => {
      const { identities } = await open()
      const undoing = aSignIn({ hash: 'h-3', undo: { user: { ...kenji, user: 'U9' }, email: 'k@x.example' } })
      await identities.keepSignIn(aSignIn())
      await identities.keepSignIn(undoing)

      const looked = [
        await identities.findSignIn('h-1', 'invited', noon),
        await identities.findSignIn('h-3', 'invited', noon),
        await identities.findSignIn('h-1', 'at-google', noon),
        await identities.findSignIn('h-9', 'invited', noon),
        await identities.findSignIn('h-1', 'invited', minutesAfter(noon, 10)),
      ]

      expect(looked).toEqual([aSignIn(), undoing, undefined, undefined, undefined])
      expect(await identities.takeSignIn('h-1', 'invited', noon)).toEqual(aSignIn())
      expect(await identities.findSignIn('h-1', 'invited', noon)).toBeUndefined()
    })

    it('is taken by one of many at once, over two handles', async () => {
      const [one, two] = [await open('shared'), await open('shared')]
      await one.identities.keepSignIn(aSignIn())

      const taken = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).identities.takeSignIn('h-1', 'invited', noon),
        ),
      )

      expect(taken.filter(Boolean)).toHaveLength(1)
    })

    it('is not taken by another secret or at another step, and stays for its own', async () => {
      const { identities } = await open()
      await identities.keepSignIn(aSignIn())

      expect(await identities.takeSignIn('h-9', 'invited', noon)).toBeUndefined()
      expect(await identities.takeSignIn('h-1', 'at-google', noon)).toBeUndefined()
      expect(await identities.takeSignIn('h-1', 'invited', noon)).toBeDefined()
    })

    it('is dead when its time is over', async () => {
      const { identities } = await open()
      await identities.keepSignIn(aSignIn())

      const late = await identities.takeSignIn('h-1', 'invited', minutesAfter(noon, 10))
      const justInTime = await identities.takeSignIn('h-1', 'invited', minutesAfter(noon, 9.99))

      expect(late).toBeUndefined()
      expect(justInTime).toBeDefined()
    })

    it('is swept when its time is over, and not before', async () => {
      const { identities } = await open()
      await identities.keepSignIn(aSignIn())
      await identities.keepSignIn(aSignIn({ hash: 'h-2', expiresAt: minutesAfter(noon, 11) }))

      const counts = [
        await identities.sweepSignIns(minutesAfter(noon, 9)),
        await identities.sweepSignIns(minutesAfter(noon, 10)),
        await identities.sweepSignIns(minutesAfter(noon, 10)),
      ]

      expect(counts).toEqual([0, 1, 0])
      expect(await identities.takeSignIn('h-2', 'invited', minutesAfter(noon, 10))).toBeDefined()
    })
  })

  describe('people who were seen in a chat', () => {
    const aoi: SeenPerson = {
      platform: 'gchat',
      tenant: '',
      user: 'users/1',
      name: 'Aoi',
      email: 'aoi@hoshi.example.com',
      locale: 'ja',
      timeZone: 'Asia/Tokyo',
      directChannel: 'spaces/DM1',
    }

    it('keep their direct messages when an event tells of none, and lose them with all else', async () => {
      const { identities } = await open()
      await identities.rememberPerson({ ...aoi, directChannel: null })
      expect(await identities.findPerson(aoi)).toEqual({ ...aoi, directChannel: null })

      await identities.rememberPerson(aoi)
      await identities.rememberPerson({ ...aoi, name: 'Aoi S.', email: null, directChannel: null })
      expect(await identities.findPerson(aoi)).toEqual({ ...aoi, name: 'Aoi S.', email: null })
      expect(await identities.findPersonByEmail('gchat', 'aoi@hoshi.example.com')).toBeUndefined()

      await identities.rememberPerson({ ...aoi, directChannel: 'spaces/DM2' })
      expect(await identities.findPersonByEmail('gchat', 'aoi@hoshi.example.com')).toEqual({
        ...aoi,
        directChannel: 'spaces/DM2',
      })

      await identities.forgetPerson(aoi)
      await identities.rememberPerson({ ...aoi, directChannel: null })
      expect(await identities.findPerson(aoi)).toEqual({ ...aoi, directChannel: null })
    })

    it('are found by their id and by their address, as they were seen last', async () => {
      const { identities } = await open('shared')
      await identities.rememberPerson({ ...aoi, locale: 'en' })
      await identities.rememberPerson(aoi)
      const other = (await open('shared')).identities

      expect(await other.findPerson(aoi)).toEqual(aoi)
      expect(await other.findPersonByEmail('gchat', 'aoi@hoshi.example.com')).toEqual(aoi)
      expect(await other.findPersonByEmail('slack', 'aoi@hoshi.example.com')).toBeUndefined()
      expect(await other.findPerson({ ...aoi, user: 'users/2' })).toBeUndefined()
    })

    it('of one address are told apart: the one seen last has it; who has none is found by id alone', async () => {
      const { identities } = await open()
      const second = { ...aoi, user: 'users/2' }
      await identities.rememberPerson(aoi)
      await identities.rememberPerson(second)
      expect(await identities.findPersonByEmail('gchat', 'aoi@hoshi.example.com')).toEqual(second)

      await identities.rememberPerson({ ...second, email: null })
      expect(await identities.findPersonByEmail('gchat', 'aoi@hoshi.example.com')).toEqual(aoi)
      expect(await identities.findPerson(second)).toEqual({ ...second, email: null })
    })

    it('are forgotten when that is asked for', async () => {
      const { identities } = await open()
      await identities.rememberPerson(aoi)

      expect(await identities.forgetPerson(aoi)).toBe(true)
      expect(await identities.forgetPerson(aoi)).toBe(false)
      expect(await identities.findPersonByEmail('gchat', 'aoi@hoshi.example.com')).toBeUndefined()
    })
  })
}
