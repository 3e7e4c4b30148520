import type { LocalChannel, LocalDialog, LocalEvent, LocalMessage, LocalView } from '../../protocol.ts'

type Card = NonNullable<LocalDialog['card']>

/** A message as the page keeps it; a `notice` was made by the page itself and is unknown to the server. */
export type Shown = LocalMessage & { readonly notice?: true }

/** Everything that one person has on the page. Messages are oldest first; a thread's list begins with its root. */
export interface Desk {
  readonly channels: readonly LocalChannel[]
  readonly messages: Readonly<Record<string, readonly Shown[]>>
  readonly threads: Readonly<Record<string, readonly Shown[]>>
  /** Channel → ts of the newest message that was seen. */
  readonly read: Readonly<Record<string, string>>
  /** Threads with replies that were not seen. */
  readonly fresh: readonly string[]
  /** Ephemeral messages that were dismissed: the server keeps them, the person does not want to see them again. */
  readonly dismissed: readonly string[]
  readonly views: readonly LocalView[]
  readonly home: LocalView | null
  /** Google Chat's open dialog. */
  readonly dialog: LocalDialog | null
  readonly homeCard: Card | null
}

export type DeskChange =
  | { readonly type: 'loaded'; readonly channel: string; readonly messages: readonly LocalMessage[] }
  | { readonly type: 'thread'; readonly key: string; readonly messages: readonly LocalMessage[] }
  | { readonly type: 'event'; readonly event: LocalEvent; readonly me: string; readonly open: string | null }
  | { readonly type: 'noticed'; readonly message: Shown }
  | { readonly type: 'dismissed'; readonly channel: string; readonly ts: string }
  | { readonly type: 'read'; readonly channel: string; readonly ts: string }
  | { readonly type: 'thread-read'; readonly key: string }
  | { readonly type: 'home'; readonly view: LocalView | null }

export function threadKey(channel: string, root: string): string {
  return `${channel}/${root}`
}

export function isReply(message: LocalMessage): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts
}

/** Roots, and replies that are shown in the channel, too. */
function inChannel(message: LocalMessage): boolean {
  return !isReply(message) || message.reply_broadcast === true
}

export function emptyDesk(
  channels: readonly LocalChannel[],
  read: Readonly<Record<string, string>>,
  dismissed: readonly string[],
): Desk {
  return {
    channels,
    messages: {},
    threads: {},
    read,
    fresh: [],
    dismissed,
    views: [],
    home: null,
    dialog: null,
    homeCard: null,
  }
}

/** How many messages of others came after what was seen; ephemeral ones do not count. */
export function unreadIn(desk: Desk, channel: string, me: string): number {
  const seen = Number(desk.read[channel] ?? 0)
  const messages = desk.messages[channel] ?? []
  return messages.filter((each) => Number(each.ts) > seen && each.user !== me && !each.ephemeral).length
}

/** Some thread of the channel has replies that were not seen. */
export function hasFresh(desk: Desk, channel: string): boolean {
  return desk.fresh.some((key) => key.startsWith(`${channel}/`))
}

export function changeDesk(desk: Desk, change: DeskChange): Desk {
  switch (change.type) {
    case 'loaded':
      return loaded(desk, change.channel, change.messages)
    case 'thread':
      return {
        ...desk,
        threads: {
          ...desk.threads,
          [change.key]: merged(desk.threads[change.key] ?? [], wanted(desk, change.messages)),
        },
      }
    case 'event':
      return happened(desk, change.event, change.me, change.open)
    case 'noticed':
      return added(desk, change.message)
    case 'dismissed':
      return without({ ...desk, dismissed: [...desk.dismissed, change.ts] }, change.channel, change.ts)
    case 'read':
      return { ...desk, read: { ...desk.read, [change.channel]: change.ts } }
    case 'thread-read':
      return { ...desk, fresh: desk.fresh.filter((key) => key !== change.key) }
    case 'home':
      return { ...desk, home: change.view }
  }
}

