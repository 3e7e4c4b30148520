import { isDeepStrictEqual } from 'node:util'
import { canRead, canSeeCase, redactForBoth } from '../cases/audience.ts'
import type { Entry, HeldBack, Subscription } from '../cases/case.ts'
import { isChatThread, unreadable } from '../cases/own-threads.ts'
import { findUnentitled } from '../conversations/thread-audience.ts'
import { type CaseDelivery, unservedMs } from './case-delivery.ts'
import { asRewritten, deliverRemovals } from './deliver-removals.ts'
import type { ThreadPublisher } from './publishers.ts'
import { isSaidThere } from './said-there.ts'
import { createProgress, type Step, type SubscriptionProgress } from './subscription-progress.ts'

/** When a thread that is held back is looked at again, ms; what changes who reads there has it looked at at once. */
const heldBackMs = 600_000
/** The same where it could not be learnt who reads there. */
const unknownMs = 30_000
/** So many changes behind, a card is drawn although more come. */
const maxUndrawn = 20
/** The same once it was just written down: what ended the reason before that found no thread to wake. */
const writtenMs = 1_000

/**
 * Brings one thread up to its case: who reads it, its root card, the entries that it lacks in order, then the card again, the cursor
 * moved after each post (NOT-1). Ends early when a call fails, the case's time is over, the workspace is paused or the lease is lost.
 * Answers when to look at the thread again; null when there is nothing more to do.
 */
export async function deliverToThread(delivery: CaseDelivery, begun: Subscription): Promise<Date | null> {
  const { supportCase, now } = delivery

  // Another process may post to this workspace, with that one's token.
  const publisher = isChatThread(begun) ? delivery.publishers[begun.platform] : undefined
  if (!publisher?.serves(begun.tenant)) return new Date(now().getTime() + unservedMs)

  // UPD-3: also where the thread is held back, for this only takes away.
  const rewriting = await deliverRemovals(delivery, begun, publisher)
  if ('retryAt' in rewriting) return rewriting.retryAt
  const { thread } = rewriting

  const audience = await delivery.resolveAudience(thread)
  if (audience.kind === 'held-back') return holdBack(delivery, thread, { why: audience.why })
  const { reader, along, members = [] } = audience
  if (!canSeeCase(supportCase, reader)) return suspendUnreadable(delivery, thread)
  if (along && !canSeeCase(supportCase, along))
    return holdBack(delivery, thread, { why: 'guest-without-case' })

  const progress = createProgress(delivery, thread, audience)
  /** PLC-4: who is there and may not read this entry; the card, where none is given. */
  const findPresent = (entry?: Entry) => findUnentitled(members, supportCase, entry)
  const holdBackFrom = (unentitled: ReturnType<typeof findPresent>) =>
    holdBack(delivery, progress.subscription(), {
      why: 'present',
      users: unentitled.map(({ user }) => user),
    })
  /** A customer is the guest where it opened the thread, too: who works on a case is not for its eyes (OWN-1). */
  const [host, guest] = along && reader.party === 'customer' ? [along, reader] : [reader, along]
  /** What guests are shown is no more than the host may know either. */
  const card = guest ? redactForBoth(supportCase, host, guest) : supportCase
  /** Drawn for the guests, buttons included: whoever presses one there must be able to act as it says. */
  const drawn = (subscription: Subscription) => ({ ...subscription, reader: guest ?? host })

  const besideCard = findPresent()
  if (besideCard.length > 0) return holdBackFrom(besideCard)

  if (progress.subscription().root === null) {
    // A root that an earlier try left behind may show an older case: it is refreshed.
    const renderedVersion = progress.isUncertain() ? 0 : supportCase.version
    const step = await progress.call(
      (subscription, options) => publisher.open(card, drawn(subscription), options),
      ({ root, channel }) => ({ root, channel, renderedVersion, ...asRewritten(supportCase) }),
      { kind: 'card' },
    )
    const opened = typeof step === 'object' && 'refused' in step ? await progress.endRefused(step) : step
    if (opened !== 'on') return opened.retryAt
  }

  while (progress.subscription().cursor < supportCase.seq) {
    const { cursor } = progress.subscription()
    for (const entry of await delivery.readPage(cursor)) {
      // Later ones belong to a later version of the case: they come with the next claim.
      if (entry.seq > supportCase.seq || entry.seq !== progress.subscription().cursor + 1) break
      if (!canRead(entry, reader, supportCase) || (along && !canRead(entry, along, supportCase))) {
        progress.skip(entry.seq)
        continue
      }
      if (isSaidThere(entry, progress.subscription())) {
        progress.skip(entry.seq)
        continue
      }
      const unentitled = findPresent(entry)
      if (unentitled.length > 0) {
        const saved = await progress.save()
        return saved === 'on' ? holdBackFrom(unentitled) : saved.retryAt
      }
      const step = await postEntry(delivery, progress, publisher, drawn, entry)
      if (step !== 'on') return step.retryAt
    }
    const step =
      progress.subscription().cursor > cursor ? await progress.save() : await progress.awaitHistory()
    if (step !== 'on') return step.retryAt
  }

  return refreshCard(delivery, progress, (subscription) => publisher.refresh(card, drawn(subscription)))
}

