import { z } from 'zod'
import type { Severity } from '../src/cases/case.ts'
import { severityForm } from '../views/change-forms.ts'
import { CaseNumber, SeverityWord } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import { readValue } from './responses.ts'

/** UPD-1, CRE-7. */
export const severity = defineChangeCommand({
  name: 'severity',
  aliases: ['priority', '重大度', '優先度'],
  positionals: ['number', 'severity'],
  summary: 'command.severity',
  usage: 'usage.severity',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, severity: SeverityWord.optional() }),
  kind: 'severity',
  toForm: severityForm,

  readTyped: (_context, args) =>
    args.severity ? { change: { kind: 'severity', severity: args.severity } } : {},

  // The service refuses what is none of P1 to P4.
  readForm: (_context, values) => [{ kind: 'severity', severity: readValue(values, 'severity') as Severity }],

  tellDone: ({ translator }, { number, severity }) => translator.t('severity.done', { number, severity }),
})
