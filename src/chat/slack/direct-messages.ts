import type { WebClient } from '@slack/web-api'
import type { DirectMessages, OnceSent, Recipient } from '../../../commands/define.ts'
import type { Log } from '../../config/log.ts'
import { type FoundMessage, type LookThrough, pageSize } from './look-through.ts'
import { isFullMember, type SlackProfiles } from './members.ts'
import { noticeType } from './message-metadata.ts'
import { message } from './render/message.ts'
import { describe, slackError } from './slack-log.ts'

/** Slack's clock may differ from ours. */
const skewMs = 5 * 60_000

/** There is no such person here, or nobody who can be written to. */
export const notHere: ReadonlySet<string> = new Set([
  'users_not_found',
  'user_not_found',
  'user_disabled',
  'user_not_visible',
  'channel_not_found',
  'cannot_dm_bot',
])

/** Direct messages from the bot: to the users of this workspace that are linked to the e-mail, else to the full member who bears it. */
export function createDirectMessages(options: {
  readonly web: WebClient
  readonly lookThrough: LookThrough
  readonly people: SlackProfiles
  readonly log: Log
  readonly team: () => string
  /** Whether an e-mail in a profile tells who somebody is: whoever wrote it there would read what is meant for its bearer. */
  readonly looksUpEmails: boolean
}): DirectMessages {
  const { web, lookThrough, people, log, team, looksUpEmails } = options

  async function findUsers({ email, chatUsers, except = [] }: Recipient): Promise<readonly string[]> {
    const here = `slack:${team()}/`
    const linked = chatUsers
      .filter((value) => value.startsWith(here))
      .map((value) => value.slice(here.length))
    if (linked.length > 0 || email === '' || !looksUpEmails) return linked
    try {
      const { user } = await web.users.lookupByEmail({ email })
      const bearer = user?.id && isFullMember(user) ? [user.id] : []
      return bearer.filter((id) => !except.includes(`${here}${id}`))
    } catch (error) {
      if (notHere.has(slackError(error) ?? '')) return []
      throw error
    }
  }

  async function wasSent(user: string, { id, since }: OnceSent): Promise<boolean> {
    const { channel } = await web.conversations.open({ users: user })
    if (!channel?.id) return false
    const at = channel.id
    const isMeant = ({ metadata }: FoundMessage) =>
      metadata?.event_type === noticeType && metadata.event_payload?.notice === id
    const found = await lookThrough({
      key: JSON.stringify([at, noticeType, id]),
      method: 'conversations.history',
      oldest: (Math.max(0, since.getTime() - skewMs) / 1000).toFixed(6),
      page: (from) =>
        web.conversations.history({ channel: at, limit: pageSize, include_all_metadata: true, ...from }),
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
          if (!once?.uncertain || !(await wasSent(user, once))) {
            const metadata = once && { event_type: noticeType, event_payload: { notice: once.id } }
            const said = message(compose(locale, timeZone, 'slack'))
            await web.chat.postMessage({ channel: user, ...said, ...(metadata && { metadata }) })
          }
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
