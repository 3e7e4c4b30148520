import type { IncomingMessage, ServerResponse } from 'node:http'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { LocalUser } from '../protocol.ts'
import { parseJson, readBody, sendJson } from '../shared/http.ts'
import type { Faults } from './faults.ts'
import { attachmentJson, isVisible, mediaId, messageJson, spaceJson, userJson } from './formats.ts'
import { type ApiError, change, contentOf, invalid, post, type ReplyOption } from './local-messages.ts'
import type { Message } from './message-store.ts'
import type { Tokens } from './tokens.ts'
import type { Workspace } from './workspace.ts'
import { directSpace, type Space, userOf } from './workspace-state.ts'

/** chat.googleapis.com v1, as far as an app with its own credentials goes: https://developers.google.com/workspace/chat/api/reference/rest */

export interface ChatApi {
  readonly space: Workspace
  readonly faults: Faults
  readonly tokens: Tokens
  readonly isOpen: boolean
}

interface Call {
  readonly space: Workspace
  readonly query: URLSearchParams
  readonly body: unknown
  /** What the pattern of the path caught. */
  readonly parts: readonly string[]
  readonly scopes: readonly string[]
}

type Answer = { readonly json: unknown } | { readonly error: ApiError } | { readonly media: string }

interface Route {
  readonly name: string
  readonly method: string
  readonly path: RegExp
  /** Any of these will do. */
  readonly scopes: readonly string[]
  readonly answer: (call: Call) => Answer
}

const auth = 'https://www.googleapis.com/auth/'
const bot = [`${auth}chat.bot`]
const readsAccess = [`${auth}chat.app.spaces`, `${auth}chat.app.spaces.readonly`]
const inSpace = /^spaces\/([^/]+)$/
const messages = /^spaces\/([^/]+)\/messages$/
const message = /^spaces\/([^/]+)\/messages\/([^/]+)$/
const members = /^spaces\/([^/]+)\/members$/

const routes: readonly Route[] = [
  { name: 'spaces.list', method: 'GET', path: /^spaces$/, scopes: bot, answer: listSpaces },
  { name: 'spaces.get', method: 'GET', path: inSpace, scopes: bot, answer: getSpace },
  {
    name: 'spaces.findDirectMessage',
    method: 'GET',
    path: /^spaces:findDirectMessage$/,
    scopes: bot,
    answer: findDirectMessage,
  },
  { name: 'spaces.members.list', method: 'GET', path: members, scopes: bot, answer: listMembers },
  { name: 'spaces.messages.create', method: 'POST', path: messages, scopes: bot, answer: createMessage },
  {
    name: 'spaces.messages.list',
    method: 'GET',
    path: messages,
    // The app's own right to act is not enough for this one.
    scopes: [`${auth}chat.app.messages.readonly`],
    answer: listMessages,
  },
  { name: 'spaces.messages.get', method: 'GET', path: message, scopes: bot, answer: getMessage },
  { name: 'spaces.messages.patch', method: 'PATCH', path: message, scopes: bot, answer: patchMessage },
  { name: 'spaces.messages.update', method: 'PUT', path: message, scopes: bot, answer: patchMessage },
  { name: 'spaces.messages.delete', method: 'DELETE', path: message, scopes: bot, answer: deleteMessage },
  {
    name: 'spaces.messages.attachments.get',
    method: 'GET',
    path: /^spaces\/([^/]+)\/messages\/([^/]+)\/attachments\/([^/]+)$/,
    scopes: bot,
    answer: getAttachment,
  },
  { name: 'media.download', method: 'GET', path: /^media\/(.+)$/, scopes: bot, answer: download },
]

/** Answers one call below `/v1/`. */
export async function serveChatApi(
  api: ChatApi,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = decodeURIComponent(url.pathname.slice('/v1/'.length))
  const route = routes.find((one) => one.method === request.method && one.path.test(path))
  const raw = (await readBody(request)).toString('utf8')
  if (!route) return refuse(response, notFound('Method not found.'))
  const parts = route.path.exec(path)?.slice(1) ?? []
  const scopes = scopesOf(api, request)
  if (!scopes) return refuse(response, unauthenticated)
  if (!route.scopes.some((scope) => scopes.includes(scope))) return refuse(response, insufficient)
  const failure = api.faults.next(route.name, parts[0] ?? '')
  if (failure?.hang) return
  if (failure && !failure.lose) {
    const status = failure.error ?? 'INTERNAL'
    const headers: Record<string, string> =
      failure.retryAfter === undefined ? {} : { 'Retry-After': String(failure.retryAfter) }
    return refuse(
      response,
      { code: failure.status ?? 500, status, message: sentences[status] ?? status },
      headers,
    )
  }
  const body = raw === '' ? {} : parseJson(raw)
  if (body === undefined) return refuse(response, invalid('Invalid JSON payload received.'))
  const answer = route.answer({ space: api.space, query: url.searchParams, body, parts, scopes })
  if (failure?.lose) {
    response.destroy()
    return
  }
  if ('error' in answer) return refuse(response, answer.error)
  if ('json' in answer) return sendJson(response, 200, answer.json)
  const bytes = await api.space.bytes.get(answer.media)
  const file = api.space.messageStore.files.get(answer.media)
  if (!bytes || !file) return refuse(response, notFound('Media not found.'))
  response.writeHead(200, { 'Content-Type': file.mimetype, 'Content-Length': bytes.byteLength })
  response.end(bytes)
}

