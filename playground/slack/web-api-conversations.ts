import { asText } from './as-text.ts'
import type { Json } from './emulator.ts'
import { bindChannel } from './emulator.ts'
import { type Args, answerIfAllowed, type Method, readFlag, toEmulatorArgs } from './emulator-client.ts'
import { slackChannel, slackMessage } from './formats.ts'
import { isRecord } from './local-limits.ts'
import { setMembers } from './membership.ts'
import type { Message } from './message-store.ts'
import type { Workspace } from './workspace.ts'
import { type Channel, channelOf, channelType, directMessage, madeChannelId } from './workspace-state.ts'

/** `conversations.*`: the emulator checks, the message store and the world answer. */
export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.list': async (space, args) => {
    const types = new Set(
      asText(args.types ?? 'public_channel')
        .split(',')
        .map((type) => type.trim()),
    )
    return answerIfAllowed(space, 'conversations.list', { types: [...types].join(',') }, () => ({
      channels: [...space.state.channels.values()]
        .filter((channel) => types.has(listedAs[channelType(channel)]) && seen(space, channel))
        .filter((channel) => !(readFlag(args.exclude_archived) && channel.is_archived))
        .map((channel) => slackChannel(space.state, channel)),
      response_metadata: { next_cursor: '' },
    }))
  },
  'conversations.info': async (space, args) =>
    onChannel(space, 'conversations.info', args, (channel) => ({
      channel: {
        ...slackChannel(space.state, channel, readFlag(args.include_num_members)),
        ...(readFlag(args.include_locale) ? { locale: 'en-US' } : {}),
      },
    })),
  'conversations.members': async (space, args) =>
    onChannel(space, 'conversations.members', args, (channel) => ({
      ...pageOf('members', channel.members, args),
    })),
  'conversations.history': async (space, args) =>
    onChannel(space, 'conversations.history', args, (channel) => {
      const shown = space.messageStore
        .list(channel.id)
        .filter((message) => !message.ephemeral_to && (!message.thread_ts || message.reply_broadcast))
      const { page, ...rest } = paged([...within(shown, args)].reverse(), args, 100)
      return {
        messages: page.map((message) => slackMessage(space, message, readFlag(args.include_all_metadata))),
        ...rest,
        pin_count: 0,
      }
    }),
  'conversations.replies': async (space, args) =>
    onChannel(space, 'conversations.replies', args, (channel) => {
      const asked = space.messageStore.get(channel.id, asText(args.ts ?? ''))
      if (!asked || asked.ephemeral_to) return { ok: false, error: 'thread_not_found' }
      const [root, ...replies] = space.messageStore.thread(channel.id, asked.thread_ts ?? asked.ts)
      const { page, ...rest } = paged(within(replies, args), args, 1000)
      // The root comes with every page, as in Slack.
      const messages = [...(root && !root.thread_ts ? [root] : []), ...page]
      return {
        messages: messages.map((message) =>
          slackMessage(space, message, readFlag(args.include_all_metadata)),
        ),
        ...rest,
      }
    }),
  'conversations.open': async (space, args) => {
    const answer = await space.emulator.call('conversations.open', toEmulatorArgs(space, args), 'bot')
    if (answer.ok !== true) return space.ids.outward(answer) as Json
    const user =
      asText(args.users ?? '')
        .split(',')[0]
        ?.trim() ?? ''
    const channel = args.channel
      ? space.state.channels.get(asText(args.channel))
      : directMessage(space.state, user)
    if (!channel) return space.ids.outward(answer) as Json
    return {
      ...answer,
      channel: readFlag(args.return_im) ? slackChannel(space.state, channel) : { id: channel.id },
    }
  },
  'conversations.create': create,
  'conversations.join': (space, args) =>
    membership(space, 'conversations.join', args, (members) => [...members, space.state.bot.id]),
  'conversations.leave': (space, args) =>
    membership(space, 'conversations.leave', args, (members) =>
      members.filter((one) => one !== space.state.bot.id),
    ),
  'conversations.invite': (space, args) =>
    membership(space, 'conversations.invite', args, (members) => [
      ...members,
      ...asText(args.users ?? '')
        .split(',')
        .map((one) => one.trim()),
    ]),
  'conversations.kick': (space, args) =>
    membership(space, 'conversations.kick', args, (members) => members.filter((one) => one !== args.user)),
  'conversations.archive': (space, args) =>
    changed(space, 'conversations.archive', args, () => ({ is_archived: true })),
  'conversations.unarchive': (space, args) =>
    changed(space, 'conversations.unarchive', args, () => ({ is_archived: false })),
  'conversations.setTopic': (space, args) =>
    changed(space, 'conversations.setTopic', args, () => ({ topic: asText(args.topic ?? '') })),
}

const listedAs = { im: 'im', group: 'private_channel', channel: 'public_channel' } as const

