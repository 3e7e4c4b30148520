import { EventEmitter } from 'node:events'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ChatUnavailable } from '../../../src/chat/chat-unavailable.ts'
import { createReceiver } from '../../../src/chat/slack/receiver.ts'
import { boltLogger } from '../../../src/chat/slack/slack-log.ts'
import { keepSocketOpen } from '../../../src/chat/slack/socket.ts'
import { serve } from '../../support/fake-server.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { startSocketServer } from './support/socket-server.ts'

const off = JSON.stringify({ type: 'disconnect', reason: 'link_disabled' })

/** Bolt's own receiver before a Slack whose answers the test sets. */
async function socketMode() {
  const server = await startSocketServer()
  let answer: object = { ok: true, url: server.url }
  let asked = 0
  const url = await serve((request, response) => {
    request.resume()
    asked += 1
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  const log = recordingLog()
  const receiver = await createReceiver(
    { kind: 'socket', appToken: 'xapp-1-verysecret' },
    {
      log,
      logger: boltLogger(log),
      takeCommand: async () => {},
      clientOptions: { slackApiUrl: `${url}/`, timeout: 5_000 },
    },
  )
  onTestFinished(async () => {
    await receiver.close()
    await server.close()
  })
  return {
    server,
    log,
    open: () => receiver.open(),
    asked: () => asked,
    answerWith(given: object) {
      answer = given
    },
    /** The errors that an operator reads, without their repetitions. */
    errors: () =>
      log.lines.filter(({ level }) => level === 'error').map(({ fields }) => JSON.stringify(fields)),
  }
}

describe('Socket Mode, at the start', () => {
  it.each([
    ['invalid_auth', 'copy it again from "Basic Information"'],
    ['missing_scope', 'make a token with the scope connections:write'],
    ['no_permission', 'make a token with the scope connections:write'],
    ['not_allowed_token_type', 'make a token with the scope connections:write'],
    ['account_inactive', 'copy it again'],
  ])('is refused in one sentence where Slack says %s', async (error, remedy) => {
    const slack = await socketMode()
    slack.answerWith({ ok: false, error })

    const fault = await slack.open().catch((thrown: unknown) => thrown)

    expect(fault).toBeInstanceOf(ChatUnavailable)
    expect(fault).toMatchObject({ refused: true, message: expect.stringContaining(remedy) })
    expect(String(fault)).toContain(`SLACK_APP_TOKEN (${error})`)
    expect(slack.errors()).toEqual([])
    expect(JSON.stringify(slack.log.lines)).not.toContain('verysecret')
  })

  it('is refused in one sentence where it was turned off in the app', async () => {
    const slack = await socketMode()
    slack.server.answerWith(off)

    await expect(slack.open()).rejects.toMatchObject({
      refused: true,
      message: expect.stringMatching(/^Socket Mode is off in your Slack app/),
    })
  })

  it.each([
    ['internal_error', { ok: false, error: 'internal_error' }],
    ['ratelimited', { ok: false, error: 'ratelimited' }],
  ])('may be tried again where Slack has a fault of its own (%s)', async (_what, answer) => {
    const slack = await socketMode()
    slack.answerWith(answer)

    await expect(slack.open()).rejects.toMatchObject({
      refused: false,
      message: expect.stringContaining('nothing is wrong with SLACK_APP_TOKEN'),
    })
  })

  it('may be tried again where nobody greets at the address', async () => {
    const slack = await socketMode()
    slack.answerWith({ ok: true, url: 'ws://127.0.0.1:9/link' })

    await expect(slack.open()).rejects.toMatchObject({
      refused: false,
      message: expect.stringContaining('lets WebSockets through'),
    })
  })

  it('asks no more once it was refused', async () => {
    const slack = await socketMode()
    slack.answerWith({ ok: false, error: 'invalid_auth' })
    await slack.open().catch(() => undefined)
    const asked = slack.asked()

    await new Promise((resolve) => setTimeout(resolve, 1_500))

    expect(slack.asked()).toBe(asked)
  })
})

describe('Socket Mode, while it runs', () => {
  it('opens another socket when Slack renews one', async () => {
    const slack = await socketMode()
    await slack.open()

    slack.server.hangUp()

    await vi.waitFor(() => expect(slack.server.connected()).toBe(2), 10_000)
    expect(slack.errors()).toEqual([])
  })

  it('goes on when its token is refused at that, says why once, and says when it is back', async () => {
    const slack = await socketMode()
    const thrown: unknown[] = []
    const note = (error: unknown) => thrown.push(error)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    await slack.open()
    slack.answerWith({ ok: false, error: 'invalid_auth' })

    slack.server.hangUp()
    await vi.waitFor(() => expect(slack.asked()).toBeGreaterThan(2), 15_000)
    expect(slack.errors()).toEqual([
      expect.stringContaining('Slack does not accept SLACK_APP_TOKEN (invalid_auth)'),
    ])
    slack.answerWith({ ok: true, url: slack.server.url })
    await vi.waitFor(
      () =>
        expect(slack.log.lines.map(({ message }) => message)).toContain(
          'Slack’s socket is open again: requests arrive',
        ),
      15_000,
    )
    expect(thrown).toEqual([])
  }, 40_000)

  it('says so when it is turned off in the app', async () => {
    const slack = await socketMode()
    await slack.open()
    slack.server.answerWith(off)

    slack.server.send(off)

    await vi.waitFor(
      () => expect(slack.errors()).toEqual([expect.stringContaining('Socket Mode is off in your Slack app')]),
      15_000,
    )
  }, 30_000)
})

describe('a socket that is never greeted', () => {
  it('is given up after a while, and told', async () => {
    const client = Object.assign(new EventEmitter(), {
      start: () => new Promise<never>(() => {}),
      disconnect: vi.fn(async () => {}),
    })
    const patience = { openMs: 20, firstWaitMs: 1, longestWaitMs: 5, steadyMs: 1_000 }
    const socket = keepSocketOpen(client as never, recordingLog(), patience)

    await expect(socket.open()).rejects.toMatchObject({ refused: false })
    expect(client.disconnect).toHaveBeenCalledOnce()
  })

  it('is waited for longer and longer, and no more once it is closed', async () => {
    let starts = 0
    const client = Object.assign(new EventEmitter(), {
      start: async () => {
        starts += 1
        if (starts > 1) throw undefined
        return { ok: true }
      },
      disconnect: async () => {},
    })
    const log = recordingLog()
    const patience = { openMs: 1_000, firstWaitMs: 1, longestWaitMs: 4, steadyMs: 1_000 }
    const socket = keepSocketOpen(client as never, log, patience)
    await socket.open()

    client.emit('disconnected')
    client.emit('disconnected')
    await vi.waitFor(() => expect(starts).toBeGreaterThan(5))
    await socket.close()
    const ended = starts
    await new Promise((resolve) => setTimeout(resolve, 30))

    expect(starts).toBeLessThanOrEqual(ended + 1)
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })
})
