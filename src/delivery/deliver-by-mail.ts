import { canBeMailed } from '../cases/audience.ts'
import type { Entry } from '../cases/case.ts'
import { isUnsubscribed } from '../cases/mail-threads.ts'
import { pageSize, type SubscriptionDelivery } from './delivery.ts'
import type { MailPublisher, MailUpdate } from './publishers.ts'
import { createSubscriptionProgress, type Step, type SubscriptionProgress } from './subscription-progress.ts'

/** How many entries a first mail tells at most. */
const mostInFirst = 20

/**
 * Brings the mails to one address on: a first one with the case as it stands, then one for each send, in order (NOT-3). What a mail
 * holds follows from the history alone, so a repeat is the same mail; but a first one holds all there is by then: repeated after news it
 * is another one, so that a mail system which shows each Message-ID once does not lose the news. Answers as `advanceThread` does.
 */
export async function deliverByMail(pass: SubscriptionDelivery, mail: MailPublisher): Promise<Date | null> {
  const of = pass.claim.case
  const state = createSubscriptionProgress(pass)

  if (state.thread().root === null) {
    const step = await send(pass, state, mail, await newsSoFar(pass))
    if (step !== 'on') return step.retryAt
  }
  while (state.thread().cursor < of.seq) {
    const step = await sendPage(pass, state, mail)
    if (step !== 'on') return step.retryAt
  }
  return null
}

/** Takes a thread away whose address is no longer shared with. */
export async function removeSubscription({
  claim,
  thread,
  store,
  lease,
}: SubscriptionDelivery): Promise<void> {
  const ended = await store.removeSubscription({
    number: claim.case.number,
    token: claim.token,
    thread: thread.id,
  })
  if (!ended) lease.lose()
}

async function sendPage(
  pass: SubscriptionDelivery,
  state: SubscriptionProgress,
  mail: MailPublisher,
): Promise<Step> {
  const of = pass.claim.case
  const { cursor } = state.thread()
  const page = (await pass.pages(cursor)).filter((entry) => entry.seq <= of.seq)
  for (const entries of sendsIn(page)) {
    const [from, to] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0]
    if (from !== state.thread().cursor + 1) break
    // The page may end within a send: that one is read from its first entry on, unless it fills the page by itself.
    if (to === page.at(-1)?.seq && to < of.seq && from > cursor + 1) break
    const told = entries.filter(canBeMailed)
    if (told.length === 0) {
      state.skip(to)
      continue
    }
    const step = await send(pass, state, mail, { entries: told, from, to, more: false })
    if (step !== 'on') return step
  }
  return state.thread().cursor > cursor ? state.save() : state.incomplete()
}

/** That the address is still shared with is asked right before each mail: the claimed case may be seconds old. */
async function send(
  pass: SubscriptionDelivery,
  state: SubscriptionProgress,
  mail: MailPublisher,
  news: MailUpdate,
): Promise<Step> {
  const of = pass.claim.case
  const now = await pass.store.get(of.number)
  if (!now || isUnsubscribed(pass.thread, now)) {
    await removeSubscription(pass)
    return { retryAt: null }
  }
  return state.call(
    (thread) => mail.send(of, thread, news),
    (id) => ({ cursor: news.to, ...(news.from === 0 ? { root: id } : {}) }),
  )
}

/** How the case began and the newest of what came since. */
async function newsSoFar({ claim, pages }: SubscriptionDelivery): Promise<MailUpdate> {
  const { seq } = claim.case
  const newest: Entry[] = []
  for (let before = seq; before > 0 && newest.length <= mostInFirst; before -= pageSize) {
    const page = await pages(Math.max(before - pageSize, 0))
    newest.unshift(...page.filter((entry) => entry.seq <= before && canBeMailed(entry)))
  }
  const more = newest.length > mostInFirst
  if (!more) return { entries: newest, from: 0, to: seq, more }
  const beginning = (await pages(0)).slice(0, 1)
  return { entries: [...beginning, ...newest.slice(1 - mostInFirst)], from: 0, to: seq, more }
}

/** One send writes its entries at one moment, in its author's name: each run of such entries. */
function sendsIn(page: readonly Entry[]): readonly (readonly Entry[])[] {
  const sends: Entry[][] = []
  for (const entry of page) {
    const last = sends.at(-1)
    const before = last?.at(-1)
    if (last && before && isSameSend(before, entry)) last.push(entry)
    else sends.push([entry])
  }
  return sends
}

function isSameSend(one: Entry, other: Entry): boolean {
  return (
    one.at.getTime() === other.at.getTime() &&
    one.author.party === other.author.party &&
    one.author.email === other.author.email
  )
}
