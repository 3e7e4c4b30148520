import type { App } from '@slack/bolt'
import { timedOut, withTimeout } from '../../../config/with-timeout.ts'
import { remainingMs, withFallback } from '../../deadline.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { publishHome, type SlackContext, toConversation } from '../context.ts'
import { searchSource, slackOption } from '../render/fields.ts'
import { limits } from '../render/limits.ts'
import { readFormState } from '../render/modal.ts'
import { describe } from '../slack-log.ts'
import { addMessageShortcut, newCaseShortcut, openFromMessage, toNewCase } from './from-message.ts'

/** Type-ahead: choices of a `search` field. Slack asks at each stroke and shows nothing after three seconds. */
export function listenToOptions(app: App, context: SlackContext): void {
  app.options<'block_suggestion'>({ action_id: /[\s\S]*/ }, ({ body, ack }) =>
    context.run('a type-ahead', async () => {
      const begun = performance.now()
      const source = searchSource(body.action_id)
      const memory = readFormState(body.view?.private_metadata ?? '')
      if (source === undefined || !memory) return ack({ options: [] })
      const person = await context.profiles.find(
        body.user.id,
        body.user.team_id ?? body.team?.id ?? context.team(),
      )
      const key = createIdempotencyKey('slack', 'options', body.view?.id ?? '', body.action_id, body.value)
      const work = withFallback(
        context.dispatcher.options({ person, place: memory.place, key }, source, body.value, memory.hidden),
        (error) => {
          context.log.error({ error: describe(error) }, 'Choices could not be found')
          return []
        },
      )
      const found = await withTimeout(work, remainingMs(begun, context.deadlines.submitMs))
      if (found === timedOut) return ack({ options: [] })
      const options = found
        .filter((option) => option.value !== '' && option.value.length <= limits.optionValue)
        .slice(0, limits.selectOptions)
      return ack({ options: options.map(slackOption) })
    }),
  )
}

/** The App Home tab is drawn at each visit. */
export function listenToHome(app: App, context: SlackContext): void {
  app.event('app_home_opened', ({ event, body }) =>
    context.run('the App Home tab', async () => {
      if (event.tab !== 'home') return
      const person = await context.profiles.find(event.user, body.team_id)
      await publishHome(context, {
        person,
        place: toConversation(context, person.user),
        key: createIdempotencyKey('slack', 'event', body.event_id),
      })
    }),
  )
}

/** "Create a case" and "Add to case history" on a message: the form, with what was said in it. */
export function listenToShortcuts(app: App, context: SlackContext): void {
  app.shortcut(/[\s\S]*/, ({ body, ack, respond }) =>
    context.run('a shortcut', async () => {
      const begun = performance.now()
      await ack()
      const adds = body.callback_id === addMessageShortcut && body.type === 'message_action'
      if (!adds && body.callback_id !== newCaseShortcut) return
      const person = await context.profiles.find(
        body.user.id,
        body.user.team_id ?? body.team?.id ?? context.team(),
      )
      const onMessage = body.type === 'message_action' ? body : undefined
      const { args } = onMessage ? toNewCase(onMessage.message) : { args: {} }
      const thread: unknown = onMessage?.message.thread_ts
      const place = toConversation(
        context,
        onMessage?.channel.id ?? person.user,
        typeof thread === 'string' ? thread : undefined,
      )
      const key = createIdempotencyKey('slack', 'shortcut', body.trigger_id)
      const wish = { person, place, key }
      const view = onMessage
        ? openFromMessage(context, wish, body.callback_id, onMessage.message)
        : context.dispatcher.action(wish, 'new', args)
      const work = withFallback(view, (error) => context.responder.fault(person, error, 'running a shortcut'))
      // A button cannot bring the message along that is to be added.
      const repeatable = !adds && JSON.stringify(args).length <= limits.buttonValue
      const spot = {
        person,
        place,
        trigger: body.trigger_id,
        ...(onMessage?.response_url ? { respond } : {}),
        ...(repeatable ? { again: { kind: 'command', command: 'new', args } as const } : {}),
      }
      await context.responder.give(spot, work, remainingMs(begun, context.deadlines.answerMs))
    }),
  )
}
