import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { type Case, platforms } from '../src/cases/case.ts'
import { canReopen } from '../src/cases/lifecycle.ts'
import { toReader } from '../src/cases/policy.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import { type CardOptions, caseWithHistory, maxEntries } from '../views/case-card.ts'
import { CaseNumber } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'
import { grantRequestButton, toRefusalNotice } from './responses.ts'

const Args = z.object({
  number: CaseNumber,
  /** How many of the newest history entries. */
  entries: z.coerce.number().int().min(1).max(maxEntries).default(5),
  /**
   * A button's: where the case's thread could not be opened; else where one stands. The button may be pressed in another chat
   * than the thread's; one of before names the channel alone, and means the chat that it is in.
   */
  platform: z.enum(platforms).optional(),
  tenant: z.string().max(200).optional(),
  channel: z.string().max(200).optional(),
})

/** VIS-1, VIS-7: one case with what of its history the reader may see. */
export const show = defineCommand({
  name: 'show',
  aliases: ['view', '表示', '詳細'],
  positionals: ['number'],
  summary: 'command.show',
  usage: 'usage.show',
  args: Args,
  auth: 'account',

  async run(context, { number, entries, platform, tenant, channel }) {
    const { actor, translator, categories, now } = context
    const outcome = await context.service.show(actor, number, { entries })
    if (!outcome.ok)
      return toRefusalNotice(context, outcome.refusals, { command: 'show', args: { number: String(number) } })
    const { case: supportCase, entries: shown, more, writeDenied, ...offered } = outcome.value
    await tryAgain(context, supportCase, { platform, tenant, channel })
    return caseWithHistory(supportCase, shown, more, {
      translator,
      categories,
      reader: toReader(actor),
      reopenable: canReopen(supportCase, now),
      ...offered,
      ...(writeDenied ? { readOnly: readOnlyFor(writeDenied, context) } : {}),
    })
  },
})

/** GRA-1, VIS-2: without a grant there is somebody to ask for it; a former partner reads. */
function readOnlyFor(denied: Refusal, context: Context): NonNullable<CardOptions['readOnly']> {
  return denied.code === 'relationship-ended' ? {} : { ask: grantRequestButton(denied, context) }
}

/** What a button names of a place. */
type Named = Pick<z.infer<typeof Args>, 'platform' | 'tenant' | 'channel'>

/** A thread of the reader's own side that was given up on in this channel is tried again: the app may have been invited by now. */
async function tryAgain(context: Context, supportCase: Case, named: Named): Promise<void> {
  const { actor, person, place, service } = context
  const platform = named.platform ?? place.platform
  const tenant = named.tenant ?? place.tenant
  const channel = named.channel ?? place.channel
  const isSuspended = supportCase.subscriptions.some(
    (thread) =>
      thread.suspended !== null &&
      thread.platform === platform &&
      thread.tenant === tenant &&
      thread.channel === channel &&
      actorKey(thread.reader) === actorKey(actor),
  )
  if (isSuspended)
    await service.follow(actor, supportCase.number, { platform, tenant, channel, locale: person.locale })
}
