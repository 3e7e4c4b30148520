import { z } from 'zod'
import type { Case } from '../src/cases/case.ts'
import { denyClosed } from '../src/cases/lifecycle.ts'
import { shareForm } from '../views/share-form.ts'
import { CaseNumber, FreeText, parseAddresses } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import type { Context } from './define.ts'
import { readValue } from './responses.ts'

/** CRE-5: with e-mail addresses of users or groups. A typed one with a minus before it is removed. */
export const share = defineChangeCommand({
  name: 'share',
  aliases: ['共有'],
  positionals: ['number', 'addresses'],
  summary: 'command.share',
  usage: 'usage.share',
  textFields: { add: 'addresses' },
  parties: ['partner'],
  args: z.object({ number: CaseNumber, addresses: FreeText.optional() }),
  kind: 'share',
  toForm: shareForm,

  denyStart: ({ actor }) => (actor.party === 'desk' ? [{ code: 'share-not-yours', rule: 'CRE-5' }] : []),

  denyForm: ({ actor }, supportCase) =>
    supportCase.status === 'closed' && supportCase.sharedWith.length === 0
      ? denyClosed(supportCase, actor.party)
      : undefined,

  readTyped(_context, { addresses }) {
    if (!addresses) return {}
    const typed = parseAddresses(addresses)
    const add = typed.filter((address) => !address.startsWith('-'))
    const remove = typed.filter((address) => address.startsWith('-')).map((address) => address.slice(1))
    return { change: { kind: 'share', add, remove }, text: add.join('\n') }
  },

  readForm(_context, values) {
    const remove = values.remove ?? []
    return [
      {
        kind: 'share',
        add: [...parseAddresses(readValue(values, 'add'))],
        remove: typeof remove === 'string' ? [remove] : [...remove],
      },
    ]
  },

  tellDone(context, supportCase) {
    const { t } = context.translator
    const { number, sharedWith } = supportCase
    if (sharedWith.length === 0) return t('share.done.nobody', { number })
    const done = t('share.done', { number, addresses: sharedWith.join(', ') })
    return [done, ...withoutMail(context, supportCase)].join('\n')
  },
})

/** NOT-3: nobody waits for mails that will not come. */
export function withoutMail(
  { service, translator }: Pick<Context, 'service' | 'translator'>,
  { sharedWith }: Pick<Case, 'sharedWith'>,
): readonly string[] {
  if (service.sendsMail || sharedWith.length === 0) return []
  return [translator.t('share.no-mail')]
}
