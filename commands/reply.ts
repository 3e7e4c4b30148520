import { z } from 'zod'
import type { Audience, EscalationReason, Severity, Status } from '../src/cases/case.ts'
import type { UpdateCaseInput } from '../src/cases/case-inputs.ts'
import { filesField } from '../src/cases/take-files.ts'
import { replyForm } from '../views/reply-form.ts'
import type { Values, View } from '../views/view.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm, sendTyped } from './change-command.ts'
import { type Context, defineCommand, type FormErrors } from './define.ts'
import { filesIn, one } from './responses.ts'
import { threadPlaceFor } from './thread-place.ts'

const replying: ChangeCommand = {
  name: 'reply',
  kind: 'message',
  form: replyForm,
  done: ({ speech }, of) => speech.t('reply.done', { number: of.number }),
}

/** UPD-1, NOT-4: what is added to the history on purpose, for an audience that the writer chooses. */
export const reply = defineCommand({
  name: 'reply',
  chatCommandId: 4,
  aliases: ['note', 'comment', '返信', 'メモ'],
  words: ['number', 'text'],
  summary: 'command.reply',
  usage: 'usage.reply',
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  needs: 'account',

  /** Typed whole it is an internal note: the default audience, since none was chosen. A customer has none: its word is for all. */
  async run(context, { number, text }) {
    if (!text) return openForm(replying, context, number)
    const sent = { [filesField]: context.files }
    if (context.actor.party === 'customer') {
      const outcome = await sendTyped(
        replying,
        context,
        number,
        { kind: 'message', text, audience: 'everyone', ...filesIn(context, sent) },
        text,
      )
      await followHere(context, number, outcome)
      return outcome
    }
    const noted: ChangeCommand = {
      ...replying,
      done: ({ speech }, of) => speech.t('reply.done.internal', { number: of.number }),
    }
    return sendTyped(
      noted,
      context,
      number,
      { kind: 'message', text, audience: 'internal', ...filesIn(context, sent) },
      text,
    )
  },

  refresh: (context, _values, hidden) => drawAgain(replying, context, hidden),

  async submit(context, values, hidden) {
    const status = one(values, 'status')
    const next = one(values, 'next')
    // What was written to justify an escalation is not dropped in silence.
    if (one(values, 'justification').trim() && (next === '' || next === 'close'))
      return { kind: 'errors', fields: { next: context.speech.t('reply.next.reason') } }
    const message: SentChange = {
      kind: 'message',
      text: one(values, 'text'),
      ...filesIn(context, values),
      // The service refuses what is no audience or no status.
      audience: one(values, 'audience') as Audience,
      ...(status ? { status: status as Exclude<Status, 'new' | 'closed'> } : {}),
    }
    const outcome = await sendForm(replying, context, values, hidden, message, ...besides(values))
    await followHere(context, Number(hidden.number), outcome)
    return outcome
  },
})

type SentChange = UpdateCaseInput['changes'][number]

/** UPD-1: what else goes out with the message, as one commit: the severity, then the escalation or the closing. */
function besides(values: Values): readonly SentChange[] {
  const severity = one(values, 'severity')
  const next = one(values, 'next')
  return [
    // The service refuses what is no severity and no reason.
    ...(severity ? [{ kind: 'severity', severity: severity as Severity } as const] : []),
    ...(next === 'close' ? [{ kind: 'close', note: '' } as const] : []),
    ...(next !== '' && next !== 'close'
      ? [
          {
            kind: 'escalate',
            reason: next as EscalationReason,
            justification: one(values, 'justification'),
          } as const,
        ]
      : []),
  ]
}

/** A customer opens no cases; with its first word it gets the case's thread: in the channel, where that is shared with it, else directly. */
async function followHere(context: Context, number: number, outcome: View | FormErrors): Promise<void> {
  const { actor, service } = context
  if (actor.party !== 'customer' || outcome.kind !== 'notice' || outcome.tone !== 'done') return
  const shown = await service.show(actor, number, { entries: 1 })
  if (!shown.ok) return
  const { place } = await threadPlaceFor(context, shown.value.case)
  await service.follow(actor, number, place)
}
