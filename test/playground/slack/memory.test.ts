import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startLocalSlack } from '../../../playground/slack/local-slack.ts'
import { people, type Stage, setStage, slackOptions } from './support.ts'

let folder: string
let stateFile: string
let stage: Stage

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slack-memory-'))
  stateFile = join(folder, 'data', 'slack.json')
})

afterEach(async () => {
  await stage?.close().catch(() => {})
  await rm(folder, { recursive: true, force: true })
})

async function restart(): Promise<Stage> {
  await stage.close()
  stage = await setStage({ stateFile })
  return stage
}

test('messages, threads, edits, ephemeral ones, metadata and files outlive a restart under the same ids', async () => {
  stage = await setStage({ stateFile })
  const support = stage.slack.channels.get('support') ?? ''
  const { client } = stage.app
  const metadata = { event_type: 'entry', event_payload: { seq: 1 } }
  const root = await client.chat.postMessage({
    channel: support,
    text: 'Card',
    blocks: [{ type: 'divider' }],
    metadata,
  })
  const gone = await client.chat.postMessage({ channel: support, text: 'gone' })
  const file = await stage.aiko.upload('a.txt', 'kept')
  await stage.aiko.say('support', '返信', { thread: root.ts ?? '', files: [file.id] })
  await client.chat.postEphemeral({
    channel: support,
    user: stage.slack.users.get('ben') ?? '',
    text: 'for Ben',
  })
  await client.chat.update({
    channel: support,
    ts: root.ts ?? '',
    text: 'Card 2',
    blocks: [{ type: 'divider' }],
  })
  await client.chat.delete({ channel: support, ts: gone.ts ?? '' })
  const [users, channels] = [stage.slack.users, stage.slack.channels]
  const [before, thread] = [await stage.ben.messages('support'), await stage.ben.messages('support', root.ts)]
  expect(thread).toHaveLength(2)

  await restart()

  expect(stage.slack.users).toEqual(users)
  expect(stage.slack.channels).toEqual(channels)
  expect(await stage.ben.messages('support')).toEqual(before)
  expect(await stage.ben.messages('support', root.ts)).toEqual(thread)
  expect(Buffer.from(await stage.ben.download(file)).toString()).toBe('kept')
  const replies = await stage.app.client.conversations.replies({
    channel: support,
    ts: root.ts ?? '',
    include_all_metadata: true,
  })
  expect(replies.messages?.[0]).toMatchObject({ ts: root.ts, metadata })
})

test('old timestamps go on working: update, reply, react, delete', async () => {
  stage = await setStage({ stateFile })
  const channel = stage.slack.channels.get('support') ?? ''
  const { ts = '' } = await stage.app.client.chat.postMessage({ channel, text: 'Card' })
  await restart()
  const { client } = stage.app

  await client.chat.update({ channel, ts, text: 'Card, closed' })
  await client.chat.postMessage({ channel, thread_ts: ts, text: 'after the restart' })
  await client.reactions.add({ channel, timestamp: ts, name: 'eyes' })
  await restart()

  expect((await stage.aiko.messages('support', ts)).map((message) => message.text)).toEqual([
    'Card, closed',
    'after the restart',
  ])
  expect((await stage.aiko.messages('support'))[0]?.reactions).toEqual([
    { name: 'eyes', users: [stage.slack.bot.user_id] },
  ])
  await stage.app.client.reactions.remove({ channel, timestamp: ts, name: 'eyes' })
  await stage.app.client.chat.delete({ channel, ts })
})

test('a new message never takes the timestamp of an old one', async () => {
  stage = await setStage({ stateFile, now: () => 1_800_000_000_000 })
  const channel = stage.slack.channels.get('support') ?? ''
  const first = await stage.app.client.chat.postMessage({ channel, text: 'one' })
  await stage.close()
  stage = await setStage({ stateFile, now: () => 1_700_000_000_000 })
  const second = await stage.app.client.chat.postMessage({ channel, text: 'two' })
  expect(Number(second.ts)).toBeGreaterThan(Number(first.ts))
})

test('a channel that the bot made is there again with its members', async () => {
  stage = await setStage({ stateFile })
  const { channel } = await stage.app.client.conversations.create({ name: 'war-room' })
  await stage.app.client.conversations.invite({
    channel: channel?.id ?? '',
    users: stage.slack.users.get('aiko') ?? '',
  })
  await restart()
  await stage.app.client.chat.postMessage({ channel: channel?.id ?? '', text: 'again' })
  expect((await stage.aiko.messages(channel?.id ?? '')).map((message) => message.text)).toEqual(['again'])
})

test('who has left the workspace, and channels that are gone, do not stop a restart', async () => {
  stage = await setStage({ stateFile })
  await stage.aiko.say('support', 'from Aiko')
  await stage.aiko.say('general', 'in a channel that will go')
  await stage.close()
  const [, ben] = people
  stage = await setStage({
    stateFile,
    people: ben ? [ben] : [],
    channels: [{ name: 'support', topic: 'Cases' }],
  })
  const [message] = await stage.ben.messages('support')
  expect(message?.text).toBe('from Aiko')
  expect(await stage.ben.say('support', 'answer', { thread: message?.ts ?? '' })).toMatchObject({ ok: true })
})

test('a port that is taken is told in a sentence', async () => {
  stage = await setStage({ stateFile })
  const port = Number(new URL(stage.slack.url).port)
  await expect(startLocalSlack(slackOptions({ port }))).rejects.toThrow(`Port ${port} is taken`)
})

test('what is written soon after a change is whole JSON', async () => {
  stage = await setStage({ stateFile })
  await stage.aiko.say('support', 'kept')
  const text = await stage.aiko.waitFor(() => readFile(stateFile, 'utf8').catch(() => undefined))
  expect(JSON.parse(text).messages).toMatchObject([{ text: 'kept' }])
})

test('a damaged memory is told, not thrown away', async () => {
  const damaged = join(folder, 'damaged.json')
  await writeFile(damaged, '{"version":1,"mess')
  await expect(startLocalSlack(slackOptions({ stateFile: damaged }))).rejects.toThrow(
    /damaged\.json is damaged/,
  )
  expect(await readFile(damaged, 'utf8')).toBe('{"version":1,"mess')
})
