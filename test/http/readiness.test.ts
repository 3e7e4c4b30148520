import { describe, expect, it, onTestFinished } from 'vitest'
import { createReadiness, type ReadinessCheck } from '../../src/http/readiness.ts'
import { startServer } from '../../src/http/server.ts'
import { recordingLog } from '../support/recording-log.ts'

async function served(
  checks: readonly ReadinessCheck[],
  limits?: { readonly limitMs: number; readonly rememberMs: number },
  listMissing?: () => readonly string[],
) {
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    route: () => undefined,
    readiness: createReadiness(checks, listMissing, limits),
    log: recordingLog(),
  })
  onTestFinished(() => server.close())
  return async (method = 'GET', path = '/readyz') => {
    const answer = await fetch(`${server.url}${path}`, { method })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
}

const ready: ReadinessCheck = { name: 'store', isReady: () => true }

describe('/readyz', () => {
  it('is 200 while all is there', async () => {
    const ask = await served([ready, { name: 'slack', isReady: async () => true }])

    expect(await ask()).toEqual({ status: 200, type: 'application/json', text: '{"ready":true}' })
  })

  it('is 503 and names what is not, also where that fails, and tells nothing of the fault', async () => {
    const fails = () => Promise.reject(new Error('mongodb://desk:Sesame77@db'))
    const ask = await served([
      { name: 'store', isReady: fails },
      { ...ready, name: 'slack' },
      { name: 'gchat', isReady: () => false },
    ])

    expect(await ask()).toEqual({
      status: 503,
      type: 'application/json',
      text: '{"ready":false,"notReady":["store","gchat"]}',
    })
  })

  it('names what is missing beside it, and is ready all the same', async () => {
    const ask = await served([ready], undefined, () => ['Slack'])

    expect(await ask()).toMatchObject({ status: 200, text: '{"ready":true,"missing":["Slack"]}' })
  })

  it('answers HEAD with the same status and no body, and no other method', async () => {
    const ask = await served([{ name: 'store', isReady: () => false }])

    expect(await ask('HEAD')).toMatchObject({ status: 503, text: '' })
    expect((await ask('POST')).status).toBe(404)
  })

  it('waits no longer than its limit for what never answers, and the process is well meanwhile', async () => {
    const ask = await served([{ name: 'store', isReady: () => new Promise(() => {}) }], {
      limitMs: 20,
      rememberMs: 0,
    })

    expect(await ask()).toMatchObject({ status: 503, text: '{"ready":false,"notReady":["store"]}' })
    expect((await ask('GET', '/healthz')).status).toBe(200)
  })

  it('asks once for all who ask at the same time, and shortly after', async () => {
    let asked = 0
    const isReady = async () => {
      asked += 1
      return true
    }
    const ask = await served([{ name: 'store', isReady }], { limitMs: 1_000, rememberMs: 60_000 })

    await Promise.all([ask(), ask(), ask()])
    await ask()

    expect(asked).toBe(1)
  })

  it('asks anew once that is past: what came back is ready again', async () => {
    const answers = [false, true]
    const ask = await served([{ name: 'store', isReady: () => answers.shift() ?? true }], {
      limitMs: 1_000,
      rememberMs: 0,
    })

    expect([(await ask()).status, (await ask()).status]).toEqual([503, 200])
  })
})
