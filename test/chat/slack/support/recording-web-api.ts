import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEmulator } from 'emulate'
import { parse } from 'yaml'
import { checkMessageBlocks, checkView } from '../../../../playground/slack/local-limits.ts'

export type Json = Readonly<Record<string, unknown>>

/** One call of the bot, as it came over the wire, and what it was told. */
export interface ApiCall {
  readonly method: string
  readonly args: Json
  readonly answer: Json
}

/** An answer that goes out in the place of the emulator's. */
export interface Substitute {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
  /** Waits this long first; without `body` the call then goes through. In ms. */
  readonly delayMs?: number
  /** Lets the call through and then loses the answer, as a broken connection does. */
  readonly lost?: boolean
}

export interface WebApi {
  readonly url: string
  readonly apiUrl: string
  readonly token: string
  readonly calls: readonly ApiCall[]
  /** What reached a `response_url`, newest last. */
  readonly responses: readonly Json[]
  /** Blocks and views that left although Slack would refuse them. */
  readonly refused: readonly string[]
  callsOf(method: string): readonly ApiCall[]
  substitute(method: string, answer: Substitute, times?: number): void
  /** What `users.info` adds for a person: the emulator knows no locale and no time zone. */
  describe(user: string, extra: Json): void
  call(method: string, args: Json): Promise<Json>
  userId(name: string): string
  channelId(name: string): string
  responseUrl(status?: number): string
  waitFor(method: string, times?: number): Promise<ApiCall>
  waitForResponse(times?: number): Promise<Json>
  clear(): void
  close(): Promise<void>
}

const token = 'xoxb-0000-test-token'
const ops = 'xoxb-0001-ops-token'

/**
 * Slack's Web API as `emulate` plays it, with the app's own scopes from the manifest held strictly, behind a proxy
 * that notes each call, checks every block and view against Slack's limits, and can play faults.
 */
