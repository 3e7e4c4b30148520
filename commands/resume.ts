import { z } from 'zod'
import { replyForm } from '../views/reply-form.ts'
import { CaseNumber } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import { prepareReaders } from './write-message.ts'

/** UPD-7, NOT-4: whoever a case waits for says that it goes on; a line of a two-way thread says no such thing by itself. */
export const resume = defineChangeCommand({
  name: 'resume',
  aliases: ['still-open', '未解決'],
  positionals: ['number'],
  summary: 'command.resume',
  usage: 'usage.resume',
  parties: ['partner', 'customer'],
  args: z.object({ number: CaseNumber }),
  kind: 'status',
  toForm: replyForm,
  prepareForm: prepareReaders,
  readTyped: () => ({ change: { kind: 'status', status: 'in-progress' } }),
  tellDone: ({ translator }, { number }) => translator.t('resume.done', { number }),
})