const sentences: Readonly<Record<string, string>> = {
  RESOURCE_EXHAUSTED:
    "Quota exceeded for quota metric 'Per-space writes' and limit 'Per-space writes per minute' of service 'chat.googleapis.com'.",
  UNAVAILABLE: 'The service is currently unavailable.',
  INTERNAL: 'Internal error encountered.',
}

/** Of the call's token; undefined without a good one. */
function scopesOf(api: ChatApi, request: IncomingMessage): readonly string[] | undefined {
  if (api.isOpen) return routes.flatMap((route) => route.scopes)
  const bearer = request.headers.authorization?.match(/^Bearer\s+(\S+)$/i)?.[1]
  return bearer === undefined ? undefined : api.tokens.scopesOf(bearer)
}

const unauthenticated: ApiError = {
  code: 401,
  status: 'UNAUTHENTICATED',
  message:
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
}

const insufficient: ApiError = {
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'Request had insufficient authentication scopes.',
}

function refuse(
  response: ServerResponse,
  error: ApiError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { code, status, message, faults } = error
  const details = faults && [
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: faults.map(({ at, message }) => ({ field: at, description: message })),
    },
  ]
  sendJson(response, code, { error: { code, message, status, ...(details ? { details } : {}) } }, headers)
}

function notFound(message: string): ApiError {
  return { code: 404, status: 'NOT_FOUND', message }
}

const denied: ApiError = {
  code: 403,
  status: 'PERMISSION_DENIED',
  message: 'This Chat app is not a member of this space, or may not do this.',
}

/** The space of a call, which the app has to be in. */
function placeOf({ space, parts }: Call): Space | undefined {
  const place = space.state.spaces.get(parts[0] ?? '')
  return place?.members.includes(space.state.app.id) ? place : undefined
}

function listSpaces({ space, query }: Call): Answer {
  const { state } = space
  const mine = [...state.spaces.values()].filter((one) => one.members.includes(state.app.id))
  const { items, nextPageToken } = page(mine, query, 100)
  return { json: { spaces: items.map(spaceJson), nextPageToken } }
}

function getSpace(call: Call): Answer {
  const place = placeOf(call)
  return place ? { json: wholeSpace(call, place) } : { error: denied }
}

/** What only `spaces.get` tells; of who may open the space nothing without a scope that an administrator approves. */
function wholeSpace({ space, scopes }: Call, place: Space): chat_v1.Schema$Space {
  if (place.isDirect) return { ...spaceJson(place), membershipCount: { joinedDirectHumanUserCount: 1 } }
  const people = place.members.filter((id) => id !== space.state.app.id)
  const accessState = place.isPrivate ? 'PRIVATE' : 'DISCOVERABLE'
  return {
    ...spaceJson(place),
    externalUserAllowed: place.isExternal,
    membershipCount: { joinedDirectHumanUserCount: people.length },
    accessSettings: scopes.some((scope) => readsAccess.includes(scope)) ? { accessState } : {},
  }
}

function findDirectMessage({ space, query }: Call): Answer {
  const user = userOf(space.state, query.get('name') ?? '')
  const place = user && !user.is_bot ? directSpace(space.state, user.id) : undefined
  return place ? { json: spaceJson(place) } : { error: notFound('No direct message was found.') }
}

function listMembers(call: Call): Answer {
  const place = placeOf(call)
  if (!place) return { error: denied }
  const people = place.members.flatMap((id) => userOf(call.space.state, id) ?? [])
  const { items, nextPageToken } = page(
    people.filter((user) => !user.is_bot),
    call.query,
    100,
  )
  const memberships = items.map((user) => ({
    name: `spaces/${place.id}/members/${user.id.replace('users/', '')}`,
    state: 'JOINED',
    role: 'ROLE_MEMBER',
    member: memberJson(user),
  }))
  return { json: { memberships, nextPageToken } }
}

/** Without a name: the app's own credentials do not get one. */
function memberJson(user: LocalUser): chat_v1.Schema$User {
  const { displayName: _, ...told } = userJson(user)
  return told
}

