import { z } from 'zod'
import { toReader } from '../src/cases/policy.ts'
import { copyCard } from '../views/copy-card.ts'
import { CaseNumber } from './arguments.ts'
import { defineCommand } from './define.ts'
import { toRefusalNotice } from './responses.ts'

/** As many as a case may have: the first one describes it. */
const looked = 10_000

/** REP-4: for the portal of Google or a distributor, which no program can fill in. Told to the person alone. */
export const copy = defineCommand({
  name: 'copy',
  aliases: ['コピー'],
  positionals: ['number'],
  summary: 'command.copy',
  usage: 'usage.copy',
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber }),
  auth: 'account',

  async run(context, { number }) {
    const { actor, service, translator, categories } = context
    const again = { command: 'copy', args: { number: String(number) } }
    const outcome = await service.show(actor, number, { entries: looked })
    if (!outcome.ok) return toRefusalNotice(context, outcome.refusals, again)
    return copyCard(outcome.value.case, {
      entries: outcome.value.entries,
      reader: toReader(actor),
      translator,
      categories,
    })
  },
})
