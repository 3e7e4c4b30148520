import { z } from 'zod'
import type { Severity } from '../src/cases/case.ts'
import { severityForm } from '../views/change-forms.ts'
import { CaseNumber, SeverityWord } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm, sendTyped } from './change-command.ts'
import { defineCommand } from './define.ts'
import { readValue } from './responses.ts'

const changing: ChangeCommand = {
  name: 'severity',
  kind: 'severity',
  form: severityForm,
  done: ({ speech }, of) => speech.t('severity.done', { number: of.number, severity: of.severity }),
}

/** UPD-1, CRE-7. */
export const severity = defineCommand({
  name: 'severity',
  chatCommandId: 5,
  aliases: ['priority', '重大度', '優先度'],
  positionals: ['number', 'severity'],
  summary: 'command.severity',
  usage: 'usage.severity',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, severity: SeverityWord.optional() }),
  auth: 'account',

  async run(context, args) {
    if (!args.severity) return openForm(changing, context, args.number)
    return sendTyped(changing, context, args.number, { kind: 'severity', severity: args.severity })
  },

  refresh: (context, _values, hidden) => drawAgain(changing, context, hidden),

  async submit(context, values, hidden) {
    // The service refuses what is none of P1 to P4.
    return sendForm(changing, context, values, hidden, {
      kind: 'severity',
      severity: readValue(values, 'severity') as Severity,
    })
  },
})
