import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Dispatcher } from '../../../commands/dispatcher.ts'
import { createGchat } from '../../../src/chat/gchat/app.ts'
import type { ThreadViews } from '../../../src/chat/thread-views.ts'
import { packageRoot } from '../../../src/config/package-root.ts'
import { startServer } from '../../../src/http/server.ts'
import { noIncoming } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { plainViews, quick } from './support/fixtures.ts'
import { type ChatServer, refusal, startChatServer } from './support/recording-chat-api.ts'

let server: ChatServer
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())
beforeEach(() => server.clear())

const gchat = (retry = quick) =>
  createGchat({
    projectNumber: '123456789012',
    audience: 'url',
    publicUrl: 'https://cases.example.com',
    requireLinking: false,
    keyFile: null,
    apiUrl: server.apiUrl,
    certsUrl: null,
    commands: [],
    threadViews: plainViews as ThreadViews,
    identities: {
      rememberPerson: async () => {},
      findPerson: async () => undefined,
      findPersonByEmail: async () => undefined,
    },
    findTerms: async () => undefined,
    incoming: noIncoming,
    log: recordingLog(),
    now: () => new Date(),
    retry,
  })

describe('the installation, when it is asked for', () => {
  it('works', async () => {
    await expect(gchat().check('')).resolves.toBeUndefined()
  })

  it.each([
    ['UNAUTHENTICATED', 401, refusal('UNAUTHENTICATED', 'no')],
    ['SERVICE_DISABLED', 403, refusal('PERMISSION_DENIED', 'off', [{ reason: 'SERVICE_DISABLED' }])],
    ['PERMISSION_DENIED', 403, refusal('PERMISSION_DENIED', 'no')],
    ['NOT_FOUND', 404, refusal('NOT_FOUND', 'Google Chat app not found.')],
    ['invalid_grant', 400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }],
  ])('is at fault where Google says %s', async (code, status, body) => {
    server.substitute('list-spaces', { status, body })

    await expect(gchat().check('')).rejects.toMatchObject({ scope: 'installation', code })
  })

  it.each([
    ['UNAVAILABLE', { status: 503, body: refusal('UNAVAILABLE', 'later') }],
    ['RESOURCE_EXHAUSTED', { status: 429, body: refusal('RESOURCE_EXHAUSTED', 'slow down') }],
    ['no-answer', { lost: true }],
  ])('is not at fault while Google itself fails (%s)', async (code, answer) => {
    server.substitute('list-spaces', answer, 3)

    await expect(gchat().check('')).rejects.toMatchObject({ scope: 'passing', code })
  })

  it('is not waited for without end', async () => {
    server.substitute('list-spaces', { delayMs: 60_000 }, 1)

    await expect(gchat({ tryMs: 50, pausesMs: [] }).check('')).rejects.toMatchObject({
      scope: 'passing',
      code: 'no-answer',
    })
  })
})

describe('the picture of the app', () => {
  async function serve() {
    const route = await gchat().listen({} as Dispatcher)
    if (!route) throw new Error('It listens to nothing')
    const running = await startServer({ host: '127.0.0.1', port: 0, route, log: recordingLog() })
    onTestFinished(async () => {
      await running.close()
    })
    return running.url
  }

  it.each(['GET', 'HEAD'])('is there for everybody (%s)', async (method) => {
    const answer = await fetch(`${await serve()}/gchat/avatar.png`, { method })

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/png')
    const picture = readFileSync(new URL('data/listing/icon-256.png', packageRoot()))
    expect(answer.headers.get('content-length')).toBe(String(picture.byteLength))
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.equals(picture)).toBe(method === 'GET')
  })

  it('takes nothing', async () => {
    expect((await fetch(`${await serve()}/gchat/avatar.png`, { method: 'POST' })).status).toBe(404)
  })
})