function seen(space: Workspace, channel: Channel): boolean {
  return !channel.is_private || channel.members.includes(space.state.bot.id)
}

async function onChannel(
  space: Workspace,
  method: string,
  args: Args,
  answer: (channel: Channel) => Json,
): Promise<Json> {
  const channel = space.state.channels.get(asText(args.channel ?? ''))
  if (!channel || !seen(space, channel)) return { ok: false, error: 'channel_not_found' }
  return answerIfAllowed(
    space,
    method,
    { channel: space.ids.inside(channel.id), ts: space.ids.inside(asText(args.ts ?? '')) },
    () => answer(channel),
  )
}

async function changed(
  space: Workspace,
  method: string,
  args: Args,
  to: (channel: Channel) => Partial<Channel>,
): Promise<Json> {
  const channel = space.state.channels.get(asText(args.channel ?? ''))
  if (!channel || !seen(space, channel)) return { ok: false, error: 'channel_not_found' }
  const answer = await space.emulator.call(method, toEmulatorArgs(space, args), 'bot')
  if (answer.ok !== true) return space.ids.outward(answer) as Json
  const { members, ...rest } = to(channel)
  space.state.channels.set(channel.id, { ...channel, ...rest })
  if (members) setMembers(space, channel.id, members, space.state.bot.id)
  else space.channelsChanged()
  const next = space.state.channels.get(channel.id) ?? channel
  return { ok: true, channel: slackChannel(space.state, next) }
}

function membership(
  space: Workspace,
  method: string,
  args: Args,
  to: (members: readonly string[]) => string[],
): Promise<Json> {
  return changed(space, method, args, (channel) => ({ members: [...new Set(to(channel.members))] }))
}

/** So many of a list as were asked for, and where the next ones begin. */
export function pageOf(name: string, list: readonly unknown[], args: Args): Json {
  const limit = Math.min(Math.max(1, Number(args.limit) || 100), 1000)
  const from = Number(Buffer.from(asText(args.cursor ?? ''), 'base64').toString('utf8')) || 0
  const to = from + limit
  const next_cursor = to < list.length ? Buffer.from(String(to)).toString('base64') : ''
  return { [name]: list.slice(from, to), response_metadata: { next_cursor } }
}

/** Names are checked here, since the emulator refuses letters that Slack takes. */
async function create(space: Workspace, args: Args): Promise<Json> {
  const name = asText(args.name ?? '')
    .trim()
    .toLowerCase()
  if (!name) return { ok: false, error: 'invalid_name_required' }
  if (name.length > 80) return { ok: false, error: 'invalid_name_maxlength' }
  if (!/^[\p{L}\p{N}_-]+$/u.test(name)) return { ok: false, error: 'invalid_name_specials' }
  if (channelOf(space.state, name)) return { ok: false, error: 'name_taken' }
  const needed = readFlag(args.is_private) ? ['groups:write'] : ['channels:manage', 'channels:write']
  if (!needed.some((scope) => space.state.scopes.has(scope))) {
    return {
      ok: false,
      error: 'missing_scope',
      needed: needed[0],
      provided: [...space.state.scopes].join(','),
    }
  }
  const channel: Channel = {
    id: madeChannelId(),
    name,
    topic: '',
    is_im: false,
    is_private: readFlag(args.is_private),
    is_archived: false,
    members: [space.state.bot.id],
    created: Math.floor(space.now() / 1000),
    creator: space.state.bot.id,
    made: true,
  }
  await bindChannel(space.state, channel, space.ids, space.emulator.call)
  space.state.channels.set(channel.id, channel)
  space.channelsChanged()
  return { ok: true, channel: slackChannel(space.state, channel) }
}

/** `oldest` and `latest` leave themselves out unless `inclusive` is set. */
function within(messages: readonly Message[], args: Args): readonly Message[] {
  const oldest = args.oldest === undefined || args.oldest === '' ? -Infinity : Number(args.oldest)
  const latest = args.latest === undefined || args.latest === '' ? Infinity : Number(args.latest)
  const inclusive = readFlag(args.inclusive)
  return messages.filter(({ ts }) => {
    const at = Number(ts)
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest
  })
}

function paged(messages: readonly Message[], args: Args, usual: number) {
  const limit = Math.min(Math.max(1, Number(args.limit) || usual), 1000)
  const cursor =
    isRecord(args) && typeof args.cursor === 'string' && args.cursor
      ? Buffer.from(args.cursor, 'base64').toString('utf8')
      : ''
  const start = cursor.startsWith('next_ts:')
    ? Math.max(
        0,
        messages.findIndex((message) => message.ts === cursor.slice(8)),
      )
    : 0
  const next = messages[start + limit]
  return {
    page: messages.slice(start, start + limit),
    has_more: next !== undefined,
    ...(next
      ? { response_metadata: { next_cursor: Buffer.from(`next_ts:${next.ts}`).toString('base64') } }
      : {}),
  }
}
