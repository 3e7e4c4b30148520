import type { IncomingMessage, ServerResponse } from 'node:http'
import { handOn } from '../forward.ts'
import { formOf, parseJson, readArguments, readBody, sendJson, sendText } from '../shared/http.ts'
import { servePage } from '../shared/static.ts'
import type { Faults } from './faults.ts'
import { serveLocal } from './local-api.ts'
import { reply } from './local-reply.ts'
import { callMethod } from './web-api.ts'
import type { Workspace } from './workspace.ts'
import { channelOf } from './workspace-state.ts'

/** One port for everything: the Web API, response_urls, uploads and files for the bot; `/local/*` and the page for people. */

export interface Serving {
  readonly space: Workspace
  readonly faults: Faults
  readonly token: string
  readonly webRoot: string | undefined
  readonly chatUrl: string | undefined
}

/** Answers one request. */
export async function serve(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { space } = serving
  const url = new URL(request.url ?? '/', space.url)
  if (url.pathname.startsWith('/api/')) return serveApi(serving, request, response, url)
  if (url.pathname.startsWith('/local/')) return serveLocal(space, request, response, url)
  if (url.pathname.startsWith('/actions/')) return serveResponseUrl(space, request, response, url)
  if (url.pathname.startsWith('/upload/')) return serveUpload(space, request, response, url)
  if (url.pathname.startsWith('/files-pri/')) return serveFile(serving, request, response, url)
  if (serving.chatUrl && url.pathname.startsWith('/local-chat/'))
    return handOn(request, response, { host: '127.0.0.1', port: new URL(serving.chatUrl).port })
  return servePage(response, serving.webRoot, url.pathname)
}

async function serveApi(
  { space, faults, token }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = url.pathname.slice('/api/'.length)
  const args = await readArguments(request, url)
  const bearer = request.headers.authorization?.replace(/^Bearer\s+/i, '') ?? args.token
  const channel = channelOf(space.state, String(args.channel ?? ''))?.id ?? ''
  const failure = faults.next(method, channel)
  if (failure?.hang) return
  if (failure && !failure.lose) {
    const headers: Record<string, string> =
      failure.retryAfter === undefined ? {} : { 'Retry-After': String(failure.retryAfter) }
    return sendJson(
      response,
      failure.status ?? 200,
      { ok: false, error: failure.error ?? 'internal_error' },
      headers,
    )
  }
  const { token: _, ...rest } = args
  const refused =
    method === 'api.test' || bearer === token
      ? undefined
      : { ok: false, error: bearer ? 'invalid_auth' : 'not_authed' }
  const answer = refused ?? (await callMethod(space, method, rest))
  if (failure?.lose) {
    response.destroy()
    return
  }
  sendJson(response, 200, answer, {
    'X-OAuth-Scopes': [...space.state.scopes].join(','),
    'X-Slack-Req-Id': crypto.randomUUID(),
  })
}

/** Slack's names and statuses for what a response_url refuses. */
async function serveResponseUrl(
  space: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = (await readBody(request)).toString('utf8')
  const form = request.headers['content-type']?.includes('urlencoded')
    ? (new URLSearchParams(body).get('payload') ?? '')
    : body
  const payload = parseJson(form)
  if (request.method !== 'POST' || payload === undefined) return sendText(response, 400, 'invalid_payload')
  const occasion = space.responses.take(url.pathname)
  if (typeof occasion === 'string') return sendJson(response, 404, { ok: false, error: occasion })
  const posted = await reply(space, occasion, payload)
  if (posted.ok) return sendText(response, 200, 'ok')
  sendJson(response, posted.error === 'message_not_found' ? 404 : 400, posted)
}

/** The second step of the bot's upload: the bytes, bare or as a form. */
async function serveUpload(
  space: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readBody(request, 1_000_000_000)
  const type = request.headers['content-type'] ?? 'application/octet-stream'
  const status = await space.emulator.upload(url.pathname, body, type)
  if (status !== 200) return sendText(response, status, 'file_not_found')
  const id = url.pathname.split('/').at(-1) ?? ''
  const part = type.includes('multipart/form-data')
    ? [...(await formOf(body, type)).values()].find((value) => typeof value !== 'string')
    : undefined
  const bytes = typeof part === 'object' ? Buffer.from(await part.arrayBuffer()) : body
  const known = space.uploads.get(id)
  await space.files.add({ id, name: known ?? 'file', user: space.state.bot.id }, bytes)
  sendText(response, 200, `OK - ${bytes.byteLength}`)
}

/** The file host: only with the bot's token, only what the bot may see; anybody else gets a page to sign in, as in Slack. */
async function serveFile(
  { space, token }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const bearer = request.headers.authorization?.replace(/^Bearer\s+/i, '')
  const id = url.pathname.split('/')[2]?.split('-')[1] ?? ''
  const file = space.files.get(id)
  const allowed = bearer === token && space.state.scopes.has('files:read')
  if (!allowed) {
    response.writeHead(302, {
      Location: `https://${space.state.team.domain}.slack.com/?redir=${encodeURIComponent(url.pathname)}`,
    })
    response.end()
    return
  }
  const bytes = file && space.files.seenByBot(file) ? await space.files.bytes(id) : undefined
  if (!file || !bytes) return sendText(response, 404, 'file_not_found')
  response.writeHead(200, { 'Content-Type': file.mimetype, 'Content-Length': bytes.byteLength })
  response.end(bytes)
}
