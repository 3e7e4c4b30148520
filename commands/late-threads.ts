/** What a confirmation adds where a thread gets the change later than at once: the sender has to know, not to believe that it was read. */
import { canBeMailed, canRead } from '../src/cases/audience.ts'
import type { Case, Entry, Subscription } from '../src/cases/case.ts'
import { isUnsubscribed } from '../src/cases/mail-threads.ts'
import { isChatThread, isOwnThread } from '../src/cases/own-threads.ts'
import { type Actor, toAuthor } from '../src/cases/policy.ts'
import { describeThreadState } from '../src/cases/thread-state.ts'
import { whyHeld } from '../views/conversation-card.ts'
import { createPlaceTranslator, whyLate } from '../views/late-thread.ts'
import type { Context } from './define.ts'

/** More of the sender's own threads are counted, not named. */
const maxNamed = 2

type LateContext = Pick<
  Context,
  | 'actor'
  | 'service'
  | 'conversations'
  | 'person'
  | 'place'
  | 'translator'
  | 'createTranslator'
  | 'chats'
  | 'installationFault'
>

/**
 * The lines for what this person just added; none where nothing stands in the way. Their own side's threads are told by name and reason; of
 * the other sides only that they are told later: how many follow a case there, and where, is not theirs to know.
 */
export async function tellLate(context: LateContext, supportCase: Case): Promise<readonly string[]> {
  try {
    return await listLate(context, supportCase)
  } catch {
    // What was added is in the case: no fault in here may tell its sender otherwise.
    return []
  }
}

async function listLate(context: LateContext, supportCase: Case): Promise<readonly string[]> {
  const late = supportCase.subscriptions.filter((thread) => isLate(context, supportCase, thread))
  if (late.length === 0) return []
  const entries = await listJustAdded(context, supportCase)
  const concerned = late.filter((thread) => entries.some((entry) => isFor(entry, thread, supportCase)))
  const own = concerned.filter((thread) => isOwnThread(thread, context.actor))
  const mails = own.filter(({ platform }) => platform === 'mail')
  const threads = own.filter(isChatThread)
  const named: string[] = []
  for (const thread of [...threads.slice(0, maxNamed), ...mails.slice(0, 1)])
    named.push(await tellOne(context, supportCase, thread))
  const { t } = context.translator
  const more = threads.length - maxNamed
  const others = concerned.some((thread) => isOtherSides(thread, context.actor))
  return [
    ...named,
    ...(more > 0 ? [t('late.own.more', { count: more })] : []),
    ...(others ? [t('late.others')] : []),
  ]
}

/**
 * Of the desk's and the customer's side, and for these the partners'; not of another partner's, whom one need not know of. What an
 * operator stopped there is nothing that comes later.
 */
function isOtherSides(thread: Subscription, actor: Actor): boolean {
  return isChatThread(thread) && thread.suspended === null && thread.reader.party !== actor.party
}

/** A mail's first one tells the case as it stands. */
function isFor(entry: Entry, { platform, reader, root }: Subscription, supportCase: Case): boolean {
  return platform === 'mail' ? root === null || canBeMailed(entry) : canRead(entry, reader, supportCase)
}

/** For a thread that somebody asked for themselves. */
export async function tellLateThread(
  context: LateContext,
  supportCase: Case,
  isAskedFor: (thread: Subscription) => boolean,
): Promise<readonly string[]> {
  const thread = supportCase.subscriptions.find(
    (thread) => isAskedFor(thread) && isOwnThread(thread, context.actor),
  )
  return thread && isLate(context, supportCase, thread) ? [await tellOne(context, supportCase, thread)] : []
}

function isLate({ installationFault }: LateContext, supportCase: Case, thread: Subscription): boolean {
  if (thread.platform === 'person' || isUnsubscribed(thread, supportCase)) return false
  const { kind } = describeThreadState(thread, supportCase, installationFault)
  return kind === 'delayed' || kind === 'held-back' || kind === 'suspended'
}

async function tellOne(context: LateContext, supportCase: Case, thread: Subscription): Promise<string> {
  const { translator, createTranslator, installationFault, chats } = context
  const { t } = translator
  const { number } = supportCase
  const state = describeThreadState(thread, supportCase, installationFault)
  const translatorFor = createPlaceTranslator(createTranslator, translator.locale, translator.timeZone)
  if (thread.platform === 'mail')
    return state.kind === 'delayed'
      ? t('late.mail', { why: whyLate(state.fault, thread, chats, translatorFor) })
      : t('late.stopped', { where: t('show.thread.mail', { address: thread.channel }), number })
  const where = await describeWhere(context, thread)
  if (state.kind === 'delayed')
    return t('late.own', { where, why: whyLate(state.fault, thread, chats, translatorFor) })
  if (state.kind === 'held-back')
    return t('late.held', { where, why: whyHeld(state.heldBack.why, translator) })
  return t('late.stopped', { where, number })
}

/** A direct message of a colleague's is told as one; a channel's name only to whoever is in it. */
export async function describeWhere(
  {
    conversations,
    person,
    place,
    translator,
  }: Pick<LateContext, 'conversations' | 'person' | 'place' | 'translator'>,
  thread: Subscription,
): Promise<string> {
  const { channel, direct } = thread
  if (!isChatThread(thread)) return translator.t('show.thread.mail', { address: channel })
  const { platform, tenant } = thread
  if (direct)
    return translator.t(direct.user === person.user ? 'show.thread.own-direct' : 'show.thread.direct')
  if (place.platform === platform && place.tenant === tenant && place.channel === channel)
    return translator.t('show.thread.here')
  const readership = await conversations.whoReads({ platform, tenant, channel })
  const isMember =
    readership.kind === 'declared' && readership.members.some(({ user }) => user === person.user)
  return isMember ? readership.name : translator.t('show.thread.channel')
}

/** What the sender's last change added: its entries are of one moment. An own note is late for nobody who may not read it. */
async function listJustAdded({ service, actor }: LateContext, { number }: Case): Promise<readonly Entry[]> {
  const shown = await service.show(actor, number, { entries: maxAdded })
  if (!shown.ok) return []
  const { email } = toAuthor(actor)
  const mine = shown.value.entries.filter(({ author }) => author.email === email)
  const last = mine.at(-1)?.at.getTime()
  return mine.filter(({ at }) => at.getTime() === last)
}

/** A change has fewer entries, and as many may come from others in between. */
const maxAdded = 10
