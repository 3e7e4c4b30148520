/** A Google in this process, over TLS: its directory, sales and license APIs and its sign-in, strict about what it is asked. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent, createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { GoogleNetwork } from '../../../src/google/google-network.ts'
import { applyFields, type Call, findMethod, type GoogleMethod, refuseQuery } from './google-methods.ts'
import {
  forbidden,
  invalid,
  noSuchPath,
  type PlayedAnswer,
  scopeMissing,
  unauthorized,
} from './google-refusals.ts'
import { type Bearer, createGoogleTokens, findAccount, type GoogleTokens } from './google-tokens.ts'
import type { GoogleWorld } from './google-world.ts'
import { createSelfSigned } from './self-signed.ts'

/** One request that came in. */
export interface AskedRequest {
  /** As in the discovery document, `token` or `signJwt`; undefined for a path that there is not. */
  readonly method: string | undefined
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The account behind the token. */
  readonly email: string | undefined
}

export interface LocalGoogle {
  readonly world: GoogleWorld
  readonly tokens: GoogleTokens
  /** How Casethread gets there. */
  readonly network: GoogleNetwork
  /** PEM, for NODE_EXTRA_CA_CERTS of another process. */
  readonly certificate: string
  readonly asked: readonly AskedRequest[]
  countAsked(method: string): number
  /** How many requests were under way at most at a time. */
  readonly mostAtOnce: () => number
  /** Answers this to requests that fit, `times` times or for ever; the last one told goes first. */
  instead(fits: (request: AskedRequest) => boolean, answer: PlayedAnswer, times?: number): void
  /** Breaks what it would answer, in the same way. */
  cut(fits: (request: AskedRequest) => boolean, how: 'body' | 'json', times?: number): void
  restore(): void
}

export interface LocalGoogleOptions {
  /** Lists come in pages of so many, or of fewer where fewer are asked for. */
  readonly pageSize?: number
  readonly now?: () => number
}

interface Played {
  readonly fits: (request: AskedRequest) => boolean
  readonly answer?: PlayedAnswer
  readonly cut?: 'body' | 'json'
  left: number
}

