import type { WebClient } from '@slack/web-api'
import type { Card } from '../../../views/view.ts'
import type { Case, Entry, Subscription } from '../../cases/case.ts'
import { listAttachments } from '../../cases/history.ts'
import type { Log } from '../../config/log.ts'
import type { ThreadPublisher } from '../../delivery/publishers.ts'
import type { ThreadViews } from '../thread-views.ts'
import { isUnreadable, toDeliveryFailure } from './delivery-failure.ts'
import { metadataType } from './message-metadata.ts'
import { message } from './render/message.ts'
import type { Uploads } from './share-files.ts'
import { describe, slackError } from './slack-log.ts'

const pageSize = 200
/** How far a look-up goes back: `conversations.*` are limited tightly, and a uncertain post is among the newest. */
const maxPages = 5
/** Slack's clock may differ from ours. */
const skewMs = 5 * 60_000
/** The root is there but can no longer be edited, or was deleted; the thread beneath it goes on living. */
const uneditable: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
])

interface Found {
  readonly ts?: string
  readonly user?: string
  readonly bot_id?: string
  readonly metadata?: {
    readonly event_type?: string
    readonly event_payload?: Readonly<Record<string, unknown>>
  }
}

/**
 * Posts cases into Slack threads. Rate limits are not sat out here: they come back as a `DeliveryFailure` with the time
 * to wait, so that one slow channel holds up no other.
 */
