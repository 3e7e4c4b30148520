import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { type Case, platforms, type Subscription } from '../src/cases/case.ts'
import { canReopen } from '../src/cases/lifecycle.ts'
import { isUnsubscribed } from '../src/cases/mail-threads.ts'
import { isOwnThread } from '../src/cases/own-threads.ts'
import { toReader } from '../src/cases/policy.ts'
import { isOverdue } from '../src/cases/queues.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import { describeThreadState, type ThreadState } from '../src/cases/thread-state.ts'
import { type CardOptions, caseWithHistory, maxEntries, type ThreadLine } from '../views/case-card.ts'
import { whyHeld } from '../views/conversation-card.ts'
import { createPlaceTranslator, tryAgainButton, whyLate } from '../views/late-thread.ts'
import { CaseNumber } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'
import { describeWhere } from './late-threads.ts'
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
  /** A button's: the thread to try again, wherever it stands. */
  thread: z.string().max(200).optional(),
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

  async run(context, { number, entries, platform, tenant, channel, thread }) {
    const { actor, translator, categories, now } = context
    const outcome = await context.service.show(actor, number, { entries })
    if (!outcome.ok)
      return toRefusalNotice(context, outcome.refusals, { command: 'show', args: { number: String(number) } })
    const retried = await tryAgain(context, outcome.value.case, { platform, tenant, channel, thread })
    // What was tried again is told as it is from now on.
    const again = retried ? await context.service.show(actor, number, { entries }) : outcome
    const {
      case: supportCase,
      entries: shown,
      more,
      writeDenied,
      ...offered
    } = (again.ok ? again : outcome).value
    const threads = await describeThreads(context, supportCase)
    return caseWithHistory(supportCase, shown, more, {
      translator,
      categories,
      reader: toReader(actor),
      reopenable: canReopen(supportCase, now),
      overdue: isOverdue(supportCase, toReader(actor), now),
      ...threads,
      ...offered,
      ...(writeDenied ? { readOnly: readOnlyFor(writeDenied, context) } : {}),
    })
  },
})

/** More are counted: each costs a look at who is there. */
const maxListed = 6

/** PLC-4, PLC-6: how the threads of the reader's own side are, and where one may be opened. */
async function describeThreads(
  context: Context,
  supportCase: Case,
): Promise<Pick<CardOptions, 'threads' | 'follow'>> {
  const { actor, translator, place, installationFault } = context
  const { t } = translator
  const own = supportCase.subscriptions.filter(
    (thread) => isOwnThread(thread, actor) && !isUnsubscribed(thread, supportCase),
  )
  const behind: (readonly [Subscription, Exclude<ThreadState, { readonly kind: 'up-to-date' }>])[] = []
  for (const thread of own) {
    const state = describeThreadState(thread, supportCase, installationFault)
    if (state.kind !== 'up-to-date') behind.push([thread, state])
  }
  const lines: ThreadLine[] = []
  for (const [thread, state] of behind.slice(0, maxListed))
    lines.push(await toThreadLine(context, supportCase, thread, state))
  const { options } = await threadPlaceFor(context, supportCase)
  const isThere = (channel: string) =>
    own.some((thread) => thread.channel === channel || thread.direct?.user === channel)
  const args = { number: String(supportCase.number), in: actorKey(actor) }
  return {
    threads: { lines, unlisted: behind.length - lines.length, upToDate: own.length - behind.length },
    follow: options.flatMap((option) => {
      if (option.kind === 'here' && !isThere(place.channel))
        return [{ label: t('button.follow.here'), command: 'follow', args }]
      if (option.kind === 'direct' && !isThere(context.person.user))
        return [{ label: t('button.follow.direct'), command: 'follow', args: { ...args, where: 'me' } }]
      return []
    }),
  }
}

async function toThreadLine(
  context: Context,
  { number }: Case,
  thread: Subscription,
  state: Exclude<ThreadState, { readonly kind: 'up-to-date' }>,
): Promise<ThreadLine> {
  const { translator, createTranslator, chats } = context
  const { t } = translator
  const where = await describeWhere(context, thread)
  const again = tryAgainButton(number, thread, 'button.try-again', t)
  switch (state.kind) {
    case 'pending':
      return { where, detail: [t('show.thread.pending')] }
    case 'held-back': {
      const { why, since } = state.heldBack
      return { where, detail: [t('show.thread.held'), { at: since }, whyHeld(why, translator)] }
    }
    case 'suspended':
      return { where, detail: [t('show.thread.stopped')], button: again }
    case 'delayed': {
      const translatorFor = createPlaceTranslator(createTranslator, translator.locale, translator.timeZone)
      const why = whyLate(state.fault, thread, chats, translatorFor)
      return { where, detail: [t('show.thread.late'), { at: state.fault.since }, why], button: again }
    }
  }
}

/** GRA-1, VIS-2: without a grant there is somebody to ask for it; a former partner reads. */
function readOnlyFor(denied: Refusal, context: Context): NonNullable<CardOptions['readOnly']> {
  return denied.code === 'relationship-ended' ? {} : { ask: grantRequestButton(denied, context) }
}

/** What a button names of a place. */
type Named = Pick<z.infer<typeof Args>, 'platform' | 'tenant' | 'channel' | 'thread'>

/**
 * A late thread of the reader's own side is tried again where the case is shown in its channel: the app may have been invited by now. What an
 * operator stopped goes on only by its button.
 */
async function tryAgain(context: Context, supportCase: Case, named: Named): Promise<boolean> {
  const { actor, place, service } = context
  const platform = named.platform ?? place.platform
  const tenant = named.tenant ?? place.tenant
  const channel = named.channel ?? place.channel
  const isHere = (thread: Subscription) =>
    thread.platform === platform && thread.tenant === tenant && thread.channel === channel
  const isMeant = (thread: Subscription) =>
    named.thread === undefined ? isHere(thread) && isFaulty(thread) : thread.id === named.thread
  const tried = supportCase.subscriptions.filter(
    (thread) =>
      isMeant(thread) && isOwnThread(thread, actor) && (isFaulty(thread) || thread.suspended !== null),
  )
  for (const { id } of tried) await service.retryThread(actor, supportCase.number, id)
  return tried.length > 0
}

function isFaulty({ suspended, fault }: Subscription): boolean {
  return suspended === null && fault != null
}
