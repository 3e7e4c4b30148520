import { z } from 'zod'
import { toReader } from '../src/cases/policy.ts'
import { maxCounted } from '../src/cases/read-statistics.ts'
import { refusalNotice } from '../views/notice.ts'
import { statisticsCard } from '../views/statistics-card.ts'
import { SearchText } from './arguments.ts'
import { defineCommand } from './define.ts'
import { parseStatisticsWish } from './parse-period.ts'

/** REP-3: figures over what the person's side may read. They are told to the person alone, as all answers to commands are (PLC-1). */
export const stats = defineCommand({
  name: 'stats',
  aliases: ['statistics', 'report', '統計', 'レポート'],
  positionals: ['words'],
  summary: 'command.stats',
  usage: 'usage.stats',
  parties: ['partner', 'desk'],
  args: z.object({ words: SearchText.optional() }),
  auth: 'account',

  async run({ actor, service, translator, categories, now }, { words = '' }) {
    const { t, timeZone } = translator
    const wish = parseStatisticsWish(words, { now, timeZone })
    if (!wish)
      return {
        kind: 'notice',
        tone: 'refused',
        text: t('stats.not-understood', { input: words, usage: t('usage.stats') }),
      }
    const { period, by } = wish
    const outcome = await service.statistics(actor, period, by ? { by } : {})
    if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
    return statisticsCard(outcome.value, {
      reader: toReader(actor),
      period,
      by,
      most: maxCounted,
      words,
      translator,
      categories,
    })
  },
})
