import { describe, expect, it } from 'vitest'
import { describeRequests, expectBrokenOffNoted } from '../../support/server-laws.ts'
import { type Bot, botForTests } from './support/bot.ts'

let bot: Bot
botForTests({}, (started) => {
  bot = started
})

const nowSeconds = () => Math.floor(Date.now() / 1000)

describe('who may send requests', () => {
  it('takes a request that Slack signed', async () => {
    const reply = await bot.type('help')

    expect(reply.status).toBe(200)
    expect(bot.runner.asked).toHaveLength(1)
  })

  it('takes a signature from four minutes ago and one from four minutes ahead', async () => {
    expect((await bot.type('help', {}, { at: nowSeconds() - 240 })).status).toBe(200)
    expect((await bot.type('help', {}, { at: nowSeconds() + 240 })).status).toBe(200)
  })

  it.each([
    ['forged', { secret: 'somebody-elses-secret' }],
    ['stale', { at: nowSeconds() - 400 }],
    ['future', { at: nowSeconds() + 400 }],
    ['missing', { headers: { 'x-slack-signature': undefined } }],
    ['without a timestamp', { headers: { 'x-slack-request-timestamp': undefined } }],
    ['with a timestamp that is none', { headers: { 'x-slack-request-timestamp': 'soon' } }],
  ])('answers 401 to a signature that is %s, and does nothing', async (_kind, signing) => {
    const reply = await bot.type('new', {}, signing)

    expect(reply.status).toBe(401)
    expect(bot.runner.asked).toEqual([])
    expect(bot.api.calls).toEqual([])
  })

  it('does nothing with a command that hides behind Slack’s unsigned ssl_check', async () => {
    const reply = await bot.form(
      { ssl_check: '1', command: '/case', text: 'new', user_id: bot.user },
      { secret: 'none' },
    )

    expect(reply.status).toBe(200)
    expect(bot.runner.asked).toEqual([])
  })

  it('answers Slack’s question whose address this is, where Slack asks it', async () => {
    const question = JSON.stringify({ type: 'url_verification', token: 'x', challenge: 'c-123' })

    const reply = await bot.post(question, 'application/json')
    const forged = await bot.post(question, 'application/json', { secret: 'none' })

    expect(JSON.parse(reply.text)).toEqual({ challenge: 'c-123' })
    expect(forged.status).toBe(401)
  })

  it('answers whether it is alive, and nothing at other addresses', async () => {
    expect((await fetch(`${bot.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${bot.url}/slack/events`)).status).toBe(404)
    expect((await fetch(`${bot.url}/elsewhere`)).status).toBe(404)
  })
})

describe('whatever is sent', () => {
  describeRequests(() => bot)

  it('notes a POST that is broken off in one line, without a stack', async () => {
    await expectBrokenOffNoted(bot, '/slack/events')
  })

  const form = 'application/x-www-form-urlencoded'
  it.each([
    ['null', form],
    ['', form],
    ['payload=null', form],
    ['payload=1', form],
    ['payload="x"', form],
    ['payload=[]', form],
    ['payload=%7B', form],
    ['null', 'application/json'],
    ['1', 'application/json'],
    ['"x"', 'application/json'],
    ['[]', 'application/json'],
    ['{}', 'application/json'],
    ['{"type":null}', 'application/json'],
    ['', 'application/json'],
    ['{"type":"event_callback","event":"x"}', 'application/json'],
    ['{"type":"event_callback","event":{"type":"app_home_opened","user":null}}', 'application/json'],
    [`payload=${encodeURIComponent('{"type":"shortcut","callback_id":"case_new"}')}`, form],
    [
      `payload=${encodeURIComponent('{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":[]}}')}`,
      form,
    ],
    ['command=/case&user_id=U1&text=a&text=b', form],
  ])('refuses a signed body of %j as %s, with one log line', async (body, type) => {
    const before = bot.log.lines.length
    const reply = await bot.post(body, type)

    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
    expect(bot.log.lines.slice(before)).toHaveLength(1)
    expect(bot.runner.asked).toEqual([])
  })

  it('does not say what is wrong with a body that nobody signed', async () => {
    expect((await bot.post('null', 'application/json', { secret: 'none' })).status).toBe(401)
  })

  it('refuses a body of more than four megabytes', async () => {
    expect((await bot.post('x'.repeat(4_194_305), form)).status).toBe(413)
  })
})

describe('what it does not know', () => {
  it.each([
    [
      'an action',
      {
        type: 'block_actions',
        actions: [{ type: 'button', action_id: 'mystery', block_id: 'b', value: '{}' }],
      },
    ],
    [
      'a button of ours with arguments that are no longer understood',
      {
        type: 'block_actions',
        actions: [{ type: 'button', action_id: 'run:show:1', block_id: 'b', value: 'gone' }],
      },
    ],
    [
      'a submission',
      {
        type: 'view_submission',
        view: {
          id: 'V1',
          type: 'modal',
          callback_id: 'mystery',
          private_metadata: '',
          blocks: [],
          state: { values: {} },
          title: { text: 'x' },
        },
      },
    ],
    [
      'a closed dialog',
      {
        type: 'view_closed',
        view: {
          id: 'V1',
          type: 'modal',
          callback_id: 'mystery',
          private_metadata: '',
          blocks: [],
          state: { values: {} },
          title: { text: 'x' },
        },
      },
    ],
    ['a shortcut', { type: 'shortcut', callback_id: 'mystery', trigger_id: '1.1', action_ts: '1.1' }],
    ['a type-ahead', { type: 'block_suggestion', action_id: 'mystery', block_id: 'b', value: 'x' }],
  ])('acknowledges %s and does nothing', async (_kind, payload) => {
    const reply = await bot.interaction({
      user: { id: bot.user, team_id: 'T000000001' },
      team: { id: 'T000000001' },
      channel: { id: bot.channel },
      container: { type: 'message', channel_id: bot.channel },
      trigger_id: '1.1',
      response_url: bot.api.responseUrl(),
      ...payload,
    })

    expect(reply.status).toBe(200)
    expect(bot.runner.asked).toEqual([])
  })

  it('says which command it answers to when it is sent another one', async () => {
    const reply = await bot.type('new', { command: '/weather' })

    expect(reply.text).toContain('/case')
    expect(bot.runner.asked).toEqual([])
  })
})

describe('what is logged', () => {
  it('holds no token and no text of a case', async () => {
    const secret = 'My card is 4111 1111 1111 1111'
    bot.api.substitute('views.open', { status: 500 })
    bot.runner.script.typed = () => ({
      kind: 'form',
      command: 'new',
      title: secret,
      parts: [],
      formState: { secret },
    })
    await bot.type(secret)
    await bot.api.waitForResponse()

    const said = JSON.stringify(bot.log.lines)
    expect(bot.log.lines.length).toBeGreaterThan(0)
    expect(said).not.toContain('4111')
    expect(said).not.toContain(bot.api.token)
  })
})
