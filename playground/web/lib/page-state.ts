import type { LocalChannel, LocalDialog, LocalEvent, LocalMessage, LocalView } from '../../protocol.ts'

type Card = NonNullable<LocalDialog['card']>

/** A message as the page keeps it; a `notice` was made by the page itself and is unknown to the server. */
export type ShownMessage = LocalMessage & { readonly notice?: true }

/** Everything that one person has on the page. Messages are oldest first; a thread's list begins with its root. */
export interface WorkspaceState {
  readonly channels: readonly LocalChannel[]
  readonly messages: Readonly<Record<string, readonly ShownMessage[]>>
  readonly threads: Readonly<Record<string, readonly ShownMessage[]>>
  /** Channel → ts of the newest message that was seen. */
  readonly read: Readonly<Record<string, string>>
  /** Threads with replies that were not seen. */
  readonly unreadThreads: readonly string[]
  /** Ephemeral messages that were dismissed: the server keeps them, the person does not want to see them again. */
  readonly dismissed: readonly string[]
  readonly views: readonly LocalView[]
  readonly home: LocalView | null
  /** Google Chat's open dialog. */
  readonly dialog: LocalDialog | null
  readonly homeCard: Card | null
}

export type WorkspaceChange =
  | { readonly type: 'loaded'; readonly channel: string; readonly messages: readonly LocalMessage[] }
  | { readonly type: 'thread'; readonly key: string; readonly messages: readonly LocalMessage[] }
  | { readonly type: 'event'; readonly event: LocalEvent; readonly me: string; readonly open: string | null }
  | { readonly type: 'noticed'; readonly message: ShownMessage }
  | { readonly type: 'dismissed'; readonly channel: string; readonly ts: string }
  | { readonly type: 'read'; readonly channel: string; readonly ts: string }
  | { readonly type: 'thread-read'; readonly key: string }
  | { readonly type: 'home'; readonly view: LocalView | null }

export function toThreadKey(channel: string, root: string): string {
  return `${channel}/${root}`
}

export function isReply(message: LocalMessage): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts
}

/** Roots, and replies that are shown in the channel, too. */
function isInChannel(message: LocalMessage): boolean {
  return !isReply(message) || message.reply_broadcast === true
}

export function createWorkspaceState(
  channels: readonly LocalChannel[],
  read: Readonly<Record<string, string>>,
  dismissed: readonly string[],
): WorkspaceState {
  return {
    channels,
    messages: {},
    threads: {},
    read,
    unreadThreads: [],
    dismissed,
    views: [],
    home: null,
    dialog: null,
    homeCard: null,
  }
}

/** How many messages of others came after what was seen; ephemeral ones do not count. */
export function countUnread(state: WorkspaceState, channel: string, me: string): number {
  const seen = Number(state.read[channel] ?? 0)
  const messages = state.messages[channel] ?? []
  return messages.filter((each) => Number(each.ts) > seen && each.user !== me && !each.ephemeral).length
}

/** Some thread of the channel has replies that were not seen. */
export function hasUnreadReplies(state: WorkspaceState, channel: string): boolean {
  return state.unreadThreads.some((key) => key.startsWith(`${channel}/`))
}

export function updateWorkspaceState(state: WorkspaceState, change: WorkspaceChange): WorkspaceState {
  switch (change.type) {
    case 'loaded':
      return loadChannel(state, change.channel, change.messages)
    case 'thread':
      return {
        ...state,
        threads: {
          ...state.threads,
          [change.key]: mergeMessages(state.threads[change.key] ?? [], omitDismissed(state, change.messages)),
        },
      }
    case 'event':
      return applyEvent(state, change.event, change.me, change.open)
    case 'noticed':
      return addMessage(state, change.message)
    case 'dismissed':
      return removeMessage(
        { ...state, dismissed: [...state.dismissed, change.ts] },
        change.channel,
        change.ts,
      )
    case 'read':
      return { ...state, read: { ...state.read, [change.channel]: change.ts } }
    case 'thread-read':
      return { ...state, unreadThreads: state.unreadThreads.filter((key) => key !== change.key) }
    case 'home':
      // The answer to the opening may come after what the app drew on it.
      return { ...state, home: state.home ?? change.view }
  }
}

function loadChannel(
  state: WorkspaceState,
  channel: string,
  messages: readonly LocalMessage[],
): WorkspaceState {
  const roots = mergeMessages(
    state.messages[channel] ?? [],
    omitDismissed(state, messages).filter(isInChannel),
  )
  // on the first visit nothing is unread
  const newest = roots.at(-1)?.ts ?? '0'
  return {
    ...state,
    messages: { ...state.messages, [channel]: roots },
    read: { [channel]: newest, ...state.read },
  }
}

