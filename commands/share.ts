import { z } from 'zod'
import { shareForm } from '../views/share-form.ts'
import { one, refusedFor } from './answers.ts'
import { addressesIn, CaseNumber, FreeText } from './arguments.ts'
import { type ChangeCommand, drawAgain, openForm, sendForm, sendTyped } from './change-case.ts'
import { defineCommand } from './define.ts'

const sharing: ChangeCommand = {
  name: 'share',
  form: shareForm,
  done: ({ speech }, of) =>
    of.sharedWith.length > 0
      ? speech.t('share.done', { number: of.number, addresses: of.sharedWith.join(', ') })
      : speech.t('share.done.nobody', { number: of.number }),
}

/** CRE-5: with e-mail addresses of users or groups. A typed one with a minus before it is taken out. */
export const share = defineCommand({
  name: 'share',
  chatCommandId: 15,
  aliases: ['共有'],
  words: ['number', 'addresses'],
  summary: 'command.share',
  usage: 'usage.share',
  args: z.object({ number: CaseNumber, addresses: FreeText.optional() }),
  needs: 'account',

  async run(context, { number, addresses }) {
    if (context.actor.party === 'desk') {
      return refusedFor(context, [{ code: 'share-not-yours', rule: 'CRE-5' }], { command: 'share', args: {} })
    }
    if (!addresses) return openForm(sharing, context, number)
    const typed = addressesIn(addresses)
    const add = typed.filter((one) => !one.startsWith('-'))
    const remove = typed.filter((one) => one.startsWith('-')).map((one) => one.slice(1))
    return sendTyped(sharing, context, number, { kind: 'share', add, remove }, add.join('\n'))
  },

  refresh: (context, _values, hidden) => drawAgain(sharing, context, hidden),

  async submit(context, values, hidden) {
    const remove = values.remove ?? []
    return sendForm(sharing, context, values, hidden, {
      kind: 'share',
      add: [...addressesIn(one(values, 'add'))],
      remove: typeof remove === 'string' ? [remove] : [...remove],
    })
  },
})
