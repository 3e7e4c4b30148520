import { createHash } from 'node:crypto'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { Card } from '../../../views/view.ts'
import type { Case, Entry, Locale, Subscription } from '../../cases/case.ts'
import type { Log } from '../../config/log.ts'
import { DeliveryFailure, type ThreadPublisher } from '../../delivery/publishers.ts'
import type { ThreadViews } from '../thread-views.ts'
import { ChatError } from './chat-error.ts'
import { mustWait, toDeliveryFailure } from './delivery-failure.ts'
import type { ChatApi } from './google-chat-api.ts'
import { eventWordsFor } from './messages.ts'
import type { ChatMessage } from './render/message.ts'
import type { WriteQuota } from './write-quota.ts'

/** Draws a card for a reader of this language and time zone. */
export type Render = (card: Card, how: { readonly locale: Locale; readonly timeZone: string }) => ChatMessage

/** Into which thread, and that it begins a new one where there is none. */
const replying = { messageReplyOption: 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD' } as const

/**
 * Posts cases into the threads of spaces. Each message bears an id of its own, made of the thread's and the entry's: so what is
 * sent twice is there once, and a uncertain post needs no look-up. Limits are not sat out here: they come back as a
 * `DeliveryFailure` with the time to wait, so that one busy space holds up no other.
 */
export function createPublisher(options: {
  readonly api: ChatApi
  readonly pace: WriteQuota
  readonly views: Pick<ThreadViews, 'root' | 'entry' | 'title'>
  readonly render: Render
  readonly log: Log
}): ThreadPublisher {
  const { api, pace, views, render, log } = options

  async function open(supportCase: Case, thread: Subscription) {
    const channel = await findSpace(thread)
    const posted = await send(supportCase, { ...thread, channel }, 0, await views.root(supportCase, thread))
    const root = posted.thread?.name
    if (!root) throw new Error('Google Chat took a message without saying in which thread it stands')
    return { root, channel }
  }

  /** A direct message is found by the person's id; an app cannot begin one, the person does so by writing to it. */
  async function findSpace({ channel }: Subscription): Promise<string> {
    if (!channel.startsWith('users/')) return channel
    try {
      const { name } = await api.call((chat, how) => chat.spaces.findDirectMessage({ name: channel }, how))
      if (name) return name
    } catch (error) {
      if (!(error instanceof ChatError) || error.status !== 404) throw error
    }
    throw new DeliveryFailure('the person has not written to the app yet, so there is no direct message', {
      gone: false,
    })
  }

  async function post(supportCase: Case, thread: Subscription, entry: Entry) {
    await send(supportCase, thread, entry.seq, views.entry(supportCase, thread, entry))
  }

  async function refresh(supportCase: Case, thread: Subscription) {
    await edit(supportCase, thread, 0, await views.root(supportCase, thread))
  }

  /** UPD-3: its files lie behind links alone, which are dead once the case names them no more. */
  async function rewrite(supportCase: Case, thread: Subscription, entry: Entry | undefined) {
    const card = entry ? views.entry(supportCase, thread, entry) : views.title(supportCase, thread)
    await edit(supportCase, thread, entry?.seq ?? 0, card)
  }

  /** The message that shows this entry, drawn anew; one that is not there stays away. */
  async function edit(supportCase: Case, thread: Subscription, seq: number, card: Card): Promise<void> {
    const message = render(card, { locale: thread.locale, timeZone: supportCase.timeZone })
    const name = `${thread.channel}/messages/${messageId(thread, seq)}`
    try {
      await patch(thread, name, { cardsV2: message.cardsV2 })
    } catch (error) {
      if (error instanceof ChatError && error.status === 404) {
        log.info(
          { case: supportCase.number, thread: thread.id, seq },
          seq === 0
            ? 'The root card was deleted; its thread goes on'
            : 'A post to take something away from is not there',
        )
        return
      }
      if (!isUnreadable(error)) throw error
      log.error(
        { case: supportCase.number, error: error.message },
        'Google refused a card; it is told in words',
      )
      await patch(thread, name, { text: inWords(supportCase, thread), cardsV2: [] })
    }
  }

  function patch(thread: Subscription, name: string, requestBody: chat_v1.Schema$Message) {
    return write(thread, (chat, how) =>
      chat.spaces.messages.patch({ name, updateMask: 'text,cardsV2', requestBody }, how),
    )
  }

  /** The message that shows this entry (the root is entry 0): made now, or the one that was made before. */
  async function send(
    supportCase: Case,
    thread: Subscription,
    seq: number,
    card: Card,
  ): Promise<chat_v1.Schema$Message> {
    const message = render(card, { locale: thread.locale, timeZone: supportCase.timeZone })
    try {
      return await create(thread, seq, message)
    } catch (error) {
      if (error instanceof ChatError && error.status === 409) return before(thread, seq)
      if (!isUnreadable(error)) throw error
      // One entry that Google will not show must not hold up those after it.
      log.error(
        { case: supportCase.number, seq, error: error.message },
        'Google refused a card; it is told in words',
      )
      return create(thread, seq, { text: inWords(supportCase, thread) })
    }
  }

  function create(thread: Subscription, seq: number, message: chat_v1.Schema$Message) {
    const id = messageId(thread, seq)
    return write(thread, (chat, how) =>
      chat.spaces.messages.create(
        {
          parent: thread.channel,
          messageId: id,
          requestId: id,
          ...replying,
          requestBody: { ...message, thread: { threadKey: thread.id } },
        },
        how,
      ),
    )
  }

  function before(thread: Subscription, seq: number): Promise<chat_v1.Schema$Message> {
    const name = `${thread.channel}/messages/${messageId(thread, seq)}`
    return api.call((chat, how) => chat.spaces.messages.get({ name }, how))
  }

  function write(thread: Subscription, ask: Parameters<typeof api.call<chat_v1.Schema$Message>>[0]) {
    const wait = pace.take(thread.channel)
    if (wait) throw mustWait(wait)
    return api.call(ask)
  }

  return {
    serves: (tenant) => tenant === '',
    open: (supportCase, thread) => telling(() => open(supportCase, thread)),
    post: (supportCase, thread, entry) => telling(() => post(supportCase, thread, entry)),
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

/** Google takes 63 lower-case letters, digits and hyphens: a thread's id of another shape goes in as its hash. */
export function messageId(thread: Pick<Subscription, 'id'>, seq: number): string {
  const id = /^[a-z0-9-]{1,40}$/.test(thread.id)
    ? thread.id
    : createHash('sha256').update(thread.id).digest('hex').slice(0, 40)
  return seq === 0 ? `client-${id}` : `client-${id}-${seq}`
}

/** Nothing that a person wrote: Chat would bring mentions and links in it alive. */
function inWords({ number }: Case, { locale }: Subscription): string {
  return eventWordsFor(locale).notShown(number)
}

/** Google's word about the message itself: another one may still get through. */
function isUnreadable(error: unknown): error is ChatError {
  return error instanceof ChatError && (error.status === 400 || error.status === 413)
}
