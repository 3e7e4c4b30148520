import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'

type Message = chat_v1.Schema$Message

/** What the app calls, by Google's own names. */
export type Method =
  | 'create'
  | 'patch'
  | 'get'
  | 'delete'
  | 'list-spaces'
  | 'find-direct-message'
  | 'download'

/** One call of the app, as it came over the wire, and how it was answered. */
export interface ChatCall {
  readonly method: Method
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Message
  readonly authorization: string | undefined
  readonly status: number
}

/** An answer in the place of the usual one. */
export interface Substitute {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Waits this long first; without `status` the call then goes through. In ms. */
  readonly delayMs?: number
  /** Lets the call through and then loses the answer, as a broken connection does. */
  readonly lost?: boolean
}

export interface ChatServer {
  readonly apiUrl: string
  readonly calls: readonly ChatCall[]
  callsOf(method: Method): readonly ChatCall[]
  /** The messages that stand in a space, oldest first. */
  messagesIn(space: string): readonly Message[]
  /** Somebody else's message. */
  put(message: Message & { readonly name: string }): void
  /** Bytes behind a `resourceName`. */
  putMedia(resourceName: string, bytes: Uint8Array): void
  putDirectMessage(user: string, space: string): void
  remove(name: string): void
  substitute(method: Method, answer: Substitute, times?: number): void
  clear(): void
  close(): Promise<void>
}

/** Google's way of refusing (AIP-193). */
export function refusal(status: string, message: string, details: readonly object[] = []): object {
  return { error: { status, message, details } }
}

/**
 * Google's Chat API as far as the app uses it: custom ids are taken once per space, a repeated request id answers the first
 * message, threads are found by their key where `messageReplyOption` says so, which direct messages do not take, and whoever asks for
 * what is not there gets Google's 404.
 */
export async function startChatServer(): Promise<ChatServer> {
  const calls: ChatCall[] = []
  const messages: (Message & { readonly name: string; readonly requestId?: string })[] = []
  const media = new Map<string, Uint8Array>()
  const directMessages = new Map<string, string>()
  const substitutes: { readonly method: Method; readonly answer: Substitute }[] = []
  let made = 0

  function find(name: string) {
    return messages.find(
      (one) =>
        one.name === name ||
        `${one.name.slice(0, one.name.lastIndexOf('/'))}/${one.clientAssignedMessageId}` === name,
    )
  }

  function create(space: string, query: ChatCall['query'], body: Message): [number, unknown] {
    const { messageId, requestId } = query
    const repeated = messages.find((one) => one.space?.name === space && one.requestId === requestId)
    if (requestId && repeated) return [200, repeated]
    if (messageId && find(`${space}/messages/${messageId}`))
      return [409, refusal('ALREADY_EXISTS', 'Requested entity already exists')]
    const replies = query.messageReplyOption !== undefined
    if (replies && [...directMessages.values()].includes(space))
      return [400, refusal('INVALID_ARGUMENT', 'messageReplyOption is only supported in named spaces.')]
    made += 1
    const key = body.thread?.threadKey
    const thread =
      messages.find((one) => replies && key && one.space?.name === space && one.thread?.threadKey === key)
        ?.thread ?? ({ name: `${space}/threads/T${made}`, ...(key ? { threadKey: key } : {}) } as const)
    const message = {
      ...body,
      name: `${space}/messages/M${made}.M${made}`,
      space: { name: space },
      thread,
      ...(messageId ? { clientAssignedMessageId: messageId } : {}),
      ...(requestId ? { requestId } : {}),
    }
    messages.push(message)
    return [200, message]
  }

  function patch(name: string, query: ChatCall['query'], body: Message): [number, unknown] {
    const message = find(name)
    if (!message) return [404, refusal('NOT_FOUND', 'Requested entity was not found.')]
    for (const path of (query.updateMask ?? '').split(',')) {
      const field = path as 'text' | 'cardsV2'
      if (body[field] === undefined) delete message[field]
      else Object.assign(message, { [field]: body[field] })
    }
    return [200, message]
  }

  function answerTo(
    method: Method,
    path: string,
    query: ChatCall['query'],
    body: Message,
  ): [number, unknown] {
    switch (method) {
      case 'create':
        return create(path.slice('v1/'.length, -'/messages'.length), query, body)
      case 'patch':
        return patch(path.slice('v1/'.length), query, body)
      case 'get': {
        const found = find(path.slice('v1/'.length))
        return found ? [200, found] : [404, refusal('NOT_FOUND', 'Requested entity was not found.')]
      }
      case 'delete': {
        const found = find(path.slice('v1/'.length))
        if (!found) return [404, refusal('NOT_FOUND', 'Requested entity was not found.')]
        messages.splice(messages.indexOf(found), 1)
        return [200, {}]
      }
      case 'list-spaces':
        return [200, { spaces: [] }]
      case 'find-direct-message': {
        const name = directMessages.get(query.name ?? '')
        return name ? [200, { name }] : [404, refusal('NOT_FOUND', 'No direct message.')]
      }
      case 'download': {
        const bytes = media.get(decodeURIComponent(path.slice('v1/media/'.length)))
        return bytes ? [200, bytes] : [404, refusal('NOT_FOUND', 'Requested entity was not found.')]
      }
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const path = url.pathname.slice(1)
    const query = Object.fromEntries(url.searchParams)
    const method = methodOf(request.method ?? '', path)
    const text = await textOf(request)
    const body = (text ? JSON.parse(text) : {}) as Message
    const index = substitutes.findIndex((one) => one.method === method)
    const answer: Substitute = (index >= 0 ? substitutes.splice(index, 1)[0]?.answer : undefined) ?? {}
    if (answer.delayMs) await sleep(answer.delayMs)
    const [status, told] =
      answer.status === undefined ? answerTo(method, path, query, body) : [answer.status, answer.body ?? {}]
    calls.push({ method, path, query, body, authorization: request.headers.authorization, status })
    if (answer.lost) {
      request.socket.destroy()
      return
    }
    if (told instanceof Uint8Array) response.writeHead(status, answer.headers).end(told)
    else
      response
        .writeHead(status, { 'content-type': 'application/json', ...answer.headers })
        .end(JSON.stringify(told))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    apiUrl: `http://127.0.0.1:${port}/`,
    calls,
    callsOf: (method) => calls.filter((one) => one.method === method),
    messagesIn: (space) => messages.filter((one) => one.name.startsWith(`${space}/`)),
    put(message) {
      messages.push(message)
    },
    putMedia(resourceName, bytes) {
      media.set(resourceName, bytes)
    },
    putDirectMessage(user, space) {
      directMessages.set(user, space)
    },
    remove(name) {
      const found = find(name)
      if (found) messages.splice(messages.indexOf(found), 1)
    },
    substitute(method, answer, times = 1) {
      for (let turn = 0; turn < times; turn += 1) substitutes.push({ method, answer })
    },
    clear() {
      calls.length = 0
      substitutes.length = 0
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function methodOf(verb: string, path: string): Method {
  if (path === 'v1/spaces') return 'list-spaces'
  if (path === 'v1/spaces:findDirectMessage') return 'find-direct-message'
  if (path.startsWith('v1/media/')) return 'download'
  if (verb === 'POST') return 'create'
  if (verb === 'DELETE') return 'delete'
  return verb === 'PATCH' ? 'patch' : 'get'
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}
