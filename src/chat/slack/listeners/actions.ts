import type { App, BlockAction, ViewOutput } from '@slack/bolt'
import type { Interaction } from '../../../../commands/dispatcher.ts'
import type { View } from '../../../../views/view.ts'
import { remainingMs, withFallback } from '../../deadline.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { isHome, publishHome, type SlackContext, toConversation } from '../context.ts'
import { wordsFor } from '../messages.ts'
import { inputs, readTyped } from '../open-dialog.ts'
import { filesArgument, type Pressed, readPressed } from '../render/buttons.ts'
import { isFieldAction } from '../render/fields.ts'
import { readFormState } from '../render/modal.ts'
import type { Respond, ResponseTarget } from '../responder.ts'
import { fetchMessage, openFromMessage } from './from-message.ts'
import { linePrefix } from './line-buttons.ts'
import { createRefresher } from './refresh.ts'

/** Every button, menu entry and changed field, in messages, dialogs and the App Home tab. */
export function listenToActions(app: App, context: SlackContext): void {
  const refresh = createRefresher(context)
  app.action<BlockAction>({ type: 'block_actions' }, ({ body, ack, respond }) =>
    context.run('a button', async () => {
      const begun = performance.now()
      await ack()
      const [action] = body.actions
      if (!action) return
      if (isFieldAction(action.action_id)) {
        if (body.view?.type === 'modal') await refresh(body, body.view)
        return
      }
      const person = await context.profiles.find(
        body.user.id,
        body.user.team_id ?? body.team?.id ?? context.team(),
      )
      const spot = toResponseTarget(context, body, person, body.response_url ? respond : undefined)
      const pressed = readPressed(action.action_id, actionValue(action))
      if (!spot) return
      if (!pressed) {
        if (!/^(run|more|line|message):/.test(action.action_id)) return
        return context.responder.show(spot, {
          kind: 'notice',
          tone: 'refused',
          text: wordsFor(person.locale).notUnderstood,
        })
      }
      const key = createIdempotencyKey(
        'slack',
        'action',
        body.trigger_id ?? `${body.user.id}:${action.action_ts}`,
      )
      const message = readMessageId(body)
      const interaction: Interaction = {
        person,
        place: spot.place,
        key,
        ...(message === undefined ? {} : { message }),
        ...openForm(body.view),
      }
      const work = withFallback(runPressed(context, interaction, pressed), (error) =>
        context.responder.fault(person, error, 'running a button'),
      )
      await context.responder.give(
        { ...spot, again: pressed },
        work,
        remainingMs(begun, context.deadlines.answerMs),
      )
      if (spot.home) await publishHome(context, interaction)
    }),
  )
}

function runPressed(context: SlackContext, interaction: Interaction, pressed: Pressed) {
  if (pressed.kind === 'message') return runOnMessage(context, interaction, pressed)
  if (pressed.kind === 'line') return context.dispatcher.commandLine(interaction, pressed.line)
  const { [filesArgument]: files, ...args } = pressed.args
  const along = files ? { ...interaction, files: files.split(' ') } : interaction
  return context.dispatcher.action(along, pressed.command, args)
}

async function runOnMessage(
  context: SlackContext,
  interaction: Interaction,
  { callback, channel, ts, edit }: Extract<Pressed, { readonly kind: 'message' }>,
): Promise<View> {
  if (callback.startsWith(linePrefix) && context.lines)
    return context.lines.press(interaction, callback, { channel, ts, edit })
  const message = await fetchMessage(context, channel, ts)
  const { locale } = interaction.person
  if (!message) return { kind: 'notice', tone: 'refused', text: wordsFor(locale).messageGone }
  return openFromMessage(context, interaction, callback, message)
}

/** Where the button stands, and so where its answer is shown; undefined for a dialog that is not ours. */
function toResponseTarget(
  context: SlackContext,
  body: BlockAction,
  person: ResponseTarget['person'],
  respond: Respond | undefined,
): ResponseTarget | undefined {
  const common = { person, ...(body.trigger_id ? { trigger: body.trigger_id } : {}) }
  const view: ViewOutput | undefined = body.view
  if (view?.type === 'home') return { ...common, place: toConversation(context, person.user), home: true }
  if (view) {
    const memory = readFormState(view.private_metadata)
    if (!memory) return undefined
    const fields = inputs(view).length > 0
    const dialog = { view: view.id, step: memory.step, fields, ...(fields ? { typed: readTyped(view) } : {}) }
    return { ...common, place: memory.place, dialog, home: isHome(person, memory.place) }
  }
  const channel: unknown = body.channel?.id ?? body.container.channel_id
  const thread: unknown = body.message?.thread_ts ?? body.container.thread_ts
  if (typeof channel !== 'string') return undefined
  const place = toConversation(context, channel, typeof thread === 'string' ? thread : undefined)
  return { ...common, place, ...(respond ? { respond } : {}) }
}

/** What stands in the dialog around the button. */
function openForm(view: ViewOutput | undefined): Pick<Interaction, 'form'> {
  const memory = view && inputs(view).length > 0 ? readFormState(view.private_metadata) : undefined
  if (!view || !memory?.command) return {}
  return { form: { command: memory.command, values: readTyped(view).values, hidden: memory.hidden } }
}

/** What is shown to one person alone cannot be changed. */
function readMessageId({ container, message }: BlockAction): string | undefined {
  return message && container.is_ephemeral !== true ? message.ts : undefined
}

function actionValue(action: BlockAction['actions'][number]): string | undefined {
  if (action.type === 'button') return action.value
  if (action.type === 'overflow') return action.selected_option.value
  return undefined
}