/** An entry is as many messages as it needs; each is written down, so that none is made twice. */
async function postEntry(
  { supportCase, log }: CaseDelivery,
  progress: SubscriptionProgress,
  publisher: ThreadPublisher,
  drawn: (subscription: Subscription) => Subscription,
  entry: Entry,
): Promise<Step> {
  const count = publisher.countParts(supportCase, drawn(progress.subscription()), entry)
  const told = { kind: 'entry', at: entry.at } as const
  const begun = progress.subscription().parts ?? 0
  // Something was taken out of it meanwhile: what is left of it is there.
  if (begun >= count) return progress.write({ cursor: entry.seq, parts: 0 })
  for (let part = begun; part < count; part += 1) {
    const isLast = part === count - 1
    const shown = isLast ? { cursor: entry.seq, ...(count > 1 ? { parts: 0 } : {}) } : { parts: part + 1 }
    const post = (plain: boolean) =>
      progress.call(
        (subscription, options) =>
          publisher.post(supportCase, drawn(subscription), entry, {
            ...options,
            part,
            ...(plain ? { plain } : {}),
          }),
        () => (plain ? { cursor: entry.seq, ...(count > 1 ? { parts: 0 } : {}) } : shown),
        told,
      )
    const step = await post(false)
    if (step === 'on') continue
    if (!('refused' in step)) return step
    const fields = { case: supportCase.number, entry: entry.seq, code: step.refused.code }
    log.error(fields, 'A post was refused; told in plain words')
    const plainly = await post(true)
    if (plainly === 'on' || !('refused' in plainly)) return plainly
    // What stands against the entry must not hold up those after it.
    log.error(fields, 'An entry was refused, in plain words as well; the next one follows')
    return progress.write({ cursor: entry.seq, parts: 0 })
  }
  return 'on'
}

/** Once the case is quiet: a burst of changes edits the card once, and what people wrote goes before it. */
async function refreshCard(
  { supportCase, now, cardQuietMs, log }: CaseDelivery,
  progress: SubscriptionProgress,
  refresh: (subscription: Subscription) => Promise<string | undefined>,
): Promise<Date | null> {
  const { renderedVersion } = progress.subscription()
  if (renderedVersion >= supportCase.version) return null
  const quietAt = new Date(supportCase.updatedAt.getTime() + cardQuietMs)
  // One that lags far behind does not wait for the case to become quiet.
  const isFarBehind = renderedVersion > 0 && supportCase.version - renderedVersion > maxUndrawn
  if (
    quietAt > now() &&
    quietAt.getTime() - now().getTime() <= cardQuietMs &&
    !isFarBehind &&
    renderedVersion > 0
  )
    return quietAt
  const step = await progress.call(
    refresh,
    (card) => ({ renderedVersion: supportCase.version, ...(card === undefined ? {} : { card }) }),
    { kind: 'card' },
  )
  if (step === 'on') return null
  if (!('refused' in step)) return step.retryAt
  log.error(
    { case: supportCase.number, code: step.refused.code },
    'A card was refused; the next change draws it anew',
  )
  const saved = await progress.write({ renderedVersion: supportCase.version })
  return saved === 'on' ? null : saved.retryAt
}

/** VIS-1: a subscription whose reader may not see the case at all is a mistake of the data, and no post can mend it. */
export async function suspendUnreadable(
  { supportCase, claim, lease, store, log }: CaseDelivery,
  thread: Subscription,
): Promise<null> {
  const { number } = supportCase
  log.error({ case: number, thread: thread.id, reason: unreadable }, 'Delivery suspended')
  const progress = { suspended: unreadable }
  if (!(await store.saveProgress({ number, token: claim.token, thread: claim.thread, progress })))
    lease.lose()
  return null
}

/**
 * The thread is not put off, so that any change finds out sooner who may read there now. Why it waits is written down for people,
 * and so is a doubt, which must outlive the claim.
 */
async function holdBack(
  { supportCase, claim, lease, store, now, log, onHeldBack }: CaseDelivery,
  thread: Subscription,
  { why, users = [] }: { readonly why: HeldBack['why']; readonly users?: readonly string[] },
): Promise<Date> {
  const { number } = supportCase
  const before = thread.heldBack
  const isNew = before?.why !== why || !isDeepStrictEqual(before.users, users)
  const heldBack = isNew ? { why, users, since: before?.since ?? now() } : before
  const isDoubtful = claim.uncertain && thread.tries === 0
  if (isNew) log.info({ case: number, thread: thread.id, why, users }, 'A thread is held back.')
  if (isNew || isDoubtful) {
    const progress = { ...(isNew ? { heldBack } : {}), ...(isDoubtful ? { tries: 1 } : {}) }
    if (!(await store.saveProgress({ number, token: claim.token, thread: claim.thread, progress })))
      lease.lose()
  }
  // Not waited for: the other threads and cases go on.
  onHeldBack(supportCase, { ...thread, heldBack }).catch((error: unknown) => {
    log.warn(
      { case: number, thread: thread.id, err: error },
      'A thread that is held back could not be reported',
    )
  })
  if (isNew) return new Date(now().getTime() + writtenMs)
  return new Date(now().getTime() + (why === 'members-unknown' ? unknownMs : heldBackMs))
}
