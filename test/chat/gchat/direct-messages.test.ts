import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DirectMessages } from '../../../commands/define.ts'
import { createDirectMessages } from '../../../src/chat/gchat/direct-messages.ts'
import { readEvent } from '../../../src/chat/gchat/event.ts'
import { createKnownPeople, type KnownPeople } from '../../../src/chat/gchat/members.ts'
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { direct, room, type Space, time } from './support/build-events.ts'
import { aCard, apiAt, plainRender } from './support/fixtures.ts'
import { type ChatServer, refusal, startChatServer } from './support/recording-chat-api.ts'

let server: ChatServer
let people: KnownPeople
let messages: DirectMessages
let log: ReturnType<typeof recordingLog>
/** The directory. */
const findTerms = async (email: string) => {
  if (email === 'away@example.com') throw new Error('the database is away')
  return email === 'midori@example.com' ? ({ locale: 'ja', timeZone: 'Asia/Tokyo' } as const) : undefined
}
beforeAll(async () => {
  server = await startChatServer()
  server.putDirectMessage('users/1', 'spaces/DM1')
  server.putDirectMessage('users/2', 'spaces/DM2')
  server.putDirectMessage('users/sofia@example.com', 'spaces/DM3')
})
afterAll(() => server.close())
beforeEach(async () => {
  for (const name of ['spaces/DM1', 'spaces/DM2', 'spaces/DM3'])
    for (const one of server.messagesIn(name)) server.remove(one.name ?? '')
  server.clear()
  const { identities } = await openSqliteStore({ file: ':memory:' })
  people = createKnownPeople(identities, recordingLog())
  const api = apiAt(server.apiUrl)
  log = recordingLog()
  messages = createDirectMessages({ api, people, findTerms, render: plainRender, log })
})

const inWords = (locale: string, timeZone: string) => aCard(`A question in ${locale}, ${timeZone}`)
const shownIn = (space: string) => server.messagesIn(space).map(({ fallbackText }) => fallbackText)

/** Somebody who uses the app. */
async function seen(user: string, email: string, space: Space = room): Promise<void> {
  const read = readEvent({
    type: 'MESSAGE',
    eventTime: time,
    user: { name: user, displayName: 'K', email, type: 'HUMAN' },
    space,
    common: { userLocale: 'ja', timeZone: { id: 'Asia/Tokyo' } },
  })
  if (read.kind !== 'event') throw new Error(read.looks)
  people.remember(read.event)
  // It is not waited for by whoever asks for something.
  await vi.waitUntil(() => people.user(user))
}

const directSpace = (name: string): Space => ({ ...direct, name })

describe('a direct message that was settled', () => {
  it('is drawn anew in its place; where that cannot be, it is said so', async () => {
    await messages.send({ email: 'x@example.com', chatUsers: ['gchat:users/1'] }, inWords)
    const [{ name = '' } = {}] = server.messagesIn('spaces/DM1')
    const at = {
      platform: 'gchat',
      tenant: '',
      channel: 'spaces/DM1',
      locale: 'ja',
      timeZone: 'UTC',
    } as const

    expect(await messages.redraw?.({ ...at, id: name ?? '' }, aCard('Granted'))).toBe(true)
    expect(JSON.stringify(server.messagesIn('spaces/DM1')[0]?.cardsV2)).toContain('Granted')
    expect(await messages.redraw?.({ ...at, id: 'spaces/DM1/messages/gone' }, aCard('x'))).toBe(false)
  })
})

