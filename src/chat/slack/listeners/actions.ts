import type { App, BlockAction, ViewOutput } from '@slack/bolt'
import type { Wish } from '../../../../commands/dispatcher.ts'
import { left, safely } from '../../deadline.ts'
import { keyOf } from '../../idempotency-key.ts'
import { type Desk, isHome, placeIn, publishHome } from '../context.ts'
import { inputs } from '../dialog.ts'
import { wordsFor } from '../messages.ts'
import { type Pressed, readPressed } from '../render/buttons.ts'
import { isFieldAction } from '../render/fields.ts'
import { readMemory } from '../render/modal.ts'
import type { Respond, Spot } from '../responder.ts'
import { createRefresher } from './refresh.ts'

/** Every button, menu entry and changed field, in messages, dialogs and the App Home tab. */
export function listenToActions(app: App, desk: Desk): void {
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
      const key = keyOf('slack', 'action', body.trigger_id ?? `${body.user.id}:${action.action_ts}`)
      const wish: Wish = { person, place: spot.place, key }
      const work = safely(runPressed(desk, wish, pressed), (error) =>
        desk.answers.fault(person, error, 'running a button'),
      )
      await desk.answers.give({ ...spot, again: pressed }, work, left(begun, desk.patience.answerMs))
      if (spot.home) await publishHome(desk, wish)
    }),
  )
}

function runPressed(desk: Desk, wish: Wish, pressed: Pressed) {
  if (pressed.kind === 'line') return desk.runner.typed(wish, pressed.line)
  return desk.runner.pressed(wish, pressed.command, pressed.args)
}

/** Where the button stands, and so where its answer is shown; undefined for a dialog that is not ours. */
function spotOf(
  desk: Desk,
  body: BlockAction,
  person: Spot['person'],
  respond: Respond | undefined,
): Spot | undefined {
  const common = { person, ...(body.trigger_id ? { trigger: body.trigger_id } : {}) }
  const view: ViewOutput | undefined = body.view
  if (view?.type === 'home') return { ...common, place: placeIn(desk, person.user), home: true }
  if (view) {
    const memory = readMemory(view.private_metadata)
    if (!memory) return undefined
    const dialog = { view: view.id, step: memory.step, fields: inputs(view).length > 0 }
    return { ...common, place: memory.place, dialog, home: isHome(person, memory.place) }
  }
  const channel: unknown = body.channel?.id ?? body.container.channel_id
  const thread: unknown = body.message?.thread_ts ?? body.container.thread_ts
  if (typeof channel !== 'string') return undefined
  const place = placeIn(desk, channel, typeof thread === 'string' ? thread : undefined)
  return { ...common, place, ...(respond ? { respond } : {}) }
}

function actionValue(action: BlockAction['actions'][number]): string | undefined {
  if (action.type === 'button') return action.value
  if (action.type === 'overflow') return action.selected_option.value
  return undefined
}