export function createPublisher(options: {
  readonly web: WebClient
  readonly log: Log
  readonly views: Pick<ThreadViews, 'root' | 'entry' | 'title'>
  readonly uploads: Uploads
  readonly self: () => { readonly user: string; readonly bot: string | undefined; readonly team: string }
}): ThreadPublisher {
  const { web, log, views, uploads, self } = options
  const serves = (tenant: string) => tenant === self().team

  async function open(
    supportCase: Case,
    thread: Subscription,
    { uncertain }: { readonly uncertain: boolean },
  ) {
    const channel = await openChannel(thread.channel)
    if (uncertain) {
      const oldest = stamp(supportCase.createdAt.getTime() - skewMs)
      const before = await lookUp(supportCase, 0, (cursor) =>
        web.conversations.history({
          channel,
          oldest,
          limit: pageSize,
          include_all_metadata: true,
          ...cursor,
        }),
      )
      if (before) return { root: before, channel }
    }
    const posted = await send({
      channel,
      supportCase: supportCase,
      seq: 0,
      card: await views.root(supportCase, thread),
    })
    return { root: posted, channel }
  }

  async function post(
    supportCase: Case,
    thread: Subscription,
    entry: Entry,
    { uncertain }: { readonly uncertain: boolean },
  ) {
    const { channel, root } = thread
    if (root === null)
      throw new Error(`Thread ${thread.id} of case ${supportCase.number} has no root to post under`)
    const before = uncertain ? await lookUpEntry(supportCase, channel, root, entry) : undefined
    const message =
      before ??
      (await send({
        channel,
        root,
        supportCase: supportCase,
        seq: entry.seq,
        card: views.entry(supportCase, thread, entry),
      }))
    const attachments = listAttachments(entry)
    if (attachments.length === 0) return
    const look = before !== undefined
    await uploads.bring({ supportCase: supportCase, thread, root, message, attachments, look, uncertain })
  }

  function lookUpEntry(
    supportCase: Case,
    channel: string,
    root: string,
    entry: Entry,
    turns = maxPages,
  ): Promise<string | undefined> {
    const oldest = stamp(entry.at.getTime() - skewMs)
    const page = (cursor: { cursor?: string }) =>
      web.conversations.replies({
        channel,
        ts: root,
        oldest,
        limit: pageSize,
        include_all_metadata: true,
        ...cursor,
      })
    return lookUp(supportCase, entry.seq, page, turns)
  }

  async function refresh(supportCase: Case, thread: Subscription) {
    const { channel, root } = thread
    if (root === null) return
    await redraw(supportCase, thread, channel, root, await views.root(supportCase, thread))
  }

  async function redraw(
    supportCase: Case,
    thread: Subscription,
    channel: string,
    root: string,
    card: Card,
  ): Promise<void> {
    const said = message(card)
    const metadata = createMetadata(supportCase, 0)
    try {
      await web.chat.update({ channel, ts: root, ...said, metadata })
    } catch (error) {
      if (uneditable.has(slackError(error) ?? '')) {
        log.info(
          { case: supportCase.number, thread: thread.id, error: describe(error) },
          'The root card can no longer be changed',
        )
        return
      }
      if (!isUnreadable(error)) throw error
      log.error(
        { case: supportCase.number, error: describe(error) },
        'Slack refused a card; its text goes out alone',
      )
      await web.chat.update({ channel, ts: root, text: said.text, blocks: [], metadata })
    }
  }

  async function rewrite(supportCase: Case, thread: Subscription, entry: Entry | undefined) {
    const { channel, root } = thread
    if (root === null) return
    if (!entry) return redraw(supportCase, thread, channel, root, views.title(supportCase, thread))
    const ts = await lookUpEntry(supportCase, channel, root, entry, Number.POSITIVE_INFINITY)
    if (ts === undefined) return
    // The files first: where the post is deleted, a next try would find nothing to look for them from.
    if (entry.removed?.some(({ part }) => part.startsWith('file:')))
      await uploads.takeAway({ supportCase, thread, root, message: ts, attachments: listAttachments(entry) })
    await replacePost({ channel, ts, supportCase, entry, card: views.entry(supportCase, thread, entry) })
  }

  /** Edited, or deleted where Slack lets nobody edit it any more. */
  async function replacePost(to: {
    channel: string
    ts: string
    supportCase: Case
    entry: Entry
    card: Card
  }): Promise<void> {
    const { channel, ts, supportCase, entry } = to
    const said = message(to.card)
    const metadata = createMetadata(supportCase, entry.seq)
    try {
      await web.chat.update({ channel, ts, ...said, metadata })
    } catch (error) {
      const code = slackError(error) ?? ''
      if (code === 'message_not_found') return
      if (isUnreadable(error)) {
        await web.chat.update({ channel, ts, text: said.text, blocks: [], metadata })
      } else if (uneditable.has(code)) {
        log.info(
          { case: supportCase.number, seq: entry.seq, error: code },
          'A post cannot be changed; deleted',
        )
        await web.chat.delete({ channel, ts })
      } else throw error
    }
  }

  /** A direct message is opened with the person's id and lives in a channel of its own. */
  async function openChannel(channel: string): Promise<string> {
    if (!/^[UW]/.test(channel)) return channel
    const opened = await web.conversations.open({ users: channel })
    return opened.channel?.id ?? channel
  }

  async function send(to: {
    channel: string
    root?: string
    supportCase: Case
    seq: number
    card: Card
  }): Promise<string> {
    const { text, blocks } = message(to.card)
    const common = {
      channel: to.channel,
      metadata: createMetadata(to.supportCase, to.seq),
      unfurl_links: false,
      unfurl_media: false,
    }
    const place = to.root === undefined ? {} : { thread_ts: to.root }
    try {
      return readStamp(await web.chat.postMessage({ ...common, ...place, text, blocks }))
    } catch (error) {
      if (!isUnreadable(error)) throw error
      // One entry that Slack will not show must not hold up those after it.
      log.error(
        { case: to.supportCase.number, seq: to.seq, error: describe(error) },
        'Slack refused the blocks; text only',
      )
      return readStamp(await web.chat.postMessage({ ...common, ...place, text }))
    }
  }

  /** The message of ours that shows this entry, if there is one. Others' metadata is not believed. */
  async function lookUp(
    supportCase: Case,
    seq: number,
    page: (cursor: { cursor?: string }) => Promise<{
      readonly messages?: readonly Found[]
      readonly response_metadata?: { readonly next_cursor?: string }
    }>,
    turns = maxPages,
  ): Promise<string | undefined> {
    let cursor: string | undefined
    for (let turn = 0; turn < turns; turn += 1) {
      const answer = await page(cursor ? { cursor } : {})
      const found = answer.messages?.find((one) => isOurs(one) && shows(one, supportCase.number, seq))
      if (found?.ts) return found.ts
      cursor = answer.response_metadata?.next_cursor
      if (!cursor) return undefined
    }
    log.warn(
      { case: supportCase.number, seq },
      'A uncertain post was not found within the pages that are looked through',
    )
    return undefined
  }

  function isOurs(one: Found): boolean {
    const me = self()
    return one.user === me.user || (me.bot !== undefined && one.bot_id === me.bot)
  }

  return {
    serves,
    open: (supportCase, thread, how) => telling(() => open(supportCase, thread, how)),
    post: (supportCase, thread, entry, how) => telling(() => post(supportCase, thread, entry, how)),
    refresh: (supportCase, thread) => telling(() => refresh(supportCase, thread)),
    rewrite: (supportCase, thread, entry) => telling(() => rewrite(supportCase, thread, entry)),
  }
}

async function telling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toDeliveryFailure(error)
  }
}

function createMetadata(supportCase: Case, seq: number) {
  return { event_type: metadataType, event_payload: { case: supportCase.number, entry: seq } }
}

function shows(one: Found, number: number, seq: number): boolean {
  const { event_type, event_payload } = one.metadata ?? {}
  return event_type === metadataType && event_payload?.case === number && event_payload.entry === seq
}

function readStamp(posted: { readonly ts?: string }): string {
  if (!posted.ts) throw new Error('Slack took a message without saying where it stands')
  return posted.ts
}

function stamp(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(6)
}
