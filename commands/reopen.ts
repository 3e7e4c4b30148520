import { z } from 'zod'
import { reopenForm } from '../views/change-forms.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm, sendTyped } from './change-command.ts'
import { defineCommand } from './define.ts'
import { readValue } from './responses.ts'

const reopening: ChangeCommand = {
  name: 'reopen',
  kind: 'reopen',
  form: reopenForm,
  done: ({ speech }, of) => speech.t('reopen.done', { number: of.number }),
}

/** UPD-4: until 30 days after closing. */
export const reopen = defineCommand({
  name: 'reopen',
  chatCommandId: 7,
  aliases: ['再開'],
  positionals: ['number', 'text'],
  summary: 'command.reopen',
  usage: 'usage.reopen',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  auth: 'account',

  async run(context, { number, text }) {
    if (!text) return openForm(reopening, context, number)
    return sendTyped(reopening, context, number, { kind: 'reopen', reason: text }, text)
  },

  refresh: (context, _values, hidden) => drawAgain(reopening, context, hidden),

  async submit(context, values, hidden) {
    return sendForm(reopening, context, values, hidden, {
      kind: 'reopen',
      reason: readValue(values, 'reason'),
    })
  },
})
