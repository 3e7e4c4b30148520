import { z } from 'zod'
import type { EscalationReason } from '../src/cases/case.ts'
import { escalateForm } from '../views/escalate-form.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm } from './change-command.ts'
import { defineCommand } from './define.ts'
import { readValue, toRefusalNotice } from './responses.ts'

const escalating: ChangeCommand = {
  name: 'escalate',
  kind: 'escalate',
  form: escalateForm,
  done: ({ speech }, of) => speech.t('escalate.done', { number: of.number }),
}

/** UPD-2: Premium customers only. The reason is chosen, so what is typed only begins the justification. */
export const escalate = defineCommand({
  name: 'escalate',
  chatCommandId: 10,
  aliases: ['エスカレーション'],
  positionals: ['number', 'text'],
  summary: 'command.escalate',
  usage: 'usage.escalate',
  parties: ['partner'],
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  auth: 'account',

  async run(context, { number, text }) {
    const may = await context.service.mayEscalate(context.actor, number)
    if (!may.ok) {
      return toRefusalNotice(context, may.refusals, { command: 'escalate', args: { number: String(number) } })
    }
    return openForm(escalating, context, number, text ? { text } : {})
  },

  refresh: (context, _values, hidden) => drawAgain(escalating, context, hidden),

  async submit(context, values, hidden) {
    return sendForm(escalating, context, values, hidden, {
      kind: 'escalate',
      // The service refuses what is no reason.
      reason: readValue(values, 'reason') as EscalationReason,
      justification: readValue(values, 'justification'),
    })
  },
})
