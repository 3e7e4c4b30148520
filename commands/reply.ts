import { z } from 'zod'
import type { Audience, EscalationReason, Severity, Status } from '../src/cases/case.ts'
import type { UpdateCaseInput } from '../src/cases/case-inputs.ts'
import { filesField } from '../src/cases/take-files.ts'
import { replyForm } from '../views/reply-form.ts'
import type { Values, View } from '../views/view.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm, sendTyped } from './change-command.ts'
import { type Context, defineCommand, type FormErrors } from './define.ts'
import { readFileIds, readValue } from './responses.ts'
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
  positionals: ['number', 'text'],
  summary: 'command.reply',
  usage: 'usage.reply',
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  auth: 'account',

  /** Typed whole it is an internal note: the default audience, since none was chosen. A customer has none: its word is for all. */
  async run(context, { number, text }) {
    if (!text) return openForm(replying, context, number)
    const sent = { [filesField]: context.files }
    if (context.actor.party === 'customer') {
      const outcome = await sendTyped(
        replying,
        context,
        number,
        { kind: 'message', text, audience: 'everyone', ...readFileIds(context, sent) },
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
      { kind: 'message', text, audience: 'internal', ...readFileIds(context, sent) },
      text,
    )
  },

  refresh: (context, _values, hidden) => drawAgain(replying, context, hidden),

  async submit(context, values, hidden) {
    const status = readValue(values, 'status')
    const next = readValue(values, 'next')
    // What was written to justify an escalation is not dropped in silence.
    if (readValue(values, 'justification').trim() && (next === '' || next === 'close'))
      return { kind: 'errors', fields: { next: context.speech.t('reply.next.reason') } }
    const message: SentChange = {
      kind: 'message',
      text: readValue(values, 'text'),
      ...readFileIds(context, values),
      // The service refuses what is no audience or no status.
      audience: readValue(values, 'audience') as Audience,
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
  const severity = readValue(values, 'severity')
  const next = readValue(values, 'next')
  return [
    // The service refuses what is no severity and no reason.
    ...(severity ? [{ kind: 'severity', severity: severity as Severity } as const] : []),
    ...(next === 'close' ? [{ kind: 'close', note: '' } as const] : []),
    ...(next !== '' && next !== 'close'
      ? [
          {
            kind: 'escalate',
            reason: next as EscalationReason,
            justification: readValue(values, 'justification'),
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
