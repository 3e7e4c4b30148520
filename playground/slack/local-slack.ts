import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBotLink } from './bot-link.ts'
import { startEmulator } from './emulator.ts'
import { createFaults, type Faults } from './faults.ts'
import { createFiles } from './files.ts'
import { localView } from './formats.ts'
import { formOf, parseJson, readArguments, readBody, sendJson, sendText, TooLarge } from './http.ts'
import { createHub } from './hub.ts'
import { createTranslator } from './ids.ts'
import { createLedger } from './ledger.ts'
import { serveLocal } from './local-api.ts'
import { replay } from './messages.ts'
import { spreadNews } from './news.ts'
import type { Failure, LocalSlackOptions } from './options.ts'
import { createResponseUrls, reply } from './response-urls.ts'
import { createStateFile, loadState } from './state-file.ts'
import { servePage } from './static.ts'
import { createTriggers } from './triggers.ts'
import { createViews } from './views.ts'
import { callMethod } from './web-api.ts'
import type { Workspace } from './workspace.ts'
import { channelOf, channelsOf, createWorld } from './world.ts'

export type { ChannelOption, Failure, LocalSlackOptions, PersonOption, RateLimit } from './options.ts'

export interface LocalSlack {
  /** Where people and the page go. */
  readonly url: string
  /** For the bot, in the place of `https://slack.com/api/`. */
  readonly apiUrl: string
  readonly users: ReadonlyMap<string, string>
  readonly channels: ReadonlyMap<string, string>
  readonly bot: { readonly user_id: string; readonly bot_id: string; readonly app_id: string }
  readonly team: { readonly id: string }
  readonly setBotUrl: (url: string) => void
  /** Makes the next calls of a Web API method fail, for tests. */
  readonly fail: (method: string, failure: Failure) => void
  readonly close: () => Promise<void>
}

/**
 * Starts a Slack workspace on this machine: the Web API for one bot, the events and interactions that Slack would send it,
 * and `/local/*` for the people in it.
 */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const now = options.now ?? Date.now
  const saved = await loadState(options.stateFile)
  const world = createWorld(options, saved.channels)
  const ledger = createLedger(now, saved)
  const server = createServer()
  const url = await listen(server, options.port, options.host ?? '127.0.0.1')
  const ids = createTranslator()
  const stateFile = createStateFile(options.stateFile, () => ({
    messages: ledger.all(),
    files: [...ledger.files.values()],
    channels: [...world.channels.values()].filter((channel) => channel.made),
  }))
  const hub = createHub()
  const triggers = createTriggers(now)
  const bot = createBotLink({
    url: options.bot.url,
    signingSecret: options.bot.signingSecret,
    world,
    retryDelays: options.retryDelays,
  })
  const emulator = await startEmulator(world, ids, url)
  const views = createViews({
    world,
    triggers,
    onStack: (user) => hub.tell(user, { type: 'views', stack: views.stack(user).map(localView) }),
    onHome: (user) => {
      const view = views.home(user)
      if (view) hub.tell(user, { type: 'home', view: localView(view) })
    },
  })
  const space: Workspace = {
    world,
    ids,
    ledger,
    emulator,
    views,
    triggers,
    bot,
    hub,
    now,
    url,
    uploads: new Map(),
    welcome: options.welcome ?? {},
    files: createFiles({
      world,
      ledger,
      url,
      folder: options.stateFile && `${options.stateFile}.files`,
      changed: stateFile.changed,
    }),
    responses: createResponseUrls(url, world.team.id, now),
    channelsChanged: () => {
      stateFile.changed()
      for (const person of world.people)
        hub.tell(person.id, { type: 'channels', channels: channelsOf(world, person.id) })
    },
  }
  await replay(space)
  ledger.onChange(stateFile.changed)
  spreadNews(space)
  const faults = createFaults(now, options.rateLimit)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    serve({ space, faults, token: options.bot.token, webRoot: options.webRoot }, request, response).catch(
      (error: unknown) => {
        if (!response.headersSent)
          sendJson(response, error instanceof TooLarge ? 413 : 500, {
            ok: false,
            error: 'internal_error',
            message: String(error),
          })
        else response.destroy()
      },
    )
  })

  return {
    url,
    apiUrl: `${url}/api/`,
    users: new Map(world.people.map((person) => [person.name, person.id])),
    channels: new Map(
      [...world.channels.values()]
        .filter((channel) => !channel.is_im)
        .map((channel) => [channel.name, channel.id]),
    ),
    bot: { user_id: world.bot.id, bot_id: world.bot.bot_id, app_id: world.bot.app_id },
    team: { id: world.team.id },
    setBotUrl: bot.setUrl,
    fail: faults.fail,
    async close() {
      bot.close()
      hub.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await emulator.close()
      await stateFile.flush()
    },
  }
}

interface Serving {
  readonly space: Workspace
  readonly faults: Faults
  readonly token: string
  readonly webRoot: string | undefined
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { space } = serving
  const url = new URL(request.url ?? '/', space.url)
  if (url.pathname.startsWith('/api/')) return serveApi(serving, request, response, url)
  if (url.pathname.startsWith('/local/')) return serveLocal(space, request, response, url)
  if (url.pathname.startsWith('/actions/')) return serveResponseUrl(space, request, response, url)
  if (url.pathname.startsWith('/upload/')) return serveUpload(space, request, response, url)
  if (url.pathname.startsWith('/files-pri/')) return serveFile(serving, request, response, url)
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
  const channel = channelOf(space.world, String(args.channel ?? ''))?.id ?? ''
  const failure = faults.next(method, channel)
  if (failure?.hang) return
  if (failure) {
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
  sendJson(response, 200, refused ?? (await callMethod(space, method, rest)), {
    'X-OAuth-Scopes': [...space.world.scopes].join(','),
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
  await space.files.add({ id, name: known ?? 'file', user: space.world.bot.id }, bytes)
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
  const allowed = bearer === token && space.world.scopes.has('files:read')
  if (!allowed) {
    response.writeHead(302, {
      Location: `https://${space.world.team.domain}.slack.com/?redir=${encodeURIComponent(url.pathname)}`,
    })
    response.end()
    return
  }
  const bytes = file && space.files.seenByBot(file) ? await space.files.bytes(id) : undefined
  if (!file || !bytes) return sendText(response, 404, 'file_not_found')
  response.writeHead(200, { 'Content-Type': file.mimetype, 'Content-Length': bytes.byteLength })
  response.end(bytes)
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
}
