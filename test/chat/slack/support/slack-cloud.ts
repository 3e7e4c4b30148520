/** Several local Slacks behind one address, as Slack itself is: each token speaks for one workspace or organisation. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parse } from 'yaml'
import {
  type LocalSlack,
  type LocalSlackOptions,
  startLocalSlack,
} from '../../../../playground/slack/local-slack.ts'
import { botScopes } from '../../../../src/chat/slack/bot-scopes.ts'
import { packageRoot } from '../../../../src/config/package-root.ts'
import { slackHeaders } from './sign.ts'
import type { SocketServer } from './socket-server.ts'

type Json = Readonly<Record<string, unknown>>

interface Team {
  readonly slack: LocalSlack
  readonly name: string
  readonly inside: string
  /** Set where an organisation is played: the token is the organisation's. */
  readonly enterprise: string | undefined
  /** The workspaces of it that have the app. */
  granted: string[]
}

type Standing = 'good' | 'token_revoked' | 'account_inactive' | 'token_expired'

export interface SlackCloud {
  readonly apiUrl: string
  readonly signingSecret: string
  readonly clientId: string
  readonly clientSecret: string
  /** Whether tokens are given that have to be renewed, and how long these hold, in seconds. */
  rotates: { expiresIn: number } | null
  /** All tokens that were ever given, access and refresh. */
  readonly given: string[]
  readonly refreshes: string[]
  /** The questions after an organisation's workspaces, and what was wrong with the token. */
  readonly asked: string[]
  /** Scopes that a workspace's token was not granted, by the workspace's name. */
  readonly withheld: Map<string, readonly string[]>
  add(
    name: string,
    options: Pick<LocalSlackOptions, 'people' | 'channels'> & { readonly enterprise?: string },
  ): Promise<LocalSlack>
  setBotUrl(url: string): void
  /** Requests go over this socket from now on, which the bot opens with an app-level token; without one, over HTTP. */
  setSocket(socket: Pick<SocketServer, 'url' | 'ask'> | undefined, appToken?: string): void
  /** A token of that workspace that is copied by hand. */
  issue(name: string): string
  /** An admin of that workspace consents: what the browser is sent back with. */
  consent(name: string): string
  /** The tokens of that workspace stop working. */
  revoke(name: string): void
  /** The same, and Slack says so. */
  uninstall(name: string): Promise<void>
  /** As Slack sends it, whatever is so. */
  tell(name: string, event: Json): Promise<number>
  grant(name: string, teams: readonly string[]): void
  /** Tokens that have to be renewed run out now. */
  expire(name: string): void
  close(): Promise<void>
}

