import { asText } from './as-text.ts'
import type { Json } from './emulator.ts'
import { type Args, answerIfAllowed, type Method, readFlag, toEmulatorArgs } from './emulator-client.ts'
import { slackMessage, slackUser } from './formats.ts'
import { change, compact, type Draft, type Posted, post, postEphemeral, remove } from './local-messages.ts'
import { conversationMethods, pageOf } from './web-api-conversations.ts'
import { fileMethods } from './web-api-files.ts'
import type { Workspace } from './workspace.ts'
import { channelOf, userOf } from './workspace-state.ts'

/**
 * The Web API as the bot sees it. The emulator decides (token, scopes, membership, authorship) and keeps what it keeps;
 * beside it stands what it lacks: limits, views, locales, time zones, metadata on request, broadcasts, files of people.
 */

const methods: Readonly<Record<string, Method>> = {
  'api.test': async (_space, args) =>
    args.error ? { ok: false, error: args.error, args } : { ok: true, args },
  'auth.test': async (space) => ({
    ok: true,
    url: `https://${space.state.team.domain}.slack.com/`,
    team: space.state.team.name,
    user: space.state.bot.name,
    team_id: space.state.team.id,
    user_id: space.state.bot.id,
    bot_id: space.state.bot.bot_id,
    is_enterprise_install: false,
  }),
  'auth.revoke': async (_space, args) => ({
    ok: true,
    revoked: asText(args.test) !== '1' && args.test !== true,
  }),
  'team.info': async (space) => answerIfAllowed(space, 'team.info', {}, () => ({ team: space.state.team })),
  'bots.info': async (space, args) =>
    answerIfAllowed(space, 'bots.info', { bot: args.bot ?? space.state.bot.bot_id }, () => ({
      bot: {
        ...space.state.bot,
        id: space.state.bot.bot_id,
        user_id: space.state.bot.id,
        name: space.state.bot.real_name,
        deleted: false,
        icons: {},
      },
    })),
  'views.open': async (space, args) => space.views.open(args),
  'views.push': async (space, args) => space.views.push(args),
  'views.update': async (space, args) => space.views.update(args),
  'views.publish': async (space, args) => space.views.publish(args),
  'users.info': async (space, args) => {
    const user = userOf(space.state, asText(args.user ?? ''))
    return answerIfAllowed(space, 'users.info', { user: space.ids.inside(asText(args.user ?? '')) }, () => ({
      user: user && slackUser(space.state, user, readFlag(args.include_locale)),
    }))
  },
  'users.list': async (space, args) =>
    answerIfAllowed(space, 'users.list', {}, () => ({
      ...pageOf('members', listUsers(space, readFlag(args.include_locale)), args),
      cache_ts: Math.floor(space.now() / 1000),
    })),
  'users.lookupByEmail': async (space, args) => {
    const user = space.state.people.find(
      (person) =>
        person.standing !== 'outside' &&
        person.email !== '' &&
        person.email.toLowerCase() === asText(args.email ?? '').toLowerCase(),
    )
    return answerIfAllowed(
      space,
      'users.lookupByEmail',
      { email: user?.email ?? asText(args.email ?? '') },
      () => (user ? { user: slackUser(space.state, user, false) } : { ok: false, error: 'users_not_found' }),
    )
  },
  'chat.postMessage': async (space, args) => {
    const draft = draftOf(space, args)
    if ('error' in draft) return draft
    return answered(space, await post(space, draft, 'bot'))
  },
  'chat.postEphemeral': async (space, args) => {
    const draft = draftOf(space, args)
    if ('error' in draft) return draft
    const posted = await postEphemeral(space, { ...draft, to: asText(args.user ?? '') }, 'bot')
    return posted.ok ? { ok: true, message_ts: posted.message.ts } : posted
  },
  'chat.update': async (space, args) => {
    const channel = channelOf(space.state, asText(args.channel ?? ''))
    if (!channel) return { ok: false, error: 'channel_not_found' }
    const changed = await change(space, channel.id, asText(args.ts ?? ''), args, 'bot')
    return changed.ok ? { ...answered(space, changed), text: changed.message.text } : changed
  },
  'chat.delete': async (space, args) => {
    const channel = channelOf(space.state, asText(args.channel ?? ''))
    if (!channel) return { ok: false, error: 'channel_not_found' }
    const removed = await remove(space, channel.id, asText(args.ts ?? ''), 'bot')
    return removed.ok ? { ok: true, channel: channel.id, ts: removed.message.ts } : removed
  },
  'chat.getPermalink': async (space, args) => {
    const message = space.messageStore.get(asText(args.channel ?? ''), asText(args.message_ts ?? ''))
    if (!message) return { ok: false, error: 'message_not_found' }
    const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${message.channel}` : ''
    const place = `https://${space.state.team.domain}.slack.com/archives/${message.channel}`
    return {
      ok: true,
      channel: message.channel,
      permalink: `${place}/p${message.ts.replace('.', '')}${thread}`,
    }
  },
  'reactions.add': (space, args) => react(space, 'reactions.add', args),
  'reactions.remove': (space, args) => react(space, 'reactions.remove', args),
  ...conversationMethods,
  ...fileMethods,
}

