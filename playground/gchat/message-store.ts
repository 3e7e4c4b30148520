import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { createMoments } from './ids.ts'

export type CardWithId = chat_v1.Schema$CardWithId
export type Card = chat_v1.Schema$GoogleAppsCardV1Card

/** A message as this Google Chat keeps it. */
export interface Message {
  /** `<thread>.<own>`; a thread's first message has its own name twice. */
  readonly id: string
  readonly space: string
  readonly thread: string
  /** `users/…` */
  readonly sender: string
  /** Microseconds since 1970. */
  readonly at: number
  readonly updated?: number
  readonly text: string
  readonly fallbackText?: string
  readonly cards: readonly CardWithId[]
  /** Shown to this person alone. */
  readonly viewer?: string
  readonly clientId?: string
  readonly requestId?: string
  /** On a thread's first message: what the app called the thread. */
  readonly threadKey?: string
  readonly files: readonly string[]
  readonly commandId?: number
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly mimetype: string
  readonly size: number
  /** `users/…` */
  readonly user: string
  /** The message that it hangs on, once it was sent. */
  readonly message?: string
  readonly space?: string
}

export type MessageChange =
  | { readonly type: 'added' | 'changed'; readonly message: Message }
  | { readonly type: 'deleted'; readonly message: Message }

/** Every message and file, in memory, told to whoever listens. */
export interface MessageStore {
  readonly moment: () => number
  readonly add: (message: Message) => Message
  readonly replace: (message: Message) => Message
  readonly remove: (message: Message) => void
  /** By id, or by the id that the app gave it (`client-…`). */
  readonly get: (space: string, id: string) => Message | undefined
  /** Oldest first, private ones among them. */
  readonly list: (space: string) => readonly Message[]
  readonly thread: (space: string, thread: string) => readonly Message[]
  /** What an earlier request of this id made. */
  readonly requested: (space: string, requestId: string) => Message | undefined
  /** The thread that the app called so. */
  readonly keyed: (space: string, threadKey: string) => string | undefined
  readonly all: () => readonly Message[]
  readonly files: Map<string, StoredFile>
  readonly onChange: (listener: (change: MessageChange) => void) => void
}

export interface Saved {
  readonly messages: readonly Message[]
  readonly files: readonly StoredFile[]
  /** Of spaces where somebody came or went. */
  readonly memberships: readonly { readonly space: string; readonly members: readonly string[] }[]
}

export function createMessageStore(
  now: () => number,
  saved: Pick<Saved, 'messages' | 'files'>,
): MessageStore {
  const spaces = new Map<string, Map<string, Message>>()
  const aliases = new Map<string, string>()
  const requests = new Map<string, string>()
  const keys = new Map<string, string>()
  const listeners: ((change: MessageChange) => void)[] = []
  const files = new Map(saved.files.map((file) => [file.id, file]))
  const known = [...saved.messages].sort((one, other) => one.at - other.at)
  for (const message of known) put(message)
  const moment = createMoments(now, known.at(-1)?.at ?? 0)

  function put(message: Message): void {
    const { space, id } = message
    const inside = spaces.get(space) ?? new Map<string, Message>()
    spaces.set(space, inside.set(id, message))
    if (message.clientId) aliases.set(`${space} ${message.clientId}`, id)
    if (message.requestId) requests.set(`${space} ${message.requestId}`, id)
    if (message.threadKey) keys.set(`${space} ${message.threadKey}`, message.thread)
  }

  function tell(change: MessageChange): void {
    for (const listener of listeners) listener(change)
  }

  function get(space: string, id: string): Message | undefined {
    const inside = spaces.get(space)
    return inside?.get(id) ?? inside?.get(aliases.get(`${space} ${id}`) ?? '')
  }

  const list = (space: string): readonly Message[] => [...(spaces.get(space)?.values() ?? [])]

  return {
    moment,
    add(message) {
      put(message)
      tell({ type: 'added', message })
      return message
    },
    replace(message) {
      put(message)
      tell({ type: 'changed', message })
      return message
    },
    remove(message) {
      spaces.get(message.space)?.delete(message.id)
      tell({ type: 'deleted', message })
    },
    get,
    list,
    thread: (space, thread) => list(space).filter((message) => message.thread === thread),
    requested(space, requestId) {
      const id = requests.get(`${space} ${requestId}`)
      return id === undefined ? undefined : get(space, id)
    },
    keyed: (space, threadKey) => keys.get(`${space} ${threadKey}`),
    all: () => [...spaces.keys()].flatMap(list),
    files,
    onChange: (listener) => listeners.push(listener),
  }
}
