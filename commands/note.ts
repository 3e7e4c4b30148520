import { z } from 'zod'
import { type Audience, audiences } from '../src/cases/case.ts'
import { noteForm } from '../views/reply-form.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import { followHere } from './reply.ts'
import { readValue } from './responses.ts'
import { prepareReaders, readMessage, readTypedMessage, tellHappened } from './write-message.ts'

/** NOT-4: a word for one's own side. A chat message that is added is one, too, unless another audience is chosen for it. */
export const note = defineChangeCommand({
  name: 'note',
  aliases: ['memo', 'メモ'],
  positionals: ['number', 'text'],
  summary: 'command.note',
  usage: 'usage.note',
  textFields: { text: 'text' },
  parties: ['partner', 'desk'],
  args: z.object({ number: CaseNumber, text: FreeText.optional(), draft: FreeText.optional() }),
  kind: 'message',

  /** CRE-6: a customer's own people have no notes of their own here; what they add chooses its audience. */
  denyStart({ actor, chosen }) {
    if (actor.party !== 'customer' || chosen) return []
    return [{ code: 'customer-only-replies', rule: 'CRE-6', values: { customer: actor.customer.name } }]
  },

  toForm: noteForm,
  prepareForm: prepareReaders,
  readTyped: readTypedMessage,

  readForm: (context, values) => [readMessage(context, values, readAudience(readValue(values, 'audience')))],

  tellDone: tellHappened,
  followDone: followHere,
})

/** The form of a message that is added has a choice; the service refuses what is not this person's to choose. */
function readAudience(chosen: string): Audience {
  return audiences.find((audience) => audience === chosen) ?? 'internal'
}
