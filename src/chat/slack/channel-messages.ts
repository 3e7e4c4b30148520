import type { WebClient } from '@slack/web-api'
import { type ChannelMessages, takenOver } from '../channel-post.ts'
import { toDeliveryFailure } from './delivery-failure.ts'
import { type FoundMessage, type LookThrough, pageSize } from './look-through.ts'
import { summaryType } from './message-metadata.ts'
import type { PacedCalls } from './paced-calls.ts'
import { message as toMessage } from './render/message.ts'

/** Slack's clock may differ from ours. */
const skewMs = 5 * 60_000

/** There is no such message any more. */
const gone = 'message_not_found'
/** It is there, and nobody can edit it any more. */
const stuck: ReadonlySet<string> = new Set(['cant_update_message', 'edit_window_closed'])

/** Messages of the app's own in channels, within the budgets of the methods. */
export function createChannelMessages(options: {
  readonly web: WebClient
  readonly calls: PacedCalls
  readonly lookThrough: LookThrough
}): ChannelMessages {
  const { web, calls, lookThrough } = options

  async function findPosted(channel: string, id: string, since: Date): Promise<string | undefined> {
    const isMeant = ({ metadata }: FoundMessage) =>
      metadata?.event_type === summaryType && metadata.event_payload?.summary === id
    const found = await lookThrough({
      key: JSON.stringify([channel, summaryType, id]),
      method: 'conversations.history',
      oldest: (Math.max(0, since.getTime() - skewMs) / 1000).toFixed(6),
      page: (from) =>
        web.conversations.history({ channel, limit: pageSize, include_all_metadata: true, ...from }),
      isEnough: (all) => all.some(isMeant),
    })
    return found.find(isMeant)?.ts
  }

  async function take(channel: string, ts: string): Promise<void> {
    try {
      await calls.call('chat.delete', () => web.chat.delete({ channel, ts }))
    } catch (error) {
      if (toDeliveryFailure(error).code !== gone) throw error
    }
  }

  return {
    async post(channel, card, { id, since, uncertain, mayGoOut }) {
      const before = uncertain ? await findPosted(channel, id, since) : undefined
      if (before !== undefined) return before
      const { text, blocks } = toMessage(card)
      const metadata = { event_type: summaryType, event_payload: { summary: id } }
      const posted = await calls.post(
        channel,
        async () => {
          if (!mayGoOut()) throw takenOver()
          return web.chat.postMessage({
            channel,
            text,
            blocks,
            metadata,
            unfurl_links: false,
            unfurl_media: false,
          })
        },
        { yields: true },
      )
      if (!posted.ts) throw new Error('Slack took a message without saying where it stands')
      return posted.ts
    },
    async edit(channel, ts, card) {
      try {
        await calls.call('chat.update', () => web.chat.update({ channel, ts, ...toMessage(card) }))
        return true
      } catch (error) {
        const { code } = toDeliveryFailure(error)
        if (code === gone) return false
        if (!stuck.has(code)) throw error
        // What it shows would stay for ever.
        await take(channel, ts)
        return false
      }
    },
  }
}