/** Those of the workspace: who is here over Slack Connect is in no list. */
function listUsers({ state }: Workspace, withLocale: boolean): readonly Json[] {
  return [...state.people, state.bot]
    .filter(({ standing }) => standing !== 'outside')
    .map((user) => slackUser(state, user, withLocale))
}

/** Not for apps: the emulator's own helpers. */
const hidden = new Set(['views.generateTriggerId'])

export async function callMethod(space: Workspace, method: string, args: Args): Promise<Json> {
  if (hidden.has(method)) return { ok: false, error: 'unknown_method' }
  const own = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (own) return own(space, args)
  const answer = await space.emulator.call(method, toEmulatorArgs(space, args), 'bot')
  return space.ids.outward(answer) as Json
}

/** Where and what to post, after the checks that the emulator does not do. */
function draftOf(space: Workspace, args: Args): Draft | { readonly ok: false; readonly error: string } {
  const channel = channelOf(space.state, asText(args.channel ?? ''))
  if (!channel) return { ok: false, error: 'channel_not_found' }
  const isMember = channel.members.includes(space.state.bot.id)
  if (!isMember && channel.is_private) return { ok: false, error: 'channel_not_found' }
  if (!isMember && !space.state.scopes.has('chat:write.public')) return { ok: false, error: 'not_in_channel' }
  if (typeof args.text !== 'string' && args.blocks === undefined && args.attachments === undefined)
    return { ok: false, error: 'no_text' }
  return compact({
    channel: channel.id,
    user: space.state.bot.id,
    text: args.text,
    blocks: args.blocks,
    attachments: args.attachments,
    metadata: args.metadata,
    thread_ts: args.thread_ts,
    reply_broadcast: args.reply_broadcast,
  })
}

function answered(space: Workspace, posted: Posted): Json {
  if (!posted.ok) return { ...posted }
  const { message } = posted
  return { ok: true, channel: message.channel, ts: message.ts, message: slackMessage(space, message, true) }
}

async function react(
  space: Workspace,
  method: 'reactions.add' | 'reactions.remove',
  args: Args,
): Promise<Json> {
  const answer = await space.emulator.call(method, toEmulatorArgs(space, args), 'bot')
  if (answer.ok === true)
    keepReaction(
      space,
      method,
      asText(args.channel),
      asText(args.timestamp),
      asText(args.name),
      space.state.bot.id,
    )
  return space.ids.outward(answer) as Json
}

export function keepReaction(
  space: Workspace,
  method: 'reactions.add' | 'reactions.remove',
  channel: string,
  ts: string,
  name: string,
  user: string,
): void {
  const message = space.messageStore.get(channel, ts)
  if (!message) return
  const old = message.reactions ?? []
  const users = (old.find((one) => one.name === name)?.users ?? []).filter((one) => one !== user)
  const now = method === 'reactions.add' ? [...users, user] : users
  const others = old.filter((one) => one.name !== name)
  space.messageStore.replace({
    ...message,
    reactions: now.length > 0 ? [...others, { name, users: now }] : others,
  })
}
