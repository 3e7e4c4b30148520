import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { type Case, platforms, type Subscription } from '../src/cases/case.ts'
import { canReopen } from '../src/cases/lifecycle.ts'
import { toReader } from '../src/cases/policy.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import { type CardOptions, caseWithHistory, maxEntries } from '../views/case-card.ts'
import { whyHeld } from '../views/conversation-card.ts'
import type { Button } from '../views/view.ts'
import { CaseNumber } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'
import { grantRequestButton, toRefusalNotice } from './responses.ts'
import { threadPlaceFor } from './thread-place.ts'

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
    const threads = await describeThreads(context, supportCase)
    return caseWithHistory(supportCase, shown, more, {
      translator,
      categories,
      reader: toReader(actor),
      reopenable: canReopen(supportCase, now),
      ...threads,
      ...offered,
      ...(writeDenied ? { readOnly: readOnlyFor(writeDenied, context) } : {}),
    })
  },
})

/** PLC-4, PLC-6: the threads of the reader's own side that wait, and where one may be opened. */
async function describeThreads(
  context: Context,
  supportCase: Case,
): Promise<{ readonly waiting: readonly string[]; readonly follow: readonly Button[] }> {
  const { actor, translator, place } = context
  const { t } = translator
  const own = supportCase.subscriptions.filter(
    ({ platform, reader }) => platform !== 'mail' && actorKey(reader) === actorKey(actor),
  )
  const waiting: string[] = []
  for (const thread of own) {
    if (thread.suspended === null && !thread.heldBack) continue
    const where = await describeWhere(context, thread)
    waiting.push(
      thread.suspended !== null
        ? t('show.thread.given-up', { where, why: thread.suspended })
        : t('show.thread.waits', { where, why: whyHeld(thread.heldBack?.why ?? 'undeclared', translator) }),
    )
  }
  const { options } = await threadPlaceFor(context, supportCase)
  const isThere = (channel: string) =>
    own.some((thread) => thread.channel === channel || thread.direct?.user === channel)
  const args = { number: String(supportCase.number), in: actorKey(actor) }
  return {
    waiting,
    follow: options.flatMap((option) => {
      if (option.kind === 'here' && !isThere(place.channel))
        return [{ label: t('button.follow.here'), command: 'follow', args }]
      if (option.kind === 'direct' && !isThere(context.person.user))
        return [{ label: t('button.follow.direct'), command: 'follow', args: { ...args, where: 'me' } }]
      return []
    }),
  }
}

/** A direct message of a colleague's is told as one; a channel's name only to whoever is in it. */
async function describeWhere(
  { conversations, person, translator }: Context,
  thread: Subscription,
): Promise<string> {
  if (thread.direct || thread.platform === 'mail') return translator.t('show.thread.direct')
  const { platform, tenant, channel } = thread
  const readership = await conversations.whoReads({ platform, tenant, channel })
  const isMember =
    readership.kind === 'declared' && readership.members.some(({ user }) => user === person.user)
  return isMember ? readership.name : translator.t('show.thread.channel')
}

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
