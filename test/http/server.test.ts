import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { createEndpoint } from '../../src/chat/gchat/endpoint.ts'
import { composeHandlers } from '../../src/http/compose-handlers.ts'
import { createLinkRoutes } from '../../src/http/linking/linking-routes.ts'
import type { Route } from '../../src/http/request-route.ts'
import { startServer } from '../../src/http/server.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { fakeRunner } from '../support/fake-runner.ts'
import { halfPost, requestFor, statusOf, written } from '../support/raw-request.ts'
import { recordingLog } from '../support/recording-log.ts'
import { describeRequests, expectBrokenOffNoted } from '../support/server-laws.ts'

const log = recordingLog()
const dead = async () => ({ kind: 'dead' }) as const
const links = createLinkRoutes({
  linking: {
    invite: async () => ({ url: '', code: '' }),
    look: dead,
    begin: dead,
    finish: dead,
    confirm: dead,
  },
  createTranslator: createTranslatorFactory(),
  log,
  secure: true,
})
const chat = createEndpoint({
  dispatcher: fakeRunner(),
  commands,
  verify: async () => ({ ok: true, sender: 'chat' }),
  log,
  url: 'https://cases.example.com/gchat/events',
  people: { remember() {}, findDirectSpace: async () => undefined },
  recent: { once: (_ids, work) => work() },
})
const faults: Route = (_request, _response, url) => {
  if (url.pathname === '/throws') throw new Error('thrown')
  return url.pathname === '/rejects' ? Promise.reject(new Error('rejected')) : undefined
}

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  const route = composeHandlers(links, chat.route, faults)
  if (!route) throw new Error('there are three')
  server = await startServer({ host: '127.0.0.1', port: 0, route, log })
})
afterAll(() => server.close())

const served = () => ({ url: server.url, log })

describe('a server of ours', () => {
  describeRequests(served)

  it.each([
    ['throws', 'thrown'],
    ['rejects', 'rejected'],
  ])(
    'answers 500 where a route %s, with one log line that holds the cause, and goes on',
    async (path, cause) => {
      const before = log.lines.length

      expect(await statusOf(server.url, requestFor(`/${path}?code=secret`))).toBe(500)
      expect(log.lines.slice(before)).toMatchObject([
        { level: 'error', fields: { method: 'GET', path: `/${path}`, err: { message: cause } } },
      ])
      expect(await statusOf(server.url, requestFor('/healthz'))).toBe(200)
    },
  )

  it.each([
    ['/link/confirm', {}],
    ['/gchat/events', { 'Content-Type': 'application/json' }],
  ])('notes a POST to %s that is broken off in one line, without a stack', async (path, headers) => {
    await expectBrokenOffNoted(served(), path, headers)
  })
})

describe('a request that does not go on', () => {
  const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 }

  it.each([
    ['in its headers', 'GET /healthz HTTP/1.1\r\nHost: x\r\n'],
    ['in its body', halfPost('/link/confirm')],
  ])('%s is ended by the server', async (_where, half) => {
    const strict = await startServer({ host: '127.0.0.1', port: 0, route: links, log, limits })

    expect(await statusOf(strict.url, half)).toBe(408)
    await strict.close()
  })

  it('does not hold up the end of the server', async () => {
    const ending = await startServer({ host: '127.0.0.1', port: 0, route: links, log })
    const sockets = [
      await written(ending.url, ''),
      await written(ending.url, 'GET /he'),
      await written(ending.url, halfPost('/link/confirm')),
    ]
    await statusOf(ending.url, requestFor('/healthz'))

    await ending.close()
    for (const socket of sockets) await expect.poll(() => socket.closed).toBe(true)
  })
})

describe('the end of a server', () => {
  it('sees an answer through that is on its way', async () => {
    const { route, answer, asked } = slowRoute()
    const ending = await startServer({ host: '127.0.0.1', port: 0, route, log })
    const status = statusOf(ending.url, requestFor('/'))
    await asked
    const closed = ending.close()
    answer()

    expect(await status).toBe(200)
    await closed
  })

  it('hangs up on it when it is told to cut it off', async () => {
    const { route, asked } = slowRoute()
    const ending = await startServer({ host: '127.0.0.1', port: 0, route, log })
    const status = statusOf(ending.url, requestFor('/'))
    await asked
    const cut = new AbortController()
    const closed = ending.close(cut.signal)
    cut.abort()

    await closed
    expect(await status).toBeUndefined()
  })
})

/** A route that answers when it is told to. */
function slowRoute() {
  let answer = () => {}
  let took = () => {}
  const asked = new Promise<void>((resolve) => {
    took = resolve
  })
  const route: Route = async (_request, response) => {
    took()
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    response.end()
  }
  return { route, asked, answer: () => answer() }
}