describe('a direct message', () => {
  it('goes to the users who are linked to the e-mail, and not by the e-mail itself', async () => {
    const told = await messages.send(
      { email: 'sofia@example.com', chatUsers: ['gchat:users/1', 'slack:T1/U1', 'gchat:users/2'] },
      inWords,
    )

    expect(told).toBe(true)
    expect(
      [shownIn('spaces/DM1'), shownIn('spaces/DM2'), shownIn('spaces/DM3')].map((all) => all.length),
    ).toEqual([1, 1, 0])
  })

  it('goes to nobody who is excepted, though they bear the e-mail', async () => {
    await seen('users/1', 'sofia@example.com')
    const to = { email: 'sofia@example.com', chatUsers: [], except: ['gchat:users/1'] }

    expect(await messages.send(to, inWords)).toBe(false)
    expect([...shownIn('spaces/DM1'), ...shownIn('spaces/DM3')]).toEqual([])
  })

  it('goes to whoever bears the e-mail', async () => {
    expect(await messages.send({ email: 'sofia@example.com', chatUsers: [] }, inWords)).toBe(true)
    expect(shownIn('spaces/DM3')).toEqual(['A question in en, UTC'])
  })

  it('is in the language and time zone of a person who was seen, and found by their verified e-mail', async () => {
    await seen('users/1', 'Kenji@Example.com')

    expect(await messages.send({ email: 'kenji@example.com', chatUsers: [] }, inWords)).toBe(true)
    expect(shownIn('spaces/DM1')).toEqual(['A question in ja, Asia/Tokyo'])
  })

  it('to a person of whom no event told is in the language and time zone that the directory tells', async () => {
    const linked = { chatUsers: ['gchat:users/1'] }
    expect(await messages.send({ ...linked, email: 'midori@example.com' }, inWords)).toBe(true)
    expect(await messages.send({ ...linked, email: 'stranger@example.com' }, inWords)).toBe(true)
    await seen('users/2', 'midori@example.com')
    expect(await messages.send({ email: 'midori@example.com', chatUsers: ['gchat:users/2'] }, inWords)).toBe(
      true,
    )
    expect(shownIn('spaces/DM1')).toEqual(['A question in ja, Asia/Tokyo', 'A question in en, UTC'])
    expect(shownIn('spaces/DM2')).toEqual(['A question in ja, Asia/Tokyo'])
  })

  it('goes out also while the directory cannot be asked for the language', async () => {
    const to = { email: 'away@example.com', chatUsers: ['gchat:users/1'] }
    expect(await messages.send(to, inWords)).toBe(true)
    expect(shownIn('spaces/DM1')).toEqual(['A question in en, UTC'])
    expect(log.lines).toHaveLength(1)
  })

  it('goes where an event told that it stands, and Google is not asked', async () => {
    await seen('users/1', 'kenji@example.com', directSpace('spaces/DM2'))

    expect(await messages.send({ email: 'kenji@example.com', chatUsers: [] }, inWords)).toBe(true)
    expect(shownIn('spaces/DM2')).toEqual(['A question in ja, Asia/Tokyo'])
    expect(server.callsOf('find-direct-message')).toEqual([])
  })

  it.each([403, 404])('that is gone from there (%d) is looked for anew, and comes once', async (status) => {
    await seen('users/1', 'kenji@example.com', directSpace('spaces/DM2'))
    server.substitute('create', { status, body: refusal('NOT_FOUND', 'gone') })
    const once = { id: `gone ${status}`, uncertain: false, since: new Date() }

    expect(await messages.send({ email: '', chatUsers: ['gchat:users/1'] }, inWords, once)).toBe(true)
    expect([shownIn('spaces/DM1').length, shownIn('spaces/DM2').length]).toEqual([1, 0])
  })

  it('that is gone for good is told as such', async () => {
    await seen('users/1', 'kenji@example.com', directSpace('spaces/DM1'))
    server.substitute('create', { status: 403, body: refusal('PERMISSION_DENIED', 'blocked') })

    expect(await messages.send({ email: '', chatUsers: ['gchat:users/1'] }, inWords)).toBe(false)
    expect(server.callsOf('create')).toHaveLength(1)
  })

  it('to somebody with whom the app has none is told as such', async () => {
    expect(await messages.send({ email: 'nobody@example.com', chatUsers: ['gchat:users/9'] }, inWords)).toBe(
      false,
    )
    expect(server.callsOf('create')).toEqual([])
  })

  it('that may not be written is told as such', async () => {
    server.substitute('create', { status: 403, body: refusal('PERMISSION_DENIED', 'blocked') })

    expect(await messages.send({ email: '', chatUsers: ['gchat:users/1'] }, inWords)).toBe(false)
  })

  it('that must come once does so, however often it is tried', async () => {
    const to = { email: '', chatUsers: ['gchat:users/1'] }
    const since = new Date(Date.now() - 60_000)

    expect(await messages.send(to, inWords, { id: 'reminder 1', uncertain: false, since })).toBe(true)
    expect(await messages.send(to, inWords, { id: 'reminder 1', uncertain: true, since })).toBe(true)
    expect(shownIn('spaces/DM1')).toHaveLength(1)
    expect(await messages.send(to, inWords, { id: 'reminder 2', uncertain: true, since })).toBe(true)
    expect(shownIn('spaces/DM1')).toHaveLength(2)
  })

  it('whose answer is lost comes once', async () => {
    server.substitute('create', { lost: true })

    expect(await messages.send({ email: '', chatUsers: ['gchat:users/1'] }, inWords)).toBe(true)
    expect(shownIn('spaces/DM1')).toHaveLength(1)
  })

  it('that Google could not send for another reason is a fault, not a missing person', async () => {
    server.substitute('find-direct-message', { status: 503 }, 3)

    await expect(messages.send({ email: '', chatUsers: ['gchat:users/1'] }, inWords)).rejects.toThrow('503')
  })

  it.each([
    ['find-direct-message', 404, refusal('NOT_FOUND', 'Google Chat app not found.')],
    ['create', 404, refusal('NOT_FOUND', 'Google Chat app not found.')],
    ['create', 403, refusal('PERMISSION_DENIED', 'It is disabled.', [{ reason: 'SERVICE_DISABLED' }])],
  ] as const)(
    'that no app may send now is a fault, not a missing person: %s, %d',
    async (method, status, body) => {
      server.substitute(method, { status, body })
      const to = { email: '', chatUsers: ['gchat:users/1'] }

      await expect(messages.send(to, inWords)).rejects.toThrow()
      expect(await messages.send(to, inWords)).toBe(true)
    },
  )
})

describe('PLC-7: a direct message that is to come once', () => {
  it('comes once however often it is sent', async () => {
    const to = { email: '', chatUsers: ['gchat:users/1', 'gchat:users/2'] }
    const once = { id: 'p-1-2', since: new Date(), uncertain: true }

    expect(await messages.send(to, inWords, once)).toBe(true)
    expect(await messages.send(to, inWords, once)).toBe(true)

    expect([shownIn('spaces/DM1').length, shownIn('spaces/DM2').length]).toEqual([1, 1])
  })
})
