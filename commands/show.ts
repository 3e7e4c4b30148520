import { z } from 'zod'
import { mayReopen } from '../src/cases/lifecycle.ts'
import { readerOf } from '../src/cases/policy.ts'
import { caseWithHistory, mostEntries } from '../views/case-card.ts'
import { refusedFor } from './answers.ts'
import { CaseNumber } from './arguments.ts'
import { defineCommand } from './define.ts'

const Args = z.object({
  number: CaseNumber,
  /** How many of the newest history entries. */
  entries: z.coerce.number().int().min(1).max(mostEntries).default(5),
})

/** VIS-1, VIS-7: one case with what of its history the reader may see. */
export const show = defineCommand({
  name: 'show',
  chatCommandId: 3,
  aliases: ['view', '表示', '詳細'],
  words: ['number'],
  summary: 'command.show',
  usage: 'usage.show',
  args: Args,
  needs: 'account',

  async run(context, { number, entries }) {
    const { actor, speech, categories, now } = context
    const outcome = await context.service.show(actor, number, { entries })
    if (!outcome.ok)
      return refusedFor(context, outcome.refusals, { command: 'show', args: { number: String(number) } })
    const { case: of, entries: shown, more, ...offered } = outcome.value
    return caseWithHistory(of, shown, more, {
      speech,
      categories,
      reader: readerOf(actor),
      reopenable: mayReopen(of, now),
      ...offered,
    })
  },
})
