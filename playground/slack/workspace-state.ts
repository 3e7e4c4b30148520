import type { LocalChannel, LocalUser } from '../protocol.ts'
import { randomId, stableId } from './ids.ts'
import { type LocalSlackOptions, Manifest, type PersonOption } from './local-options.ts'

/** Who and what there is: the workspace, the bot, the people, the channels. Ids are derived from names, so they last. */
export interface WorkspaceState {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string }
  readonly bot: LocalUser & { readonly bot_id: string; readonly app_id: string }
  readonly people: readonly LocalUser[]
  readonly channels: Map<string, Channel>
  readonly manifest: Manifest
  readonly scopes: ReadonlySet<string>
  readonly events: ReadonlySet<string>
}

export interface Channel extends LocalChannel {
  readonly is_private: boolean
  readonly is_archived: boolean
  /** Unix seconds. */
  readonly created: number
  readonly creator: string
  /** Made by the bot and not by the options: kept in the state file. */
  readonly made: boolean
  /** Somebody came or went, and so the options do not hold any more: kept in the state file. */
  readonly moved?: boolean
}

/** What an earlier run left of channels. */
export interface KeptChannels {
  /** Those that the bot made. */
  readonly channels: readonly Channel[]
  /** Of those where somebody came or went. */
  readonly memberships: readonly { readonly channel: string; readonly members: readonly string[] }[]
}

export function createWorkspaceState(
  options: LocalSlackOptions,
  { channels: made, memberships }: KeptChannels,
): WorkspaceState {
  const manifest = Manifest.parse(options.manifest)
  const team = {
    id: options.team.id ?? stableId('T', options.team.name),
    name: options.team.name,
    domain:
      options.team.name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'local',
  }
  const bot = {
    id: stableId('U', 'bot', options.bot.name),
    bot_id: stableId('B', options.bot.name),
    app_id: stableId('A', options.bot.name),
    name: options.bot.name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-') || 'bot',
    real_name: options.bot.name,
    email: '',
    locale: 'en-US',
    tz: 'America/Los_Angeles',
    is_bot: true,
    title: '',
  }
  const people = options.people.map(toUser)
  const known = new Set([...people.map(({ id }) => id), bot.id])
  const channels = new Map<string, Channel>()
  const creator = people[0]?.id ?? bot.id
  for (const option of options.channels) {
    const members = people.filter((person) => option.members?.includes(person.name) ?? true)
    const id = stableId('C', option.name)
    const moved = memberships.find((one) => one.channel === id)
    channels.set(id, {
      id,
      name: option.name,
      topic: option.topic,
      is_im: false,
      is_private: option.is_private ?? false,
      is_archived: false,
      members: moved?.members.filter((one) => known.has(one)) ?? [
        ...members.map((person) => person.id),
        bot.id,
      ],
      ...(moved ? { moved: true } : {}),
      created: 1_700_000_000,
      creator: members[0]?.id ?? creator,
      made: false,
      starts_here: option.starts_here ?? false,
    })
  }
  for (const person of people.filter(hasApp)) {
    const id = stableId('D', bot.name, person.name)
    channels.set(id, {
      id,
      name: bot.real_name,
      topic: '',
      is_im: true,
      is_private: true,
      is_archived: false,
      members: [person.id, bot.id],
      created: 1_700_000_000,
      creator: bot.id,
      made: false,
    })
  }
  for (const channel of made) if (!channels.has(channel.id)) channels.set(channel.id, channel)
  return {
    team,
    bot,
    people,
    channels,
    manifest,
    scopes: new Set([
      ...(manifest.oauth_config?.scopes?.bot ?? []),
      ...(manifest.oauth_config?.scopes?.bot_optional ?? []),
    ]),
    events: new Set(manifest.settings?.event_subscriptions?.bot_events ?? []),
  }
}

function toUser({ team, is_bot = false, ...person }: PersonOption): LocalUser {
  return {
    ...person,
    id: stableId('U', person.name),
    is_bot,
    ...(team === undefined ? {} : { team: { id: stableId('T', team), name: team } }),
  }
}

/** The app is of this workspace: to people from outside, and to other apps, it does not exist by itself. */
export function hasApp({ is_bot, standing }: LocalUser): boolean {
  return !is_bot && standing !== 'outside'
}

/** A public channel is read by every full member of the workspace, without joining. */
export function canRead(state: WorkspaceState, channel: Channel, user: string): boolean {
  if (channel.members.includes(user)) return true
  const person = state.people.find(({ id }) => id === user)
  return !channel.is_private && person !== undefined && !person.is_bot && person.standing === undefined
}

/** Somebody of another organisation is in it. */
export function isShared(state: WorkspaceState, { members }: Pick<Channel, 'members'>): boolean {
  return state.people.some(({ id, standing }) => standing === 'outside' && members.includes(id))
}

/** Finds a person, or the bot, by id or by name. */
export function userOf(state: WorkspaceState, idOrName: string): LocalUser | undefined {
  return [...state.people, state.bot].find((user) => user.id === idOrName || user.name === idOrName)
}

/** Finds a channel by id or name; a person's id or name finds the direct message with the bot. */
export function channelOf(state: WorkspaceState, idOrName: string): Channel | undefined {
  const name = idOrName.replace(/^#/, '')
  const found =
    state.channels.get(idOrName) ??
    [...state.channels.values()].find((channel) => !channel.is_im && channel.name === name)
  if (found) return found
  const user = state.people.find((person) => person.id === idOrName)
  return user && directMessage(state, user.id)
}

export function directMessage(state: WorkspaceState, user: string): Channel | undefined {
  return [...state.channels.values()].find((channel) => channel.is_im && channel.members.includes(user))
}

/** What the page may know of a channel. */
function localChannel(state: WorkspaceState, channel: Channel): LocalChannel {
  const { id, name, topic, is_im, members } = channel
  return {
    id,
    name,
    topic,
    is_im,
    members,
    ...(is_im ? {} : { is_private: channel.is_private, is_shared: isShared(state, channel) }),
    ...(isReadOnly(state, channel) ? { read_only: true } : {}),
    ...(channel.starts_here ? { starts_here: true } : {}),
  }
}

/** Slack's client has no composer in a direct message whose app takes none, so no commands there either. */
export function isReadOnly(state: WorkspaceState, channel: Channel): boolean {
  const home = state.manifest.features?.app_home
  return (
    channel.is_im && (home?.messages_tab_enabled === false || home?.messages_tab_read_only_enabled === true)
  )
}

export function channelsOf(state: WorkspaceState, user: string): LocalChannel[] {
  return [...state.channels.values()]
    .filter((channel) => canRead(state, channel, user) && !channel.is_archived)
    .map((channel) => localChannel(state, channel))
}

/** The kind of a channel as events name it: `message.channels` comes with `channel`. */
export function channelType(channel: Channel): 'im' | 'group' | 'channel' {
  if (channel.is_im) return 'im'
  return channel.is_private ? 'group' : 'channel'
}

export function madeChannelId(): string {
  return randomId('C')
}
