import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { freshId } from './ids.ts'
import { messageFaults } from './local-limits.ts'
import type { CardWithId, Message } from './message-store.ts'
import type { Fault } from './protos.ts'
import type { Workspace } from './workspace.ts'

/** A refusal as Google's APIs give it. */
export interface ApiError {
  readonly code: number
  /** `INVALID_ARGUMENT` and its like. */
  readonly status: string
  readonly message: string
  readonly faults?: readonly Fault[]
}

export type Posted =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly error: ApiError }

export type ReplyOption =
  | 'MESSAGE_REPLY_OPTION_UNSPECIFIED'
  | 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD'
  | 'REPLY_MESSAGE_OR_FAIL'

export interface Draft {
  readonly space: string
  readonly sender: string
  readonly text: string
  readonly fallbackText?: string | undefined
  readonly cards?: readonly CardWithId[] | undefined
  readonly viewer?: string | undefined
  readonly thread?: { readonly name?: string | undefined; readonly threadKey?: string | undefined }
  readonly replyOption?: ReplyOption
  readonly clientId?: string | undefined
  readonly requestId?: string | undefined
  readonly files?: readonly string[]
  readonly commandId?: number | undefined
}

/** Puts a message into its space and thread; a request that was seen before answers what it made. */
export function post(space: Workspace, draft: Draft): Posted {
  const { messageStore } = space
  const earlier = draft.requestId ? messageStore.requested(draft.space, draft.requestId) : undefined
  if (earlier) return { ok: true, message: earlier }
  const composed = compose(space, draft)
  if (!composed.ok) return composed
  const { message } = composed
  for (const file of message.files) {
    const known = messageStore.files.get(file)
    if (known) messageStore.files.set(file, { ...known, message: message.id, space: draft.space })
  }
  return { ok: true, message: messageStore.add(message) }
}

/** A message that stands nowhere yet. */
export function compose(space: Workspace, draft: Draft): Posted {
  const { messageStore, state } = space
  const fault = draftFault(space, draft)
  if (fault) return { ok: false, error: fault }
  const thread = threadFor(space, draft)
  if (typeof thread !== 'string') return { ok: false, error: thread }
  const isFirst = messageStore.thread(draft.space, thread).length === 0
  const key = draft.thread?.threadKey
  const id = isFirst ? `${thread}.${thread}` : `${thread}.${freshId()}`
  const message: Message = {
    id,
    space: draft.space,
    thread,
    sender: draft.sender,
    at: messageStore.moment(),
    text: draft.text,
    cards: draft.cards ?? [],
    files: draft.files ?? [],
    ...(draft.fallbackText ? { fallbackText: draft.fallbackText } : {}),
    ...(draft.viewer ? { viewer: draft.viewer } : {}),
    ...(draft.clientId ? { clientId: draft.clientId } : {}),
    ...(draft.requestId ? { requestId: draft.requestId } : {}),
    ...(draft.commandId === undefined ? {} : { commandId: draft.commandId }),
    ...(isFirst && key && draft.sender === state.app.id ? { threadKey: key } : {}),
  }
  return { ok: true, message }
}

function draftFault(space: Workspace, draft: Draft): ApiError | undefined {
  const cards = draft.cards ?? []
  if (draft.text === '' && cards.length === 0 && (draft.files ?? []).length === 0)
    return invalid('Message cannot be empty. Please provide text, cards or an attachment.')
  const faults = messageFaults(draft.text, cards)
  if (faults.length > 0) return invalid('', faults)
  if (draft.viewer && !space.state.spaces.get(draft.space)?.members.includes(draft.viewer))
    return { code: 404, status: 'NOT_FOUND', message: `${draft.viewer} is not in this space.` }
  const { clientId } = draft
  if (clientId === undefined) return undefined
  if (!/^client-[a-z0-9-]{1,56}$/.test(clientId))
    return invalid(
      'messageId must begin with "client-", hold lower case letters, digits and hyphens, and 63 characters at most.',
    )
  if (space.messageStore.get(draft.space, clientId))
    return {
      code: 409,
      status: 'ALREADY_EXISTS',
      message: `A message with the id ${clientId} is already there.`,
    }
  return undefined
}

/** The thread that a message goes into; a new one where it names none, or none that is there. */
function threadFor(space: Workspace, draft: Draft): string | ApiError {
  const { messageStore } = space
  const option = draft.replyOption ?? 'MESSAGE_REPLY_OPTION_UNSPECIFIED'
  const { name, threadKey } = draft.thread ?? {}
  if (threadKey !== undefined && [...threadKey].length > 4000)
    return invalid('thread.threadKey holds 4000 characters at most.')
  if (option === 'MESSAGE_REPLY_OPTION_UNSPECIFIED') return freshId()
  const named = name?.match(/^spaces\/([^/]+)\/threads\/([^/]+)$/)
  if (name && named?.[1] !== draft.space) return invalid('thread.name is of another space.')
  const found = named?.[2] ?? (threadKey ? messageStore.keyed(draft.space, threadKey) : undefined)
  if (found && messageStore.thread(draft.space, found).length > 0) return found
  if (option === 'REPLY_MESSAGE_OR_FAIL')
    return { code: 404, status: 'NOT_FOUND', message: 'The thread was not found.' }
  return freshId()
}

/** Puts other content into a message of the app. */
export function change(
  space: Workspace,
  message: Message,
  to: {
    readonly text?: string | undefined
    readonly cards?: readonly CardWithId[] | undefined
    readonly fallbackText?: string | undefined
  },
): Posted {
  const { fallbackText: _, ...kept } = message
  const fallback = to.fallbackText ?? message.fallbackText
  const next: Message = {
    ...kept,
    text: to.text ?? message.text,
    cards: to.cards ?? message.cards,
    updated: space.messageStore.moment(),
    ...(fallback ? { fallbackText: fallback } : {}),
  }
  if (next.text === '' && next.cards.length === 0)
    return { ok: false, error: invalid('Message cannot be empty.') }
  const faults = messageFaults(next.text, next.cards)
  if (faults.length > 0) return { ok: false, error: invalid('', faults) }
  return { ok: true, message: space.messageStore.replace(next) }
}

export function invalid(message: string, faults: readonly Fault[] = []): ApiError {
  const said = faults.map((fault) => (fault.at ? `${fault.at}: ${fault.message}` : fault.message))
  return {
    code: 400,
    status: 'INVALID_ARGUMENT',
    message: [message, ...said].filter(Boolean).join(' '),
    ...(faults.length > 0 ? { faults } : {}),
  }
}

/** The parts of a message that somebody may write. */
export function contentOf(json: chat_v1.Schema$Message) {
  return {
    text: json.text ?? '',
    cards: json.cardsV2 ?? [],
    fallbackText: json.fallbackText ?? undefined,
    viewer: json.privateMessageViewer?.name ?? undefined,
  }
}
