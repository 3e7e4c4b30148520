import { readdir, readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { botScopes } from '../../../src/chat/slack/bot-scopes.ts'
import { slashCommand } from '../../../src/chat/slack/listeners/commands.ts'
import { addMessageShortcut, newCaseShortcut } from '../../../src/chat/slack/listeners/from-message.ts'

const conversationScopes = ['channels:read', 'groups:read', 'im:read', 'mpim:read']

/** The scopes that each Web API method needs for what the app does with it (docs.slack.dev, methods). */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  // Of an organisation alone.
  'auth.teams.list': [],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  // With the app's own token, not the bot's.
  'apps.connections.open': [],
  'conversations.info': conversationScopes,
  'conversations.members': conversationScopes,
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.delete': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'users.info': ['users:read', 'users:read.email'],
  'users.list': ['users:read', 'users:read.email'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
}

/** The scopes that each event needs (docs.slack.dev, events); those that name two come from either kind of conversation. */
const scopesOfEvents: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_uninstalled: [],
  channel_archive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_id_changed: ['channels:read', 'groups:read', 'mpim:read'],
  channel_left: ['channels:read'],
  channel_rename: ['channels:read'],
  channel_shared: ['channels:read', 'groups:read', 'mpim:read'],
  channel_unarchive: ['channels:read'],
  channel_unshared: ['channels:read', 'groups:read', 'mpim:read'],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  group_rename: ['groups:read'],
  group_unarchive: ['groups:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  app_mention: ['app_mentions:read'],
  reaction_added: ['reactions:read'],
  team_join: ['users:read'],
  tokens_revoked: [],
  user_change: ['users:read'],
}

/** One for each kind of conversation. */
const messageEvents = ['message.channels', 'message.groups', 'message.im', 'message.mpim']

interface Manifest {
  readonly display_information: {
    readonly name: string
    readonly description: string
    readonly long_description: string
    readonly background_color: string
  }
  readonly features: {
    readonly app_home: { readonly home_tab_enabled: boolean; readonly messages_tab_enabled: boolean }
    readonly bot_user: { readonly display_name: string }
    readonly shortcuts: readonly {
      readonly name: string
      readonly type: string
      readonly callback_id: string
      readonly description: string
    }[]
    readonly slash_commands: readonly {
      readonly command: string
      readonly url: string
      readonly description: string
      readonly usage_hint: string
    }[]
  }
  readonly oauth_config: {
    readonly scopes: { readonly bot: readonly string[] }
  }
  readonly settings: {
    readonly event_subscriptions: { readonly request_url: string; readonly bot_events: readonly string[] }
    readonly interactivity: {
      readonly is_enabled: boolean
      readonly request_url: string
      readonly message_menu_options_url: string
    }
    readonly org_deploy_enabled: boolean
    readonly socket_mode_enabled: boolean
    readonly token_rotation_enabled: boolean
  }
}

let manifest: Manifest
let sources: string
beforeAll(async () => {
  manifest = parse(await readFile('manifest.yml', 'utf8')) as Manifest
  const files = (await readdir('src/chat/slack', { recursive: true })).filter((file) => file.endsWith('.ts'))
  sources = (await Promise.all(files.map((file) => readFile(`src/chat/slack/${file}`, 'utf8')))).join('\n')
})

function methodsCalled(): readonly string[] {
  const found = [...sources.matchAll(/\bweb\.((?:[a-z]\w*\.)+[a-z]\w*)\(/g)].map((match) => match[1] ?? '')
  return [...new Set(found)].sort()
}

describe('the app’s manifest', () => {
  it('asks for the scopes that the Web API methods in use need, and for no other', () => {
    const needed = methodsCalled().flatMap((method) => scopesOf[method] ?? [`unknown: ${method}`])

    expect(methodsCalled().length).toBeGreaterThan(8)
    const events = manifest.settings.event_subscriptions.bot_events.flatMap(
      (name) => scopesOfEvents[name] ?? [],
    )
    const all = [...new Set([...needed, ...events, 'commands'])]
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(all.sort())
  })

  it('names what a workspace that installs the app by itself is asked for', () => {
    expect([...botScopes].sort()).toEqual([...manifest.oauth_config.scopes.bot].sort())
  })

  it('neither writes nor comes into channels that nobody invited it to', () => {
    const { bot } = manifest.oauth_config.scopes

    const withoutInvitation = bot.filter((scope) => ['chat:write.public', 'channels:join'].includes(scope))
    expect(withoutInvitation).toEqual([])
  })

  it('subscribes to the events that are listened to, and to no other', () => {
    const listened = [...sources.matchAll(/app\.event\(\s*'(\w+)'/g)].map((match) => match[1])

    const subscribed = listened.flatMap((name) => (name === 'message' ? messageEvents : [name]))
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([...new Set(subscribed)].sort())
  })

  it('may receive each event that it subscribes to', () => {
    const needed = manifest.settings.event_subscriptions.bot_events.flatMap(
      (name) => scopesOfEvents[name] ?? [`unknown: ${name}`],
    )

    expect(manifest.oauth_config.scopes.bot).toEqual(expect.arrayContaining(needed))
  })

  it('offers the slash command and the shortcut that the app answers to', () => {
    expect(manifest.features.slash_commands).toMatchObject([
      { command: slashCommand, usage_hint: expect.stringContaining('new') },
    ])
    expect(manifest.features.shortcuts).toMatchObject([
      { type: 'message', callback_id: newCaseShortcut, name: 'Create a case' },
      { type: 'message', callback_id: addMessageShortcut, name: 'Add to case history' },
    ])
  })

  it('keeps to the lengths that Slack takes', () => {
    const { display_information: about, features } = manifest
    expect(about.name.length).toBeLessThanOrEqual(35)
    expect(about.description.length).toBeLessThanOrEqual(140)
    expect(about.long_description.length).toBeGreaterThanOrEqual(174)
    expect(about.long_description.length).toBeLessThanOrEqual(4000)
    expect(about.background_color).toMatch(/^#[0-9a-f]{6}$/)
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80)
    for (const shortcut of features.shortcuts) {
      expect(shortcut.name.length).toBeLessThanOrEqual(24)
      expect(shortcut.description.length).toBeLessThanOrEqual(150)
      expect(shortcut.callback_id.length).toBeLessThanOrEqual(255)
    }
    for (const command of features.slash_commands) {
      expect(command.description.length).toBeLessThanOrEqual(2000)
      expect(command.usage_hint.length).toBeLessThanOrEqual(1000)
    }
  })

  it('sends everything to the one endpoint, by HTTP', () => {
    const { event_subscriptions, interactivity, ...settings } = manifest.settings
    const urls = [
      event_subscriptions.request_url,
      interactivity.request_url,
      interactivity.message_menu_options_url,
      ...manifest.features.slash_commands.map((command) => command.url),
    ]

    expect(new Set(urls)).toEqual(new Set(['https://casethread.example.com/slack/events']))
    expect(interactivity.is_enabled).toBe(true)
    expect(settings).toEqual({
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    })
  })

  it('shows the App Home tab and takes direct messages, which outcomes fall back to', () => {
    expect(manifest.features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true })
  })
})
