import type { WebClient } from '@slack/web-api'
import type { DirectMessages, Recipient } from '../../../commands/define.ts'
import type { Log } from '../../config/log.ts'
import type { SlackProfiles } from './members.ts'
import { message } from './render/message.ts'
import { describe, slackError } from './slack-log.ts'

/** There is no such person here, or nobody who can be written to. */
const notHere: ReadonlySet<string> = new Set([
  'users_not_found',
  'user_not_found',
  'user_disabled',
  'user_not_visible',
  'channel_not_found',
  'cannot_dm_bot',
  'account_inactive',
])

/** Direct messages from the bot: to the users of this workspace that are linked to the e-mail, else to the one who bears it. */
export function createDirectMessages(options: {
  readonly web: WebClient
  readonly people: SlackProfiles
  readonly log: Log
  readonly team: () => string
}): DirectMessages {
  const { web, people, log, team } = options

  async function findUsers({ email, chatUsers, except = [] }: Recipient): Promise<readonly string[]> {
    const here = `slack:${team()}/`
    const linked = chatUsers
      .filter((value) => value.startsWith(here))
      .map((value) => value.slice(here.length))
    if (linked.length > 0 || email === '') return linked
    try {
      const { user } = await web.users.lookupByEmail({ email })
      const bearer = user?.id && !user.deleted && !user.is_bot ? [user.id] : []
      return bearer.filter((id) => !except.includes(`${here}${id}`))
    } catch (error) {
      if (notHere.has(slackError(error) ?? '')) return []
      throw error
    }
  }

  return {
    async redraw({ channel, id }, card) {
      try {
        await web.chat.update({ channel, ts: id, ...message(card) })
        return true
      } catch (error) {
        log.info({ error: describe(error) }, 'A message that was settled could not be drawn anew')
        return false
      }
    },
    async send(to, compose) {
      let told = false
      for (const user of await findUsers(to)) {
        const { locale, timeZone } = await people.find(user, team())
        try {
          await web.chat.postMessage({ channel: user, ...message(compose(locale, timeZone)) })
          told = true
        } catch (error) {
          if (!notHere.has(slackError(error) ?? '')) throw error
          log.info({ user, error: describe(error) }, 'A person could not be written to')
        }
      }
      return told
    },
  }
}
