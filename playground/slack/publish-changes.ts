import { localMessage, slackMessage } from './formats.ts'
import type { Message, MessageChange } from './message-store.ts'
import type { Workspace } from './workspace.ts'
import { type Channel, canRead, channelType } from './workspace-state.ts'

/** Tells every change of the message store to the people who may see it, and to the bot as Slack's events. */
export function publishChanges(space: Workspace): void {
  space.messageStore.onChange((change) => {
    const channel = space.state.channels.get(change.message.channel)
    if (!channel) return
    tellPeople(space, channel, change)
    if (!change.message.ephemeral_to && channel.members.includes(space.state.bot.id))
      tellBot(space, channel, change)
  })
}

function tellPeople(space: Workspace, channel: Channel, change: MessageChange): void {
  const { message } = change
  const people = space.state.people.filter(({ id }) => canRead(space.state, channel, id))
  const readers = message.ephemeral_to ? [message.ephemeral_to] : people.map(({ id }) => id)
  const root =
    message.thread_ts && !message.ephemeral_to
      ? space.messageStore.get(message.channel, message.thread_ts)
      : undefined
  for (const user of readers) {
    if (change.type === 'deleted')
      space.hub.tell(user, { type: 'message_deleted', channel: message.channel, ts: message.ts })
    else
      space.hub.tell(user, {
        type: change.type === 'added' ? 'message' : 'message_changed',
        message: localMessage(space, message),
      })
    // The root shows how many replies there are.
    if (root && change.type !== 'changed')
      space.hub.tell(user, { type: 'message_changed', message: localMessage(space, root) })
  }
}

const eventNames = { channel: 'message.channels', group: 'message.groups', im: 'message.im' } as const

function tellBot(space: Workspace, channel: Channel, change: MessageChange): void {
  const kind = channelType(channel)
  const name = eventNames[kind]
  const common = { channel: channel.id, channel_type: kind }
  if (change.type === 'added') {
    const { message } = change
    const event = { ...slackMessage(space, message, false), ...common, event_ts: message.ts }
    space.bot.event(name, event)
    if (kind !== 'im' && mentions(message, space.state.bot.id)) {
      const { channel_type: _, ...mention } = event
      space.bot.event('app_mention', { ...mention, type: 'app_mention' })
    }
    for (const file of message.files ?? []) {
      space.bot.event('file_shared', {
        type: 'file_shared',
        file_id: file,
        user_id: message.user,
        file: { id: file },
        channel_id: channel.id,
        event_ts: message.ts,
      })
    }
    return
  }
  const eventTs = space.messageStore.nextTs()
  if (change.type === 'changed') {
    if (change.message.reactions !== change.before.reactions) return
    space.bot.event(name, {
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      ts: eventTs,
      event_ts: eventTs,
      message: slackMessage(space, change.message, false),
      previous_message: slackMessage(space, change.before, false),
      ...common,
    })
    return
  }
  space.bot.event(name, {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    ts: eventTs,
    event_ts: eventTs,
    deleted_ts: change.message.ts,
    previous_message: slackMessage(space, change.message, false),
    ...common,
  })
}

function mentions(message: Message, bot: string): boolean {
  return message.user !== bot && new RegExp(`<@${bot}(\\|[^>]*)?>`).test(message.text)
}
