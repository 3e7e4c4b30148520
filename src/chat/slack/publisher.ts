import type { MessageMetadata } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Card } from '../../../views/view.ts'
import type { Case, Entry, Subscription } from '../../cases/case.ts'
import { listAttachments } from '../../cases/history.ts'
import type { Log } from '../../config/log.ts'
import {
  DeliveryFailure,
  type MentionedPerson,
  type PostOptions,
  type ThreadPublisher,
} from '../../delivery/publishers.ts'
import type { ThreadViews } from '../thread-views.ts'
import { toDeliveryFailure } from './delivery-failure.ts'
import type { LookInThread } from './look-in-thread.ts'
import { type FoundMessage, type LookThrough, pageSize } from './look-through.ts'
import { metadataType, noticeType, removedType } from './message-metadata.ts'
import { wordsFor } from './messages.ts'
import type { PacedCalls } from './paced-calls.ts'
import {
  mentionMessage,
  plainMessage,
  type SlackMessage,
  splitMessage,
  message as toMessage,
} from './render/message.ts'
import type { Uploads } from './share-files.ts'

/** Slack's clock may differ from ours. */
const skewMs = 5 * 60_000
/** Posts of a case that is gone are taken away for so long in one turn. */
const withdrawMs = 10_000
/** It is there but can no longer be edited, or was deleted; the thread beneath it goes on living. */
const uneditable: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
])

/** What a message of ours shows, in its metadata: so a post in doubt can be found again. The card is entry 0. */
interface Shown {
  readonly case: number
  readonly entry: number
  /** From 0, where the entry is more than one message. */
  readonly part?: number
  readonly parts?: number
}

/**
 * Posts cases into Slack threads, within the budgets of the methods: what has to wait for longer than a moment comes back as a
 * `DeliveryFailure` with the time, so that one slow channel holds up no other.
 */
