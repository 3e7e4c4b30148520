import { z } from 'zod'
import { closeForm } from '../views/change-forms.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm, sendTyped } from './change-command.ts'
import { defineCommand } from './define.ts'
import { readValue } from './responses.ts'

const closing: ChangeCommand = {
  name: 'close',
  kind: 'close',
  form: closeForm,
  done: ({ speech }, of) => speech.t('close.done', { number: of.number }),
}

/** UPD-1: the problem no longer occurs. Without a note the form asks once more, so that a slip of the finger closes nothing. */
export const close = defineCommand({
  name: 'close',
  chatCommandId: 6,
  aliases: ['resolve', 'クローズ', '完了'],
  positionals: ['number', 'text'],
  summary: 'command.close',
  usage: 'usage.close',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  auth: 'account',

  async run(context, { number, text }) {
    if (!text) return openForm(closing, context, number)
    return sendTyped(closing, context, number, { kind: 'close', note: text }, text)
  },

  refresh: (context, _values, hidden) => drawAgain(closing, context, hidden),

  async submit(context, values, hidden) {
    return sendForm(closing, context, values, hidden, { kind: 'close', note: readValue(values, 'note') })
  },
})
