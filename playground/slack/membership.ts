import type { LocalUser, MembersRequest } from '../protocol.ts'
import { type Result, refuse } from '../shared/result.ts'
import { isGeneral } from './formats.ts'
import type { Workspace } from './workspace.ts'
import { type Channel, canRead, channelOf, channelType, isShared, userOf } from './workspace-state.ts'

/** Who comes into a channel and goes, and what Slack tells the bot of it. */

const unknownPerson = refuse('user_not_found', 'Nobody of that name is in this workspace.')

/** What a person does in the members' dialog. */
export async function changeMembers(space: Workspace, request: MembersRequest): Promise<Result> {
  const { state } = space
  const user = userOf(state, request.user)
  if (!user || user.is_bot) return unknownPerson
  const channel = channelOf(state, request.channel)
  if (!channel || channel.is_im || channel.is_archived || !canRead(state, channel, user.id))
    return refuse('channel_not_found', 'You are not in that channel.')
  const whom = request.whom === undefined ? user : userOf(state, request.whom)
  if (!whom) return unknownPerson
  const refused = refusalOf(channel, user, whom, request.action)
  if (refused) return refused
  const isComing = request.action === 'join' || request.action === 'add'
  const others = channel.members.filter((one) => one !== whom.id)
  const answer = await space.emulator.call(...emulatorCall(space, channel, user, whom, request.action))
  if (answer.ok !== true) return refuse(String(answer.error), 'The channel was not changed.')
  setMembers(space, channel.id, isComing ? [...others, whom.id] : others, user.id)
  return { ok: true }
}

function refusalOf(channel: Channel, user: LocalUser, whom: LocalUser, action: MembersRequest['action']) {
  const isIn = (one: LocalUser) => channel.members.includes(one.id)
  if (action === 'join')
    return isIn(user) ? refuse('already_in_channel', 'You are in it already.') : undefined
  if (!isIn(user)) return refuse('not_in_channel', 'You are not in that channel.')
  if (action !== 'leave' && user.standing !== undefined)
    return refuse('restricted_action', 'Only full members of the workspace may do this.')
  if (action === 'add')
    return isIn(whom) ? refuse('already_in_channel', `${whom.real_name} is in it already.`) : undefined
  if (isGeneral(channel) && !whom.is_bot)
    return refuse('cant_leave_general', `Nobody leaves #${channel.name}.`)
  return isIn(whom) ? undefined : refuse('not_in_channel', `${whom.real_name} is not in it.`)
}

function emulatorCall(
  { ids }: Workspace,
  channel: Channel,
  user: LocalUser,
  whom: LocalUser,
  action: MembersRequest['action'],
): [method: string, args: Readonly<Record<string, unknown>>, as: string] {
  const place = { channel: ids.inside(channel.id) }
  const other = ids.inside(whom.id)
  switch (action) {
    case 'join':
      return ['conversations.join', place, user.id]
    case 'add':
      return ['conversations.invite', { ...place, users: other }, user.id]
    case 'leave':
      return ['conversations.leave', place, user.id]
    case 'remove':
      return whom.id === user.id
        ? ['conversations.leave', place, user.id]
        : ['conversations.kick', { ...place, user: other }, user.id]
  }
}

/** Puts these members into a channel, and tells the people and the bot who came and went. */
export function setMembers(space: Workspace, id: string, members: readonly string[], by: string): void {
  const { state } = space
  const before = state.channels.get(id)
  if (!before) return
  const after: Channel = { ...before, members: [...new Set(members)], moved: true }
  state.channels.set(id, after)
  for (const user of after.members)
    if (!before.members.includes(user)) tellBot(space, after, 'member_joined_channel', user, by)
  for (const user of before.members)
    if (!after.members.includes(user)) tellBot(space, after, 'member_left_channel', user, by)
  tellSharing(space, before, after)
  space.channelsChanged()
}

function tellBot(
  space: Workspace,
  channel: Channel,
  type: 'member_joined_channel' | 'member_left_channel',
  user: string,
  by: string,
): void {
  const { state } = space
  const event_ts = space.messageStore.nextTs()
  const kind = channelType(channel)
  if (user === state.bot.id && type === 'member_left_channel') {
    const left = kind === 'group' ? 'group_left' : 'channel_left'
    space.bot.event(left, { type: left, channel: channel.id, actor_id: by, event_ts })
    return
  }
  if (!channel.members.includes(state.bot.id)) return
  space.bot.event(type, {
    type,
    user,
    channel: channel.id,
    channel_type: kind === 'group' ? 'G' : 'C',
    team: userOf(state, user)?.team?.id ?? state.team.id,
    ...(type === 'member_joined_channel' && by !== user ? { inviter: by } : {}),
    event_ts,
  })
}

/** The first one from outside makes a channel shared, the last one ends that. */
function tellSharing(space: Workspace, before: Channel, after: Channel): void {
  const { state } = space
  const isNow = isShared(state, after)
  if (isShared(state, before) === isNow || !after.members.includes(state.bot.id)) return
  const connected = state.people.find(
    ({ id, standing }) => standing === 'outside' && (isNow ? after : before).members.includes(id),
  )?.team?.id
  const event_ts = space.messageStore.nextTs()
  if (isNow)
    space.bot.event('channel_shared', {
      type: 'channel_shared',
      channel: after.id,
      connected_team_id: connected,
      event_ts,
    })
  else
    space.bot.event('channel_unshared', {
      type: 'channel_unshared',
      channel: after.id,
      previously_connected_team_id: connected,
      is_ext_shared: false,
      event_ts,
    })
}
