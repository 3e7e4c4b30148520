import type { LocalUser } from '../protocol.ts'
import { type Refusal, refuse } from '../shared/result.ts'
import type { BotAnswer } from './bot-link.ts'
import type { Workspace } from './workspace.ts'
import { type Channel, channelOf, userOf } from './workspace-state.ts'

/** Who acts where, and what every interaction bears. */

export function placeOf(space: Workspace, userId: string, channelId: string) {
  const user = userOf(space.state, userId)
  if (!user || user.is_bot) return refuse('user_not_found', 'Nobody of that name is in this workspace.')
  const channel = channelOf(space.state, channelId)
  if (!channel?.members.includes(user.id)) return refuse('channel_not_found', 'You are not in that channel.')
  if (channel.is_archived) return refuse('is_archived', 'The channel is archived.')
  return { user, channel }
}

export function channelName(channel: Channel): string {
  if (channel.is_im) return 'directmessage'
  return channel.is_private ? 'privategroup' : channel.name
}

export function common(space: Workspace, user: Pick<LocalUser, 'id' | 'name' | 'team'>) {
  return {
    team: { id: space.state.team.id, domain: space.state.team.domain },
    user: {
      id: user.id,
      username: user.name,
      name: user.name,
      team_id: user.team?.id ?? space.state.team.id,
    },
    api_app_id: space.state.bot.app_id,
    enterprise: null,
    is_enterprise_install: false,
  }
}

export function failed(answer: Extract<BotAnswer, { kind: 'failed' }>, what: string): Refusal {
  const why =
    answer.error === 'operation_timeout'
      ? 'the app did not answer within 3 seconds'
      : 'the app could not be reached, or refused'
  return refuse(answer.error, `${what}: ${why} (${answer.error}).`)
}
