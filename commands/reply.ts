import { z } from 'zod'
import type { Audience, Status } from '../src/cases/case.ts'
import { replyForm } from '../views/change-forms.ts'
import { filesIn, one } from './answers.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, openForm, sendForm, sendTyped } from './change-case.ts'
import { defineCommand } from './define.ts'

const replying: ChangeCommand = {
  name: 'reply',
  form: replyForm,
  done: ({ speech }, of) => speech.t('reply.done', { number: of.number }),
}

/** UPD-1, NOT-4: what is added to the history on purpose, for an audience that the writer chooses. */
export const reply = defineCommand({
  name: 'reply',
  chatCommandId: 4,
  aliases: ['note', 'comment', '返信', 'メモ'],
  words: ['number', 'text'],
  summary: 'command.reply',
  usage: 'usage.reply',
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  needs: 'account',

  /** Typed whole it is an internal note: the default audience, since none was chosen. */
  async run(context, { number, text }) {
    if (!text) return openForm(replying, context, number)
    const noted: ChangeCommand = {
      ...replying,
      done: ({ speech }, of) => speech.t('reply.done.internal', { number: of.number }),
    }
    return sendTyped(noted, context, number, { kind: 'message', text, audience: 'internal' }, text)
  },

  async submit(context, values, hidden) {
    const status = one(values, 'status')
    return sendForm(replying, context, values, hidden, {
      kind: 'message',
      text: one(values, 'text'),
      ...filesIn(context, values),
      // The service refuses what is no audience or no status.
      audience: one(values, 'audience') as Audience,
      ...(status ? { status: status as Exclude<Status, 'new' | 'closed'> } : {}),
    })
  },
})
