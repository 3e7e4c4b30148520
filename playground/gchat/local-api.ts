import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { LocalEvent, LocalState } from '../protocol.ts'
import { typeOf } from '../shared/file-bytes.ts'
import { parseJson, readBody, sendJson } from '../shared/http.ts'
import { type Post, type Result, refuse, route, strangerOf } from '../shared/result.ts'
import { click, close, suggest } from './clicks.ts'
import { localDialog } from './dialogs.ts'
import { isVisible, localFile, localMessage, localTs } from './formats.ts'
import { freshId } from './ids.ts'
import { attend, changeMembers } from './membership.ts'
import { messageAt, readableOf } from './place.ts'
import { command, home, say } from './user-actions.ts'
import type { Workspace } from './workspace.ts'
import { canRead, channelsOf, userOf } from './workspace-state.ts'

/** `/local-chat/*` of `playground/protocol.ts`: what the page, the demo and the tests ask on behalf of a person. */

const id = z.string().min(1).max(200)
const inputs = z.record(z.string(), z.array(z.string().max(16_000)))
const surface = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), channel: id, ts: id }),
  z.object({ type: z.literal('dialog'), id }),
  z.object({ type: z.literal('home') }),
])

const posts: Readonly<Record<string, Post<Workspace>>> = {
  command: route(
    z.object({
      user: id,
      channel: id,
      thread_ts: id.exactOptional(),
      line: z.string().max(16_000),
      files: z.array(id).max(20).exactOptional(),
    }),
    command,
  ),
  message: route(
    z.object({
      user: id,
      channel: id,
      thread_ts: id.exactOptional(),
      text: z.string(),
      files: z.array(id).max(20).exactOptional(),
    }),
    say,
  ),
  click: route(z.object({ user: id, surface, at: z.string(), inputs: inputs.exactOptional() }), click),
  suggest: route(
    z.object({
      user: id,
      surface,
      at: z.string(),
      value: z.string().max(3000),
      inputs: inputs.exactOptional(),
    }),
    suggest,
  ),
  close: route(z.object({ user: id, cross: z.boolean() }), close),
  home: route(z.object({ user: id }), home),
  attend: route(z.object({ user: id, channel: id, present: z.boolean() }), attend),
  members: route(
    z.object({
      user: id,
      channel: id,
      action: z.enum(['join', 'leave', 'add', 'remove']),
      whom: id.exactOptional(),
    }),
    changeMembers,
  ),
}

/** Google's limit of an attachment is 200 MB; this much is enough to play with. */
const maxUpload = 20_000_000

export async function serveLocal(
  space: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const stranger = strangerOf(request)
  if (stranger) return sendJson(response, 403, refuse('forbidden', stranger))
  const path = url.pathname.slice('/local-chat/'.length)
  const user = userOf(space.state, url.searchParams.get('user') ?? space.state.people[0]?.id ?? '')
  if (request.method === 'POST' && path === 'file') return upload(space, request, response, url)
  if (request.method === 'POST') {
    const post = Object.hasOwn(posts, path) ? posts[path] : undefined
    if (!post) return sendJson(response, 404, refuse('not_found', `There is no /local-chat/${path}.`))
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return sendJson(response, 415, refuse('invalid_request', 'Send JSON, with that content type.'))
    }
    const result = await post(space, parseJson((await readBody(request)).toString('utf8')))
    return sendJson(response, 200, result)
  }
  if (request.method !== 'GET') return sendJson(response, 405, refuse('not_found', 'Use GET or POST.'))
  if (!user || user.is_bot)
    return sendJson(response, 404, refuse('user_not_found', 'Nobody of that name is in this Chat.'))
  if (path === 'welcome') {
    const welcome = space.welcome[user.locale.split('-')[0] ?? 'en'] ?? space.welcome.en
    return welcome
      ? sendJson(response, 200, welcome)
      : sendJson(response, 404, refuse('not_found', 'There is no welcome here.'))
  }
  if (path === 'state') return sendJson(response, 200, stateFor(space, user.id))
  if (path === 'messages') return sendJson(response, 200, messages(space, user.id, url))
  if (path === 'dialog') {
    const dialog = space.dialogs.of(user.id)
    return sendJson(response, 200, { ok: true, dialog: dialog ? localDialog(dialog) : null })
  }
  if (path === 'events') return space.hub.join(user.id, response, snapshot(space, user.id))
  if (path.startsWith('file/')) return download(space, user.id, response, path.slice('file/'.length))
  return sendJson(response, 404, refuse('not_found', `There is no /local-chat/${path}.`))
}

