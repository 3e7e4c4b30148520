import { z } from 'zod'
import type { Subscription } from '../src/cases/case.ts'
import { whyHeld } from '../views/conversation-card.ts'
import { doneNotice } from '../views/notice.ts'
import { CaseNumber } from './arguments.ts'
import { defineCommand } from './define.ts'
import { tellLateThread } from './late-threads.ts'
import { toRefusalNotice } from './responses.ts'
import { threadPlaceFor, toThreadPlace } from './thread-place.ts'

const direct = ['me', 'direct', 'dm', '自分']

/** PLC-6: whoever can see a case opens a thread for it, here or in their direct messages. */
export const follow = defineCommand({
  name: 'follow',
  aliases: ['watch', 'フォロー', '表示する'],
  positionals: ['number', 'where'],
  summary: 'command.follow',
  usage: 'usage.follow',
  args: z.object({ number: CaseNumber, where: z.string().max(40).default('here') }),
  auth: 'account',

  async run(context, { number, where }) {
    const { actor, service, conversations, place, translator } = context
    const again = { command: 'follow', args: { number: String(number), where } }
    const shown = await service.show(actor, number, { entries: 1 })
    if (!shown.ok) return toRefusalNotice(context, shown.refusals, again)
    const { case: supportCase } = shown.value
    const isDirect = direct.includes(where.normalize('NFKC').toLowerCase())
    const { option, options, needsFirstMessage } = await threadPlaceFor(
      context,
      supportCase,
      isDirect ? 'direct' : undefined,
    )
    const meant = isDirect ? options.find(({ kind }) => kind === 'direct') : option
    if (!meant || (!isDirect && meant.kind !== 'here')) {
      const why = (await conversations.whyNothing(place)) ?? 'group-direct'
      return {
        kind: 'notice',
        tone: 'refused',
        text: translator.t('follow.not-here', { number, why: whyHeld(why, translator) }),
        buttons: [
          {
            label: translator.t('button.follow.direct'),
            command: 'follow',
            args: { number: String(number), where: 'me' },
          },
        ],
      }
    }
    const along = meant.kind === 'direct' ? undefined : meant.readership.along
    const outcome = await service.follow(actor, number, toThreadPlace(meant, context), along)
    if (!outcome.ok) return toRefusalNotice(context, outcome.refusals, again)
    const text = translator.t(isDirect ? 'follow.done.direct' : 'follow.done', { number })
    const { platform, tenant, channel } = toThreadPlace(meant, context)
    const late = await tellLateThread(
      context,
      outcome.value,
      (thread) => thread.platform === platform && thread.tenant === tenant && isAt(thread, channel),
    )
    const first = needsFirstMessage ? [translator.t('new.thread.write-first')] : []
    return doneNotice([text, ...first, ...late].join('\n'))
  },
})

/** A direct message goes by its person until it has been opened, and by its channel from then on. */
function isAt({ channel, direct }: Subscription, wanted: string): boolean {
  return channel === wanted || direct?.user === wanted
}