export async function startSlackCloud(): Promise<SlackCloud> {
  const signingSecret = 'a-signing-secret-for-tests'
  const clientId = '123.456'
  const clientSecret = 'client-secret-of-tests'
  const manifest = parse(readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')) as Json
  const teams = new Map<string, Team>()
  const tokens = new Map<string, { readonly team: Team; standing: Standing }>()
  const refreshTokens = new Map<string, Team>()
  const codes = new Map<string, Team>()
  let botUrl = 'http://127.0.0.1:9'
  let events = 0
  let socket: { readonly server: Pick<SocketServer, 'url' | 'ask'>; readonly appToken: string } | undefined

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function findTeam(name: string): Team {
    const team = teams.get(name)
    if (!team) throw new Error(`there is no workspace ${name}`)
    return team
  }

  function give(team: Team) {
    const prefix = cloud.rotates ? 'xoxe.xoxb' : 'xoxb'
    const token = `${prefix}-${randomBytes(20).toString('hex')}`
    tokens.set(token, { team, standing: 'good' })
    cloud.given.push(token)
    if (!cloud.rotates) return { access_token: token }
    const refresh = `xoxe-1-${randomBytes(20).toString('hex')}`
    refreshTokens.set(refresh, team)
    cloud.given.push(refresh)
    return { access_token: token, refresh_token: refresh, expires_in: cloud.rotates.expiresIn }
  }

  /** `oauth.v2.access`: for a code, or for a refresh token, which is good once. */
  function exchange(args: URLSearchParams): Json {
    if (args.get('client_id') !== clientId || args.get('client_secret') !== clientSecret)
      return { ok: false, error: 'bad_client_secret' }
    if (args.get('grant_type') === 'refresh_token') {
      const refresh = args.get('refresh_token') ?? ''
      const team = refreshTokens.get(refresh)
      if (!team) return { ok: false, error: 'invalid_refresh_token' }
      refreshTokens.delete(refresh)
      cloud.refreshes.push(refresh)
      return { ok: true, token_type: 'bot', bot_user_id: team.slack.bot.user_id, ...give(team) }
    }
    const code = args.get('code') ?? ''
    const team = codes.get(code)
    if (!team) return { ok: false, error: 'invalid_code' }
    codes.delete(code)
    const { slack, enterprise, name } = team
    return {
      ok: true,
      app_id: slack.bot.app_id,
      authed_user: { id: 'U0ADMIN' },
      scope: 'chat:write,commands',
      token_type: 'bot',
      bot_user_id: slack.bot.user_id,
      team: enterprise ? null : { id: slack.team.id, name },
      enterprise: enterprise ? { id: enterprise, name } : null,
      is_enterprise_install: enterprise !== undefined,
      ...give(team),
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request)
    const [, relayed] = /^\/relay\/([^/]+)\/slack\/events$/.exec(request.url ?? '') ?? []
    if (relayed) return relay(findTeam(decodeURIComponent(relayed)), request, body, response)
    const [, keeper, path] = /^\/files-of\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? []
    if (keeper && path) return keepFile(findTeam(decodeURIComponent(keeper)), path, request, body, response)
    const method = (request.url ?? '').replace(/^\/api\//, '')
    const send = (json: Json) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    const args = new URLSearchParams(body.toString())
    if (method === 'oauth.v2.access') return void send(exchange(args))
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    if (method === 'apps.connections.open')
      return void send(
        socket && bearer === socket.appToken
          ? { ok: true, url: socket.server.url }
          : { ok: false, error: 'invalid_auth' },
      )
    const found = tokens.get(bearer)
    if (!found) return void send({ ok: false, error: bearer ? 'invalid_auth' : 'not_authed' })
    if (method === 'auth.teams.list')
      cloud.asked.push(found.standing === 'good' ? method : `${method}: ${found.standing}`)
    if (found.standing !== 'good') return void send({ ok: false, error: found.standing })
    const { team } = found
    if (method === 'auth.revoke') {
      found.standing = 'token_revoked'
      return void send({ ok: true, revoked: true })
    }
    if (team.enterprise) {
      if (method === 'auth.teams.list')
        return void send({ ok: true, teams: team.granted.map((id) => ({ id, name: id })) })
      if (method === 'users.list' && !args.get('team_id'))
        return void send({ ok: false, error: 'missing_argument' })
    }
    const through = await fetch(`${team.slack.apiUrl}${method}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${team.inside}`,
        'content-type': request.headers['content-type'] ?? 'application/x-www-form-urlencoded',
      },
      body: new Uint8Array(body),
    })
    const told = (await through.json()) as Json
    response.writeHead(through.status, {
      'content-type': 'application/json',
      'x-oauth-scopes': botScopes
        .filter((scope) => !cloud.withheld.get(team.name)?.includes(scope))
        .join(','),
    })
    const answered = JSON.stringify(team.enterprise ? ofOrganisation(team, method, told) : told)
    response.end(
      answered.replaceAll(
        `${new URL(team.slack.apiUrl).origin}/`,
        `${url}/files-of/${encodeURIComponent(team.name)}/`,
      ),
    )
  }

  /** Files are given for a token of their own workspace only; whoever was told where one goes may bring it there. */
  async function keepFile(
    team: Team,
    path: string,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const found = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))
    if (request.method === 'GET' && (found?.team !== team || found.standing !== 'good'))
      return void response.writeHead(403).end()
    const through = await fetch(new URL(path, team.slack.apiUrl), {
      method: request.method ?? 'GET',
      headers: {
        authorization: `Bearer ${team.inside}`,
        ...(request.headers['content-type'] ? { 'content-type': request.headers['content-type'] } : {}),
      },
      ...(request.method === 'POST' ? { body: new Uint8Array(body) } : {}),
    })
    response.writeHead(through.status).end(Buffer.from(await through.arrayBuffer()))
  }

  /** The bot's requests come as from an organisation. */
  async function relay(
    team: Team,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const type = request.headers['content-type'] ?? ''
    const sent = team.enterprise ? toOrganisation(team.enterprise, type, body.toString()) : body.toString()
    if (socket) {
      const { payload } = await socket.server.ask(toEnvelope(type, sent))
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(payload === undefined ? '' : JSON.stringify(payload))
    }
    const answered = await send(sent, type)
    response.writeHead(answered.status, {
      'content-type': answered.headers.get('content-type') ?? 'text/plain',
    })
    response.end(Buffer.from(await answered.arrayBuffer()))
  }

  function send(body: string, type: string): Promise<Response> {
    return fetch(`${botUrl}/slack/events`, {
      method: 'POST',
      body,
      headers: { ...slackHeaders(body, signingSecret), 'content-type': type },
    })
  }

  const cloud: SlackCloud = {
    apiUrl: `${url}/api/`,
    signingSecret,
    clientId,
    clientSecret,
    rotates: null,
    given: [],
    refreshes: [],
    asked: [],
    withheld: new Map(),
    async add(name, { enterprise, ...options }) {
      const inside = `xoxb-inside-${name}`
      const slack = await startLocalSlack({
        port: 0,
        team: { name },
        bot: {
          url: `${url}/relay/${encodeURIComponent(name)}`,
          signingSecret,
          token: inside,
          name: 'Casethread',
        },
        manifest,
        retryDelays: [],
        ...options,
      })
      teams.set(name, { slack, name, inside, enterprise, granted: [slack.team.id] })
      return slack
    },
    setBotUrl(next) {
      botUrl = next
    },
    setSocket(server, appToken = '') {
      socket = server && { server, appToken }
    },
    issue: (name) => give(findTeam(name)).access_token,
    consent(name) {
      const code = randomBytes(10).toString('hex')
      codes.set(code, findTeam(name))
      return code
    },
    revoke(name) {
      const team = findTeam(name)
      for (const token of tokens.values()) if (token.team === team) token.standing = 'account_inactive'
      for (const [refresh, of] of refreshTokens) if (of === team) refreshTokens.delete(refresh)
    },
    async uninstall(name) {
      cloud.revoke(name)
      const team = findTeam(name)
      await cloud.tell(name, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.slack.bot.user_id] } })
      await cloud.tell(name, { type: 'app_uninstalled' })
    },
    async tell(name, event) {
      const { slack, enterprise } = findTeam(name)
      events += 1
      const team_id = enterprise ? null : slack.team.id
      const body = JSON.stringify({
        type: 'event_callback',
        event_id: `EvCloud${events}`,
        team_id: slack.team.id,
        api_app_id: slack.bot.app_id,
        event: { event_ts: String(Date.now() / 1000), ...event },
        authorizations: [
          {
            enterprise_id: enterprise ?? null,
            team_id,
            user_id: slack.bot.user_id,
            is_bot: true,
            is_enterprise_install: enterprise !== undefined,
          },
        ],
      })
      if (socket) {
        await socket.server.ask(toEnvelope('application/json', body))
        return 200
      }
      const { status } = await send(body, 'application/json')
      return status
    },
    grant(name, granted) {
      findTeam(name).granted = [...granted]
    },
    expire(name) {
      const team = findTeam(name)
      for (const token of tokens.values()) if (token.team === team) token.standing = 'token_expired'
    },
    async close() {
      for (const { slack } of teams.values()) await slack.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return cloud
}

