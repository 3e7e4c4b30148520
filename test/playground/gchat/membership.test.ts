import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { createGchatConversations } from '../../../src/chat/gchat/conversations.ts'
import { createChatApi } from '../../../src/chat/gchat/google-chat-api.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { type Stage, setStage } from './support.ts'

async function start(stateFile?: string): Promise<Stage> {
  const stage = await setStage({
    spaces: [
      { name: 'Support' },
      { name: 'Only Ben', members: ['ben'], is_private: true },
      { name: 'Both', members: ['aiko', 'ben'], is_private: true },
    ],
    ...(stateFile ? { stateFile } : {}),
  })
  return stage
}

/** As the product reads it. */
function read({ chat }: Stage, name: string) {
  const log = recordingLog()
  return createGchatConversations({
    api: createChatApi({ keyFile: chat.keyFile, apiUrl: chat.apiUrl, log }),
    people: { user: async () => undefined },
    log,
    now: () => new Date(),
  }).read(chat.spaces.get(name) ?? '')
}

let stage: Stage
beforeEach(async () => {
  stage = await start()
  onTestFinished(() => stage.close())
})

it('the product reads who is in a space, by id and organisation, and not who may open it', async () => {
  const reading = await read(stage, 'Both')

  expect(reading).toMatchObject({
    kind: 'read',
    info: { kind: 'channel', name: 'Both', access: 'untold', external: true },
  })
  const [aiko, ben] = reading.kind === 'read' ? reading.members : []
  expect([aiko?.user, ben?.user]).toEqual([stage.chat.users.get('aiko'), stage.chat.users.get('ben')])
  expect(aiko?.organisation).not.toBe(ben?.organisation)
  expect(aiko).toMatchObject({ name: aiko?.user, email: null, standing: 'full' })
  expect(await read(stage, 'Only Ben')).toMatchObject({ info: { external: false } })
})

it('people come and go without an event', async () => {
  await stage.ben.move('Both', 'remove', 'aiko')

  expect(await read(stage, 'Both')).toMatchObject({ members: [{ user: stage.chat.users.get('ben') }] })
  await expect(stage.aiko.messages('Both')).rejects.toThrow('You are not in that space.')
  expect(await stage.aiko.move('Both', 'join')).toMatchObject({ error: 'channel_not_found' })
  expect(await stage.ben.move('Both', 'add', 'aiko')).toEqual({ ok: true })
  expect(await stage.aiko.messages('Both')).toEqual([])
  expect(stage.received).toEqual([])
})

it('a space of one organisation takes nobody from another', async () => {
  expect(await stage.ben.move('Only Ben', 'add', 'aiko')).toMatchObject({ error: 'restricted_action' })
})

it('an open space is read without joining', async () => {
  await stage.ben.say('Support', 'hello')
  await stage.aiko.move('Support', 'leave')

  expect((await stage.aiko.messages('Support')).map(({ text }) => text)).toEqual(['hello'])
  expect(await stage.aiko.say('Support', 'and me')).toMatchObject({ ok: false })
  expect(await stage.aiko.move('Support', 'join')).toEqual({ ok: true })
  expect(await stage.aiko.say('Support', 'and me')).toMatchObject({ ok: true })
})

it('the app is told that it was taken out and brought in, and reads nothing in between', async () => {
  await stage.ben.move('Both', 'remove', stage.chat.app)
  expect(stage.received.at(-1)?.body).toMatchObject({ type: 'REMOVED_FROM_SPACE' })
  expect(await read(stage, 'Both')).toEqual({ kind: 'not-in-it' })

  await stage.ben.move('Both', 'add', stage.chat.app)
  expect(stage.received.at(-1)?.body).toMatchObject({ type: 'ADDED_TO_SPACE' })
  expect(await read(stage, 'Both')).toMatchObject({ kind: 'read' })
})

it('who went is remembered over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'members-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const first = await start(join(folder, 'chat.json'))
  await first.aiko.move('Both', 'leave')
  await first.close()

  const second = await start(join(folder, 'chat.json'))
  onTestFinished(() => second.close())

  expect(await read(second, 'Both')).toMatchObject({ members: [{ user: second.chat.users.get('ben') }] })
})