function omitDismissed(state: WorkspaceState, messages: readonly LocalMessage[]): readonly LocalMessage[] {
  return messages.filter((each) => !state.dismissed.includes(each.ts))
}

/** The server's list rules; the page's own notices and what came by event after the list was made stay. */
function mergeMessages(had: readonly ShownMessage[], got: readonly ShownMessage[]): readonly ShownMessage[] {
  const newest = Number(got.at(-1)?.ts ?? 0)
  const known = new Set(got.map((each) => each.ts))
  const kept = had.filter((each) => !known.has(each.ts) && (each.notice || Number(each.ts) > newest))
  return [...got, ...kept].sort(compareByTs)
}

function compareByTs(a: ShownMessage, b: ShownMessage): number {
  return Number(a.ts) - Number(b.ts)
}

function putMessage(list: readonly ShownMessage[], message: ShownMessage): readonly ShownMessage[] {
  if (list.some((each) => each.ts === message.ts)) {
    return list.map((each) => (each.ts === message.ts ? message : each))
  }
  return [...list, message].sort(compareByTs)
}

function addMessage(state: WorkspaceState, message: ShownMessage): WorkspaceState {
  const { channel } = message
  const list = putMessage(state.messages[channel] ?? [], message)
  const messages = isInChannel(message) ? { ...state.messages, [channel]: list } : state.messages
  if (!isReply(message)) return { ...state, messages }
  const key = toThreadKey(channel, message.thread_ts ?? message.ts)
  const thread = state.threads[key]
  // a thread that was never opened is fetched whole when it is
  const threads = thread ? { ...state.threads, [key]: putMessage(thread, message) } : state.threads
  return { ...state, messages, threads }
}

function applyEvent(
  state: WorkspaceState,
  event: LocalEvent,
  me: string,
  open: string | null,
): WorkspaceState {
  switch (event.type) {
    case 'message':
      return addArrivedMessage(state, event.message, me, open)
    case 'message_changed':
      return replaceMessage(state, event.message)
    case 'message_deleted':
      return removeMessage(state, event.channel, event.ts)
    case 'views':
      return { ...state, views: event.stack }
    case 'home':
      return { ...state, home: event.view }
    case 'channels':
      return { ...state, channels: event.channels, messages: keepReadable(state, event.channels) }
    case 'dialog':
      return { ...state, dialog: event.dialog }
    case 'home-card':
      return { ...state, homeCard: event.card }
  }
}

/** What stood in a channel that one may not read any more is gone, and fetched anew for who comes back. */
function keepReadable(
  { messages }: WorkspaceState,
  channels: readonly LocalChannel[],
): WorkspaceState['messages'] {
  const ids = new Set(channels.map(({ id }) => id))
  return Object.fromEntries(Object.entries(messages).filter(([channel]) => ids.has(channel)))
}

/** The server sends a thread's root anew after each reply, with the count on it. */
function addArrivedMessage(
  state: WorkspaceState,
  message: LocalMessage,
  me: string,
  open: string | null,
): WorkspaceState {
  const next = addMessage(state, message)
  if (!isReply(message) || message.ephemeral || message.user === me) return next
  const key = toThreadKey(message.channel, message.thread_ts ?? message.ts)
  if (key === open || next.unreadThreads.includes(key)) return next
  return { ...next, unreadThreads: [...next.unreadThreads, key] }
}

function replaceMessage(state: WorkspaceState, message: LocalMessage): WorkspaceState {
  const swap = (list: readonly ShownMessage[]): readonly ShownMessage[] =>
    list.map((each) => (each.ts === message.ts ? message : each))
  return updateEverywhere(state, message.channel, swap)
}

function removeMessage(state: WorkspaceState, channel: string, ts: string): WorkspaceState {
  return updateEverywhere(state, channel, (list) => list.filter((each) => each.ts !== ts))
}

function updateEverywhere(
  state: WorkspaceState,
  channel: string,
  change: (list: readonly ShownMessage[]) => readonly ShownMessage[],
): WorkspaceState {
  const threads = Object.entries(state.threads).map(([key, list]) => [
    key,
    key.startsWith(`${channel}/`) ? change(list) : list,
  ])
  const messages = state.messages[channel]
  return {
    ...state,
    threads: Object.fromEntries(threads),
    messages: messages ? { ...state.messages, [channel]: change(messages) } : state.messages,
  }
}
