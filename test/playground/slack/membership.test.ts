import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { createPerson } from '../../../playground/person.ts'
import type { LocalSlackOptions } from '../../../playground/slack/local-options.ts'
import { createSlackConversations } from '../../../src/chat/slack/conversations.ts'
import { boltLogger } from '../../../src/chat/slack/slack-log.ts'
import { createWeb } from '../../../src/chat/slack/web-client.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { manifest, people, type Stage, scopes, setStage, token } from './support.ts'

const events = [
  'member_joined_channel',
  'member_left_channel',
  'channel_shared',
  'channel_unshared',
  'group_left',
] as const
const other = { locale: 'en-GB', tz: 'Europe/London', title: '' }
const everyone: LocalSlackOptions['people'] = [
  ...people,
  { ...other, name: 'cara', real_name: 'Cara', email: 'cara@free.example', standing: 'guest' },
  {
    ...other,
    name: 'dana',
    real_name: 'Dana',
    email: 'dana@river.example',
    standing: 'outside',
    team: 'Riverbend',
  },
  { ...other, name: 'standup', real_name: 'Standup', email: '', is_bot: true },
]

async function start(changes: Partial<LocalSlackOptions> = {}) {
  const base = manifest()
  const stage = await setStage({
    people: everyone,
    channels: [
      { name: 'support', topic: '', members: ['aiko', 'ben'] },
      { name: 'only-ben', topic: '', members: ['ben'], is_private: true },
    ],
    manifest: { ...base, settings: { ...base.settings, event_subscriptions: { bot_events: events } } },
    ...changes,
  })
  // A test may have closed it itself.
  onTestFinished(() => stage.close().catch(() => {}))
  const heard: object[] = []
  for (const name of events) stage.app.event(name, async ({ event }) => void heard.push(event))
  const id = (name: string) => stage.slack.users.get(name) ?? ''
  const channel = (name: string) => stage.slack.channels.get(name) ?? ''
  const as = (name: string) => createPerson(stage.slack.url, name)
  return { stage, heard, id, channel, as }
}

/** As the product reads it. */
function read({ slack }: Stage, channel: string) {
  const log = recordingLog()
  return createSlackConversations({
    web: createWeb({ botToken: token, apiUrl: slack.apiUrl, logger: boltLogger(log) }),
    log,
    now: () => new Date(),
    home: () => ({ team: slack.team.id, enterprise: undefined, user: slack.bot.user_id }),
  }).read(channel)
}

let at: Awaited<ReturnType<typeof start>>
beforeEach(async () => {
  at = await start()
})

