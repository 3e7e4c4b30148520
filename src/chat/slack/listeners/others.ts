import type { App } from '@slack/bolt'
import { z } from 'zod'
import { timedOut, withTimeout } from '../../../config/with-timeout.ts'
import { remainingMs, withFallback } from '../../deadline.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { publishHome, type SlackContext, toConversation } from '../context.ts'
import { searchSource, slackOption } from '../render/fields.ts'
import { limits } from '../render/limits.ts'
import { readFormState } from '../render/modal.ts'
import { typedText } from '../render/text.ts'
import { describe } from '../slack-log.ts'
import { addMessage, addMessageShortcut } from './add-message.ts'

/** The message shortcut "Create a case" (manifest.yml). */
export const newCaseShortcut = 'case_new'

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

/** "Create a case" and "Add to case" on a message: the form, with what was said in it. */
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
      const parts = onMessage ? readParts(onMessage.message, person.user) : { own: [], leftOut: 0 }
      const args: Record<string, string> = onMessage
        ? {
            description: typedText(onMessage.message.text ?? ''),
            ...(parts.leftOut > 0 ? { leftOut: String(parts.leftOut) } : {}),
          }
        : {}
      const thread: unknown = onMessage?.message.thread_ts
      const place = toConversation(
        context,
        onMessage?.channel.id ?? person.user,
        typeof thread === 'string' ? thread : undefined,
      )
      const key = createIdempotencyKey('slack', 'shortcut', body.trigger_id)
      const wish = { person, place, key, ...(parts.own.length > 0 ? { files: parts.own } : {}) }
      const view = adds
        ? addMessage(context, wish, body.message)
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

const Parts = z.object({
  files: z.array(z.object({ id: z.string(), user: z.string().optional() })).catch([]),
  attachments: z.array(z.unknown()).catch([]),
  blocks: z.array(z.object({ type: z.string() })).catch([]),
})

/** What is said in these stands in the message's text as well, or is nothing to read. */
const told: ReadonlySet<string> = new Set(['rich_text', 'section', 'header', 'divider', 'actions', 'context'])

/** The person's own files, which may come along, and how much else there is beside the text, which may not. */
function readParts(
  message: object,
  user: string,
): { readonly own: readonly string[]; readonly leftOut: number } {
  const { files, attachments, blocks } = Parts.parse(message)
  const own = files.filter((file) => file.user === user).map(({ id }) => id)
  const others = files.length - own.length
  return { own, leftOut: others + attachments.length + blocks.filter(({ type }) => !told.has(type)).length }
}
