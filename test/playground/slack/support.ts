import { App, LogLevel } from '@slack/bolt'
import { createPerson, type Person } from '../../../playground/person.ts'
import {
  type LocalSlack,
  type LocalSlackOptions,
  startLocalSlack,
} from '../../../playground/slack/local-slack.ts'

export const signingSecret = 'a-signing-secret-for-tests'
export const token = 'xoxb-for-tests'

export const scopes = [
  'app_mentions:read',
  'channels:history',
  'channels:manage',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:read',
  'reactions:write',
  'users:read',
  'users:read.email',
]

export function manifest(changes: { readonly scopes?: readonly string[] } = {}) {
  return {
    display_information: { name: 'Testbot' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      slash_commands: [{ command: '/case', description: 'Cases', usage_hint: 'new', should_escape: false }],
      shortcuts: [
        { name: 'Make a case', type: 'message', callback_id: 'make_case', description: 'of this message' },
        { name: 'New case', type: 'global', callback_id: 'new_case', description: 'from anywhere' },
      ],
    },
    oauth_config: { scopes: { bot: changes.scopes ?? scopes } },
    settings: {
      event_subscriptions: {
        bot_events: [
          'app_home_opened',
          'app_mention',
          'message.channels',
          'message.im',
          'file_shared',
          'reaction_added',
        ],
      },
      interactivity: { is_enabled: true },
    },
  }
}

export const people = [
  {
    name: 'aiko',
    real_name: '佐藤 愛子',
    email: 'aiko@hoshi.example',
    locale: 'ja-JP',
    tz: 'Asia/Tokyo',
    title: 'Support, Hoshi Cloud',
  },
  {
    name: 'ben',
    real_name: 'Ben Carter',
    email: 'ben@north.example',
    locale: 'en-US',
    tz: 'America/New_York',
    title: 'Support, Northwind',
  },
]

export function slackOptions(changes: Partial<LocalSlackOptions> = {}): LocalSlackOptions {
  return {
    port: 0,
    team: { name: 'Test Team' },
    bot: { url: 'http://127.0.0.1:9', signingSecret, token, name: 'Testbot' },
    people,
    channels: [
      { name: 'support', topic: 'Cases' },
      { name: 'general', topic: '' },
      { name: 'only-ben', topic: '', members: ['ben'], is_private: true },
    ],
    manifest: manifest(),
    retryDelays: [0, 50, 100],
    ...changes,
  }
}

export interface Stage {
  readonly slack: LocalSlack
  readonly app: App
  readonly aiko: Person
  readonly ben: Person
  readonly close: () => Promise<void>
}

/** A local Slack and a real Bolt app that talk to each other over HTTP. */
export async function setStage(changes: Partial<LocalSlackOptions> = {}): Promise<Stage> {
  const slack = await startLocalSlack(slackOptions(changes))
  const app = new App({
    token,
    signingSecret,
    deferInitialization: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  })
  await app.init()
  const server = await app.start(0)
  const address = server.address()
  slack.setBotUrl(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
  return {
    slack,
    app,
    aiko: createPerson(slack.url, 'aiko'),
    ben: createPerson(slack.url, 'ben'),
    async close() {
      await app.stop()
      await slack.close()
    },
  }
}
