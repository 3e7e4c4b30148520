import { beforeEach, describe, expect, it } from 'vitest'
import { aForm } from '../../support/fake-runner.ts'
import { type Bot, botForTests, team, texts } from './support/bot.ts'
import type { Json } from './support/recording-web-api.ts'

let bot: Bot

describe('🎫 on a message', () => {
  botForTests({}, (started) => {
    bot = started
  })
  let events = 0
  let ts: string

  beforeEach(async () => {
    const posted = await bot.api.call('chat.postMessage', { channel: bot.channel, text: 'Mail bounces.' })
    ts = String(posted.ts)
    bot.api.clear()
  })

  async function react(reaction = 'ticket', id = `EvReact${++events}`): Promise<void> {
    const item = { type: 'message', channel: bot.channel, ts }
    const event = { type: 'reaction_added', user: bot.user, reaction, item, event_ts: '1.1' }
    const body = {
      type: 'event_callback',
      team_id: team,
      api_app_id: 'A1',
      event_id: id,
      event_time: 1,
      event,
    }
    expect((await bot.post(JSON.stringify(body), 'application/json')).status).toBe(200)
  }

  it('offers the form to who put it there alone, and the button opens it with what was said', async () => {
    bot.runner.script.pressed = () => aForm()
    await react()

    const { args } = await bot.api.waitFor('chat.postEphemeral', 1)
    expect(args).toMatchObject({ channel: bot.channel, user: bot.user })
    const blocks = args.blocks as readonly Json[]
    expect(texts(blocks)).toContain('Create a support case from the message with your 🎫?')
    const [button] = (blocks.at(-1)?.elements ?? []) as readonly Json[]

    await bot.press({ type: 'button', action_id: String(button?.action_id), value: String(button?.value) })
    await bot.api.waitFor('views.open')
    expect(bot.runner.asked.at(-1)).toMatchObject({
      what: 'action',
      rest: ['new', { description: 'Mail bounces.' }],
    })
  })

  it('is nothing where the person could open no case, with another reaction, or a second time', async () => {
    await react('eyes')
    bot.runner.script.serves = () => false
    await react()
    bot.runner.script.serves = () => true
    await react('ticket', 'EvTwice')
    await react('ticket', 'EvTwice')
    await bot.api.waitFor('chat.postEphemeral', 1)
    expect(bot.runner.asked.map(({ what, rest }) => [what, ...rest])).toEqual([
      ['serves', 'new'],
      ['serves', 'new'],
    ])
  })

  it('on a message that is gone says so', async () => {
    bot.api.substitute('conversations.replies', { body: { ok: true, messages: [] } }, 1)
    const value = JSON.stringify({ callback: 'case_new', channel: bot.channel, ts: '1.000001' })
    await bot.press({ type: 'button', action_id: 'message:1', value })
    await expect.poll(() => bot.api.responses.map(texts).join()).toContain('That message is no longer there.')
  })
})
