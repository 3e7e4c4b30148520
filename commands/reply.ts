import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { type Audience, audiences, type Case, type Status } from '../src/cases/case.ts'
import { replyForm } from '../views/reply-form.ts'
import { CaseNumber, FreeText } from './arguments.ts'
import { defineChangeCommand } from './change-command.ts'
import type { Context } from './define.ts'
import { readValue } from './responses.ts'
import { threadPlaceFor } from './thread-place.ts'
import { draftArgs, prepareReaders, readMessage, readTypedMessage, tellHappened } from './write-message.ts'

/** UPD-1, NOT-4: a message to the other side; the form says who will read it. */
export const reply = defineChangeCommand({
  name: 'reply',
  aliases: ['comment', '返信'],
  positionals: ['number', 'text'],
  summary: 'command.reply',
  usage: 'usage.reply',
  textFields: { text: 'text' },
  args: z.object({ number: CaseNumber, text: FreeText.optional(), draft: FreeText.optional() }),
  kind: 'message',
  toForm: replyForm,
  prepareForm: prepareReaders,
  readTyped: readTypedMessage,

  readForm(context, values, { audience }) {
    const status = readValue(values, 'status')
    const message = readMessage(context, values, readAudience(audience))
    // The service refuses what is no status.
    return [{ ...message, ...(status ? { status: status as Exclude<Status, 'new' | 'closed'> } : {}) }]
  },

  tellDone: tellHappened,

  /** Typed whole it stayed internal: the way on to those whom a reply reaches. */
  offerNext({ actor, translator }, { case: { number }, sentAs, changes: [change] }) {
    if (sentAs !== 'typed' || change?.kind !== 'message' || change.audience === 'everyone') return []
    const args = draftArgs(number, actorKey(actor), change.text)
    return args ? [{ label: translator.t('button.reply-with'), command: 'reply', args }] : []
  },

  followDone: followHere,
})

/** As its form named the readers; a form of before did not. */
function readAudience(carried: string | undefined): Audience {
  return audiences.find((audience) => audience === carried) ?? 'internal'
}

/** Whose case another opened gets its thread with the first word: in the channel, where that is shared with it, else directly. */
export async function followHere(context: Context, supportCase: Case): Promise<void> {
  const { actor, service } = context
  if (actor.party !== 'customer') return
  const { place } = await threadPlaceFor(context, supportCase)
  await service.follow(actor, supportCase.number, place)
}
