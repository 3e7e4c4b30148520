import { z } from 'zod'
import { audiences, type EscalationReason, type Severity, type Status } from '../src/cases/case.ts'
import { filesField } from '../src/cases/take-files.ts'
import { updateForm } from '../views/update-form.ts'
import type { Values } from '../views/view.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand, type SentChange } from './change-command.ts'
import type { Context, FormErrors } from './define.ts'
import { followHere } from './reply.ts'
import { readValue } from './responses.ts'
import { readMessage, tellHappened } from './write-message.ts'

/** UPD-1: several changes in one form and one commit. */
export const update = defineChangeCommand({
  name: 'update',
  aliases: ['edit', '更新'],
  positionals: ['number', 'text'],
  summary: 'command.update',
  usage: 'usage.update',
  textFields: { text: 'text', justification: undefined },
  args: z.object({ number: CaseNumber, text: FreeText.optional(), draft: FreeText.optional() }),
  kind: 'message',
  toForm: updateForm,
  // The form asks for whom it is: nothing goes out by a line alone.
  readTyped(_context, { text, draft }) {
    const begun = text ?? draft
    return begun ? { text: begun } : {}
  },

  readForm(context, values) {
    const { t } = context.translator
    const next = readValue(values, 'next')
    const status = readValue(values, 'status')
    // What was written to justify an escalation is not dropped in silence.
    if (readValue(values, 'justification').trim() && (next === '' || next === 'close'))
      return atField('next', t('reply.next.reason'))
    if (next === 'close' && status) return atField('next', t('update.either'))
    const changes = [...readWritten(context, values, status), ...readSeverity(values), ...readNext(values)]
    return changes.length > 0 ? changes : atField('', t('update.nothing'))
  },

  tellDone: tellHappened,
  followDone: followHere,
})

function atField(name: string, text: string): FormErrors {
  return { kind: 'errors', fields: { [name]: text } }
}

// The service refuses what is no severity, no status, no audience and no reason.

function readSeverity(values: Values): readonly SentChange[] {
  const severity = readValue(values, 'severity')
  return severity ? [{ kind: 'severity', severity: severity as Severity }] : []
}

/** The message with the new status, or the status alone. */
function readWritten(context: Context, values: Values, chosen: string): readonly SentChange[] {
  const status = chosen as Exclude<Status, 'new' | 'closed'>
  const hasFiles = [values[filesField] ?? []].flat().some((id) => id !== '')
  if (readValue(values, 'text').trim() === '' && !hasFiles) return chosen ? [{ kind: 'status', status }] : []
  const audience = audiences.find((one) => one === readValue(values, 'audience')) ?? 'internal'
  return [{ ...readMessage(context, values, audience), ...(chosen ? { status } : {}) }]
}

function readNext(values: Values): readonly SentChange[] {
  const next = readValue(values, 'next')
  if (next === '') return []
  if (next === 'close') return [{ kind: 'close', note: '' }]
  return [
    { kind: 'escalate', reason: next as EscalationReason, justification: readValue(values, 'justification') },
  ]
}
