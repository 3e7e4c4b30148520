import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { LocalEvent, LocalState, LocalUser } from '../protocol.ts'
import { parseJson, readBody, sendJson } from '../shared/http.ts'
import { type Post, type Result, refuse, route, strangerOf } from '../shared/result.ts'
import { localFile, localMessage, localView } from './formats.ts'
import { act, close, submit, suggest } from './local-forms.ts'
import { changeMembers } from './membership.ts'
import { command, edit, home, react, say, shortcut, unsay } from './user-actions.ts'
import type { Workspace } from './workspace.ts'
import { canRead, channelOf, channelsOf, userOf } from './workspace-state.ts'

/** `/local/*` of `playground/protocol.ts`: what the page, the demo and the tests ask on behalf of a person. */

const id = z.string().min(1).max(100)
const state = z.record(z.string(), z.record(z.string(), z.unknown()))
const container = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), channel: id, ts: id }),
  z.object({ type: z.literal('view'), view_id: id }),
])

const posts: Readonly<Record<string, Post<Workspace>>> = {
  command: route(z.object({ user: id, channel: id, command: id, text: z.string().max(12_000) }), command),
  message: route(
    z.object({
      user: id,
      channel: id,
      thread_ts: id.exactOptional(),
      text: z.string(),
      files: z.array(id).max(10).exactOptional(),
    }),
    say,
  ),
  edit: route(z.object({ user: id, channel: id, ts: id, text: z.string() }), edit),
  delete: route(z.object({ user: id, channel: id, ts: id }), unsay),
  reaction: route(
    z.object({
      user: id,
      channel: id,
      ts: id,
      name: z.string().regex(/^[a-z0-9_+'-]+$/),
      remove: z.boolean().optional(),
    }),
    react,
  ),
  action: route(
    z.object({ user: id, container, action: z.looseObject({ action_id: id }), state: state.exactOptional() }),
    act,
  ),
  suggest: route(
    z.object({
      user: id,
      view_id: id.exactOptional(),
      message: z.object({ channel: id, ts: id }).exactOptional(),
      block_id: z.string(),
      action_id: z.string(),
      value: z.string().max(3000),
      state: state.exactOptional(),
    }),
    suggest,
  ),
  submit: route(z.object({ user: id, view_id: id, state }), submit),
  close: route(z.object({ user: id, view_id: id }), close),
  shortcut: route(
    z.object({ user: id, callback_id: id, channel: id.exactOptional(), message_ts: id.exactOptional() }),
    shortcut,
  ),
  home: route(z.object({ user: id }), home),
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

const maxUpload = 10_000_000

export async function serveLocal(
  space: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const stranger = strangerOf(request)
  if (stranger) return sendJson(response, 403, refuse('forbidden', stranger))
  const path = url.pathname.slice('/local/'.length)
  const user = userOf(space.state, url.searchParams.get('user') ?? space.state.people[0]?.id ?? '')
  if (request.method === 'POST' && path === 'file') return upload(space, request, response, url)
  if (request.method === 'POST') {
    const post = Object.hasOwn(posts, path) ? posts[path] : undefined
    if (!post) return sendJson(response, 404, refuse('not_found', `There is no /local/${path}.`))
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return sendJson(response, 415, refuse('invalid_request', 'Send JSON, with that content type.'))
    }
    const result = await post(space, parseJson((await readBody(request)).toString('utf8')))
    return sendJson(response, 200, result)
  }
  if (request.method !== 'GET') return sendJson(response, 405, refuse('not_found', 'Use GET or POST.'))
  if (!user || user.is_bot)
    return sendJson(response, 404, refuse('user_not_found', 'Nobody of that name is in this workspace.'))
  if (path === 'welcome') {
    const welcome = space.welcome[user.locale.split('-')[0] ?? 'en'] ?? space.welcome.en
    return welcome
      ? sendJson(response, 200, welcome)
      : sendJson(response, 404, refuse('not_found', 'There is no welcome here.'))
  }
  if (path === 'state') return sendJson(response, 200, stateFor(space, user.id))
  if (path === 'messages') return sendJson(response, 200, messages(space, user.id, url))
  if (path === 'views') {
    const home = space.views.home(user.id)
    return sendJson(response, 200, {
      ok: true,
      stack: space.views.stack(user.id).map(localView),
      home: home ? localView(home) : null,
    })
  }
  if (path === 'events') return space.hub.join(user.id, response, snapshot(space, user.id))
  if (path.startsWith('file/')) return download(space, user.id, response, path.slice('file/'.length))
  return sendJson(response, 404, refuse('not_found', `There is no /local/${path}.`))
}

function stateFor(space: Workspace, user: string): LocalState {
  const { state } = space
  const people = [...state.people, state.bot].map(
    ({ id, name, real_name, email, locale, tz, is_bot, title, standing, team }: LocalUser): LocalUser => ({
      id,
      name,
      real_name,
      email,
      locale,
      tz,
      is_bot,
      title,
      ...(standing ? { standing } : {}),
      ...(team ? { team } : {}),
    }),
  )
  return {
    platforms: space.platforms,
    team: { id: state.team.id, name: state.team.name },
    bot: { user_id: state.bot.id, name: state.bot.real_name },
    me: people.find((person) => person.id === user) ?? (people[0] as LocalUser),
    people,
    channels: channelsOf(state, user),
    commands: (state.manifest.features?.slash_commands ?? []).map((one) => ({
      command: one.command,
      description: one.description,
      usage_hint: one.usage_hint ?? '',
    })),
    shortcuts: (state.manifest.features?.shortcuts ?? []).map(({ name, type, callback_id }) => ({
      name,
      type,
      callback_id,
    })),
  }
}

function messages(space: Workspace, user: string, url: URL): Result {
  const channel = channelOf(space.state, url.searchParams.get('channel') ?? '')
  if (!channel || !canRead(space.state, channel, user))
    return refuse('channel_not_found', 'You are not in that channel.')
  const thread = url.searchParams.get('thread_ts')
  const shown = space.messageStore
    .list(channel.id)
    .filter((message) => !message.ephemeral_to || message.ephemeral_to === user)
    .filter((message) =>
      thread
        ? message.ts === thread || message.thread_ts === thread
        : !message.thread_ts || message.reply_broadcast,
    )
  return { ok: true, messages: shown.map((message) => localMessage(space, message)) }
}

function snapshot(space: Workspace, user: string): LocalEvent[] {
  const view = space.views.home(user)
  return [
    { type: 'views', stack: space.views.stack(user).map(localView) },
    ...(view ? [{ type: 'home', view: localView(view) } as const] : []),
  ]
}

async function upload(
  space: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const user = userOf(space.state, url.searchParams.get('user') ?? '')
  if (!user || user.is_bot)
    return sendJson(response, 200, refuse('user_not_found', 'Nobody of that name is in this workspace.'))
  const name = (url.searchParams.get('name') ?? '').replace(/[/\\\p{Cc}]/gu, '_').slice(0, 255)
  if (!name) return sendJson(response, 200, refuse('invalid_request', 'Say what the file is called.'))
  const bytes = await readBody(request, maxUpload + 1_000_000)
  if (bytes.byteLength > maxUpload)
    return sendJson(response, 200, refuse('file_too_large', `${name} is larger than 10 MB.`))
  const file = await space.files.add({ name, user: user.id }, bytes)
  sendJson(response, 200, { ok: true, file: localFile(file) })
}

/** A person sees their own files and those shared in their channels. Never shown inline: a file may hold scripts. */
async function download(space: Workspace, user: string, response: ServerResponse, id: string): Promise<void> {
  const file = space.files.get(id)
  const shared = file?.channels.some((id) => {
    const channel = space.state.channels.get(id)
    return channel && canRead(space.state, channel, user)
  })
  const bytes = file && (file.user === user || shared) ? await space.files.bytes(id) : undefined
  if (!file || !bytes) return sendJson(response, 404, refuse('file_not_found', 'That file is not there.'))
  response.writeHead(200, {
    'Content-Type': file.mimetype,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(bytes)
}
