import type { LocalFile, LocalMessage, LocalUser, LocalView } from '../protocol.ts'
import type { Message, StoredFile } from './message-store.ts'
import type { SlackView } from './views.ts'
import type { Workspace } from './workspace.ts'
import { type Channel, channelType, isShared, type WorkspaceState } from './workspace-state.ts'

/** How messages, people and channels look: to the app as Slack shows them, to the page as the protocol says. */

type Json = Record<string, unknown>

/** A message as the Web API and the events give it. Metadata is given only where it was asked for. */
export function slackMessage(space: Workspace, message: Message, withMetadata: boolean): Json {
  const { state } = space
  const byBot = message.user === state.bot.id
  return {
    type: 'message',
    ...(message.subtype ? { subtype: message.subtype } : {}),
    user: message.user,
    ts: message.ts,
    ...(message.client_msg_id ? { client_msg_id: message.client_msg_id } : {}),
    text: message.text,
    team: state.team.id,
    ...(byBot ? { bot_id: state.bot.bot_id, app_id: state.bot.app_id, bot_profile: botProfile(state) } : {}),
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.attachments ? { attachments: message.attachments } : {}),
    ...(message.files ? { files: filesOf(space, message).map(space.files.slackFile), upload: false } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.reactions?.length
      ? { reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })) }
      : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    ...threadFields(space, message),
  }
}

function botProfile(state: WorkspaceState): Json {
  return {
    id: state.bot.bot_id,
    app_id: state.bot.app_id,
    user_id: state.bot.id,
    name: state.bot.real_name,
    icons: { image_36: '', image_48: '', image_72: '' },
    deleted: false,
    updated: 1_700_000_000,
    team_id: state.team.id,
  }
}

function threadFields(space: Workspace, message: Message): Json {
  if (message.thread_ts) {
    const root = space.messageStore.get(message.channel, message.thread_ts)
    return { thread_ts: message.thread_ts, ...(root ? { parent_user_id: root.user } : {}) }
  }
  if (message.ephemeral_to) return {}
  const replies = space.messageStore.thread(message.channel, message.ts).slice(1)
  const latest = replies.at(-1)
  if (!latest) return {}
  const users = [...new Set(replies.map((reply) => reply.user))]
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: latest.ts,
    reply_users: users.slice(0, 5),
    is_locked: false,
    subscribed: false,
  }
}

function filesOf(space: Workspace, message: Message): StoredFile[] {
  return (message.files ?? []).flatMap((id) => space.files.get(id) ?? [])
}

export function localFile({ id, name, size, mimetype }: StoredFile): LocalFile {
  return { id, name, size, mimetype }
}

export function localMessage(space: Workspace, message: Message): LocalMessage {
  const replies =
    message.thread_ts || message.ephemeral_to
      ? []
      : space.messageStore.thread(message.channel, message.ts).slice(1)
  return {
    ts: message.ts,
    channel: message.channel,
    user: message.user,
    text: message.text,
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    ...(message.reply_broadcast ? { reply_broadcast: true } : {}),
    ...(replies.length > 0 ? { reply_count: replies.length } : {}),
    ...(message.edited ? { edited: true } : {}),
    ...(message.ephemeral_to ? { ephemeral: true } : {}),
    ...(message.files ? { files: filesOf(space, message).map(localFile) } : {}),
    ...(message.reactions?.length ? { reactions: message.reactions } : {}),
  }
}

export function localView(view: SlackView): LocalView {
  return {
    id: view.id,
    type: view.type,
    callback_id: view.callback_id,
    hash: view.hash,
    ...(view.title ? { title: view.title } : {}),
    submit: view.submit,
    close: view.close,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    previous_view_id: view.previous_view_id,
    state: view.state.values,
  }
}

/** `users.info`: mail only with its scope, the locale only when asked for. */
export function slackUser(state: WorkspaceState, user: LocalUser, includeLocale: boolean): Json {
  // Addresses of another organisation are not the app's to read.
  const hasEmail = state.scopes.has('users:read.email') && user.email && user.standing !== 'outside'
  const email = hasEmail ? { email: user.email } : {}
  const team = user.team?.id ?? state.team.id
  const [first = '', ...rest] = user.real_name.split(' ')
  return {
    id: user.id,
    team_id: team,
    name: user.name,
    deleted: false,
    color: '9f69e7',
    real_name: user.real_name,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: zoneOffset(user.tz),
    profile: {
      title: user.title,
      phone: '',
      skype: '',
      real_name: user.real_name,
      real_name_normalized: user.real_name,
      display_name: user.name,
      display_name_normalized: user.name,
      first_name: first,
      last_name: rest.join(' '),
      status_text: '',
      status_emoji: '',
      ...(user.id === state.bot.id ? { api_app_id: state.bot.app_id, bot_id: state.bot.bot_id } : {}),
      ...email,
      team,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.standing === 'guest',
    is_ultra_restricted: false,
    is_bot: user.is_bot,
    is_app_user: false,
    ...(hasEmail ? { is_email_confirmed: true } : {}),
    updated: 1_700_000_000,
    ...(includeLocale ? { locale: user.locale } : {}),
  }
}

/** Seconds east of UTC at this moment. */
function zoneOffset(zone: string): number {
  const part = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(new Date())
    .find((one) => one.type === 'timeZoneName')
  const [, sign, hours, minutes] = part?.value.match(/GMT([+-])(\d+):(\d+)/) ?? []
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60) : 0
}

/** The workspace's own channel, which nobody leaves. */
export function isGeneral(channel: Pick<Channel, 'name' | 'is_im'>): boolean {
  return !channel.is_im && channel.name === 'general'
}

/** The number of members is told where it is asked for. */
export function slackChannel(state: WorkspaceState, channel: Channel, withCount = true): Json {
  const kind = channelType(channel)
  const common = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.is_archived,
    is_im: channel.is_im,
    is_mpim: false,
    is_org_shared: false,
    context_team_id: state.team.id,
    updated: channel.created * 1000,
  }
  if (kind === 'im') {
    return {
      ...common,
      user: channel.members.find((member) => member !== state.bot.id),
      is_user_deleted: false,
      priority: 0,
    }
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: kind === 'channel',
    is_group: kind === 'group',
    is_private: channel.is_private,
    is_general: isGeneral(channel),
    is_shared: isShared(state, channel),
    is_ext_shared: isShared(state, channel),
    is_pending_ext_shared: false,
    pending_shared: [],
    unlinked: 0,
    creator: channel.creator,
    is_member: channel.members.includes(state.bot.id),
    topic: { value: channel.topic, creator: channel.creator, last_set: channel.created },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    ...(withCount ? { num_members: channel.members.length } : {}),
  }
}
