import { z } from 'zod'
import { maxExported } from '../src/cases/export-cases.ts'
import { refusalNotice } from '../views/notice.ts'
import type { Notice } from '../views/view.ts'
import { SearchText } from './arguments.ts'
import { defineCommand } from './define.ts'
import { ListArgs, toAsked, toListFilter } from './list-filter.ts'

/** VIS-1, VIS-7: what the person may read, as files behind a link of their own. It is never posted where others read. */
export const exportCommand = defineCommand({
  name: 'export',
  aliases: ['download', 'エクスポート', '書き出し'],
  positionals: ['words'],
  summary: 'command.export',
  usage: 'usage.export',
  args: z.object({ words: SearchText.optional() }),
  auth: 'account',

  async run({ actor, person, service, translator, exportLinks }, { words = '' }): Promise<Notice> {
    const { t } = translator
    const args: ListArgs = ListArgs.parse({ words })
    const filter = toListFilter(args, toAsked(args), person.timeZone)
    const counted = await service.countCases(actor, filter, maxExported)
    if (!counted.ok) return refusalNotice(counted.refusals, translator)
    const { count, more } = counted.value
    if (count === 0) return { kind: 'notice', tone: 'info', text: t('export.none') }
    if (!exportLinks) return { kind: 'notice', tone: 'refused', text: t('export.not-set-up') }
    const { minutes } = exportLinks
    return {
      kind: 'notice',
      tone: 'info',
      text: t(more ? 'export.ready.limited' : 'export.ready', { count, minutes }),
      link: { label: t('button.export'), url: exportLinks.linkTo(filter, actor, person) },
    }
  },
})
