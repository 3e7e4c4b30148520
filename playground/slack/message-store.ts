import { createTimestamps } from './ids.ts'

/** A message as this workspace keeps it, with public ids only. */
export interface Message {
  readonly ts: string
  readonly channel: string
  readonly user: string
  readonly text: string
  readonly subtype?: string
  readonly blocks?: readonly unknown[]
  readonly attachments?: readonly unknown[]
  readonly metadata?: unknown
  /** The root's ts; a root has none of its own. */
  readonly thread_ts?: string
  readonly reply_broadcast?: boolean
  readonly edited?: { readonly user: string; readonly ts: string }
  /** Shown to this person alone. */
  readonly ephemeral_to?: string
  readonly files?: readonly string[]
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[]
  readonly client_msg_id?: string
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly mimetype: string
  readonly size: number
  readonly user: string
  /** Unix seconds. */
  readonly created: number
  /** Channels that it was shared in. */
  readonly channels: readonly string[]
  /** Handed to the app with a form. */
  readonly given: boolean
}

export type MessageChange =
  | { readonly type: 'added'; readonly message: Message }
  | { readonly type: 'changed'; readonly message: Message; readonly before: Message }
  | { readonly type: 'deleted'; readonly message: Message }

/** Every message and file of the workspace, in memory, told to whoever listens. */
export interface MessageStore {
  readonly nextTs: () => string
  readonly add: (message: Message) => Message
  /** Puts the new state of a message in the place of the old one. */
  readonly replace: (message: Message) => Message
  readonly remove: (channel: string, ts: string) => Message | undefined
  readonly get: (channel: string, ts: string) => Message | undefined
  /** Oldest first, ephemeral ones among them. */
  readonly list: (channel: string) => readonly Message[]
  /** A thread's messages, the root first; ephemeral ones are left out. */
  readonly thread: (channel: string, root: string) => readonly Message[]
  readonly all: () => readonly Message[]
  readonly files: Map<string, StoredFile>
  readonly onChange: (listener: (change: MessageChange) => void) => void
}

export function createMessageStore(
  now: () => number,
  saved: { readonly messages: readonly Message[]; readonly files: readonly StoredFile[] },
): MessageStore {
  const channels = new Map<string, Map<string, Message>>()
  /** Channel and root → the ts of its replies, oldest first. */
  const threads = new Map<string, Set<string>>()
  const listeners: ((change: MessageChange) => void)[] = []
  const files = new Map(saved.files.map((file) => [file.id, file]))
  let newest = ''
  for (const message of [...saved.messages].sort((one, other) => (one.ts < other.ts ? -1 : 1))) {
    put(message)
    newest = message.ts
  }
  const nextTs = createTimestamps(now, newest || undefined)

  function put(message: Message): void {
    const inside = channels.get(message.channel) ?? new Map<string, Message>()
    channels.set(message.channel, inside.set(message.ts, message))
    if (!message.thread_ts || message.ephemeral_to) return
    const key = `${message.channel} ${message.thread_ts}`
    threads.set(key, (threads.get(key) ?? new Set()).add(message.ts))
  }

  function thread(channel: string, root: string): readonly Message[] {
    const inside = channels.get(channel)
    const all = [root, ...(threads.get(`${channel} ${root}`) ?? [])].flatMap((ts) => inside?.get(ts) ?? [])
    return all.filter((message) => !message.ephemeral_to)
  }

  function tell(change: MessageChange): void {
    for (const listener of listeners) listener(change)
  }

  function list(channel: string): readonly Message[] {
    return [...(channels.get(channel)?.values() ?? [])]
  }

  return {
    nextTs,
    add(message) {
      put(message)
      tell({ type: 'added', message })
      return message
    },
    replace(message) {
      const before = channels.get(message.channel)?.get(message.ts)
      put(message)
      tell(before ? { type: 'changed', message, before } : { type: 'added', message })
      return message
    },
    remove(channel, ts) {
      const message = channels.get(channel)?.get(ts)
      if (!message) return undefined
      channels.get(channel)?.delete(ts)
      threads.get(`${channel} ${message.thread_ts}`)?.delete(ts)
      tell({ type: 'deleted', message })
      return message
    },
    get: (channel, ts) => channels.get(channel)?.get(ts),
    list,
    thread,
    all: () => [...channels.keys()].flatMap(list),
    files,
    onChange: (listener) => listeners.push(listener),
  }
}
