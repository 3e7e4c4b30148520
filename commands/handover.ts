import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { toReader } from '../src/cases/policy.ts'
import { handOverQuestion } from '../views/moved-notices.ts'
import { doneNotice } from '../views/notice.ts'
import type { View } from '../views/view.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'
import { toRefusalNotice } from './responses.ts'

/** VIS-9: the desk asks the customer's admin, whose button, or an administrator's evidence, makes the follow-up. */
export const handover = defineCommand({
  name: 'handover',
  aliases: ['移管'],
  positionals: ['number', 'text'],
  summary: 'command.handover',
  usage: 'usage.handover',
  // The customer's admin answers the desk's question by its button, and is offered the word nowhere.
  parties: ['desk'],
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  auth: 'account',

  async run(context, { number, text = '' }): Promise<View> {
    const { actor, service, translator } = context
    const result = await service.handOver(actor, number, text)
    if (!result.ok)
      return toRefusalNotice(context, result.refusals, {
        command: 'handover',
        args: { number: String(number) },
      })
    const outcome = result.value
    if (outcome.kind === 'ask') return ask(context, outcome)
    const next = String(outcome.case.number)
    const open = {
      label: translator.t('button.open'),
      command: 'show',
      args: { number: next, in: actorKey(toReader(actor)) },
    }
    return doneNotice(translator.t('handover.done', { number, next }), [open])
  },
})

type Question = Extract<
  Extract<Awaited<ReturnType<Context['service']['handOver']>>, { readonly ok: true }>['value'],
  { readonly kind: 'ask' }
>

async function ask(context: Context, { case: supportCase, customer, admins }: Question): Promise<View> {
  const { messages, createTranslator, translator } = context
  const { number } = supportCase
  const reached = await Promise.all(
    admins.map(async ({ user, chatUsers }) => {
      const sent = await messages
        .send({ email: user.email, chatUsers }, (locale, timeZone, platform) =>
          handOverQuestion(supportCase, createTranslator(locale, timeZone, platform)),
        )
        // Whoever cannot be written to now is asked by the contact.
        .catch(() => false)
      return sent ? [user.name] : []
    }),
  )
  const names = reached.flat().join(', ')
  const { name, contact } = customer
  const text = names
    ? translator.t('handover.asked', { names, customer: name, number })
    : translator.t('handover.no-admin', {
        customer: name,
        contact: contact.name,
        email: contact.email,
        number,
      })
  return { kind: 'notice', tone: 'info', text }
}
