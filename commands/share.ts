import { z } from 'zod'
import type { Case } from '../src/cases/case.ts'
import { shareForm } from '../views/share-form.ts'
import { CaseNumber, FreeText, parseAddresses } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm, sendTyped } from './change-command.ts'
import { type Context, defineCommand } from './define.ts'
import { readValue, toRefusalNotice } from './responses.ts'

const sharing: ChangeCommand = {
  name: 'share',
  kind: 'share',
  form: shareForm,
  done: (context, of) => {
    const { t } = context.speech
    if (of.sharedWith.length === 0) return t('share.done.nobody', { number: of.number })
    const done = t('share.done', { number: of.number, addresses: of.sharedWith.join(', ') })
    return [done, ...withoutMail(context, of)].join('\n')
  },
}

/** NOT-3: nobody waits for mails that will not come. */
export function withoutMail(
  { service, speech }: Pick<Context, 'service' | 'speech'>,
  of: Pick<Case, 'sharedWith'>,
): readonly string[] {
  if (service.sendsMail || of.sharedWith.length === 0) return []
  return [speech.t('share.no-mail')]
}

/** CRE-5: with e-mail addresses of users or groups. A typed one with a minus before it is removed. */
export const share = defineCommand({
  name: 'share',
  chatCommandId: 15,
  aliases: ['共有'],
  positionals: ['number', 'addresses'],
  summary: 'command.share',
  usage: 'usage.share',
  parties: ['partner'],
  args: z.object({ number: CaseNumber, addresses: FreeText.optional() }),
  auth: 'account',

  async run(context, { number, addresses }) {
    if (context.actor.party === 'desk') {
      return toRefusalNotice(context, [{ code: 'share-not-yours', rule: 'CRE-5' }], {
        command: 'share',
        args: {},
      })
    }
    if (!addresses) return openForm(sharing, context, number)
    const typed = parseAddresses(addresses)
    const add = typed.filter((one) => !one.startsWith('-'))
    const remove = typed.filter((one) => one.startsWith('-')).map((one) => one.slice(1))
    return sendTyped(sharing, context, number, { kind: 'share', add, remove }, add.join('\n'))
  },

  refresh: (context, _values, hidden) => drawAgain(sharing, context, hidden),

  async submit(context, values, hidden) {
    const remove = values.remove ?? []
    return sendForm(sharing, context, values, hidden, {
      kind: 'share',
      add: [...parseAddresses(readValue(values, 'add'))],
      remove: typeof remove === 'string' ? [remove] : [...remove],
    })
  },
})
