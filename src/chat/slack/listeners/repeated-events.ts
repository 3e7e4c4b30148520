import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { RecentEvents } from '../../recent-events.ts'

const EventBody = z.object({
  type: z.literal('event_callback').optional(),
  event_id: z.string(),
  event: z.object({
    type: z.string(),
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
  const { type, channel, ts } = data.event
  return [data.event_id, ...(channel && ts ? [`${type} ${channel} ${ts}`] : [])]
}
