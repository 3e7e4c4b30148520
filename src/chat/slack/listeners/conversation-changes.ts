import type { App } from '@slack/bolt'
import type { SlackConversations } from '../conversations.ts'
import { SlackUser } from '../member-profiles.ts'

/**
 * What Slack tells of who can read where. That a channel was made private or public it tells in a message alone, which the app does
 * not subscribe to: a reading finds that out.
 */
export function listenToConversations(app: App, { tell, profiles }: SlackConversations): void {
  const changed = (channel: string) => tell({ channel, what: 'changed' })

  app.event('member_joined_channel', async ({ event }) =>
    tell({ channel: event.channel, user: event.user, what: 'joined' }),
  )
  app.event('member_left_channel', async ({ event }) =>
    tell({ channel: event.channel, user: event.user, what: 'left' }),
  )
  app.event('channel_shared', async ({ event }) => changed(event.channel))
  app.event('channel_unshared', async ({ event }) => changed(event.channel))
  app.event('channel_id_changed', async ({ event }) =>
    tell({ channel: event.old_channel_id, newChannel: event.new_channel_id, what: 'renamed-id' }),
  )
  app.event('channel_rename', async ({ event }) => changed(event.channel.id))
  app.event('channel_archive', async ({ event }) => changed(event.channel))
  app.event('channel_unarchive', async ({ event }) => changed(event.channel))
  app.event('channel_deleted', async ({ event }) => changed(event.channel))
  app.event('channel_left', async ({ event }) => changed(event.channel))
  app.event('group_rename', async ({ event }) => changed(event.channel.id))
  app.event('group_archive', async ({ event }) => changed(event.channel))
  app.event('group_unarchive', async ({ event }) => changed(event.channel))
  app.event('group_deleted', async ({ event }) => changed(event.channel))
  app.event('group_left', async ({ event }) => changed(event.channel))
  app.event('user_change', async ({ event }) => {
    const { data: user } = SlackUser.safeParse(event.user)
    if (user && profiles.put(user)) tell({ user: user.id, what: 'changed' })
  })
  // Whoever is new is in no conversation yet: those they join are told of by themselves.
  app.event('team_join', async ({ event }) => {
    const { data: user } = SlackUser.safeParse(event.user)
    if (user) profiles.put(user)
  })
}
