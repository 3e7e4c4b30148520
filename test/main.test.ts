import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { type Casethread, startCasethread } from '../src/main.ts'
import { startSocketServer } from './slack/support/socket-server.ts'
import { startWebApi, type WebApi } from './slack/support/web-api.ts'
import { sampleDirectoryFile } from './support/world.ts'

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

async function running(env: Readonly<Record<string, string>>): Promise<Casethread> {
  const config = readConfig({
    SLACK_BOT_TOKEN: api.token,
    SLACK_API_URL: api.apiUrl,
    DIRECTORY_FILE: sampleDirectoryFile,
    DATA_DIR: dataDir,
    ...env,
  })
  if (!config.slack) throw new Error('no Slack is configured')
  return startCasethread({ ...config, slack: config.slack, port: 0 }, pino({ level: 'silent' }))
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
