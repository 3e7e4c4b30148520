import { createHash } from 'node:crypto'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { Card } from '../../../views/view.ts'
import type { Case, Entry, Subscription } from '../../cases/case.ts'
import type { ReaderTerms } from '../../cases/reader-terms.ts'
import type { Log } from '../../config/log.ts'
import {
  DeliveryFailure,
  type MentionedPerson,
  type PostOptions,
  type ThreadPublisher,
} from '../../delivery/publishers.ts'
import type { ThreadViews } from '../thread-views.ts'
import { ChatError } from './chat-error.ts'
import { toDeliveryFailure } from './delivery-failure.ts'
import type { ChatApi } from './google-chat-api.ts'
import { eventWordsFor, wordsFor } from './messages.ts'
import type { PacedWrite } from './paced-writes.ts'
import { type ChatMessage, mentionText } from './render/message.ts'

/** Draws a card for a reader of this language and time zone. */
export type Render = (card: Card, how: ReaderTerms) => ChatMessage

/** The whole of a card, in as many as it takes. */
export type Split = (card: Card, how: ReaderTerms) => readonly Card[]

/**
 * Into which thread, and that it begins a new one where there is none. Google takes it in named spaces alone; without it each message
 * stands by itself, whatever thread it names. So in direct messages an update says which case it is of.
 */
