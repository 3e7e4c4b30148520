import { z } from 'zod'
import type { Audience, SaidElsewhere } from '../src/cases/case.ts'
import { denyClosed } from '../src/cases/lifecycle.ts'
import { isOwnCase } from '../src/cases/own-cases.ts'
import { saidForm } from '../views/bound-forms.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import type { Context } from './define.ts'
import { readValue } from './responses.ts'

/** NOT-4: what the customer said by mail, on the phone or in a meeting, entered on its behalf. */
export const said = defineChangeCommand({
  name: 'said',
  aliases: ['customer-said', 'お客様の発言'],
  positionals: ['number', 'text'],
  summary: 'command.said',
  usage: 'usage.said',
  textFields: { text: 'text', by: undefined },
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, text: FreeText.optional() }),
  kind: 'message',
  toForm: saidForm,
  denyForm: ({ actor }: Context, supportCase) => {
    if (supportCase.status === 'closed') return denyClosed(supportCase, actor.party)
    const hears = !supportCase.hiddenFromCustomer && !isOwnCase(supportCase)
    return hears ? undefined : { code: 'hidden-from-customer', rule: 'CRE-10' }
  },

  /** Who said it, when and how is asked by the form. */
  readTyped: (_context, { text }) => (text ? { text } : {}),

  readForm: (_context: Context, values) => [
    {
      kind: 'message',
      text: readValue(values, 'text'),
      // The service refuses what is no audience, no way and no day.
      audience: readValue(values, 'audience') as Audience,
      said: {
        way: readValue(values, 'way') as SaidElsewhere['way'],
        on: readValue(values, 'on'),
        by: readValue(values, 'by'),
      },
    },
  ],

  tellDone: ({ translator }, { number }) => translator.t('said.done', { number }),
})