export function createPublisher(options: {
  readonly web: WebClient
  readonly calls: PacedCalls
  readonly lookThrough: LookThrough
  readonly lookInThread: LookInThread
  readonly log: Log
  readonly views: Pick<ThreadViews, 'root' | 'entry' | 'title' | 'mention'>
  readonly uploads: Uploads
  readonly self: () => { readonly team: string }
}): ThreadPublisher {
  const { web, calls, lookThrough, lookInThread, log, views, uploads, self } = options

  function drawEntry(supportCase: Case, thread: Subscription, entry: Entry): readonly SlackMessage[] {
    return splitMessage(views.entry(supportCase, thread, entry), wordsFor(thread.locale).part)
  }

  async function open(supportCase: Case, thread: Subscription, { uncertain, mayGoOut }: PostOptions) {
    const channel = await openChannel(thread.channel)
    const shown: Shown = { case: supportCase.number, entry: 0 }
    const before = uncertain ? await findRoot(supportCase, thread, channel) : undefined
    if (before !== undefined) return { root: before, channel }
    const root = await sendCard({ channel, shown, mayGoOut }, await views.root(supportCase, thread))
    return { root, channel }
  }

  /** Our root cards that no thread of ours stands under are looked for alone: a card posted anew stands within a thread. */
  async function findRoot(
    supportCase: Case,
    thread: Subscription,
    channel: string,
  ): Promise<string | undefined> {
    const shown = { case: supportCase.number, entry: 0 }
    const isMeant = (one: FoundMessage) => shows(one, shown) && !isReply(one)
    const found = await lookThrough({
      key: JSON.stringify([channel, thread.id, 'root']),
      method: 'conversations.history',
      oldest: stamp(supportCase.createdAt.getTime() - skewMs),
      page: (from) =>
        web.conversations.history({ channel, limit: pageSize, include_all_metadata: true, ...from }),
      isEnough: (all) => all.some(isMeant),
    })
    return found.find(isMeant)?.ts
  }

  async function findPart(place: Place, entry: Entry, shown: Shown): Promise<string | undefined> {
    const isMeant = (one: FoundMessage) => shows(one, shown)
    const of = { key: [shown], oldest: stamp(entry.at.getTime() - skewMs) }
    return (await lookInThread(place, of, (all) => all.some(isMeant))).find(isMeant)?.ts
  }

  async function post(
    supportCase: Case,
    thread: Subscription,
    entry: Entry,
    { uncertain, mayGoOut, part, plain = false }: Parameters<ThreadPublisher['post']>[3],
  ) {
    const place = readPlace(supportCase, thread)
    const drawn = plain ? undefined : drawEntry(supportCase, thread, entry)
    const shown = toShown(supportCase, entry, part, drawn?.length ?? part + 1)
    const before = uncertain ? await findPart(place, entry, shown) : undefined
    const message =
      before ??
      (drawn
        ? await send({ ...place, shown, mayGoOut }, readPart(drawn, shown))
        : await sendPlainly(
            { ...place, shown, mayGoOut },
            wordsFor(thread.locale).notShown(supportCase.number, entry.seq),
          ))
    const attachments = listAttachments(entry)
    if (attachments.length === 0 || (drawn && part < drawn.length - 1)) return
    const look = before !== undefined
    const { root } = place
    await uploads.bring({ supportCase, thread, root, message, attachments, look, uncertain })
  }

  async function mention(
    supportCase: Case,
    thread: Subscription,
    told: MentionedPerson,
    { uncertain, mayGoOut }: PostOptions,
  ): Promise<void> {
    const place = readPlace(supportCase, thread)
    const isMeant = ({ metadata }: FoundMessage) =>
      metadata?.event_type === noticeType && metadata.event_payload?.notice === told.id
    const of = { key: [noticeType, told.id], oldest: stamp(told.notice.at.getTime() - skewMs) }
    if (uncertain && (await lookInThread(place, of, (all) => all.some(isMeant))).some(isMeant)) return
    const metadata = { event_type: noticeType, event_payload: { case: supportCase.number, notice: told.id } }
    await send({ ...place, metadata, mayGoOut }, mentionMessage(views.mention(supportCase, thread, told)))
  }

  /** What nothing can be said against is not the entry's fault if it is refused: it must not be passed over. */
  async function sendPlainly(to: Target, words: string): Promise<string> {
    try {
      return await send(to, plainMessage(words))
    } catch (error) {
      const failure = toDeliveryFailure(error)
      if (failure.scope !== 'message') throw failure
      throw new DeliveryFailure(failure.message, { scope: 'passing', code: failure.code, cause: error })
    }
  }

  async function refresh(supportCase: Case, thread: Subscription): Promise<string | undefined> {
    if (thread.root === null) return undefined
    const place = readPlace(supportCase, thread)
    const shown: Shown = { case: supportCase.number, entry: 0 }
    const card = await views.root(supportCase, thread)
    const current = thread.card ?? place.root
    if (await edit({ ...place, ts: current, shown }, card)) return undefined
    log.info({ case: supportCase.number, thread: thread.id }, 'A card can no longer be edited; posted anew')
    // One whose place was lost may stand there.
    const newer = await lookInThread(place, { key: ['card', current], oldest: current })
    for (const { ts } of newer.filter((one) => shows(one, shown)).reverse())
      if (ts !== undefined && isLater(ts, current) && (await edit({ ...place, ts, shown }, card))) return ts
    return sendCard({ ...place, shown, yields: true }, card)
  }

  async function rewrite(supportCase: Case, thread: Subscription, entry: Entry | undefined) {
    if (thread.root === null) return
    const place = readPlace(supportCase, thread)
    if (!entry) return retitle(supportCase, thread, place)
    const found = await lookInThread(
      place,
      { key: ['rewrite', entry.seq], oldest: stamp(entry.at.getTime() - skewMs) },
      (all) => isWhole(all.filter((one) => showsEntry(one, supportCase, entry))),
    )
    const posts = found.filter((one) => showsEntry(one, supportCase, entry))
    const message = posts.at(-1)?.ts
    if (message === undefined) return
    // The files first: where the post is deleted, a next try would find nothing to look for them from.
    if (entry.removed?.some(({ part }) => part.startsWith('file:'))) {
      const { root } = place
      await uploads.takeAway({ supportCase, thread, root, message, attachments: listAttachments(entry) })
    }
    const drawn = drawEntry(supportCase, thread, entry)
    // From the end: the first one tells how many there are, for as long as one of them is left to be seen to.
    for (const one of posts.toReversed()) {
      const { ts } = one
      if (ts === undefined) continue
      const part = readShown(one)?.part ?? 0
      const said = drawn[part]
      if (said) {
        const shown = toShown(supportCase, entry, part, drawn.length)
        await replace({ ...place, ts, shown }, said)
      } else await remove(place.channel, ts)
    }
  }

  /** All that is ours in the thread, the newest first; the root is changed last, since nothing beneath it is found without it. */
  async function withdraw(
    husk: Case,
    thread: Subscription,
    { uncertain }: Pick<PostOptions, 'uncertain'>,
  ): Promise<number | null> {
    const channel = await openChannel(thread.channel)
    const root = thread.root ?? (uncertain ? await findRoot(husk, thread, channel) : undefined)
    if (root === undefined) return null
    const oldest = stamp(husk.createdAt.getTime() - skewMs)
    const posts = await lookInThread({ channel, root }, { key: ['withdraw'], oldest })
    const begun = performance.now()
    for (const { ts, files = [] } of posts.toReversed()) {
      if (ts === undefined || ts === root) continue
      if (performance.now() - begun > withdrawMs) return thread.cursor
      for (const { id } of files) if (id) await uploads.remove(id, husk)
      await remove(channel, ts)
    }
    await sayRemoved({ channel, ts: root }, thread)
    return null
  }

  async function sayRemoved(
    place: { readonly channel: string; readonly ts: string },
    { locale }: Subscription,
  ): Promise<void> {
    const metadata = { event_type: removedType, event_payload: {} }
    const said = { text: wordsFor(locale).caseRemoved, blocks: [], metadata }
    try {
      await calls.call('chat.update', () => web.chat.update({ ...place, ...said }))
    } catch (error) {
      const { code } = toDeliveryFailure(error)
      if (!uneditable.has(code)) throw error
      if (code !== 'message_not_found') await remove(place.channel, place.ts)
    }
  }

  /** The card where it stands now, and what it left behind where it could no longer be edited. */
  async function retitle(supportCase: Case, thread: Subscription, place: Place): Promise<void> {
    const shown: Shown = { case: supportCase.number, entry: 0 }
    const title = toMessage(views.title(supportCase, thread))
    const cards = new Set([place.root, ...(thread.card ? [thread.card] : [])])
    for (const ts of cards) await replace({ ...place, ts, shown }, title)
  }

  /** Edited, or deleted where Slack lets nobody edit it any more. */
  async function replace(to: Target & { readonly ts: string }, said: SlackMessage): Promise<void> {
    try {
      await update(to, said)
    } catch (error) {
      const { code } = toDeliveryFailure(error)
      if (code === 'message_not_found') return
      if (!uneditable.has(code)) throw error
      log.info({ ...to.shown, error: code }, 'A post cannot be changed; deleted')
      await remove(to.channel, to.ts)
    }
  }

  async function remove(channel: string, ts: string): Promise<void> {
    try {
      await calls.call('chat.delete', () => web.chat.delete({ channel, ts }))
    } catch (error) {
      if (toDeliveryFailure(error).code !== 'message_not_found') throw error
    }
  }

  /** False where nobody can edit it any more. */
  async function edit(to: Target & { readonly ts: string }, card: Card): Promise<boolean> {
    try {
      await update(to, toMessage(card))
      return true
    } catch (error) {
      if (uneditable.has(toDeliveryFailure(error).code)) return false
      throw error
    }
  }

  async function update(
    { channel, ts, shown }: Target & { readonly ts: string },
    said: SlackMessage,
  ): Promise<void> {
    const metadata = createMetadata(shown)
    const change = (told: SlackMessage) =>
      calls.call('chat.update', () => web.chat.update({ channel, ts, ...told, metadata }))
    try {
      await change(said)
    } catch (error) {
      if (toDeliveryFailure(error).scope !== 'message') throw error
      tellRefused(shown, error)
      await change({ text: said.text, blocks: [] })
    }
  }

  /** A card is told by its text alone where Slack refuses it: without one no thread would stand beneath it. */
  async function sendCard(to: Target & { readonly yields?: boolean }, card: Card): Promise<string> {
    const said = toMessage(card)
    try {
      return await send(to, said)
    } catch (error) {
      if (toDeliveryFailure(error).scope !== 'message') throw error
      tellRefused(to.shown, error)
      return send(to, { text: said.text })
    }
  }

  function tellRefused(shown: Shown, error: unknown): void {
    log.error(
      { ...shown, error: toDeliveryFailure(error).message },
      'Slack refused a card; its text goes out alone',
    )
  }

  /** A direct message is opened with the person's id and lives in a channel of its own. */
  async function openChannel(channel: string): Promise<string> {
    if (!/^[UW]/.test(channel)) return channel
    const opened = await calls.call('conversations.open', () => web.conversations.open({ users: channel }))
    return opened.channel?.id ?? channel
  }

  async function send(
    {
      channel,
      root,
      mayGoOut = () => true,
      yields = false,
      ...about
    }: Labelled & { readonly yields?: boolean },
    said: Pick<SlackMessage, 'text'> & Partial<SlackMessage>,
  ): Promise<string> {
    const place = root === undefined ? {} : { thread_ts: root }
    const posted = await calls.post(
      channel,
      async () => {
        if (!mayGoOut()) throw takenOver()
        return web.chat.postMessage({
          channel,
          metadata: 'metadata' in about ? about.metadata : createMetadata(about.shown),
          unfurl_links: false,
          unfurl_media: false,
          ...place,
          ...said,
        })
      },
      { yields },
    )
    if (!posted.ts) throw new Error('Slack took a message without saying where it stands')
    return posted.ts
  }

  return {
    serves: (tenant) => tenant === self().team,
    countParts(supportCase, thread, entry) {
      try {
        return drawEntry(supportCase, thread, entry).length
      } catch {
        // What cannot be drawn fails as it is posted, and is told in plain words.
        return 1
      }
    },
    open: (supportCase, thread, how) => telling(() => open(supportCase, thread, how)),
    post: (supportCase, thread, entry, how) => telling(() => post(supportCase, thread, entry, how)),
    refresh: (supportCase, thread) => telling(() => refresh(supportCase, thread)),
    rewrite: (supportCase, thread, entry) => telling(() => rewrite(supportCase, thread, entry)),
    withdraw: (husk, thread, how) => telling(() => withdraw(husk, thread, how)),
    mention: (supportCase, thread, told, how) => telling(() => mention(supportCase, thread, told, how)),
  }
}

