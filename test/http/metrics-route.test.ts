import { afterEach, expect, it } from 'vitest'
import { createMetricsRoute } from '../../src/http/metrics-route.ts'
import { startServer } from '../../src/http/server.ts'
import { recordingLog } from '../support/recording-log.ts'

const token = 'a-token-of-24-characters'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(wanted: string | null): Promise<string> {
  const route = createMetricsRoute(
    { contentType: 'text/plain; version=0.0.4', render: async () => 'up 1\n' },
    wanted,
  )
  const { url, close } = await startServer({ host: '127.0.0.1', port: 0, route, log: recordingLog() })
  closers.push(() => close())
  return url
}

it('serves the figures at /metrics, and nothing else', async () => {
  const url = await serve(null)

  const answer = await fetch(`${url}/metrics`)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4')
  expect(await answer.text()).toBe('up 1\n')
  expect((await fetch(`${url}/`)).status).toBe(404)
  expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404)
})

it.each([
  ['no token', undefined, 401],
  ['another token', 'Bearer another-token-of-24-char', 401],
  ['the token without its word', token, 401],
  ['the token with more behind it', `Bearer ${token}x`, 401],
  ['the token', `Bearer ${token}`, 200],
])('where there is a token, %s', async (_what, authorization, status) => {
  const url = await serve(token)

  const answer = await fetch(`${url}/metrics`, authorization ? { headers: { authorization } } : {})

  expect(answer.status).toBe(status)
  expect(await answer.text()).toBe(status === 200 ? 'up 1\n' : 'unauthorized')
})

it('says which setting holds a port that is in use', async () => {
  const url = new URL(await serve(null))
  const taken = startServer({
    host: '127.0.0.1',
    port: Number(url.port),
    route: () => undefined,
    log: recordingLog(),
    portSetting: 'METRICS_PORT',
  })

  await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE', setting: 'METRICS_PORT' })
})