it('people are brought in and taken out, and the bot is told', async () => {
  const { stage, heard, id, channel } = at

  expect(await stage.ben.move('only-ben', 'add', 'aiko')).toEqual({ ok: true })
  await expect.poll(() => heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({
    type: 'member_joined_channel',
    user: id('aiko'),
    channel: channel('only-ben'),
    channel_type: 'G',
    inviter: id('ben'),
  })
  expect(await stage.aiko.messages('only-ben')).toEqual([])
  expect(await stage.ben.move('only-ben', 'remove', 'aiko')).toEqual({ ok: true })
  await expect
    .poll(() => heard)
    .toContainEqual(expect.objectContaining({ type: 'member_left_channel', user: id('aiko') }))
  await expect(stage.aiko.messages('only-ben')).rejects.toThrow('You are not in that channel.')
})

it('a public channel is read by every full member without joining, and by no guest or outsider', async () => {
  const { stage, heard, id, as } = at
  await stage.ben.say('support', 'hello')
  await stage.aiko.move('support', 'leave')

  expect((await stage.aiko.messages('support')).map(({ text }) => text)).toEqual(['hello'])
  expect(await stage.aiko.say('support', 'and me')).toMatchObject({ ok: false })
  for (const stranger of ['cara', 'dana']) {
    await expect(as(stranger).messages('support')).rejects.toThrow('You are not in that channel.')
    expect(await as(stranger).move('support', 'join')).toMatchObject({ ok: false })
  }
  expect(await stage.aiko.move('support', 'join')).toEqual({ ok: true })
  const joined = { type: 'member_joined_channel', user: id('aiko'), channel_type: 'C' }
  await expect.poll(() => heard).toContainEqual(expect.objectContaining(joined))
  expect(await stage.aiko.say('support', 'and me')).toMatchObject({ ok: true })
})

it('nobody but a member who is no guest brings people in', async () => {
  const { stage, as } = at
  await stage.ben.move('only-ben', 'add', 'cara')

  expect(await stage.aiko.move('only-ben', 'add', 'aiko')).toMatchObject({ error: 'channel_not_found' })
  expect(await stage.aiko.move('only-ben', 'join')).toMatchObject({ error: 'channel_not_found' })
  expect(await as('cara').move('only-ben', 'add', 'aiko')).toMatchObject({ error: 'restricted_action' })
  expect(await as('cara').move('only-ben', 'leave')).toEqual({ ok: true })
})

it('the product reads people of every kind', async () => {
  const { stage, channel, id } = at
  for (const name of ['cara', 'dana', 'standup']) await stage.ben.move('only-ben', 'add', name)

  const reading = await read(stage, channel('only-ben'))

  expect(reading).toMatchObject({
    kind: 'read',
    info: { kind: 'channel', name: 'only-ben', access: 'private', external: true },
  })
  const told = reading.kind === 'read' ? reading.members : []
  expect(told.map(({ user, kind, standing, email }) => [user, kind, standing, email])).toEqual([
    [id('ben'), 'person', 'full', 'ben@north.example'],
    [id('cara'), 'person', 'guest', null],
    [id('dana'), 'person', 'outside', null],
    [id('standup'), 'app', 'full', null],
  ])
  expect(told[2]?.tenant).not.toBe(stage.slack.team.id)
  expect(await read(stage, channel('support'))).toMatchObject({ info: { access: 'open', external: false } })
})

it('the first one from outside makes a channel shared, the last one ends that', async () => {
  const { stage, heard, channel } = at
  await stage.ben.move('only-ben', 'add', 'dana')
  await stage.ben.move('only-ben', 'remove', 'dana')

  await expect.poll(() => heard).toHaveLength(4)
  const types = heard.map((event) => (event as { type: string }).type)
  expect(types.toSorted()).toEqual([
    'channel_shared',
    'channel_unshared',
    'member_joined_channel',
    'member_left_channel',
  ])
  expect(await read(stage, channel('only-ben'))).toMatchObject({ info: { external: false } })
})

it('somebody from outside says something there, but has no command and no home of the app', async () => {
  const { stage, as } = at
  await stage.ben.move('only-ben', 'add', 'dana')

  expect(await as('dana').say('only-ben', 'hello')).toMatchObject({ ok: true })
  expect(await as('dana').command('only-ben', '/case new')).toMatchObject({ error: 'unknown_command' })
  expect((await as('dana').state()).channels.map(({ name }) => name)).toEqual(['only-ben'])
})

it('a channel that the app is taken out of is closed to it', async () => {
  const { stage, heard, channel } = at

  expect(await stage.ben.move('only-ben', 'remove', stage.slack.bot.user_id)).toEqual({ ok: true })

  await expect.poll(() => heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({ type: 'group_left', channel: channel('only-ben') })
  expect(await read(stage, channel('only-ben'))).toEqual({ kind: 'not-in-it' })
  await stage.ben.move('support', 'remove', stage.slack.bot.user_id)
  expect(await read(stage, channel('support'))).toEqual({ kind: 'not-in-it' })
})

it('without the scope nothing is told but which one it takes', async () => {
  const { stage, channel } = await start({
    manifest: manifest({ scopes: scopes.filter((scope) => scope !== 'groups:read') }),
  })

  expect(await read(stage, channel('only-ben'))).toMatchObject({
    kind: 'not-permitted',
    scope: expect.stringContaining('groups:read'),
  })
})

it('who came and who went is remembered over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'members-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const stateFile = join(folder, 'slack.json')
  const first = await start({ stateFile })
  await first.stage.ben.move('only-ben', 'add', 'cara')
  await first.stage.close()

  const second = await start({ stateFile })

  const reading = await read(second.stage, second.channel('only-ben'))
  expect(reading.kind === 'read' && reading.members.map(({ user }) => user)).toEqual([
    second.id('ben'),
    second.id('cara'),
  ])
})
