import { z } from 'zod'
import type { EscalationReason } from '../src/cases/case.ts'
import { escalateForm } from '../views/escalate-form.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import { readValue } from './responses.ts'

/** UPD-2: Premium customers only. The reason is chosen, so what is typed only begins the justification. */
export const escalate = defineChangeCommand({
  name: 'escalate',
  aliases: ['エスカレーション'],
  positionals: ['number', 'text'],
  summary: 'command.escalate',
  usage: 'usage.escalate',
  textFields: { justification: 'text' },
  parties: ['partner'],
  args: z.object({ number: CaseNumber, text: FreeText.optional(), draft: FreeText.optional() }),
  kind: 'escalate',
  toForm: escalateForm,

  async denyStart({ service, actor }, { number }) {
    const supportCase = await service.mayEscalate(actor, number)
    return supportCase.ok ? [] : supportCase.refusals
  },

  readTyped: (_context, { text }) => (text ? { text } : {}),

  readForm: (_context, values) => [
    {
      kind: 'escalate',
      // The service refuses what is no reason.
      reason: readValue(values, 'reason') as EscalationReason,
      justification: readValue(values, 'justification'),
    },
  ],

  tellDone: ({ translator }, { number }) => translator.t('escalate.done', { number }),
})
