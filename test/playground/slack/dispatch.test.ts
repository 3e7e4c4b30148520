import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ModalView } from '@slack/types'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPerson } from '../../../playground/person.ts'
import { type LocalSlack, startLocalSlack } from '../../../playground/slack/local-slack.ts'
import { type Stage, setStage, signingSecret, slackOptions, token } from './support.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A bot that answers as each test wants and keeps what it was sent. */
describe('what goes out to the bot', () => {
  let slack: LocalSlack
  let server: Server
  let received: Received[]
  let answer: (nth: number) => {
    readonly status: number
    readonly body?: string
    readonly headers?: Record<string, string>
    readonly after?: number
  }

  beforeEach(async () => {
    received = []
    answer = () => ({ status: 200 })
    server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      received.push({ headers: request.headers, body })
      const { status, body: text = '', headers = {}, after = 0 } = answer(received.length)
      await sleep(after)
      response.writeHead(status, headers).end(text)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    slack = await startLocalSlack(
      slackOptions({ bot: { url: `http://127.0.0.1:${port}`, signingSecret, token, name: 'Testbot' } }),
    )
  })

  afterEach(async () => {
    await slack.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('every request bears a signature over its time and its very bytes', async () => {
    const before = Math.floor(Date.now() / 1000)
    await createPerson(slack.url, 'aiko').command('support', '/case new 件名 & more')
    const [request] = received
    const timestamp = String(request?.headers['x-slack-request-timestamp'])
    const expected = createHmac('sha256', signingSecret)
      .update(`v0:${timestamp}:${request?.body}`)
      .digest('hex')
    expect(request?.headers['x-slack-signature']).toBe(`v0=${expected}`)
    expect(Number(timestamp)).toBeGreaterThanOrEqual(before)
    expect(Number(timestamp)).toBeLessThanOrEqual(Date.now() / 1000)
  })

  test("a command comes with Slack's fields", async () => {
    await createPerson(slack.url, 'aiko').command('support', '/case new 件名 & more')
    expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toMatchObject({
      command: '/case',
      text: 'new 件名 & more',
      user_id: slack.users.get('aiko'),
      user_name: 'aiko',
      channel_id: slack.channels.get('support'),
      channel_name: 'support',
      team_id: slack.team.id,
      api_app_id: slack.bot.app_id,
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
      response_url: expect.stringContaining('/actions/'),
    })
  })

  test('a bot that needs more than three seconds has timed out', async () => {
    answer = () => ({ status: 200, after: 3500 })
    const result = await createPerson(slack.url, 'aiko').command('support', '/case new')
    expect(result).toMatchObject({ ok: false, error: 'operation_timeout' })
  })

  test('a bot that answers 500, or is not there, could not be reached', async () => {
    answer = () => ({ status: 500 })
    const aiko = createPerson(slack.url, 'aiko')
    expect(await aiko.command('support', '/case new')).toMatchObject({ ok: false, error: 'dispatch_failed' })
    slack.setBotUrl('http://127.0.0.1:9')
    expect(await aiko.command('support', '/case new')).toMatchObject({ ok: false, error: 'dispatch_failed' })
  })

  test('an event that is not taken comes again, three times, with its number, its reason and the same id', async () => {
    answer = () => ({ status: 500 })
    const aiko = createPerson(slack.url, 'aiko')
    await aiko.say('support', 'hello')
    await aiko.waitFor(async () => received.length >= 4)
    await sleep(200)
    expect(
      received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]),
    ).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ])
    expect(new Set(received.map(({ body }) => JSON.parse(body).event_id)).size).toBe(1)
  })

  test('a bot that asks for no retry gets none', async () => {
    answer = () => ({ status: 500, headers: { 'X-Slack-No-Retry': '1' } })
    await createPerson(slack.url, 'aiko').say('support', 'hello')
    await sleep(300)
    expect(received).toHaveLength(1)
  })

  test('a mention is one message event and one app_mention, with ids of their own', async () => {
    const aiko = createPerson(slack.url, 'aiko')
    await aiko.say('support', '@testbot reply 1001 <script>')
    await aiko.waitFor(async () => received.length >= 2)
    const events = received.map(({ body }) => JSON.parse(body))
    expect(events.map((one) => one.event.type).sort()).toEqual(['app_mention', 'message'])
    expect(new Set(events.map((one) => one.event_id)).size).toBe(2)
    expect(events[0].event).toMatchObject({
      text: `<@${slack.bot.user_id}> reply 1001 &lt;script&gt;`,
      user: slack.users.get('aiko'),
      channel: slack.channels.get('support'),
    })
    expect(events[0].authorizations).toMatchObject([{ user_id: slack.bot.user_id, is_bot: true }])
  })

  test('what the manifest does not subscribe to is not sent', async () => {
    const ben = createPerson(slack.url, 'ben')
    await ben.say('only-ben', 'a private channel: message.groups')
    await sleep(150)
    expect(received).toEqual([])
  })

  test('a command that the manifest does not know never leaves', async () => {
    expect(await createPerson(slack.url, 'aiko').command('support', '/other')).toMatchObject({
      ok: false,
      error: 'unknown_command',
    })
    expect(received).toEqual([])
  })
})

describe('the bot and its triggers', () => {
  let stage: Stage
  let shift = 0
  let trigger = ''
  const view: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] }

  afterEach(async () => {
    shift = 0
    await stage.close()
  })

  async function withTrigger(): Promise<Stage> {
    stage = await setStage({ now: () => Date.now() + shift })
    stage.app.command('/case', async ({ ack, body }) => {
      trigger = body.trigger_id
      await ack()
    })
    await stage.aiko.command('support', '/case')
    return stage
  }

  test('a trigger opens one view', async () => {
    const { app } = await withTrigger()
    await app.client.views.open({ trigger_id: trigger, view })
    await expect(app.client.views.open({ trigger_id: trigger, view })).rejects.toThrow('exchanged_trigger_id')
  })

  test('a trigger is dead after three seconds', async () => {
    const { app } = await withTrigger()
    shift = 3001
    await expect(app.client.views.open({ trigger_id: trigger, view })).rejects.toThrow('expired_trigger_id')
  })

  test('a made-up trigger is invalid', async () => {
    const { app } = await withTrigger()
    await expect(app.client.views.open({ trigger_id: '1.2.abc', view })).rejects.toThrow('invalid_trigger_id')
  })

  test('a refused view does not spend the trigger', async () => {
    const { app } = await withTrigger()
    const wrong: ModalView = { ...view, title: { type: 'plain_text', text: 'x'.repeat(25) } }
    await expect(app.client.views.open({ trigger_id: trigger, view: wrong })).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
        },
      },
    })
    await app.client.views.open({ trigger_id: trigger, view })
  })

  test('a bot with another signing secret refuses what is sent', async () => {
    stage = await setStage({
      bot: { url: 'http://127.0.0.1:9', signingSecret: 'another', token, name: 'Testbot' },
    })
    stage.app.command('/case', ({ ack }) => ack())
    expect(await stage.aiko.command('support', '/case')).toMatchObject({
      ok: false,
      error: 'dispatch_failed',
    })
  })
})