/** The same request as it comes over a socket. */
function toEnvelope(type: string, body: string) {
  const envelope = { envelope_id: randomBytes(8).toString('hex'), accepts_response_payload: true }
  if (type.startsWith('application/json'))
    return { ...envelope, type: 'events_api', payload: JSON.parse(body) }
  const fields = new URLSearchParams(body)
  const payload = fields.get('payload')
  return payload === null
    ? { ...envelope, type: 'slash_commands', payload: Object.fromEntries(fields) }
    : { ...envelope, type: 'interactive', payload: JSON.parse(payload) }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** What the Web API tells an organisation's token. */
function ofOrganisation({ enterprise, name, slack }: Team, method: string, told: Json): Json {
  const withOrganisation = (user: unknown) => {
    const member = user as Json
    return member.team_id === slack.team.id
      ? { ...member, enterprise_user: { enterprise_id: enterprise } }
      : member
  }
  if (method === 'auth.test')
    return {
      ...told,
      team: name,
      team_id: enterprise,
      enterprise_id: enterprise,
      is_enterprise_install: true,
    }
  if (told.user) return { ...told, user: withOrganisation(told.user) }
  if (method === 'users.list' && Array.isArray(told.members))
    return { ...told, members: told.members.map(withOrganisation) }
  return told
}

/** A request as Slack sends it for an app that is installed in all of an organisation. */
function toOrganisation(enterprise: string, type: string, body: string): string {
  if (type.startsWith('application/json')) {
    const event = JSON.parse(body) as Json
    const [authorization] = (event.authorizations ?? []) as readonly Json[]
    return JSON.stringify({
      ...event,
      context_enterprise_id: enterprise,
      authorizations: [
        { ...authorization, enterprise_id: enterprise, team_id: null, is_enterprise_install: true },
      ],
    })
  }
  const fields = new URLSearchParams(body)
  const payload = fields.get('payload')
  if (payload !== null) {
    const interaction = JSON.parse(payload) as Json
    const whole = {
      ...interaction,
      team: null,
      enterprise: { id: enterprise, name: 'Grid' },
      is_enterprise_install: true,
    }
    return new URLSearchParams({ payload: JSON.stringify(whole) }).toString()
  }
  fields.set('enterprise_id', enterprise)
  fields.set('is_enterprise_install', 'true')
  return fields.toString()
}
