import type { App, ViewOutput } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import type { FormErrors } from '../../../../commands/define.ts'
import type { Interaction } from '../../../../commands/dispatcher.ts'
import type { Card, Notice, View } from '../../../../views/view.ts'
import { timedOut, withTimeout } from '../../../config/with-timeout.ts'
import { remainingMs, withFallback } from '../../deadline.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { isHome, publishHome, type SlackContext } from '../context.ts'
import { wordsFor } from '../messages.ts'
import { errorLines, errorsByBlock, readTyped, withNote } from '../open-dialog.ts'
import { cardView, type FormState, formCallback, formView, readFormState } from '../render/modal.ts'
import type { ResponseTarget } from '../responder.ts'
import { describe } from '../slack-log.ts'

type Outcome = View | FormErrors

/** One submission of one dialog. */
interface Sent {
  readonly interaction: Interaction
  readonly view: ViewOutput
  readonly step: number
}

/**
 * Submitted forms. The key is made of the dialog and its step, which a repeated submission shares and no later form
 * does (CRE-8). A submission that takes too long keeps its dialog, everything typed still in it, and the outcome is
 * drawn there; sending it once more meanwhile has the same key and so does nothing twice.
 */
export function listenToSubmissions(app: App, context: SlackContext): void {
  app.view({ callback_id: /[\s\S]*/, type: 'view_closed' }, ({ ack }) => ack())

  app.view(/[\s\S]*/, ({ body, view, ack }) =>
    context.run('a submission', async () => {
      const begun = performance.now()
      const memory = readFormState(view.private_metadata)
      if (view.callback_id !== formCallback || !memory) return ack()
      const person = await context.profiles.find(
        body.user.id,
        body.user.team_id ?? body.team?.id ?? context.team(),
      )
      const key = createIdempotencyKey(
        'slack',
        'view',
        view.root_view_id ?? view.id,
        view.id,
        memory.command,
        String(memory.step),
      )
      const interaction: Interaction = { person, place: memory.place, key }
      const sent: Sent = { interaction: interaction, view, step: memory.step }
      const work = withFallback(
        context.dispatcher.submission(interaction, memory.command, readTyped(view).values, memory.hidden),
        (error): Outcome => context.responder.fault(person, error, 'taking a form'),
      )
      const first = await withTimeout(work, remainingMs(begun, context.deadlines.submitMs))
      if (first === timedOut) {
        await ack({ response_action: 'update', view: withNote(view, wordsFor(person.locale).working) })
        const outcome = await work
        lookAgain(sent, outcome, memory.hidden)
        return drawLate(sent, outcome)
      }
      lookAgain(sent, first, memory.hidden)
      const errors = first.kind === 'errors' ? errorsByBlock(view, first.fields) : undefined
      if (errors && Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors })
      const next = redrawn(sent, first)
      if (next) return ack({ response_action: 'update', view: next })
      await ack({ response_action: 'clear' })
      await context.responder.tell(toResponseTarget(sent), first as Card | Notice)
      await afterwards(sent)
    }),
  )

  /** A message that was added by the form may have been edited while that was open. */
  function lookAgain({ interaction }: Sent, outcome: Outcome, { message }: FormState['hidden']): void {
    if (message && outcome.kind === 'notice' && outcome.tone === 'done')
      context.lookAgain?.(interaction.place, message)
  }

  /** The dialog anew, where it stays open: another form, or this one with the reason why it did not go through. */
  function redrawn(sent: Sent, outcome: Outcome): ModalView | undefined {
    const { interaction, view, step } = sent
    if (outcome.kind === 'errors') return withNote(view, errorLines(view, outcome.fields))
    if (outcome.kind === 'card') return undefined
    if (outcome.kind === 'notice') {
      // What was typed would be gone with the dialog; a refusal is no reason to lose it.
      if (outcome.tone === 'done' || outcome.tone === 'info') return undefined
      return withNote(view, `⚠ ${outcome.text}`, outcome.buttons)
    }
    try {
      return formView(outcome, { place: interaction.place, step: step + 1, typed: readTyped(view) })
    } catch (error) {
      return withNote(
        view,
        context.responder.fault(interaction.person, error, 'rendering the next form').text,
      )
    }
  }

  async function drawLate(sent: Sent, outcome: Outcome): Promise<void> {
    const { view, step } = sent
    const next = redrawn(sent, outcome) ?? asCard(sent, outcome as Card | Notice, step + 1)
    try {
      await context.web.views.update({ view_id: view.id, view: next })
    } catch (error) {
      context.log.info({ error: describe(error) }, 'The dialog is gone; telling the outcome by message')
      await context.responder.tell(toResponseTarget(sent), asNotice(sent, outcome))
    }
    await afterwards(sent)
  }

  function asCard(sent: Sent, outcome: Card | Notice, step: number): ModalView {
    const { person, place } = sent.interaction
    const words = wordsFor(person.locale)
    try {
      return cardView(outcome, { place, step }, words)
    } catch (error) {
      return cardView(context.responder.fault(person, error, 'rendering an outcome'), { place, step }, words)
    }
  }

  function asNotice(sent: Sent, outcome: Outcome): Card | Notice {
    if (outcome.kind === 'errors') {
      return { kind: 'notice', tone: 'refused', text: errorLines(sent.view, outcome.fields) }
    }
    if (outcome.kind !== 'form') return outcome
    return { kind: 'notice', tone: 'info', text: wordsFor(sent.interaction.person.locale).tooLateForm }
  }

  function toResponseTarget({ interaction }: Sent): ResponseTarget {
    return { person: interaction.person, place: interaction.place }
  }

  async function afterwards({ interaction }: Sent): Promise<void> {
    if (isHome(interaction.person, interaction.place)) await publishHome(context, interaction)
  }
}
