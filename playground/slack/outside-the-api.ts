import type { Workspace } from './workspace.ts'
import { channelOf, channelType } from './workspace-state.ts'

/** What admins do in Slack and no app calls for: the bot is told, and the Web API goes by it from then on. */

/** A channel is archived, or restored. Throws where there is none of this name. */
export async function setArchived(space: Workspace, name: string, isArchived: boolean): Promise<void> {
  const channel = channelOf(space.state, name)
  if (!channel || channel.is_im) throw new Error(`There is no channel ${name}`)
  if (channel.is_archived === isArchived) return
  const action = isArchived ? 'archive' : 'unarchive'
  const place = { channel: space.ids.inside(channel.id) }
  const answer = await space.emulator.call(`conversations.${action}`, place, 'app')
  if (answer.ok !== true) throw new Error(`The channel ${name} was not changed: ${String(answer.error)}`)
  space.state.channels.set(channel.id, { ...channel, is_archived: isArchived })
  space.channelsChanged()
  const type = `${channelType(channel) === 'group' ? 'group' : 'channel'}_${action}`
  const event_ts = space.messageStore.nextTs()
  space.bot.event(type, { type, channel: channel.id, user: space.state.people[0]?.id, event_ts })
}

/** The bot is told that its token is no good any more. */
export function tellRevoked(space: Workspace): void {
  const event_ts = space.messageStore.nextTs()
  const tokens = { oauth: [], bot: [space.state.bot.id] }
  space.bot.event('tokens_revoked', { type: 'tokens_revoked', tokens, event_ts })
}