const replying = { messageReplyOption: 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD' } as const

/** The code of a direct message that nobody has begun yet. */
const unwritten = 'no-direct-message'

/** So many entries of a case that is gone are taken away in one turn. */
const withdrawnAtOnce = 10
/** What people wait for goes first. */
const yielding = { yields: true } as const

/** After so many cards of one thread that somebody deleted no further one is looked for. */
const maxCards = 100

/**
 * Posts cases into the threads of spaces. Each message bears an id of its own, made of the thread's and the entry's: so what is
 * sent twice is there once, and a post in doubt needs no look-up. What has to wait for longer than a moment comes back as a
 * `DeliveryFailure` with the time, so that one busy space holds up no other.
 */
export function createPublisher(options: {
  readonly api: ChatApi
  readonly write: PacedWrite
  readonly views: Pick<ThreadViews, 'root' | 'entry' | 'title' | 'mention'>
  readonly render: Render
  readonly split: Split
  readonly log: Log
}): ThreadPublisher {
  const { api, write, views, render, split, log } = options

  async function open(supportCase: Case, thread: Subscription) {
    const channel = await findSpace(thread)
    const here = { ...thread, channel }
    const message = draw(supportCase, thread, await views.root(supportCase, thread))
    const posted =
      (await sendCard(supportCase, here, messageId(thread, 0), message)) ??
      (await postCard(supportCase, here, message)).posted
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
      if (
        !(error instanceof ChatError) ||
        error.status !== 404 ||
        toDeliveryFailure(error).scope !== 'channel'
      )
        throw error
    }
    throw new DeliveryFailure('the person has not written to the app yet, so there is no direct message', {
      scope: 'channel',
      code: unwritten,
    })
  }

  function draw({ timeZone }: Case, { locale }: Subscription, card: Card): ChatMessage {
    return render(card, { locale, timeZone })
  }

  function splitEntry(supportCase: Case, thread: Subscription, entry: Entry): readonly Card[] {
    const { locale } = thread
    return split(views.entry(supportCase, thread, entry), { locale, timeZone: supportCase.timeZone })
  }

  async function post(
    supportCase: Case,
    thread: Subscription,
    entry: Entry,
    { part, plain }: Parameters<ThreadPublisher['post']>[3],
  ) {
    const id = messageId(thread, entry.seq, part)
    if (plain) return sendPlainly(thread, id, wordsFor(thread.locale).notShown(supportCase.number, entry.seq))
    const card = splitEntry(supportCase, thread, entry)[part]
    if (!card) throw new Error(`Entry ${entry.seq} of case ${supportCase.number} has no part ${part}`)
    await create(thread, id, draw(supportCase, thread, card))
  }

  async function mention(supportCase: Case, thread: Subscription, told: MentionedPerson): Promise<void> {
    const text = mentionText(views.mention(supportCase, thread, told))
    await create(thread, toMessageId(told.id), { text })
  }

  /** What nothing can be said against is not the entry's fault if it is refused: it must not be passed over. */
  async function sendPlainly(thread: Subscription, id: string, text: string): Promise<void> {
    try {
      // The refused one bore the same request id: this is another request.
      await create(thread, id, { text }, `${id}-plain`)
    } catch (error) {
      const failure = toDeliveryFailure(error)
      if (failure.scope !== 'message') throw failure
      throw new DeliveryFailure(failure.message, { scope: 'passing', code: failure.code, cause: error })
    }
  }

  async function refresh(supportCase: Case, thread: Subscription): Promise<string | undefined> {
    const message = draw(supportCase, thread, await views.root(supportCase, thread))
    const name = thread.card ?? nameOf(thread, messageId(thread, 0))
    if (await edit(supportCase, thread, name, message, { yields: true })) return undefined
    log.info({ case: supportCase.number, thread: thread.id }, 'A card was deleted; posted anew')
    return (await postCard(supportCase, thread, message)).name
  }

  /** The card anew, under the first id that none of its thread bore yet. One whose place was lost is brought up to date. */
  async function postCard(
    supportCase: Case,
    thread: Subscription,
    message: ChatMessage,
  ): Promise<{ readonly name: string; readonly posted: chat_v1.Schema$Message }> {
    const begun = readCardNumber(thread.card) + 1
    for (let number = begun; number < begun + maxCards; number += 1) {
      const id = `${messageId(thread, 0)}-card-${number}`
      const name = nameOf(thread, id)
      const posted = await sendCard(supportCase, thread, id, message)
      if (posted) return { name, posted }
    }
    throw new Error(`Thread ${thread.id} of case ${supportCase.number} has had too many cards`)
  }

  /** UPD-3: its files lie behind links alone, which are dead once the case names them no more. */
  async function rewrite(supportCase: Case, thread: Subscription, entry: Entry | undefined) {
    if (!entry) {
      const title = draw(supportCase, thread, views.title(supportCase, thread))
      const names = new Set([nameOf(thread, messageId(thread, 0)), ...(thread.card ? [thread.card] : [])])
      for (const name of names) await edit(supportCase, thread, name, title)
      return
    }
    const cards = splitEntry(supportCase, thread, entry)
    for (const [part, card] of cards.entries())
      await edit(
        supportCase,
        thread,
        nameOf(thread, messageId(thread, entry.seq, part)),
        draw(supportCase, thread, card),
      )
    for (let part = cards.length; await remove(thread, messageId(thread, entry.seq, part)); part += 1);
  }

  /**
   * By their ids: Chat lists an app no messages. One entry more than the thread shows may be there. Lines that call somebody by name bear ids
   * of their own, and stay.
   */
  async function withdraw(
    begun: Subscription,
    { uncertain }: Pick<PostOptions, 'uncertain'>,
  ): Promise<number | null> {
    if (begun.root === null && !uncertain) return null
    const channel = await findSpace(begun).catch(unlessUnwritten)
    // Nothing was ever posted there.
    if (channel === undefined) return null
    const thread = { ...begun, channel }
    const first = messageId(thread, 0)
    const last = Math.max(0, thread.cursor - withdrawnAtOnce)
    for (let seq = thread.cursor + 1; seq > last; seq -= 1)
      for (let part = 0; await remove(thread, messageId(thread, seq, part), yielding); part += 1);
    if (last > 0) return last
    for (let number = readCardNumber(thread.card); number > 0; number -= 1)
      await remove(thread, `${first}-card-${number}`, yielding)
    try {
      const text = wordsFor(thread.locale).caseRemoved
      await patch(thread, nameOf(thread, first), { text, cardsV2: [] }, yielding)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
    return null
  }

  /** Whether it was there. */
  async function remove(thread: Subscription, id: string, waits = { yields: false }): Promise<boolean> {
    try {
      await write(
        thread.channel,
        (chat, how) => chat.spaces.messages.delete({ name: nameOf(thread, id) }, how),
        waits,
      )
      return true
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  }

  /** Whether it was there to be drawn anew. */
  async function edit(
    supportCase: Case,
    thread: Subscription,
    name: string,
    message: ChatMessage,
    how = { yields: false },
  ): Promise<boolean> {
    try {
      await patch(thread, name, { cardsV2: message.cardsV2 }, how)
    } catch (error) {
      if (isMissing(error)) return false
      if (toDeliveryFailure(error).scope !== 'message') throw error
      tellRefused(supportCase, error)
      await patch(thread, name, { text: inWords(supportCase, thread), cardsV2: [] }, how)
    }
    return true
  }

  function patch(
    thread: Subscription,
    name: string,
    requestBody: chat_v1.Schema$Message,
    how: { readonly yields: boolean },
  ) {
    return write(
      thread.channel,
      (chat, options) =>
        chat.spaces.messages.patch({ name, updateMask: 'text,cardsV2', requestBody }, options),
      how,
    )
  }

  /**
   * A card, in words where Google refuses it: without one no thread would stand beneath it. One that is there already is drawn anew;
   * undefined where it was there and somebody deleted it.
   */
  async function sendCard(
    supportCase: Case,
    thread: Subscription,
    id: string,
    message: ChatMessage,
  ): Promise<chat_v1.Schema$Message | undefined> {
    // A repeated request is answered with what the first one made: of another version it is another request.
    const request = `${id}-v${supportCase.version}`
    const posted = await createOrRefuse(supportCase, thread, id, message, request)
    if (posted) return posted
    return (await edit(supportCase, thread, nameOf(thread, id), message)) ? find(thread, id) : undefined
  }

  /** Undefined where a message of this id was made before. */
  async function createOrRefuse(
    supportCase: Case,
    thread: Subscription,
    id: string,
    message: ChatMessage,
    request: string,
  ): Promise<chat_v1.Schema$Message | undefined> {
    try {
      return await insert(thread, id, message, request)
    } catch (error) {
      if (isTaken(error)) return undefined
      if (toDeliveryFailure(error).scope !== 'message') throw error
      tellRefused(supportCase, error)
      return insert(thread, id, { text: inWords(supportCase, thread) }, `${request}-plain`)
    }
  }

  /** An entry: made now, or before. One that somebody deleted since was told all the same. */
  async function create(
    thread: Subscription,
    id: string,
    message: chat_v1.Schema$Message,
    request = id,
  ): Promise<void> {
    try {
      await insert(thread, id, message, request)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }

  function insert(thread: Subscription, id: string, message: chat_v1.Schema$Message, requestId: string) {
    const requestBody = { ...message, thread: { threadKey: thread.id } }
    return write(thread.channel, (chat, how) =>
      chat.spaces.messages.create(
        {
          parent: thread.channel,
          messageId: id,
          requestId,
          ...(thread.direct ? {} : replying),
          requestBody,
        },
        how,
      ),
    )
  }

  function find(thread: Subscription, id: string): Promise<chat_v1.Schema$Message> {
    return api.call((chat, how) => chat.spaces.messages.get({ name: nameOf(thread, id) }, how))
  }

  function tellRefused({ number }: Case, error: unknown): void {
    log.error(
      { case: number, error: toDeliveryFailure(error).message },
      'Google refused a card; it is told in words',
    )
  }

  return {
    serves: (tenant) => tenant === '',
    countParts(supportCase, thread, entry) {
      try {
        return splitEntry(supportCase, thread, entry).length
      } catch {
        // What cannot be drawn fails as it is posted, and is told in plain words.
        return 1
      }
    },
    open: (supportCase, thread) => telling(() => open(supportCase, thread)),
    post: (supportCase, thread, entry, how) => telling(() => post(supportCase, thread, entry, how)),
    refresh: (supportCase, thread) => telling(() => refresh(supportCase, thread), 'thread'),
    rewrite: (supportCase, thread, entry) => telling(() => rewrite(supportCase, thread, entry)),
    withdraw: (_husk, thread, how) => telling(() => withdraw(thread, how)),
    mention: (supportCase, thread, told) => telling(() => mention(supportCase, thread, told)),
  }
}

async function telling<T>(call: () => Promise<T>, limits?: DeliveryFailure['limits']): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toDeliveryFailure(error, limits)
  }
}

/** Google takes 63 lower-case letters, digits and hyphens: a thread's id of another shape goes in as its hash. */
export function messageId(thread: Pick<Subscription, 'id'>, seq: number, part = 0): string {
  const id = toMessageId(thread.id)
  if (seq === 0) return id
  return part === 0 ? `${id}-${seq}` : `${id}-${seq}-p${part}`
}

function toMessageId(id: string): string {
  const fit = /^[a-z0-9-]{1,40}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 40)
  return `client-${fit}`
}

/** By the id that we gave it. */
function nameOf({ channel }: Pick<Subscription, 'channel'>, id: string): string {
  return `${channel}/messages/${id}`
}

/** The how manieth card of its thread this is; 0 for the one that began it. */
function readCardNumber(card: string | null | undefined): number {
  return Number(/-card-(\d+)$/.exec(card ?? '')?.[1] ?? 0)
}

/** Nothing that a person wrote: Chat would bring mentions and links in it alive. */
function inWords({ number }: Case, { locale }: Subscription): string {
  return eventWordsFor(locale).notShown(number)
}

/** There is no such message (any more); the space may be gone as well, which the next call finds out. */
function isMissing(error: unknown): boolean {
  return error instanceof ChatError && error.status === 404 && toDeliveryFailure(error).scope === 'channel'
}

function unlessUnwritten(error: unknown): undefined {
  if (!(error instanceof DeliveryFailure) || error.code !== unwritten) throw error
}

function isTaken(error: unknown): boolean {
  return error instanceof ChatError && error.status === 409
}
