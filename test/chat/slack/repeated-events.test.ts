import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSlack } from '../../../src/chat/slack/app.ts'
import { aCard, type FakeRunner, fakeRunner } from '../../support/fake-runner.ts'
import { noIncoming } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { type Bot, startBot, team } from './support/bot.ts'
import { startWebApi } from './support/recording-web-api.ts'
import { startSocketServer } from './support/socket-server.ts'

interface Connected {
  readonly user: string
  readonly runner: FakeRunner
  /** Resolves when it was acknowledged. */
  deliver(event: object, id: string, tries?: number): Promise<void>
  /** The runner was asked so often. */
  settled(calls: number): Promise<void>
  stop(): Promise<void>
}

const body = (event: object, id: string) => ({
  type: 'event_callback',
  team_id: team,
  api_app_id: 'A1',
  event_id: id,
  event_time: 1,
  event,
})

async function untilAsked(runner: FakeRunner, calls: number): Promise<void> {
  await expect.poll(() => runner.asked.length).toBe(calls)
}

async function overHttp(): Promise<Connected> {
  const bot: Bot = await startBot()
  return {
    user: bot.user,
    runner: bot.runner,
    async deliver(event, id, tries = 0) {
      const headers = tries > 0 ? { 'x-slack-retry-num': String(tries) } : {}
      const reply = await bot.post(JSON.stringify(body(event, id)), 'application/json', { headers })
      expect(reply.status).toBe(200)
    },
    settled: (calls) => untilAsked(bot.runner, calls),
    stop: () => bot.stop(),
  }
}

async function overASocket(): Promise<Connected> {
  const api = await startWebApi()
  const server = await startSocketServer()
  api.substitute('apps.connections.open', { body: { ok: true, url: server.url } })
  const runner = fakeRunner()
  const slack = createSlack({
    botToken: api.token,
    connection: { kind: 'socket', appToken: 'xapp-1-test' },
    apiUrl: api.apiUrl,
    threadViews: {
      root: async () => aCard(),
      entry: () => aCard(),
      title: () => aCard(),
      mention: (_of, _thread, { user }) => ({ kind: 'mention', user, text: ' is called' }),
    },
    files: { open: async () => undefined },
    incoming: noIncoming,
    log: recordingLog(),
    now: () => new Date(),
    trustEmail: true,
  })
  await slack.connect()
  await slack.listen(runner)
  let envelopes = 0
  return {
    user: api.userId('aoi'),
    runner,
    async deliver(event, id, tries = 0) {
      envelopes += 1
      await server.ask({
        type: 'events_api',
        envelope_id: `e-${envelopes}`,
        accepts_response_payload: false,
        retry_attempt: tries,
        retry_reason: tries > 0 ? 'timeout' : '',
        payload: body(event, id),
      })
    },
    settled: (calls) => untilAsked(runner, calls),
    async stop() {
      await slack.stop()
      await server.close()
      await api.close()
    },
  }
}

describe.each([
  ['by HTTP', overHttp],
  ['over a socket', overASocket],
])('an event that Slack delivers again %s', (_how, connect) => {
  let slack: Connected
  let events = 0
  beforeAll(async () => {
    slack = await connect()
  })
  afterAll(() => slack.stop())
  beforeEach(() => slack.runner.reset())

  const visit = (more: object = {}) => ({
    type: 'app_home_opened',
    user: slack.user,
    channel: 'D1',
    tab: 'home',
    ...more,
  })
  const newId = () => {
    events += 1
    return `Ev${events}`
  }

  it('under its id is taken once', async () => {
    const [id, next] = [newId(), newId()]
    await slack.deliver(visit({ event_ts: '1.1' }), id)
    await slack.deliver(visit({ event_ts: '1.1' }), id, 1)
    await slack.deliver(visit({ event_ts: '1.2' }), next)

    await slack.settled(2)
    expect(slack.runner.asked.map(({ wish }) => wish.key)).toEqual([
      `slack:event:${id}`,
      `slack:event:${next}`,
    ])
  })

  it('under another id, of the same channel and moment, is taken once', async () => {
    const [id, next] = [newId(), newId()]
    await slack.deliver(visit({ ts: '7.1' }), id)
    await slack.deliver(visit({ ts: '7.1' }), newId())
    await slack.deliver(visit({ ts: '7.2' }), next)

    await slack.settled(2)
    expect(slack.runner.asked.map(({ wish }) => wish.key)).toEqual([
      `slack:event:${id}`,
      `slack:event:${next}`,
    ])
  })

  it('whose first delivery never came here is taken, whatever its retry header says', async () => {
    await slack.deliver(visit({ event_ts: '2.1' }), newId(), 2)

    await slack.settled(1)
  })
})