export async function startWebApi(): Promise<WebApi> {
  const scopes = parse(await readFile('manifest.yml', 'utf8')).oauth_config.scopes.bot as string[]
  const emulatorPort = await freePort()
  const bot = {
    client_id: 'test',
    client_secret: 'test',
    name: 'Casethread',
    redirect_uris: [],
    app_id: 'A1',
    bot_id: 'B1',
    bot_user_id: 'U0BOT',
    bot_name: 'casethread',
    scopes,
  }
  const everything = [
    'chat:write',
    'channels:read',
    'groups:read',
    'groups:write',
    'channels:manage',
    'im:write',
    'users:read',
    'channels:history',
    'groups:history',
    'im:history',
    'users:read.email',
  ]
  const emulator = await createEmulator({
    service: 'slack',
    port: emulatorPort,
    seed: {
      slack: {
        users: [
          { name: 'aoi', real_name: '青木 葵', email: 'aoi@hoshi.example.com' },
          { name: 'ben', real_name: 'Ben Carter', email: 'ben@hoshi.example.com' },
        ],
        oauth_apps: [bot],
        channels: [{ name: 'cases' }, { name: 'secret', is_private: true }],
        tokens: [
          { token, user: 'casethread', scopes, app_id: 'A1', bot_id: 'B1' },
          { token: ops, user: 'aoi', scopes: everything, app_id: 'A1' },
        ],
        strict_scopes: true,
      },
    },
  })
  const calls: ApiCall[] = []
  const responses: Json[] = []
  const refused: string[] = []
  const substitutes = new Map<string, Substitute[]>()
  const extras = new Map<string, Json>()
  const waiting = new Set<() => void>()

  async function forward(method: string, args: Json, as: string): Promise<Json> {
    const response = await fetch(`http://localhost:${emulatorPort}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    })
    return (await response.json()) as Json
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const body = await readBody(request)
    if (pathname.startsWith('/respond/')) {
      const status = Number(pathname.split('/')[2])
      if (status === 200) {
        const said = JSON.parse(body) as Json
        note(checkMessageBlocks(said.blocks), 'response_url')
        responses.push(said)
        wake()
      }
      response.writeHead(status).end()
      return
    }
    const method = pathname.replace('/api/', '')
    const args = parseArguments(body, request.headers['content-type'] ?? '')
    check(method, args)
    const substitute = substitutes.get(method)?.shift()
    if (substitute?.delayMs) await sleep(substitute.delayMs)
    let answer = substitute?.body
    if (!answer && !substitute?.status) {
      answer = await forward(method, args, String(request.headers.authorization ?? '').replace('Bearer ', ''))
      if (method === 'users.info' && answer.ok) {
        answer = { ...answer, user: { ...(answer.user as Json), ...extras.get(String(args.user)) } }
      }
    }
    calls.push({ method, args, answer: answer ?? {} })
    wake()
    if (substitute?.lost) {
      request.socket.destroy()
      return
    }
    response.writeHead(substitute?.status ?? 200, {
      'content-type': 'application/json',
      ...substitute?.headers,
    })
    response.end(JSON.stringify(answer ?? {}))
  }

  function check(method: string, args: Json): void {
    if (args.view) note(checkView(args.view, method === 'views.publish' ? 'home' : 'modal'), method)
    if (args.blocks) note(checkMessageBlocks(args.blocks), method)
    if (method.startsWith('chat.post') && !String(args.text ?? '').trim()) refused.push(`${method}: no text`)
  }

  function note(fault: { error: string; messages: readonly string[] } | undefined, where: string): void {
    if (fault) refused.push(`${where}: ${fault.error} ${fault.messages.join('; ')}`)
  }

  function wake(): void {
    for (const look of waiting) look()
  }

  function until<T>(find: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look)
        reject(
          new Error(`${what} did not happen; there were: ${calls.map((call) => call.method).join(', ')}`),
        )
      }, 5_000)
      const look = () => {
        const found = find()
        if (found === undefined) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      refused.push(String(error))
      response.destroy()
    })
  })
  const url = await listen(server)
  const users = (await forward('users.list', {}, ops)).members as readonly { id: string; name: string }[]
  const channels = (await forward('conversations.list', { types: 'public_channel,private_channel' }, ops))
    .channels as readonly { id: string; name: string }[]
  const idOf = (list: readonly { id: string; name: string }[], name: string) => {
    const found = list.find((one) => one.name === name)
    if (!found) throw new Error(`Nobody and nothing is called ${name}`)
    return found.id
  }

  return {
    url,
    apiUrl: `${url}/api/`,
    token,
    calls,
    responses,
    refused,
    callsOf: (method) => calls.filter((call) => call.method === method),
    substitute(method, answer, times = 1) {
      substitutes.set(method, [
        ...(substitutes.get(method) ?? []),
        ...Array.from({ length: times }, () => answer),
      ])
    },
    describe: (user, extra) => extras.set(user, extra),
    call: (method, args) => forward(method, args, ops),
    userId: (name) => idOf(users, name),
    channelId: (name) => idOf(channels, name),
    responseUrl: (status = 200) => `${url}/respond/${status}/${Math.random()}`,
    waitFor: (method, times = 1) =>
      until(() => calls.filter((call) => call.method === method)[times - 1], `${method} (${times})`),
    waitForResponse: (times = 1) => until(() => responses[times - 1], 'a message to the response address'),
    clear() {
      calls.length = 0
      responses.length = 0
      refused.length = 0
      substitutes.clear()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await emulator.close()
    },
  }
}

/** The Web API client sends forms, with JSON in the fields that are no strings. */
function parseArguments(body: string, type: string): Json {
  if (type.includes('json')) return JSON.parse(body || '{}') as Json
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      /^[[{]|^(true|false)$/.test(value) && name !== 'text' ? JSON.parse(value) : value,
    ]),
  )
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await listen(probe)
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
