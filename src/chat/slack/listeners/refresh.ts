import type { BlockAction, ViewOutput } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import type { Interaction } from '../../../../commands/dispatcher.ts'
import type { View } from '../../../../views/view.ts'
import { withFallback } from '../../deadline.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import type { SlackContext } from '../context.ts'
import { readTyped, withNote } from '../open-dialog.ts'
import { formView, readFormState, type Typed } from '../render/modal.ts'
import { describe, slackError } from '../slack-log.ts'

/**
 * Draws a form anew after a field with `refresh` changed. Fields keep their block ids, so Slack keeps what is typed,
 * also what is typed meanwhile. Of several changes in quick succession only the newest draws. The hash tells that
 * something was drawn since; if no newer change came in here, this one is the newest and draws over it.
 */
export function createRefresher(
  context: SlackContext,
): (body: BlockAction, view: ViewOutput) => Promise<void> {
  const turns = new Map<string, number>()

  return async function refresh(body, view) {
    const memory = readFormState(view.private_metadata)
    if (!memory?.command) return
    const turn = (turns.get(view.id) ?? 0) + 1
    turns.set(view.id, turn)
    const newest = () => turns.get(view.id) === turn
    try {
      const person = await context.profiles.find(
        body.user.id,
        body.user.team_id ?? body.team?.id ?? context.team(),
      )
      const interaction: Interaction = {
        person,
        place: memory.place,
        key: createIdempotencyKey('slack', 'refresh', body.trigger_id ?? view.hash),
      }
      const typed = readTyped(view)
      const answer = await withFallback(
        context.dispatcher.refresh(interaction, memory.command, typed.values, memory.hidden),
        (error): View => context.responder.fault(person, error, 'drawing a form anew'),
      )
      if (newest()) await update(view, drawn(interaction, view, answer, memory.step, typed), newest)
    } finally {
      if (newest()) turns.delete(view.id)
    }
  }

  function drawn(
    interaction: Interaction,
    view: ViewOutput,
    answer: View,
    step: number,
    typed: Typed,
  ): ModalView {
    if (answer.kind === 'notice') return withNote(view, answer.text)
    if (answer.kind === 'card') return withNote(view, answer.summary)
    try {
      return formView(answer, { place: interaction.place, step, typed })
    } catch (error) {
      return withNote(view, context.responder.fault(interaction.person, error, 'rendering a form anew').text)
    }
  }

  async function update(view: ViewOutput, modal: ModalView, newest: () => boolean): Promise<void> {
    try {
      await context.web.views.update({ view_id: view.id, hash: view.hash, view: modal })
    } catch (error) {
      if (slackError(error) === 'hash_conflict' && newest()) {
        await context.web.views.update({ view_id: view.id, view: modal })
        return
      }
      context.log.info({ error: describe(error) }, 'A form was not drawn anew; what is typed stands in it')
    }
  }
}