async function telling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toDeliveryFailure(error)
  }
}

interface Place {
  readonly channel: string
  readonly root: string
}

interface Target {
  readonly channel: string
  readonly root?: string
  readonly shown: Shown
  readonly mayGoOut?: PostOptions['mayGoOut'] | undefined
}

/** What a message says of itself, to be found by. */
type Labelled = Omit<Target, 'shown'> & (Pick<Target, 'shown'> | { readonly metadata: MessageMetadata })

/** Nothing was sent: it is another process's to send by now. */
function takenOver(): DeliveryFailure {
  return new DeliveryFailure('another process may be at work on this thread', {
    scope: 'passing',
    code: 'taken-over',
    retryAfterMs: 0,
    limits: 'thread',
  })
}

function readPlace({ number }: Case, { id, channel, root }: Subscription): Place {
  if (root === null) throw new Error(`Thread ${id} of case ${number} has no root to post under`)
  return { channel, root }
}

function toShown({ number }: Case, { seq }: Entry, part: number, parts: number): Shown {
  return { case: number, entry: seq, ...(parts > 1 ? { part, parts } : {}) }
}

function readPart(drawn: readonly SlackMessage[], { case: number, entry, part = 0 }: Shown): SlackMessage {
  const said = drawn[part]
  if (!said) throw new Error(`Entry ${entry} of case ${number} has no part ${part}`)
  return said
}

function createMetadata(shown: Shown) {
  return { event_type: metadataType, event_payload: { ...shown } }
}

function readShown({ metadata }: FoundMessage): Shown | undefined {
  return metadata?.event_type === metadataType ? (metadata.event_payload as Shown | undefined) : undefined
}

function showsEntry(one: FoundMessage, { number }: Case, { seq }: Entry): boolean {
  const shown = readShown(one)
  return shown?.case === number && shown.entry === seq
}

/** That it bears the same part: how many there are may have changed since. */
function shows(one: FoundMessage, { case: number, entry, part = 0 }: Shown): boolean {
  const shown = readShown(one)
  return shown?.case === number && shown.entry === entry && (shown.part ?? 0) === part
}

/** Whether these are all parts of an entry, as the first of them tells how many there are. */
function isWhole(posts: readonly FoundMessage[]): boolean {
  const [first] = posts
  return first !== undefined && posts.length >= (readShown(first)?.parts ?? 1)
}

function isReply({ ts, thread_ts }: FoundMessage): boolean {
  return thread_ts !== undefined && thread_ts !== ts
}

function isLater(ts: string, than: string): boolean {
  return Number(ts) > Number(than)
}

function stamp(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(6)
}