/** Serves until the test is over. */
export async function aLocalGoogle(
  world: GoogleWorld,
  options: LocalGoogleOptions = {},
): Promise<LocalGoogle> {
  const { pageSize = 7, now = Date.now } = options
  const tokens = createGoogleTokens(world, now)
  const asked: AskedRequest[] = []
  let played: Played[] = []
  let underWay = 0
  let most = 0

  function take(request: AskedRequest, kind: 'answer' | 'cut'): Played | undefined {
    const found = played.findLast((one) => one[kind] !== undefined && one.left > 0 && one.fits(request))
    if (found) found.left -= 1
    return found
  }

  function answerMethod(
    method: GoogleMethod,
    path: Call['path'],
    url: URL,
    bearer: Bearer | undefined,
  ): PlayedAnswer {
    if (!bearer) return unauthorized()
    const refused = refuseQuery(method, url.searchParams)
    if (refused) return refused
    if (!method.scopes.some((scope) => bearer.scopes.includes(scope))) return scopeMissing()
    const account = findAccount(world, bearer.email)
    if (!account || account.user.suspended) return forbidden()
    const { organization, user } = account
    if (!user.isAdmin && !user.isDelegatedAdmin) return forbidden()
    const query: Readonly<Record<string, string>> = Object.fromEntries(url.searchParams)
    let wrongToken = false
    const page: Call['page'] = (items, size) => {
      const parameter = method.query[size]
      const usual = parameter?.type === 'integer' ? parameter.usual : pageSize
      const length = Math.min(Number(query[size] ?? usual), pageSize)
      const of = `${url.pathname} ${query.userKey ?? ''} ${organization.customerId}`
      const at = readPageToken(query.pageToken, of)
      wrongToken ||= at === undefined
      const start = at ?? 0
      const next = start + length < items.length ? writePageToken(start + length, of) : undefined
      return { items: items.slice(start, start + length), ...(next ? { nextPageToken: next } : {}) }
    }
    const answer = method.answer({ world, caller: bearer, organization, path, query, page })
    if (wrongToken) return invalid('Invalid Input: Bad request for pageToken')
    if (answer.status !== 200 || query.fields === undefined) return answer
    return { ...answer, body: applyFields(answer.body, query.fields) }
  }

  function answer(request: IncomingMessage, body: string): { request: AskedRequest; answer: PlayedAnswer } {
    const url = new URL(request.url ?? '/', 'https://localhost')
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ')
    const bearer = scheme === 'Bearer' ? tokens.find(token) : undefined
    const signer = /^\/v1\/projects\/-\/serviceAccounts\/([^/]+):signJwt$/.exec(
      decodeURIComponent(url.pathname),
    )
    const found = request.method === 'GET' ? findMethod(url.pathname) : undefined
    const posted = url.pathname === '/token' ? 'token' : signer ? 'signJwt' : undefined
    const name = request.method === 'POST' ? posted : found?.method.id
    const form = new URLSearchParams(body)
    const record: AskedRequest = {
      method: name,
      path: url.pathname,
      query: Object.fromEntries(name === 'token' ? form : url.searchParams),
      email: bearer?.email,
    }
    asked.push(record)
    const instead = take(record, 'answer')?.answer
    if (instead) return { request: record, answer: instead }
    if (name === 'token') return { request: record, answer: tokens.token(form) }
    if (name === 'signJwt') {
      const known = bearer?.scopes.includes('https://www.googleapis.com/auth/cloud-platform')
      const signed = known ? tokens.signJwt(bearer, signer?.[1] ?? '', JSON.parse(body)) : scopeMissing()
      return { request: record, answer: bearer ? signed : unauthorized() }
    }
    if (!found) return { request: record, answer: noSuchPath(url.pathname) }
    return { request: record, answer: answerMethod(found.method, found.path, url, bearer) }
  }

  function send(response: ServerResponse, given: PlayedAnswer, cut: 'body' | 'json' | undefined): void {
    const text = typeof given.body === 'string' ? given.body : JSON.stringify(given.body)
    const half = Buffer.from(text).subarray(0, Buffer.byteLength(text) / 2)
    const length = cut === 'json' ? half.length : Buffer.byteLength(text)
    response.writeHead(given.status, {
      'Content-Type': 'application/json; charset=UTF-8',
      'Content-Length': length,
      ...given.headers,
    })
    if (cut === 'body') response.write(half, () => response.destroy())
    else response.end(cut === 'json' ? half : text)
  }

  const { key, cert } = createSelfSigned()
  const server = createServer({ key, cert }, (request, response) => {
    underWay += 1
    most = Math.max(most, underWay)
    response.on('close', () => {
      underWay -= 1
    })
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const given = answer(request, Buffer.concat(pieces).toString('utf8'))
      send(response, given.answer, given.answer.cut ?? take(given.request, 'cut')?.cut)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const agent = new Agent({ ca: cert, keepAlive: true })
  onTestFinished(() => {
    agent.destroy()
    server.closeAllConnections()
    server.close()
  })

  return {
    world,
    tokens,
    network: { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, agent },
    certificate: cert,
    asked,
    countAsked: (method) => asked.filter((request) => request.method === method).length,
    mostAtOnce: () => most,
    instead(fits, given, times = Number.POSITIVE_INFINITY) {
      played.push({ fits, answer: given, left: times })
    },
    cut(fits, how, times = Number.POSITIVE_INFINITY) {
      played.push({ fits, cut: how, left: times })
    },
    restore() {
      played = []
    },
  }
}

/** A token is good for the list that gave it alone. */
function writePageToken(at: number, of: string): string {
  return Buffer.from(JSON.stringify([at, of])).toString('base64url')
}

function readPageToken(token: string | undefined, of: string): number | undefined {
  if (token === undefined) return 0
  try {
    const [at, list]: unknown[] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    return typeof at === 'number' && list === of ? at : undefined
  } catch {
    return undefined
  }
}
