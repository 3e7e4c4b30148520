import { z } from 'zod'
import { revealForm } from '../views/bound-forms.ts'
import { CaseNumber } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import type { Context } from './define.ts'

/** CRE-10: the customer sees from now on what was hidden from it. Always asked by a form: it cannot be taken back. */
export const reveal = defineChangeCommand({
  name: 'reveal',
  aliases: ['公開'],
  positionals: ['number'],
  summary: 'command.reveal',
  usage: 'usage.reveal',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber }),
  kind: 'reveal',
  toForm: revealForm,
  denyForm: (_context: Context, { number, hiddenFromCustomer }) =>
    hiddenFromCustomer ? undefined : { code: 'not-hidden', rule: 'CRE-10', values: { number } },
  readTyped: () => ({}),
  readForm: () => [{ kind: 'reveal' }],
  tellDone: ({ translator }, { number, customer }) =>
    translator.t('reveal.done', { number, customer: customer.name }),
})
