import { z } from 'zod'
import { passForm } from '../views/bound-forms.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import type { Context } from './define.ts'
import { readValue } from './responses.ts'

/** CRE-9: the partner that answers its customers first hands a case to the desk. */
export const pass = defineChangeCommand({
  name: 'pass',
  aliases: ['引き継ぎ', '引継ぎ'],
  positionals: ['number', 'text'],
  summary: 'command.pass',
  usage: 'usage.pass',
  textFields: { note: 'text' },
  parties: ['partner'],
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  kind: 'pass',
  toForm: passForm,
  denyForm: (_context: Context, { number, firstLine }) =>
    firstLine === 'partner' ? undefined : { code: 'already-with-desk', rule: 'CRE-9', values: { number } },
  readTyped: (_context, { text }) => (text ? { change: { kind: 'pass', note: text }, text } : {}),
  readForm: (_context, values) => [{ kind: 'pass', note: readValue(values, 'note') }],
  tellDone: ({ translator }, { number }) => translator.t('pass.done', { number }),
})
