import { z } from 'zod'
import { customerList } from '../views/customer-list.ts'
import { refusalNotice } from '../views/notice.ts'
import { SearchText } from './arguments.ts'
import { defineCommand } from './define.ts'
import { otherDomains } from './responses.ts'

const customersPage = 20

/** ACC-2, GRA-1: the domain's customers and whether they let the partner in. */
export const customers = defineCommand({
  name: 'customers',
  aliases: ['customer', 'お客様', '顧客'],
  positionals: ['words'],
  summary: 'command.customers',
  usage: 'usage.customers',
  parties: ['partner'],
  needs: 'customers',
  args: z.object({ words: SearchText.optional() }),
  auth: 'account',

  async run(context, { words = '' }) {
    const { actor, translator, now } = context
    const outcome = await context.service.customers(actor, words, { limit: customersPage })
    if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
    const mayWork = (await context.service.mayWork(actor)) === undefined
    const domain = actor.party === 'partner' ? actor.account.domain : ''
    return customerList(outcome.value.customers, {
      domain,
      mayWork,
      filter: words,
      total: outcome.value.total,
      translator,
      now,
      elsewhere: otherDomains(context),
    })
  },
})
