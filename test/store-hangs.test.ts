import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startCasethread } from '../src/compose.ts'
import { readConfig } from '../src/config/config.ts'
import { openMongoStore } from '../src/store/mongo/mongo-store.ts'
import type { Store } from '../src/store/store.ts'
import { startWebApi, type WebApi } from './chat/slack/support/recording-web-api.ts'
import { aNewCase, aThread, noon } from './support/build-case.ts'
import { type FaultyMongo, startFaultyMongo } from './support/faulty-mongo-proxy.ts'
import { sampleDirectoryFile } from './support/sample-world.ts'
import { dropDatabase, mongoForTests } from './support/stores.ts'

const found = mongoForTests()
const uri = found.kind === 'server' ? found.uri : ''
/** The proxy reads the protocol in the clear, on one host. */
const readable = found.kind === 'server' && !/^mongodb\+srv:|[?&](tls|ssl)=true/.test(uri)
const domain = 'northwind-apps.example.com'

describe.skipIf(!readable)('the bot on a MongoDB that never answers', { timeout: 120_000 }, () => {
  let dbName: string
  let proxy: FaultyMongo
  let api: WebApi
  let dataDir: string
  /** Past the proxy. */
  let store: Store

  beforeEach(async () => {
    dbName = `casethread-test-${randomUUID()}`
    proxy = await startFaultyMongo(uri)
    api = await startWebApi()
    dataDir = mkdtempSync(join(tmpdir(), 'casethread-hangs-'))
    store = await openMongoStore({ uri, dbName })
  })
  afterEach(async () => {
    await store.close()
    await api.close()
    await proxy.close()
    rmSync(dataDir, { recursive: true })
    await dropDatabase(uri, dbName)
  })

  async function started() {
    const address = new URL(proxy.uri)
    address.pathname = `/${dbName}`
    const config = readConfig({
      SLACK_BOT_TOKEN: api.token,
      SLACK_API_URL: api.apiUrl,
      SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
      DIRECTORY_FILE: sampleDirectoryFile,
      DATA_DIR: dataDir,
      MONGODB_URI: address.href,
    })
    const casethread = await startCasethread({ ...config, port: 0 }, pino({ level: 'silent' }))
    const statusOf = async (path: string) => (await fetch(`${casethread.url}${path}`)).status
    return { casethread, statusOf }
  }

  /** A case with a thread in a private channel that nobody but the app is in. */
  async function aCaseToTell(): Promise<void> {
    const tenant = String((await api.call('auth.test', {})).team_id)
    const channel = api.channelId('general')
    const place = { platform: 'slack', tenant, channel } as const
    const about = { id: channel, name: 'northwind', is_channel: true, is_private: true, is_member: true }
    api.substitute('conversations.info', { body: { ok: true, channel: { ...about, num_members: 1 } } })
    api.substitute('conversations.members', { body: { ok: true, members: [] } })
    await store.identities.bind(place, {
      domain,
      by: 'a',
      at: noon,
      declared: { by: 'a', at: noon, confirmed: [] },
    })
    await store.create(
      aNewCase({
        partners: [{ domain, kind: 'reseller' }],
        subscriptions: [aThread({ tenant, channel, reader: { party: 'partner', domain } })],
      }),
    )
  }

  it('is alive and not ready meanwhile, and tells each thread once it answers again', async () => {
    const { casethread, statusOf } = await started()
    expect(await statusOf('/readyz')).toBe(200)

    proxy.hang()
    await vi.waitFor(async () => expect(await statusOf('/readyz')).toBe(503), 30_000)
    expect(await statusOf('/healthz')).toBe(200)
    await aCaseToTell()
    proxy.goOn()

    await vi.waitFor(async () => expect(await statusOf('/readyz')).toBe(200), 30_000)
    await vi.waitFor(() => expect(api.callsOf('chat.postMessage').length).toBeGreaterThan(0), 60_000)
    await casethread.stop()
  })

  it('ends when it is told to', async () => {
    const { casethread, statusOf } = await started()
    proxy.hang()
    await vi.waitFor(async () => expect(await statusOf('/readyz')).toBe(503), 30_000)

    await casethread.stop()

    await expect(statusOf('/healthz')).rejects.toThrow('fetch failed')
  })
})
