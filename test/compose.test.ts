import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSetup } from '../src/cases/create-setup.ts'
import { type Casethread, startCasethread } from '../src/compose.ts'
import { readConfig } from '../src/config/config.ts'
import { openStore } from '../src/store/open-store.ts'
import { room, user } from './chat/gchat/support/build-events.ts'
import { type GoogleKeys, projectNumber, startGoogleKeys } from './chat/gchat/support/google-keys.ts'
import { type ChatServer, startChatServer } from './chat/gchat/support/recording-chat-api.ts'
import { team } from './chat/slack/support/bot.ts'
import { startWebApi, type WebApi } from './chat/slack/support/recording-web-api.ts'
import { startSocketServer } from './chat/slack/support/socket-server.ts'
import { aNewCase, aThread, noon } from './support/build-case.ts'
import { sampleDirectoryFile } from './support/sample-world.ts'

const google = {
  PUBLIC_URL: 'https://cases.example.com',
  GOOGLE_CLIENT_ID: '1-a.apps.googleusercontent.com',
  GOOGLE_CLIENT_SECRET: 'GOCSPX-secret',
}

let api: WebApi
let dataDir: string
beforeEach(async () => {
  api = await startWebApi()
  dataDir = mkdtempSync(join(tmpdir(), 'casethread-main-'))
})
afterEach(async () => {
  await api.close()
  rmSync(dataDir, { recursive: true })
})

/** With Slack, unless GCHAT_ONLY is set. */
async function running(
  env: Readonly<Record<string, string>>,
  log: Logger = pino({ level: 'silent' }),
): Promise<Casethread> {
  const config = readConfig({
    ...(env.GCHAT_ONLY ? {} : { SLACK_BOT_TOKEN: api.token, SLACK_API_URL: api.apiUrl }),
    DIRECTORY_FILE: sampleDirectoryFile,
    DATA_DIR: dataDir,
    ...env,
    GCHAT_ONLY: undefined,
  })
  const { metrics } = config
  return startCasethread({ ...config, port: 0, metrics: metrics && { ...metrics, port: 0 } }, log)
}

