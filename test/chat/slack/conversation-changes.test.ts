import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import type { ConversationChange } from '../../../src/cases/conversation.ts'
import { type Bot, botForTests, team } from './support/bot.ts'

let bot: Bot
const heard: ConversationChange[] = []
let rechecks = 0
botForTests({}, (started) => {
  bot = started
  bot.slack.onInstallationChange(() => {
    rechecks += 1
  })
  bot.slack.conversations.onChange((change) => heard.push(change))
})

let count = 0
async function send(event: Readonly<Record<string, unknown>>): Promise<void> {
  count += 1
  const reply = await bot.post(
    JSON.stringify({
      token: 'verification',
      team_id: team,
      context_team_id: team,
      context_enterprise_id: null,
      api_app_id: 'A1',
      event: { event_ts: '1700000000.000100', ...event },
      type: 'event_callback',
      event_id: `Ev${count}`,
      event_time: 1_700_000_000,
      authorizations: [{ enterprise_id: null, team_id: team, user_id: 'U0BOT', is_bot: true }],
      is_ext_shared_channel: false,
    }),
    'application/json',
  )
  expect(reply.status).toBe(200)
}

const about = (channel: string) => ({ platform: 'slack', tenant: team, channel })
const renamed = { id: 'C1', name: 'other', name_normalized: 'other', created: 1, is_channel: true }

/** Each event as Slack sends it, and what is told of it. */
const told: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>, object]>> = {
  member_joined_channel: [
    { user: 'U1', channel: 'G1', channel_type: 'G', team, inviter: 'U2' },
    { ...about('G1'), user: 'U1', what: 'joined' },
  ],
  member_left_channel: [
    { user: 'U1', channel: 'C1', channel_type: 'C', team },
    { ...about('C1'), user: 'U1', what: 'left' },
  ],
  channel_shared: [
    { channel: 'C1', connected_team_id: 'T0FAR' },
    { ...about('C1'), what: 'changed' },
  ],
  channel_unshared: [
    { channel: 'C1', previously_connected_team_id: 'T0FAR', is_ext_shared: false },
    { ...about('C1'), what: 'changed' },
  ],
  channel_id_changed: [
    { old_channel_id: 'G1', new_channel_id: 'C2' },
    { ...about('G1'), what: 'renamed-id', newChannel: 'C2' },
  ],
  channel_rename: [{ channel: renamed }, { ...about('C1'), what: 'changed' }],
  channel_archive: [
    { channel: 'C1', user: 'U1' },
    { ...about('C1'), what: 'changed' },
  ],
  channel_unarchive: [
    { channel: 'C1', user: 'U1' },
    { ...about('C1'), what: 'changed' },
  ],
  channel_deleted: [{ channel: 'C1' }, { ...about('C1'), what: 'changed' }],
  channel_left: [
    { channel: 'C1', actor_id: 'U1' },
    { ...about('C1'), what: 'changed' },
  ],
  group_rename: [{ channel: { ...renamed, id: 'G1' } }, { ...about('G1'), what: 'changed' }],
  group_archive: [
    { channel: 'G1', user: 'U1', is_moved: 0 },
    { ...about('G1'), what: 'changed' },
  ],
  group_unarchive: [
    { channel: 'G1', actor_id: 'U1' },
    { ...about('G1'), what: 'changed' },
  ],
  group_deleted: [
    { channel: 'G1', date_deleted: 1, actor_id: 'U1' },
    { ...about('G1'), what: 'changed' },
  ],
  group_left: [
    { channel: 'G1', actor_id: 'U1' },
    { ...about('G1'), what: 'changed' },
  ],
  user_change: [
    { user: { id: 'U7', team_id: team, name: 'chris', deleted: false, is_restricted: true, updated: 5 } },
    { platform: 'slack', tenant: team, user: 'U7', what: 'changed' },
  ],
}

it.each(Object.entries(told))('%s is told', async (type, [event, expected]) => {
  heard.length = 0
  await send({ type, ...event })

  await expect.poll(() => heard).toEqual([expected])
})

it('a profile that changed in nothing that matters is not told, nor is a newcomer to the workspace', async () => {
  const user = { id: 'U8', team_id: team, name: 'dana', deleted: false, updated: 5 }
  heard.length = 0
  await send({ type: 'team_join', user })
  await send({ type: 'user_change', user: { ...user, updated: 6, profile: { status_text: 'at lunch' } } })
  await send({ type: 'user_change', user: { ...user, updated: 7, deleted: true } })
  await send({ type: 'channel_deleted', channel: 'C1' })

  await expect
    .poll(() => heard)
    .toEqual([
      { platform: 'slack', tenant: team, user: 'U8', what: 'changed' },
      { ...about('C1'), what: 'changed' },
    ])
})

const ofInstallation: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  app_uninstalled: {},
  tokens_revoked: { tokens: { oauth: [], bot: ['U0BOT'] } },
}

it.each(Object.entries(ofInstallation))('%s has the installation asked for', async (type, event) => {
  rechecks = 0
  await send({ type, ...event })

  await expect.poll(() => rechecks).toBe(1)
})

it('every event that the manifest subscribes to is told or does something else', () => {
  const { bot_events } = parse(readFileSync('manifest.yml', 'utf8')).settings.event_subscriptions

  expect([...Object.keys(told), ...Object.keys(ofInstallation)].sort()).toEqual(
    bot_events.filter(
      (name: string) => !/^(app_home_opened|app_mention|reaction_added|team_join|message\..+)$/.test(name),
    ),
  )
})
