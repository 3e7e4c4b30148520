import type { App } from '@slack/bolt'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { type SlackContext, toConversation } from '../context.ts'
import { wordsFor } from '../messages.ts'
import { newCaseShortcut } from './from-message.ts'

/** 🎫 */
export const ticket = 'ticket'

/** A ticket on a message offers the form of a new case, to whoever put it there and could send it, and to nobody else. */
export function listenToReactions(app: App, context: SlackContext): void {
  app.event('reaction_added', ({ event, body }) =>
    context.run('a reaction', async () => {
      const { reaction, user, item } = event
      if (reaction !== ticket || item.type !== 'message') return
      const person = await context.profiles.find(user, context.team())
      const place = toConversation(context, item.channel)
      const key = createIdempotencyKey('slack', 'event', body.event_id)
      if (!(await context.dispatcher.serves({ person, place, key }, 'new'))) return
      const again = {
        kind: 'message',
        callback: newCaseShortcut,
        channel: item.channel,
        ts: item.ts,
      } as const
      const text = wordsFor(person.locale).ticket
      await context.responder.offer({ person, place, again }, { kind: 'notice', tone: 'info', text })
    }),
  )
}
