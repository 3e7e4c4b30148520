import { z } from 'zod'
import { closeForm } from '../views/change-forms.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import { readValue } from './responses.ts'

/** UPD-1: the problem no longer occurs. Without a note the form asks once more, so that a slip of the finger closes nothing. */
export const close = defineChangeCommand({
  name: 'close',
  aliases: ['resolve', 'クローズ', '完了'],
  positionals: ['number', 'text'],
  summary: 'command.close',
  usage: 'usage.close',
  textFields: { note: 'text' },
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, text: FreeText.optional(), draft: FreeText.optional() }),
  kind: 'close',
  toForm: closeForm,
  readTyped: (_context, { text }) => (text ? { change: { kind: 'close', note: text }, text } : {}),
  readForm: (_context, values) => [{ kind: 'close', note: readValue(values, 'note') }],
  tellDone: ({ translator }, { number }) => translator.t('close.done', { number }),
})
