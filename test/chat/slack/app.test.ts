import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChatUnavailable } from '../../../src/chat/chat-unavailable.ts'
import { createSlack, type SlackOptions } from '../../../src/chat/slack/app.ts'
import { aCard, fakeRunner } from '../../support/fake-runner.ts'
import { noIncoming } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { startWebApi, type WebApi } from './support/recording-web-api.ts'
import { startSocketServer } from './support/socket-server.ts'

let api: WebApi
beforeAll(async () => {
  api = await startWebApi()
})
afterAll(() => api.close())

const options = (connection: SlackOptions['connection']): SlackOptions => ({
  botToken: api.token,
  connection,
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
const http = { kind: 'http', signingSecret: 'secret' } as const
const socket = { kind: 'socket', appToken: 'xapp-1-test' } as const

/** `/case help`, as Socket Mode brings it. */
const help = () => ({
  type: 'slash_commands',
  accepts_response_payload: true,
  payload: {
    command: '/case',
    text: 'help',
    user_id: api.userId('aoi'),
    team_id: 'T000000001',
    channel_id: api.channelId('cases'),
    trigger_id: '1.1',
  },
})

describe('connecting', () => {
  it('fails with Slack’s own word for what is wrong with the token', async () => {
    api.substitute('auth.test', { body: { ok: false, error: 'invalid_auth' } })

    await expect(createSlack(options(http)).connect()).rejects.toThrow(
      'Slack does not accept SLACK_BOT_TOKEN (invalid_auth)',
    )
  })

  it.each([
    ['internal_error', { body: { ok: false, error: 'internal_error' } }],
    ['ratelimited', { body: { ok: false, error: 'ratelimited' } }],
    ['service_unavailable', { body: { ok: false, error: 'service_unavailable' } }],
    ['HTTP 503', { status: 503 }],
    ['rate limited', { status: 429, headers: { 'retry-after': '30' } }],
  ])('while Slack itself fails (%s) blames no token, and may be tried again', async (told, answer) => {
    api.substitute('auth.test', answer)

    const fault = await createSlack(options(http))
      .connect()
      .catch((error: unknown) => error)

    expect(fault).toBeInstanceOf(ChatUnavailable)
    expect(fault).toMatchObject({ refused: false, message: expect.stringContaining(told) })
    expect(String(fault)).toContain('nothing is wrong with SLACK_BOT_TOKEN')
    expect(String(fault)).not.toContain('copy it')
  })

  it('while Slack is not reached says to look at the network', async () => {
    api.substitute('auth.test', { lost: true })

    await expect(createSlack(options(http)).connect()).rejects.toMatchObject({
      refused: false,
      message: expect.stringContaining('check the network'),
    })
  })

  it('takes commands over a socket in Socket Mode, and answers them there', async () => {
    const server = await startSocketServer()
    api.substitute('apps.connections.open', { body: { ok: true, url: server.url } })
    const slack = createSlack(options(socket))

    expect(await slack.connect()).toEqual({ tenants: ['T000000001'] })
    expect(await slack.listen(fakeRunner())).toBeUndefined()
    const answer = await server.ask({ ...help(), envelope_id: 'e-1' })

    expect(answer).toMatchObject({
      envelope_id: 'e-1',
      payload: { response_type: 'ephemeral', text: 'It is done.' },
    })
    await slack.stop()
    await server.close()
  })

  it.each([
    ['a command without a payload', '{"type":"slash_commands","envelope_id":"e-0","payload":null}'],
    ['an interaction without a payload', '{"type":"interactive","envelope_id":"e-0","payload":null}'],
    ['an event without a payload', '{"type":"events_api","envelope_id":"e-0","payload":null}'],
    ['an event of nothing', '{"type":"events_api","envelope_id":"e-0","payload":{"event":null}}'],
    ['no payload at all', '{"type":"events_api","envelope_id":"e-0"}'],
    ['a payload that is a list', '{"type":"interactive","envelope_id":"e-0","payload":[]}'],
    ['null', 'null'],
    ['a list', '[]'],
    ['the name of what the client tells itself', '{"type":"ws_message"}'],
    ['no JSON', '{'],
  ])('goes on after a message over the socket that is %s', async (_what, text) => {
    const server = await startSocketServer()
    api.substitute('apps.connections.open', { body: { ok: true, url: server.url } })
    const slack = createSlack(options(socket))
    await slack.connect()
    await slack.listen(fakeRunner())

    server.send(text)
    const answer = await server.ask({ ...help(), envelope_id: 'e-1' })

    expect(answer).toMatchObject({ envelope_id: 'e-1', payload: { text: 'It is done.' } })
    await slack.stop()
    await server.close()
  })
})

describe('listening over a socket', () => {
  it.each([
    ['invalid_auth', { body: { ok: false, error: 'invalid_auth' } }, true, 'does not accept SLACK_APP_TOKEN'],
    ['internal_error', { body: { ok: false, error: 'internal_error' } }, false, 'nothing is wrong with'],
    ['HTTP 503', { status: 503 }, false, 'nothing is wrong with'],
    ['not reached', { lost: true }, false, 'check the network'],
  ])('ends where Slack opens none (%s), and says why', async (_what, answer, refused, told) => {
    const slack = createSlack(options(socket))
    await slack.connect()
    api.substitute('apps.connections.open', answer)

    const fault = await slack.listen(fakeRunner()).catch((error: unknown) => error)
    await slack.stop()

    expect(fault).toBeInstanceOf(ChatUnavailable)
    expect(fault).toMatchObject({ refused, message: expect.stringContaining(told) })
  })
})

describe('the installation, when it is asked for', () => {
  async function connected() {
    const slack = createSlack(options(http))
    await slack.connect()
    return slack
  }

  it('works', async () => {
    await expect((await connected()).check('T000000001')).resolves.toBeUndefined()
  })

  it.each([
    'account_inactive',
    'invalid_auth',
    'org_login_required',
    'team_access_not_granted',
    'token_revoked',
    'a_word_of_tomorrow',
  ])('is at fault where Slack says %s', async (error) => {
    const slack = await connected()
    api.substitute('auth.test', { body: { ok: false, error } })

    await expect(slack.check('T000000001')).rejects.toMatchObject({ scope: 'installation', code: error })
  })

  it.each([
    ['internal_error', { body: { ok: false, error: 'internal_error' } }],
    ['http_503', { status: 503 }],
    ['ratelimited', { status: 429, headers: { 'retry-after': '30' } }],
    ['no-answer', { lost: true }],
  ])('is not at fault while Slack itself fails (%s)', async (code, answer) => {
    const slack = await connected()
    api.substitute('auth.test', answer)

    await expect(slack.check('T000000001')).rejects.toMatchObject({ scope: 'passing', code })
  })

  it('is at fault where the token may not post any more, or is another workspace’s', async () => {
    const slack = await connected()
    const me = { ok: true, user_id: 'U0BOT', team_id: 'T000000001' }
    api.substitute('auth.test', { body: me, headers: { 'x-oauth-scopes': 'channels:read,users:read' } })
    await expect(slack.check('T000000001')).rejects.toMatchObject({
      scope: 'installation',
      code: 'missing_scope',
    })

    api.substitute('auth.test', { body: { ...me, team_id: 'T0FAR' } })
    await expect(slack.check('T000000001')).rejects.toMatchObject({
      scope: 'installation',
      code: 'other_team',
    })
  })
})