function loaded(desk: Desk, channel: string, messages: readonly LocalMessage[]): Desk {
  const roots = merged(desk.messages[channel] ?? [], wanted(desk, messages).filter(inChannel))
  // on the first visit nothing is unread
  const newest = roots.at(-1)?.ts ?? '0'
  return {
    ...desk,
    messages: { ...desk.messages, [channel]: roots },
    read: { [channel]: newest, ...desk.read },
  }
}

function wanted(desk: Desk, messages: readonly LocalMessage[]): readonly LocalMessage[] {
  return messages.filter((each) => !desk.dismissed.includes(each.ts))
}

/** The server's list rules; the page's own notices and what came by event after the list was made stay. */
function merged(had: readonly Shown[], got: readonly Shown[]): readonly Shown[] {
  const newest = Number(got.at(-1)?.ts ?? 0)
  const known = new Set(got.map((each) => each.ts))
  const kept = had.filter((each) => !known.has(each.ts) && (each.notice || Number(each.ts) > newest))
  return [...got, ...kept].sort(byTs)
}

function byTs(a: Shown, b: Shown): number {
  return Number(a.ts) - Number(b.ts)
}

function put(list: readonly Shown[], message: Shown): readonly Shown[] {
  if (list.some((each) => each.ts === message.ts)) {
    return list.map((each) => (each.ts === message.ts ? message : each))
  }
  return [...list, message].sort(byTs)
}

function added(desk: Desk, message: Shown): Desk {
  const { channel } = message
  const list = put(desk.messages[channel] ?? [], message)
  const messages = inChannel(message) ? { ...desk.messages, [channel]: list } : desk.messages
  if (!isReply(message)) return { ...desk, messages }
  const key = threadKey(channel, message.thread_ts ?? message.ts)
  const thread = desk.threads[key]
  // a thread that was never opened is fetched whole when it is
  const threads = thread ? { ...desk.threads, [key]: put(thread, message) } : desk.threads
  return { ...desk, messages, threads }
}

function happened(desk: Desk, event: LocalEvent, me: string, open: string | null): Desk {
  switch (event.type) {
    case 'message':
      return arrived(desk, event.message, me, open)
    case 'message_changed':
      return replaced(desk, event.message)
    case 'message_deleted':
      return without(desk, event.channel, event.ts)
    case 'views':
      return { ...desk, views: event.stack }
    case 'home':
      return { ...desk, home: event.view }
    case 'channels':
      return { ...desk, channels: event.channels }
    case 'dialog':
      return { ...desk, dialog: event.dialog }
    case 'home-card':
      return { ...desk, homeCard: event.card }
  }
}

/** The server sends a thread's root anew after each reply, with the count on it. */
function arrived(desk: Desk, message: LocalMessage, me: string, open: string | null): Desk {
  const next = added(desk, message)
  if (!isReply(message) || message.ephemeral || message.user === me) return next
  const key = threadKey(message.channel, message.thread_ts ?? message.ts)
  if (key === open || next.fresh.includes(key)) return next
  return { ...next, fresh: [...next.fresh, key] }
}

function replaced(desk: Desk, message: LocalMessage): Desk {
  const swap = (list: readonly Shown[]): readonly Shown[] =>
    list.map((each) => (each.ts === message.ts ? message : each))
  return everywhere(desk, message.channel, swap)
}

function without(desk: Desk, channel: string, ts: string): Desk {
  return everywhere(desk, channel, (list) => list.filter((each) => each.ts !== ts))
}

function everywhere(desk: Desk, channel: string, change: (list: readonly Shown[]) => readonly Shown[]): Desk {
  const threads = Object.entries(desk.threads).map(([key, list]) => [
    key,
    key.startsWith(`${channel}/`) ? change(list) : list,
  ])
  const messages = desk.messages[channel]
  return {
    ...desk,
    threads: Object.fromEntries(threads),
    messages: messages ? { ...desk.messages, [channel]: change(messages) } : desk.messages,
  }
}
