import type { WebClient } from '@slack/web-api'
import type { DirectMessages, Recipient, SendOnce } from '../../../commands/define.ts'
import type { Log } from '../../config/log.ts'
import { type FoundMessage, type LookThrough, pageSize } from './look-through.ts'
import type { SlackProfiles } from './members.ts'
import { noticeType } from './message-metadata.ts'
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
  readonly lookThrough: LookThrough
}): DirectMessages {
  const { web, people, log, team, lookThrough } = options

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

  /** Whether an earlier try of this message came through. */
  async function isThere(user: string, { id, since }: SendOnce): Promise<boolean> {
    const { channel } = await web.conversations.open({ users: user })
    const name = channel?.id
    if (!name) return false
    const isMeant = ({ metadata }: FoundMessage) =>
      metadata?.event_type === noticeType && metadata.event_payload?.id === id
    const found = await lookThrough({
      key: JSON.stringify([name, 'notice', id]),
      method: 'conversations.history',
      oldest: String(since.getTime() / 1000),
      page: (from) =>
        web.conversations.history({ channel: name, limit: pageSize, include_all_metadata: true, ...from }),
      isEnough: (all) => all.some(isMeant),
    })
    return found.some(isMeant)
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
    async send(to, compose, once) {
      let told = false
      for (const user of await findUsers(to)) {
        const { locale, timeZone } = await people.find(user, team())
        try {
          const before = once?.inDoubt && (await isThere(user, once))
          const metadata = once && { event_type: noticeType, event_payload: { id: once.id } }
          if (!before)
            await web.chat.postMessage({
              channel: user,
              ...message(compose(locale, timeZone)),
              ...(metadata && { metadata }),
            })
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
