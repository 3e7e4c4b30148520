import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { slackHeaders } from '../chat/slack/support/sign.ts'
import { serve } from '../support/fake-server.ts'
import { halfPost, requestFor, statusOf, written } from '../support/raw-request.ts'
import { startCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const signingSecret = '0123456789abcdef0123456789abcdef'

/** A Slack that says whose token it is, and hangs at everything else. */
async function hangingSlack() {
  const asked: string[] = []
  const url = await serve((request, response) => {
    const method = request.url?.replace('/api/', '') ?? ''
    asked.push(method)
    request.resume()
    if (method === 'auth.test')
      response
        .setHeader('Content-Type', 'application/json')
        .end(JSON.stringify({ ok: true, user_id: 'U1', bot_id: 'B1', team_id: 'T1' }))
  })
  return {
    apiUrl: `${url}/api/`,
    waitFor: (method: string) => vi.waitFor(() => expect(asked).toContain(method), 30_000),
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** The whole product in a process of its own, before a Slack that hangs. */
async function started() {
  const slack = await hangingSlack()
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-stop-'))
  const port = await freePort()
  const { child, ended } = await startCli(['start'], {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    DIRECTORY_FILE: sampleDirectoryFile,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(port),
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(dataDir, { recursive: true })
  })
  let said = ''
  child.stdout?.on('data', (piece) => {
    said += piece
  })
  return {
    slack,
    url: `http://127.0.0.1:${port}`,
    serving: () => vi.waitFor(() => expect(said).toContain('takes Slack'), 30_000),
    async terminated() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

describe('SIGTERM', { timeout: 60_000 }, () => {
  it('ends the process right after it says that it serves', async () => {
    const process = await started()
    await process.serving()

    expect(await process.terminated()).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('cutOff'),
    })
  })

  it('ends it in order also before it serves', async () => {
    const process = await started()
    await process.slack.waitFor('auth.test')

    expect(await process.terminated()).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('cutOff'),
    })
  })

  it('waits for no request of which only a part has come', async () => {
    const process = await started()
    await process.serving()
    await written(process.url, '')
    await written(process.url, 'POST /slack/events HTTP/1.1\r\nHost: x\r\n')
    await written(process.url, halfPost('/slack/events'))
    await statusOf(process.url, requestFor('/healthz'))

    expect(await process.terminated()).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('cutOff'),
    })
  })

  it('cuts off what hangs, says so in one log line, and ends with code 1', async () => {
    const process = await started()
    await process.serving()
    const event = { type: 'app_home_opened', user: 'U2', tab: 'home', channel: 'D1', event_ts: '1.1' }
    const body = JSON.stringify({ type: 'event_callback', team_id: 'T1', event })
    await fetch(`${process.url}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...slackHeaders(body, signingSecret) },
      body,
    })
    await process.slack.waitFor('views.publish')
    const { code, stderr } = await process.terminated()

    expect(code).toBe(1)
    expect(stderr.split('\n').filter((line) => line.includes('"cutOff":["Slack\'s requests"'))).toHaveLength(
      1,
    )
  })
})
