import { z } from 'zod'
import type { ListFilter } from '../src/cases/case-service.ts'
import { maxExported } from '../src/cases/export-cases.ts'
import { refusalNotice } from '../views/notice.ts'
import type { Notice } from '../views/view.ts'
import { SearchText } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'
import { ListArgs, toAsked, toListFilter } from './list-filter.ts'

/**
 * VIS-1, VIS-7: what the person may read, as files behind a link of their own, or in their direct messages. It is never posted where
 * others read.
 */
export const exportCommand = defineCommand({
  name: 'export',
  aliases: ['download', 'エクスポート', '書き出し'],
  positionals: ['words'],
  summary: 'command.export',
  usage: 'usage.export',
  args: z.object({ words: SearchText.optional() }),
  auth: 'account',

  async run(context, { words = '' }): Promise<Notice> {
    const { actor, person, service, names, translator, exportLinks } = context
    const { t } = translator
    const args: ListArgs = ListArgs.parse({ words })
    // An export goes from the newest update down, whatever a list is sorted by.
    const { sort: _, ...filter } = toListFilter(args, toAsked(args), person.timeZone, names)
    const counted = await service.countCases(actor, filter, maxExported)
    if (!counted.ok) return refusalNotice(counted.refusals, translator)
    const { count, more } = counted.value
    if (count === 0) return { kind: 'notice', tone: 'info', text: t('export.none') }
    if (!exportLinks) return sendToPerson(context, filter, more)
    const { minutes } = exportLinks
    return {
      kind: 'notice',
      tone: 'info',
      text: t(more ? 'export.ready.limited' : 'export.ready', { count, minutes }),
      link: { label: t('button.export'), url: exportLinks.linkTo(filter, actor, person) },
    }
  },
})

async function sendToPerson(
  { actor, person, translator, sendExport }: Context,
  filter: ListFilter,
  more: boolean,
): Promise<Notice> {
  const { t } = translator
  if (!sendExport) return { kind: 'notice', tone: 'refused', text: t('export.not-set-up') }
  const sent = await sendExport(filter, actor, person, (counts) => t('export.file.text', counts))
  if (sent.kind === 'refused') return refusalNotice(sent.refusals, translator)
  if (sent.kind !== 'sent') return { kind: 'notice', tone: 'refused', text: t(`export.${sent.kind}`) }
  const text = t(more ? 'export.sent.limited' : 'export.sent', sent.counts)
  return { kind: 'notice', tone: 'done', text }
}
