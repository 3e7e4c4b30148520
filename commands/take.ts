import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { toAuthor } from '../src/cases/policy.ts'
import { assignForm } from '../views/assign-form.ts'
import { CaseNumber } from './arguments.ts'
import { prepareColleagues, tellAssigned } from './assign.ts'
import { defineChangeCommand } from './change-command.ts'

/** OWN-1: whoever is slower reads who works on it, and can take it over knowingly. */
export const take = defineChangeCommand({
  name: 'take',
  aliases: ['担当', '担当する'],
  positionals: ['number'],
  summary: 'command.take',
  usage: 'usage.take',
  parties: ['partner', 'desk'],
  /** `from`: the button's, for whom one takes it over from. */
  args: z.object({ number: CaseNumber, from: z.string().max(200).optional() }),
  kind: 'assign',
  toForm: assignForm,
  prepareForm: prepareColleagues,
  readTyped: ({ actor }, { from = null }) => ({
    change: { kind: 'assign', to: toAuthor(actor).email, from },
  }),
  tellDone: tellAssigned,

  /** Whoever takes a case answers it next. */
  offerNext: ({ actor, translator }, { case: { number } }) => [
    {
      label: translator.t('button.reply'),
      command: 'reply',
      args: { number: String(number), in: actorKey(actor) },
    },
  ],
})
