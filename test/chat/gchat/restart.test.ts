/** The whole app, started anew on the same store: whom it knew before it still knows, and whom it does not the directory tells of. */
import { dirname } from 'node:path'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Casethread, startCasethread } from '../../../src/compose.ts'
import { readConfig } from '../../../src/config/config.ts'
import { marcus, sampleDirectoryFile, sofia } from '../../support/sample-world.ts'
import type { StoreAddress } from '../../support/store-tasks.ts'
import { eachStoreAt } from '../../support/stores.ts'
import { direct, type Json, room, type Sender, senders, user } from './support/build-events.ts'
import { type GoogleKeys, projectNumber, startGoogleKeys } from './support/google-keys.ts'
import { type ChatServer, startChatServer } from './support/recording-chat-api.ts'

const sofiaInChat = { ...user, name: 'users/77', displayName: 'Sofia Marin', email: sofia }
const sofiaKept = { platform: 'gchat', tenant: '', user: sofiaInChat.name } as const
const marcusInChat = { ...user, name: 'users/1', displayName: 'Marcus Bell', email: marcus }

let server: ChatServer
let keys: GoogleKeys
beforeAll(async () => {
  server = await startChatServer()
  keys = await startGoogleKeys()
})
afterAll(async () => {
  await server.close()
  await keys.stop()
})

const open: Casethread[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
  for (const { name } of server.messagesIn(direct.name)) if (name) server.remove(name)
  server.clear()
})

function inDatabase({ uri, dbName }: Extract<StoreAddress, { readonly uri: string }>): string {
  const address = new URL(uri)
  address.pathname = dbName
  return address.href
}

function settings(at: StoreAddress): Readonly<Record<string, string>> {
  return {
    ...('uri' in at ? { MONGODB_URI: inDatabase(at) } : { DATA_DIR: dirname(at.file) }),
    DIRECTORY_FILE: sampleDirectoryFile,
    GCHAT_PROJECT_NUMBER: projectNumber,
    GCHAT_API_URL: server.apiUrl,
    GCHAT_CERTS_URL: keys.certsUrl,
    PUBLIC_URL: 'https://cases.example.com',
  }
}

async function running(at: StoreAddress): Promise<Casethread> {
  const casethread = await startCasethread(
    { ...readConfig(settings(at)), port: 0 },
    pino({ level: 'silent' }),
  )
  open.push(casethread)
  return casethread
}

async function stopped(casethread: Casethread): Promise<void> {
  open.splice(open.indexOf(casethread), 1)
  await casethread.stop()
}

/** The same event, of this person's, in this language. */
function by(person: typeof user, event: Json, locale: 'en' | 'ja'): Json {
  const text = JSON.stringify(event)
    .replaceAll(JSON.stringify(user), JSON.stringify(person))
    .replaceAll('"userLocale":"ja"', `"userLocale":"${locale}"`)
  return JSON.parse(text)
}

async function send(casethread: Casethread, { envelope }: Sender, event: Json): Promise<string> {
  const claims = envelope === 'add-on' ? keys.claims.addOn() : keys.claims.project()
  const answer = await fetch(`${casethread.gchatUrl}/gchat/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.sign(claims)}` },
    body: JSON.stringify(event),
  })
  expect(answer.status).toBe(200)
  return answer.text()
}

/** Marcus asks Sofia's organisation for access. */
function asks(casethread: Casethread, sender: Sender): Promise<string> {
  const line = 'grant C11granite in:northwind-apps.example.com'
  const typed = sender.message({ space: room, text: `@Casethread ${line}`, argumentText: ` ${line}` })
  return send(casethread, sender, by(marcusInChat, typed, 'en'))
}

eachStoreAt((_name, place) => {
  describe.each(senders)('the app, started anew, in the $envelope envelope', (sender) => {
    it('asks an admin who wrote to it before in their language, without looking for them by e-mail', async () => {
      const { at, store } = await place()
      const before = await running(at)
      const wrote = sender.message({ space: direct, text: 'help', argumentText: 'help' })
      await send(before, sender, by(sofiaInChat, wrote, 'ja'))
      await vi.waitUntil(() => store.identities.findPersonByEmail('gchat', sofia))
      await stopped(before)

      const after = await running(at)
      const answer = await asks(after, sender)

      expect(answer).toContain('messaged Sofia Marin')
      const [question, ...more] = server.messagesIn(direct.name)
      expect(more).toEqual([])
      expect(JSON.stringify(question)).toMatch(/サポートケース.*許可/)
      expect(server.callsOf('find-direct-message')).toEqual([])
    })

    it('knows nothing of a person who was erased, and keeps them again when they write', async () => {
      const { at, store } = await place()
      const before = await running(at)
      const wrote = () => sender.message({ space: direct, text: 'help', name: `m${Math.random()}` })
      await send(before, sender, by(sofiaInChat, wrote(), 'ja'))
      await vi.waitUntil(() => store.identities.findPersonByEmail('gchat', sofia))
      await stopped(before)

      expect(await store.identities.forgetPerson(sofiaKept)).toBe(true)
      expect(await store.identities.findPersonByEmail('gchat', sofia)).toBeUndefined()

      const after = await running(at)
      // Nobody is asked: Google does not find a person's direct messages by an e-mail.
      expect(await asks(after, sender)).toContain('No admin of Granite Insurance is in this chat')
      expect(server.messagesIn(direct.name)).toEqual([])

      await send(after, sender, by(sofiaInChat, wrote(), 'ja'))
      expect(await vi.waitUntil(() => store.identities.findPerson(sofiaKept))).toMatchObject({
        locale: 'ja',
        directChannel: direct.name,
      })
    }, 60_000)
  })
})