const secret = { SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' }

describe('the pages of signing in with Google', () => {
  it('stand beside Slack’s requests on the bot’s own server', async () => {
    const casethread = await running({ ...secret, ...google })

    const dead = await fetch(`${casethread.url}/link/callback`)
    const forged = await fetch(`${casethread.url}/slack/events`, { method: 'POST', body: '{}' })
    await casethread.stop()

    expect(casethread.pagesUrl).toBe(casethread.url)
    expect([dead.status, forged.status]).toEqual([410, 401])
  })

  it('are served in Socket Mode too, where Slack opens no port', async () => {
    const server = await startSocketServer()
    api.substitute('apps.connections.open', { body: { ok: true, url: server.url } })
    const casethread = await running({ SLACK_APP_TOKEN: 'xapp-1-test', ...google })

    const healthy = await fetch(`${casethread.pagesUrl}/healthz`)
    const dead = await fetch(`${casethread.pagesUrl}/link/callback`)
    await casethread.stop()
    await server.close()

    expect(casethread.url).toBeUndefined()
    expect([healthy.status, dead.status]).toEqual([200, 410])
  })

  it('are there also while the mail server cannot be reached: the start waits for none', async () => {
    const casethread = await running({
      ...secret,
      ...google,
      SMTP_URL: 'smtp://cases:password@127.0.0.1:1',
      MAIL_FROM: 'cases@example.com',
    })

    const healthy = await fetch(`${casethread.url}/healthz`)
    await casethread.stop()

    expect(healthy.status).toBe(200)
  })

  it('are not there where they are not set up', async () => {
    const casethread = await running(secret)

    const none = await fetch(`${casethread.url}/link/callback`)
    await casethread.stop()

    expect(casethread.pagesUrl).toBeUndefined()
    expect(none.status).toBe(404)
  })
})

describe('metrics', () => {
  it('are served on a port of their own to whoever knows the token, until the bot stops', async () => {
    const token = '0123456789abcdef'
    const casethread = await running({ ...secret, METRICS_PORT: '9464', METRICS_TOKEN: token })
    const url = `${casethread.metricsUrl}/metrics`

    const stranger = await fetch(url)
    const figures = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    const onTheOther = await fetch(`${casethread.url}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const text = await figures.text()
    await casethread.stop()

    expect([stranger.status, figures.status, onTheOther.status]).toEqual([401, 200, 404])
    expect(text).toContain('casethread_delivery_lag_seconds')
    await expect(fetch(url)).rejects.toThrow()
  })

  it('are not served where no port is set', async () => {
    const casethread = await running(secret)
    await casethread.stop()

    expect(casethread.metricsUrl).toBeUndefined()
  })
})

describe('D1: a thread that an earlier run could not post to', () => {
  it.each(['not_in_channel', 'is_archived'])(
    'for %s goes on with the next start, and not when its time has come; another workspace’s is left alone',
    async (code) => {
      const team = String((await api.call('auth.test', {})).team_id)
      const channel = api.channelId('general')
      const domain = 'northwind-apps.example.com'
      const store = await openStore({ dataDir })
      const reader = { party: 'partner', domain } as const
      await store.create(
        aNewCase({
          partners: [{ domain, kind: 'reseller' }],
          subscriptions: [
            aThread({ tenant: team, channel, reader }),
            aThread({ id: 't-2', tenant: 'T_ANOTHER', channel, reader }),
          ],
        }),
      )
      await store.identities.bind(
        { platform: 'slack', tenant: team, channel },
        { domain, by: 'a', at: noon, declared: { by: 'a', at: noon, confirmed: [] } },
      )
      const fault = { scope: 'channel', code, since: noon } as const
      const retryAt = new Date(Date.now() + 3_000_000)
      for (const thread of ['t-1', 't-2']) {
        const now = new Date()
        const claim = await store.claim({ number: 1001, thread, owner: 'o', now, leaseMs: 10_000 })
        const held = { number: 1001, thread, token: claim?.token ?? 0 }
        await store.saveProgress({ ...held, progress: { fault, tries: 20, retryAt } })
        const pendingDeliveries = claim?.pendingDeliveries ?? 0
        await store.releaseClaim({ ...held, pendingDeliveries, retryAt })
      }
      await store.close()

      // A private channel with nobody but the app.
      const about = {
        id: channel,
        name: 'northwind',
        is_channel: true,
        is_private: true,
        is_member: true,
        num_members: 1,
      }
      api.substitute('conversations.info', { body: { ok: true, channel: about } })
      api.substitute('conversations.members', { body: { ok: true, members: [] } })
      const casethread = await running(secret)
      await casethread.delivered()
      await casethread.stop()

      // The card and its one entry; nothing to the other workspace, whose token this is not.
      expect(api.callsOf('chat.postMessage').map(({ answer }) => answer.ok)).toEqual([true, true])
      const after = await openStore({ dataDir })
      expect((await after.get(1001))?.subscriptions).toMatchObject([
        { fault: null, tries: 0, cursor: 1 },
        { fault: { code }, tries: 20, cursor: 0 },
      ])
      await after.close()
    },
  )
})

describe('Google Chat', () => {
  let chat: ChatServer
  let keys: GoogleKeys
  beforeEach(async () => {
    chat = await startChatServer()
    keys = await startGoogleKeys()
  })
  afterEach(() => Promise.all([chat.close(), keys.stop()]))

  const gchat = () => ({
    GCHAT_PROJECT_NUMBER: projectNumber,
    GCHAT_API_URL: chat.apiUrl,
    GCHAT_CERTS_URL: keys.certsUrl,
    GCHAT_DESK_SPACE: 'spaces/DESK',
    PUBLIC_URL: 'https://cases.example.com',
  })
  const marcus = {
    ...user,
    email: 'marcus.bell@northwind-apps.example.com',
    name: 'users/1',
    displayName: 'Marcus Bell',
  }

  /** A slash command of Marcus, as Google sends it. */
  async function typed(url: string | undefined, line: string): Promise<string> {
    const { body } = classicMessage(line)
    const answer = await fetch(`${url}/gchat/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${keys.sign(keys.claims.project())}`,
      },
      body: JSON.stringify({ ...body, user: marcus }),
    })
    return `${answer.status} ${await answer.text()}`
  }

  function classicMessage(line: string) {
    return {
      body: {
        type: 'MESSAGE',
        eventTime: new Date().toISOString(),
        space: room,
        common: { userLocale: 'en', timeZone: { id: 'UTC', offset: 0 }, hostApp: 'CHAT' },
        message: {
          name: `${room.name}/messages/${Math.random()}`,
          sender: marcus,
          text: `/case ${line}`,
          argumentText: line,
          slashCommand: { commandId: '100' },
          thread: { name: `${room.name}/threads/T1` },
          space: room,
        },
      },
    }
  }

  it('alone: takes its requests, its pages and nothing of Slack’s on one port', async () => {
    const casethread = await running({ GCHAT_ONLY: 'yes', ...gchat(), ...google })
    const url = casethread.gchatUrl
    const told = await typed(url, 'list')
    const answers = await Promise.all([
      fetch(`${url}/gchat/events`, { method: 'POST', body: '{}' }),
      fetch(`${url}/link/callback`),
      fetch(`${url}/files/x`),
      fetch(`${url}/healthz`),
      fetch(`${url}/slack/events`, { method: 'POST', body: '{}' }),
    ])
    await casethread.stop()

    expect(casethread.url).toBeUndefined()
    expect(casethread.pagesUrl).toBe(url)
    expect(answers.map(({ status }) => status)).toEqual([401, 410, 410, 200, 404])
    expect(told).toMatch(/^200 .*Cases of northwind-apps/s)
    expect(chat.callsOf('list-spaces')).toHaveLength(1)
  })

  it('beside Slack: both on one port', async () => {
    const casethread = await running({ ...secret, ...gchat() })
    const told = await typed(casethread.gchatUrl, 'help')
    const forged = await fetch(`${casethread.url}/slack/events`, { method: 'POST', body: '{}' })
    await casethread.stop()

    expect(casethread.gchatUrl).toBe(casethread.url)
    expect(told).toMatch(/^200 .*Casethread/s)
    expect(forged.status).toBe(401)
  })

  it('D6: stays up where Slack is down at the start; Slack joins when it is back', async () => {
    api.substitute('auth.test', { status: 503, body: { ok: false, error: 'service_unavailable' } }, 1)
    const casethread = await running({ ...secret, ...gchat() })
    const told = await typed(casethread.gchatUrl, 'help')
    const asked = () => fetch(`${casethread.gchatUrl}/slack/events`, { method: 'POST', body: '{}' })
    const early = await asked()
    await vi.waitFor(async () => expect((await asked()).status).toBe(401), { timeout: 15_000, interval: 500 })
    await casethread.stop()

    expect(told).toMatch(/^200 .*Casethread/s)
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '30'])
  }, 30_000)

  it('beside Slack in Socket Mode, which opens no port', async () => {
    const server = await startSocketServer()
    api.substitute('apps.connections.open', { body: { ok: true, url: server.url } })
    const casethread = await running({ SLACK_APP_TOKEN: 'xapp-1-test', ...gchat() })
    const told = await typed(casethread.gchatUrl, 'help')
    await casethread.stop()
    await server.close()

    expect(casethread.url).toBeUndefined()
    expect(told).toMatch(/^200 /)
  })

  it('is not there without its settings', async () => {
    const casethread = await running(secret)
    const none = await fetch(`${casethread.url}/gchat/events`, { method: 'POST' })
    await casethread.stop()

    expect(casethread.gchatUrl).toBeUndefined()
    expect(none.status).toBe(404)
  })

  it('that does not take the credentials keeps the whole from starting', async () => {
    chat.substitute('list-spaces', {
      status: 401,
      body: { error: { status: 'UNAUTHENTICATED', message: 'x' } },
    })

    await expect(running({ GCHAT_ONLY: 'yes', ...gchat() })).rejects.toMatchObject({
      name: 'ChatUnavailable',
      refused: true,
    })
  })
})

describe('OWN-3: with a file of targets', () => {
  it('a start reckons due times by it, and tells the side what is overdue, once', async () => {
    const TARGETS_FILE = join(dataDir, 'targets.yaml')
    writeFileSync(TARGETS_FILE, 'targets: [{ side: desk, calendar: 24/7, firstResponse: 4h }]')
    const store = await openStore({ dataDir })
    const clock = {
      side: 'desk',
      kind: 'first',
      startedAt: noon,
      targetMs: 3_600_000,
      calendar: 'tokyo',
      warnAt: noon,
      dueAt: noon,
    } as const
    const customer = { id: 'C09brightwater', name: 'Brightwater', domain: 'brightwater.example.com' }
    await store.create(aNewCase({ customer, clocks: { list: [clock], responded: [] } }))
    const events = async () => (await store.history(1001, { limit: 9 })).map(({ event }) => event.type)

    const casethread = await running({ ...secret, TARGETS_FILE })
    await vi.waitFor(async () => expect(await events()).toContain('reminded'), {
      timeout: 20_000,
      interval: 50,
    })
    await casethread.stop()
    const again = await running({ ...secret, TARGETS_FILE })
    await again.delivered()
    await again.stop()

    expect(await events()).toEqual(['created', 'due-changed', 'reminded'])
    expect((await store.get(1001))?.due).toEqual([
      { side: 'desk', at: new Date(noon.getTime() + 4 * 3_600_000) },
    ])
    await store.close()
  })

  it('that has faults nothing starts, and each is told', async () => {
    const TARGETS_FILE = join(dataDir, 'targets.yaml')
    writeFileSync(TARGETS_FILE, 'targets: [{ side: desk, calendar: tokyo, firstResponse: 2d }]')

    await expect(running({ ...secret, TARGETS_FILE })).rejects.toThrow(
      /calendars 24\/7[\s\S]*"2d" is no time/,
    )
  })
})

describe('DOM-5: the first run', () => {
  it('logs one code for the instances that start together; what is chosen through another process is taken up while it runs', async () => {
    const lines: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
    const env = { ...secret, GRANT_DEFAULT: 'ask' }
    const bots = [await running(env, log), await running(env, log)]
    const other = await openStore({ dataDir })
    const setup = createSetup({
      store: other.setup,
      directory: { isOperator: async () => false },
      given: { deskChannels: {} },
      now: () => new Date(),
    })
    try {
      const codes = lines.flatMap((line) => /case setup ([0-9A-Z-]{19})"/.exec(line)?.[1] ?? [])
      expect(codes).toHaveLength(1)
      const person = {
        platform: 'slack',
        tenant: team,
        user: 'U1',
        name: 'Aki',
        email: null,
        locale: 'en',
        timeZone: 'UTC',
      } as const
      expect((await setup.claim(person, codes[0] ?? '')).ok).toBe(true)
      expect(lines.join()).not.toContain((await other.setup.read())?.operators[0]?.code)

      const at = new Date()
      await other.create(aNewCase({ number: 1001, createdAt: at, updatedAt: at, subscriptions: [] }))
      await setup.chooseDesk(person, { platform: 'slack', tenant: team }, 'C_CHOSEN')
      await vi.waitFor(
        async () => {
          const { subscriptions = [] } = (await other.get(1001)) ?? {}
          expect(subscriptions).toContainEqual(expect.objectContaining({ channel: 'C_CHOSEN' }))
        },
        { timeout: 25_000, interval: 200 },
      )
    } finally {
      await other.close()
      for (const bot of bots) await bot.stop()
    }
  }, 60_000)

  it('logs no code where an operator of the directory can act in chat', async () => {
    const lines: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
    const DIRECTORY_FILE = join(dataDir, 'directory.yaml')
    const operator = `people:\n  - person: slack:${team}/U9\n    accounts: [ben.carter@desk.example.org]\n`
    writeFileSync(DIRECTORY_FILE, readFileSync(sampleDirectoryFile, 'utf8').replace('people:\n', operator))

    await (await running({ ...secret, DIRECTORY_FILE }, log)).stop()

    expect(lines.join()).not.toContain('case setup')
  })
})
