/** Who wrote to the app before it was started anew is still known: by id, language, time zone and direct messages. */
import Libsql from 'libsql'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDirectMessages } from '../../../src/chat/gchat/direct-messages.ts'
import { readEvent } from '../../../src/chat/gchat/event.ts'
import { createKnownPeople } from '../../../src/chat/gchat/members.ts'
import { toMessage } from '../../../src/chat/gchat/render/message.ts'
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../src/store/store.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { runnerOver, wishOf } from '../../support/run-commands.ts'
import { aWorld, marcus, sofia } from '../../support/sample-world.ts'
import { eachStore } from '../../support/stores.ts'
import { addOnHome, direct, type Json, senders } from './support/build-events.ts'
import { startEndpoint } from './support/chat-endpoint.ts'
import { aFile, apiAt } from './support/fixtures.ts'
import { type ChatServer, startChatServer } from './support/recording-chat-api.ts'

const sofiaInChat = {
  name: 'users/77',
  displayName: 'Sofia Marin',
  email: sofia,
  type: 'HUMAN',
}

let server: ChatServer
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())
beforeEach(() => {
  for (const { name = '' } of server.messagesIn(direct.name)) server.remove(name ?? '')
  server.clear()
})

/** The same event, of Sofia's. */
function bySofia(event: Json): Json {
  const inner = 'user' in event ? {} : { chat: { ...(event.chat as Json), user: sofiaInChat } }
  return { ...event, ...('user' in event ? { user: sofiaInChat } : {}), ...inner }
}

/** What a running app hears, before it is stopped. */
async function hear({ identities }: Store, events: readonly Json[]): Promise<void> {
  const people = createKnownPeople(identities, recordingLog())
  const chat = await startEndpoint({ people })
  for (const event of events) {
    expect((await chat.post(bySofia(event))).status).toBe(200)
    await vi.waitUntil(() => people.user(sofiaInChat.name))
  }
  await chat.stop()
}

eachStore((_name, open) => {
  describe.each(senders)('who wrote to the app in the $envelope envelope', (sender) => {
    it('is asked for a grant in their language after a restart, without being looked for by e-mail', async () => {
      await hear(await open(`restart-${sender.envelope}`), [
        sender.message({ space: direct, text: 'help' }),
        // What tells of no direct messages takes them from nobody.
        sender.message({ argumentText: ' help' }),
        addOnHome.opened(),
      ])

      const store = await open(`restart-${sender.envelope}`)
      const people = createKnownPeople(store.identities, recordingLog())
      const messages = createDirectMessages({
        api: apiAt(server.apiUrl),
        people,
        findTerms: async () => undefined,
        render: (card, how) => toMessage(card, { ...how, callback: 'https://cases.example.com' }),
        log: recordingLog(),
      })
      const world = await aWorld(store)
      const answer = await runnerOver(world, { messages }).action(wishOf(marcus), 'grant', {
        whom: 'C11granite',
        in: 'northwind-apps.example.com',
      })

      expect(JSON.stringify(answer)).toContain('Sofia Marin')
      const [question] = server.messagesIn(direct.name)
      expect(JSON.stringify(question)).toContain('サポートケース')
      expect(server.callsOf('find-direct-message')).toEqual([])

      expect(await people.findDirectSpace(sofiaInChat.name)).toBe(direct.name)
      await store.identities.forgetPerson({ platform: 'gchat', tenant: '', user: sofiaInChat.name })
      expect(await people.findDirectSpace(sofiaInChat.name)).toBeUndefined()
    })
  })

  it('who was erased is kept again with what they do next, at the latest some minutes later', async () => {
    const { identities } = await open()
    const clock = { now: new Date('2026-11-02T12:00:00Z') }
    const people = createKnownPeople(identities, recordingLog(), () => clock.now)
    const wrote = readEvent(bySofia(senders[0].message({ space: direct, text: 'help' })))
    const inRoom = readEvent(bySofia(senders[0].message({ argumentText: ' help' })))
    if (wrote.kind !== 'event' || inRoom.kind !== 'event') throw new Error('not read')
    const person = { platform: 'gchat', tenant: '', user: sofiaInChat.name } as const
    people.remember(wrote.event)
    await vi.waitUntil(() => identities.findPerson(person))
    await identities.forgetPerson(person)

    clock.now = new Date(clock.now.getTime() + 11 * 60_000)
    people.remember(inRoom.event)
    // What was erased does not come back with it.
    expect(await vi.waitUntil(() => identities.findPerson(person))).toMatchObject({
      locale: 'ja',
      directChannel: null,
    })
  })

  it('that the store cannot tell of stops nobody', async () => {
    const { identities } = await open()
    const log = recordingLog()
    const silent = {
      ...identities,
      findPerson: async () => {
        throw new Error('the database is away')
      },
    }
    expect(await createKnownPeople(silent, log).findDirectSpace('users/1')).toBeUndefined()
    expect(log.lines).toHaveLength(1)
  })
})

describe('who was kept before direct messages were', () => {
  it('has none, and gets them with the next event', async () => {
    const file = aFile('').replace(/key\.json$/, 'casethread.db')
    const aoi = {
      platform: 'gchat',
      tenant: '',
      user: 'users/1',
      name: 'Aoi',
      email: null,
      locale: 'ja',
      timeZone: 'Asia/Tokyo',
    } as const
    const before = await openSqliteStore({ file })
    await before.identities.rememberPerson({ ...aoi, directChannel: 'spaces/X' })
    await before.close()
    const database = new Libsql(file)
    database.exec("UPDATE seen_people SET doc = json_remove(doc, '$.directChannel')")
    database.close()

    const { identities, close } = await openSqliteStore({ file })
    expect(await identities.findPerson(aoi)).toEqual({ ...aoi, directChannel: null })
    await identities.rememberPerson({ ...aoi, directChannel: 'spaces/DM1' })
    expect(await identities.findPerson(aoi)).toEqual({ ...aoi, directChannel: 'spaces/DM1' })
    await close()
  })
})
