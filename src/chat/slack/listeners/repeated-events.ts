import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { RecentEvents } from '../../recent-events.ts'
import { changesOfMessages } from './message-changes.ts'

const EventBody = z.object({
  type: z.literal('event_callback').optional(),
  event_id: z.string(),
  event: z.object({
    type: z.string(),
    channel_type: z.string().optional().catch(undefined),
    subtype: z.string().optional().catch(undefined),
    channel: z.string().optional().catch(undefined),
    ts: z.string().optional().catch(undefined),
  }),
})

/**
 * Slack delivers an event again that it has no answer to, and one message now and then under two event ids. The header that counts
 * the tries tells neither: where the first one never came here, the second is new. Interactions have keys of their own.
 */
export function dropRepeatedEvents(app: App, recent: RecentEvents<void>): void {
  app.use(({ body, next }) => recent.once(readIds(body), next))
}

function readIds(body: unknown): readonly string[] {
  const { data } = EventBody.safeParse(body)
  if (!data) return []
  const { type, subtype = '', channel, channel_type, ts } = data.event
  // What people say to each other is read by nobody, and there is so much of it that it would drive out the rest.
  if (type === 'message' && channel_type !== 'im' && !changesOfMessages.has(subtype)) return []
  return [data.event_id, ...(channel && ts ? [`${type} ${subtype} ${channel} ${ts}`] : [])]
}
