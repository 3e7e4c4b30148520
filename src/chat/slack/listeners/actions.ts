import type { App, BlockAction, ViewOutput } from '@slack/bolt'
import type { Interaction } from '../../../../commands/dispatcher.ts'
import { remainingMs, withFallback } from '../../deadline.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { isHome, publishHome, type SlackContext, toConversation } from '../context.ts'
import { inputs } from '../dialog.ts'
import { wordsFor } from '../messages.ts'
import { type Pressed, readPressed } from '../render/buttons.ts'
import { isFieldAction } from '../render/fields.ts'
import { readFormState } from '../render/modal.ts'
import type { Respond, ResponseTarget } from '../responder.ts'
import { createRefresher } from './refresh.ts'

/** Every button, menu entry and changed field, in messages, dialogs and the App Home tab. */
export function listenToActions(app: App, desk: SlackContext): void {
  const refresh = createRefresher(desk)
  app.action<BlockAction>({ type: 'block_actions' }, ({ body, ack, respond }) =>
    desk.run('a button', async () => {
      const begun = performance.now()
      await ack()
      const [action] = body.actions
      if (!action) return
      if (isFieldAction(action.action_id)) {
        if (body.view?.type === 'modal') await refresh(body, body.view)
        return
      }
      const person = await desk.people.of(body.user.id, body.user.team_id ?? body.team?.id ?? desk.team())
      const spot = spotOf(desk, body, person, body.response_url ? respond : undefined)
      const pressed = readPressed(action.action_id, actionValue(action))
      if (!spot) return
      if (!pressed) {
        if (!/^(run|more|line):/.test(action.action_id)) return
        return desk.answers.show(spot, {
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
      const wish: Interaction = { person, place: spot.place, key }
      const work = withFallback(runPressed(desk, wish, pressed), (error) =>
        desk.answers.fault(person, error, 'running a button'),
      )
      await desk.answers.give({ ...spot, again: pressed }, work, remainingMs(begun, desk.patience.answerMs))
      if (spot.home) await publishHome(desk, wish)
    }),
  )
}

function runPressed(desk: SlackContext, wish: Interaction, pressed: Pressed) {
  if (pressed.kind === 'line') return desk.runner.commandLine(wish, pressed.line)
  return desk.runner.action(wish, pressed.command, pressed.args)
}

/** Where the button stands, and so where its answer is shown; undefined for a dialog that is not ours. */
function spotOf(
  desk: SlackContext,
  body: BlockAction,
  person: ResponseTarget['person'],
  respond: Respond | undefined,
): ResponseTarget | undefined {
  const common = { person, ...(body.trigger_id ? { trigger: body.trigger_id } : {}) }
  const view: ViewOutput | undefined = body.view
  if (view?.type === 'home') return { ...common, place: toConversation(desk, person.user), home: true }
  if (view) {
    const memory = readFormState(view.private_metadata)
    if (!memory) return undefined
    const dialog = { view: view.id, step: memory.step, fields: inputs(view).length > 0 }
    return { ...common, place: memory.place, dialog, home: isHome(person, memory.place) }
  }
  const channel: unknown = body.channel?.id ?? body.container.channel_id
  const thread: unknown = body.message?.thread_ts ?? body.container.thread_ts
  if (typeof channel !== 'string') return undefined
  const place = toConversation(desk, channel, typeof thread === 'string' ? thread : undefined)
  return { ...common, place, ...(respond ? { respond } : {}) }
}

function actionValue(action: BlockAction['actions'][number]): string | undefined {
  if (action.type === 'button') return action.value
  if (action.type === 'overflow') return action.selected_option.value
  return undefined
}