function stateFor(space: Workspace, user: string): LocalState {
  const { state } = space
  const people = [...state.people, state.app]
  return {
    platforms: space.platforms,
    team: { id: `gchat-${state.projectNumber}`, name: 'Google Chat' },
    bot: { user_id: state.app.id, name: state.app.real_name },
    me: people.find((person) => person.id === user) ?? state.app,
    people,
    channels: channelsOf(state, user),
    commands: state.commands.map((one) => ({
      command: one.name,
      description: one.description,
      usage_hint: one.usage ?? '',
    })),
    shortcuts: [],
  }
}

/** What stands in the space: first messages, and with `thread_ts` a thread's. */
function messages(space: Workspace, user: string, url: URL): Result {
  const here = readableOf(space, user, url.searchParams.get('channel') ?? '')
  if ('ok' in here) return here
  const ts = url.searchParams.get('thread_ts')
  const thread = ts ? messageAt(space, here, ts)?.thread : undefined
  const seen = space.messageStore
    .list(here.place.id)
    .filter((message) => isVisible(message, user) && (!ts || message.thread === thread))
    .map((message) => localMessage(space, message, user))
  return { ok: true, messages: ts ? seen : seen.filter((message) => !message.thread_ts) }
}

function snapshot(space: Workspace, user: string): LocalEvent[] {
  const dialog = space.dialogs.of(user)
  return [{ type: 'dialog', dialog: dialog ? localDialog(dialog) : null }]
}

async function upload(
  space: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const user = userOf(space.state, url.searchParams.get('user') ?? '')
  if (!user || user.is_bot)
    return sendJson(response, 200, refuse('user_not_found', 'Nobody of that name is in this Chat.'))
  const name = (url.searchParams.get('name') ?? '').replace(/[/\\\p{Cc}]/gu, '_').slice(0, 255)
  if (!name) return sendJson(response, 200, refuse('invalid_request', 'Say what the file is called.'))
  const bytes = await readBody(request, maxUpload + 1_000_000)
  if (bytes.byteLength > maxUpload)
    return sendJson(response, 200, refuse('file_too_large', `${name} is larger than 20 MB.`))
  const file = { id: freshId(), name, mimetype: typeOf(name).mimetype, size: bytes.byteLength, user: user.id }
  await space.bytes.put(file.id, bytes)
  space.messageStore.files.set(file.id, file)
  space.filesChanged()
  sendJson(response, 200, { ok: true, file: localFile(file) })
}

/** A person sees their own files and those that were sent to them. Never shown inline: a file may hold scripts. */
async function download(space: Workspace, user: string, response: ServerResponse, id: string): Promise<void> {
  const file = space.messageStore.files.get(id)
  const message = file?.space && file.message ? space.messageStore.get(file.space, file.message) : undefined
  const place = space.state.spaces.get(file?.space ?? '')
  const isReader = place && canRead(space.state, place, user)
  const mayRead = file?.user === user || (isReader && message && isVisible(message, user))
  const bytes = file && mayRead ? await space.bytes.get(id) : undefined
  if (!file || !bytes) return sendJson(response, 404, refuse('file_not_found', 'That file is not there.'))
  response.writeHead(200, {
    'Content-Type': file.mimetype,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(bytes)
}

/** Tells every change of the messages to the people who see it. */
export function spreadNews(space: Workspace): void {
  space.messageStore.onChange(({ type, message }) => {
    const { people, spaces } = space.state
    const place = spaces.get(message.space)
    const readers = people.map(({ id }) => id).filter((id) => place && canRead(space.state, place, id))
    for (const user of readers.filter((one) => isVisible(message, one))) {
      if (type === 'deleted')
        space.hub.tell(user, { type: 'message_deleted', channel: message.space, ts: localTs(message) })
      else
        space.hub.tell(user, {
          type: type === 'added' ? 'message' : 'message_changed',
          message: localMessage(space, message, user),
        })
      // A thread's first message shows how many replies there are.
      const thread = space.messageStore.thread(message.space, message.thread)
      const root = thread.find((one) => isVisible(one, user))
      if (root && root.id !== message.id && type !== 'changed')
        space.hub.tell(user, { type: 'message_changed', message: localMessage(space, root, user) })
    }
  })
}