function createMessage(call: Call): Answer {
  const { space, query, body } = call
  const place = placeOf(call)
  if (!place) return { error: denied }
  const faults = space.check('google.chat.v1.Message', body)
  if (faults.length > 0) return { error: unreadable(faults) }
  const json = body as chat_v1.Schema$Message
  const posted = post(space, {
    space: place.id,
    sender: space.state.app.id,
    ...contentOf(json),
    thread: { name: json.thread?.name ?? undefined, threadKey: json.thread?.threadKey ?? undefined },
    replyOption: (query.get('messageReplyOption') ?? 'MESSAGE_REPLY_OPTION_UNSPECIFIED') as ReplyOption,
    clientId: query.get('messageId') ?? undefined,
    requestId: query.get('requestId') ?? undefined,
  })
  return posted.ok ? { json: messageJson(space, posted.message) } : { error: posted.error }
}

/** A message that the app may see: those that are for one person alone only where it sent them, or got them. */
function messageOf(call: Call): Message | undefined {
  const place = placeOf(call)
  return place && call.space.messageStore.get(place.id, call.parts[1] ?? '')
}

function getMessage(call: Call): Answer {
  if (!placeOf(call)) return { error: denied }
  const found = messageOf(call)
  return found ? { json: messageJson(call.space, found) } : { error: notFound('Message not found.') }
}

function listMessages(call: Call): Answer {
  const place = placeOf(call)
  if (!place) return { error: denied }
  const app = call.space.state.app.id
  const seen = call.space.messageStore.list(place.id).filter((one) => isVisible(one, app))
  const { items, nextPageToken } = page(seen, call.query, 25)
  return { json: { messages: items.map((one) => messageJson(call.space, one)), nextPageToken } }
}

const maskable: Readonly<Record<string, 'text' | 'cards' | 'fallbackText'>> = {
  text: 'text',
  cards_v2: 'cards',
  cardsV2: 'cards',
  fallback_text: 'fallbackText',
  fallbackText: 'fallbackText',
}

function patchMessage(call: Call): Answer {
  const { space, query, body, parts } = call
  if (!placeOf(call)) return { error: denied }
  const faults = space.check('google.chat.v1.Message', body)
  if (faults.length > 0) return { error: unreadable(faults) }
  const mask = (query.get('updateMask') ?? '').split(',').filter(Boolean)
  if (mask.length === 0) return { error: invalid('updateMask is required.') }
  const stranger = mask.find((path) => path !== '*' && !maskable[path])
  if (stranger) return { error: invalid(`updateMask: "${stranger}" cannot be updated.`) }
  const found = messageOf(call)
  if (!found && query.get('allowMissing') === 'true')
    return createMessage({ ...call, query: new URLSearchParams({ messageId: parts[1] ?? '' }) })
  if (!found) return { error: notFound('Message not found.') }
  if (found.sender !== space.state.app.id) return { error: denied }
  const content = contentOf(body as chat_v1.Schema$Message)
  const wanted = new Set(mask.includes('*') ? Object.values(maskable) : mask.map((path) => maskable[path]))
  const changed = change(space, found, {
    text: wanted.has('text') ? content.text : undefined,
    cards: wanted.has('cards') ? content.cards : undefined,
    fallbackText: wanted.has('fallbackText') ? (content.fallbackText ?? '') : undefined,
  })
  return changed.ok ? { json: messageJson(space, changed.message) } : { error: changed.error }
}

function deleteMessage(call: Call): Answer {
  const found = messageOf(call)
  if (!found) return { error: placeOf(call) ? notFound('Message not found.') : denied }
  if (found.sender !== call.space.state.app.id) return { error: denied }
  call.space.messageStore.remove(found)
  return { json: {} }
}

function getAttachment(call: Call): Answer {
  const found = messageOf(call)
  const file = call.space.messageStore.files.get(call.parts[2] ?? '')
  if (!found || !file || !found.files.includes(file.id)) return { error: notFound('Attachment not found.') }
  return { json: attachmentJson(file, found) }
}

function download({ space, query, parts }: Call): Answer {
  if (query.get('alt') !== 'media') return { error: invalid('Use alt=media to download.') }
  const file = space.messageStore.files.get(mediaId(parts[0] ?? '') ?? '')
  const place = file?.space ? space.state.spaces.get(file.space) : undefined
  return file && place?.members.includes(space.state.app.id)
    ? { media: file.id }
    : { error: notFound('Media not found.') }
}

function unreadable(faults: readonly { readonly at: string; readonly message: string }[]): ApiError {
  const said = faults.map(({ at, message }) => (at ? `${message} at '${at}'` : message))
  return { ...invalid(`Invalid JSON payload received. ${said.join(' ')}`), faults }
}

function page<T>(
  all: readonly T[],
  query: URLSearchParams,
  usual: number,
): { readonly items: readonly T[]; readonly nextPageToken: string } {
  const size = Math.min(1000, Number(query.get('pageSize')) || usual)
  const from = Number(query.get('pageToken')) || 0
  const next = from + size
  return { items: all.slice(from, next), nextPageToken: next < all.length ? String(next) : '' }
}
