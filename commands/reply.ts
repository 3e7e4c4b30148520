import { z } from 'zod'
import type { Audience, Case, EscalationReason, Severity, Status } from '../src/cases/case.ts'
import { filesField } from '../src/cases/take-files.ts'
import { replyForm } from '../views/reply-form.ts'
import type { Values } from '../views/view.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand, type SentChange } from './change-command.ts'
import type { Context } from './define.ts'
import { readFileIds, readValue } from './responses.ts'
import { threadPlaceFor } from './thread-place.ts'

/** UPD-1, NOT-4: what is added to the history on purpose, for an audience that the writer chooses. */
export const reply = defineChangeCommand({
  name: 'reply',
  aliases: ['note', 'comment', '返信', 'メモ'],
  positionals: ['number', 'text'],
  summary: 'command.reply',
  usage: 'usage.reply',
  textFields: { text: 'text', justification: undefined },
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  kind: 'message',
  toForm: replyForm,

  /** Typed whole it is an internal note: the default audience, since none was chosen. A customer has none: its word is for all. */
  readTyped(context, { text }) {
    if (context.chosen) return { text: context.chosen.text }
    if (!text) return {}
    const audience = context.actor.party === 'customer' ? 'everyone' : 'internal'
    const files = readFileIds(context, { [filesField]: context.files })
    return { change: { kind: 'message', text, audience, ...files }, text }
  },

  readForm(context, values) {
    const status = readValue(values, 'status')
    const next = readValue(values, 'next')
    // What was written to justify an escalation is not dropped in silence.
    if (readValue(values, 'justification').trim() && (next === '' || next === 'close'))
      return { kind: 'errors', fields: { next: context.translator.t('reply.next.reason') } }
    const message: SentChange = {
      kind: 'message',
      text: readValue(values, 'text'),
      ...readFileIds(context, values),
      // The service refuses what is no audience or no status.
      audience: readValue(values, 'audience') as Audience,
      ...(status ? { status: status as Exclude<Status, 'new' | 'closed'> } : {}),
    }
    return [message, ...readBesides(values)]
  },

  tellDone({ translator, actor }, { number }, sentAs) {
    const isNote = sentAs === 'typed' && actor.party !== 'customer'
    return translator.t(isNote ? 'reply.done.internal' : 'reply.done', { number })
  },

  followDone: followHere,
})

/** UPD-1: what else goes out with the message, as one commit: the severity, then the escalation or the closing. */
function readBesides(values: Values): readonly SentChange[] {
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
async function followHere(context: Context, supportCase: Case): Promise<void> {
  const { actor, service } = context
  if (actor.party !== 'customer') return
  const { place } = await threadPlaceFor(context, supportCase)
  await service.follow(actor, supportCase.number, place)
}
