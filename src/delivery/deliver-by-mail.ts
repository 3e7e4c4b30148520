import { canBeMailed, canSeeCase } from '../cases/audience.ts'
import type { Entry, Subscription } from '../cases/case.ts'
import { isUnsubscribed } from '../cases/mail-threads.ts'
import { type CaseDelivery, pageSize, unservedMs } from './case-delivery.ts'
import { suspendUnreadable } from './deliver-to-thread.ts'
import type { MailPublisher, MailUpdate } from './publishers.ts'
import { createProgress, type Step, type SubscriptionProgress } from './subscription-progress.ts'

/** How many entries a first mail tells at most. */
const maxInFirst = 20

/**
 * Brings the mails to one address up to its case: a first one with the case as it stands, then one for each send, in order (NOT-3).
 * What a mail holds follows from the history alone, so a repeat is the same mail; but a first one holds all there is by then: repeated
 * after a change it is another one, so that a mail system which shows each Message-ID once does not lose the change. Answers as
 * `deliverToThread` does.
 */
export async function deliverByMail(
  delivery: CaseDelivery,
  subscription: Subscription,
): Promise<Date | null> {
  const { supportCase, mail, now } = delivery
  const { reader } = subscription
  if (!canSeeCase(supportCase, reader)) return suspendUnreadable(delivery, subscription)
  if (!mail) return new Date(now().getTime() + unservedMs)

  const progress = createProgress(delivery, subscription, { kind: 'readers', reader })
  if (progress.subscription().root === null) {
    const step = await send(delivery, progress, mail, await composeFirst(delivery))
    if (step !== 'on') return step.retryAt
  }
  while (progress.subscription().cursor < supportCase.seq) {
    const step = await sendPage(delivery, progress, mail)
    if (step !== 'on') return step.retryAt
  }
  return null
}

/** Takes a subscription away whose address is no longer shared with. */
export async function removeSubscription({ supportCase, claim, store, lease }: CaseDelivery): Promise<void> {
  const { thread, token } = claim
  if (!(await store.removeSubscription({ number: supportCase.number, token, thread }))) lease.lose()
}

async function sendPage(
  delivery: CaseDelivery,
  progress: SubscriptionProgress,
  mail: MailPublisher,
): Promise<Step> {
  const { seq } = delivery.supportCase
  const { cursor } = progress.subscription()
  const page = (await delivery.readPage(cursor)).filter((entry) => entry.seq <= seq)
  for (const entries of groupBySend(page)) {
    const [from, to] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0]
    if (from !== progress.subscription().cursor + 1) break
    // The page may end within a send: that one is read from its first entry on, unless it fills the page by itself.
    if (to === page.at(-1)?.seq && to < seq && from > cursor + 1) break
    const mailed = entries.filter(canBeMailed)
    if (mailed.length === 0) {
      progress.skip(to)
      continue
    }
    const step = await send(delivery, progress, mail, { entries: mailed, from, to, more: false })
    if (step !== 'on') return step
  }
  return progress.subscription().cursor > cursor ? progress.save() : progress.awaitHistory()
}

/** That the address is still shared with is asked right before each mail: the claimed case may be seconds old. */
async function send(
  delivery: CaseDelivery,
  progress: SubscriptionProgress,
  mail: MailPublisher,
  update: MailUpdate,
): Promise<Step> {
  const { supportCase, store } = delivery
  const current = await store.get(supportCase.number)
  if (!current || isUnsubscribed(progress.subscription(), current)) {
    await removeSubscription(delivery)
    return { retryAt: null }
  }
  const step = await progress.call(
    (subscription) => mail.send(supportCase, subscription, update),
    (id) => ({ cursor: update.to, ...(update.from === 0 ? { root: id } : {}) }),
    { kind: 'mail', at: update.entries.at(-1)?.at },
  )
  return typeof step === 'object' && 'refused' in step ? progress.endRefused(step) : step
}

/** How the case began and the newest of what came since. */
async function composeFirst({ supportCase, readPage }: CaseDelivery): Promise<MailUpdate> {
  const { seq } = supportCase
  const newest: Entry[] = []
  for (let before = seq; before > 0 && newest.length <= maxInFirst; before -= pageSize) {
    const page = await readPage(Math.max(before - pageSize, 0))
    newest.unshift(...page.filter((entry) => entry.seq <= before && canBeMailed(entry)))
  }
  const more = newest.length > maxInFirst
  if (!more) return { entries: newest, from: 0, to: seq, more }
  const beginning = (await readPage(0)).slice(0, 1)
  return { entries: [...beginning, ...newest.slice(1 - maxInFirst)], from: 0, to: seq, more }
}

/** One send writes its entries at one moment, in its author's name: each run of such entries. */
function groupBySend(page: readonly Entry[]): readonly (readonly Entry[])[] {
  const sends: Entry[][] = []
  for (const entry of page) {
    const last = sends.at(-1)
    const previous = last?.at(-1)
    if (last && previous && isSameSend(previous, entry)) last.push(entry)
    else sends.push([entry])
  }
  return sends
}

function isSameSend(a: Entry, b: Entry): boolean {
  return (
    a.at.getTime() === b.at.getTime() &&
    a.author.party === b.author.party &&
    a.author.email === b.author.email
  )
}
