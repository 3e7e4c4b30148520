import { z } from 'zod'
import { denyReopen } from '../src/cases/lifecycle.ts'
import { reopenForm } from '../views/change-forms.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import { readValue } from './responses.ts'

/** UPD-4: until 30 days after closing. */
export const reopen = defineChangeCommand({
  name: 'reopen',
  aliases: ['再開'],
  positionals: ['number', 'text'],
  summary: 'command.reopen',
  usage: 'usage.reopen',
  textFields: { reason: 'text' },
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, text: FreeText.optional(), draft: FreeText.optional() }),
  kind: 'reopen',
  toForm: reopenForm,
  denyForm: ({ now }, supportCase) => denyReopen(supportCase, now),
  readTyped: (_context, { text }) => (text ? { change: { kind: 'reopen', reason: text }, text } : {}),
  readForm: (_context, values) => [{ kind: 'reopen', reason: readValue(values, 'reason') }],
  tellDone: ({ translator }, { number }) => translator.t('reopen.done', { number }),
})
