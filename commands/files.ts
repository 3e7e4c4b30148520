import { z } from 'zod'
import type { Notice } from '../views/view.ts'
import { CaseNumber } from './arguments.ts'
import { defineCommand } from './define.ts'
import { toRefusalNotice } from './responses.ts'

/** VIS-7: the case's files that the reader may read, behind a link of their own: for where a chat brings no files. */
export const files = defineCommand({
  name: 'files',
  aliases: ['attachments', 'ファイル', '添付'],
  positionals: ['number'],
  summary: 'command.files',
  usage: 'usage.files',
  args: z.object({ number: CaseNumber }),
  auth: 'account',

  async run(context, { number }): Promise<Notice> {
    const { actor, person, service, translator, fileLinks } = context
    const { t } = translator
    const outcome = await service.files(actor, number)
    if (!outcome.ok)
      return toRefusalNotice(context, outcome.refusals, {
        command: 'files',
        args: { number: String(number) },
      })
    const count = outcome.value.length
    if (count === 0) return { kind: 'notice', tone: 'info', text: t('files.none', { number }) }
    if (!fileLinks) return { kind: 'notice', tone: 'refused', text: t('files.not-set-up') }
    return {
      kind: 'notice',
      tone: 'info',
      text: t('files.link', { number, count, minutes: fileLinks.minutes }),
      link: { label: t('button.files'), url: fileLinks.linkTo(number, actor, person) },
    }
  },
})
