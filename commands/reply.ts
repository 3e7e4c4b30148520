import { z } from 'zod'
import type { Audience, Status } from '../src/cases/case.ts'
import { replyForm } from '../views/change-forms.ts'
import type { View } from '../views/view.ts'
import { one } from './answers.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, openForm, sendForm, sendTyped } from './change-case.ts'
import { type Context, defineCommand, type FormErrors } from './define.ts'

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

  /** Typed whole it is an internal note: the default audience, since none was chosen. A customer has none: its word is for all. */
  async run(context, { number, text }) {
    if (!text) return openForm(replying, context, number)
    if (context.actor.party === 'customer') {
      const outcome = await sendTyped(
        replying,
        context,
        number,
        { kind: 'message', text, audience: 'everyone' },
        text,
      )
      await followHere(context, number, outcome)
      return outcome
    }
    const noted: ChangeCommand = {
      ...replying,
      done: ({ speech }, of) => speech.t('reply.done.internal', { number: of.number }),
    }
    return sendTyped(noted, context, number, { kind: 'message', text, audience: 'internal' }, text)
  },

  async submit(context, values, hidden) {
    const status = one(values, 'status')
    const outcome = await sendForm(replying, context, values, hidden, {
      kind: 'message',
      text: one(values, 'text'),
      // The service refuses what is no audience or no status.
      audience: one(values, 'audience') as Audience,
      ...(status ? { status: status as Exclude<Status, 'new' | 'closed'> } : {}),
    })
    await followHere(context, Number(hidden.number), outcome)
    return outcome
  },
})

/** A customer opens no cases; what it says from a channel gets the case's thread there, with the customer as its reader. */
async function followHere(context: Context, number: number, outcome: View | FormErrors): Promise<void> {
  const { actor, place, person, service } = context
  if (actor.party !== 'customer' || outcome.kind !== 'notice' || outcome.tone !== 'done') return
  const { platform, tenant, channel } = place
  await service.follow(actor, number, { platform, tenant, channel, locale: person.locale })
}
