import { beforeEach, describe, expect, it } from 'vitest'
import { aForm } from '../../support/fake-runner.ts'
import { type Bot, botForTests, team, texts } from './support/bot.ts'
import type { Json } from './support/recording-web-api.ts'

let bot: Bot
let self: string

describe('what is said to the app', () => {
  botForTests({}, (started) => {
    bot = started
  })
  let events = 0

  beforeEach(() => {
    self = bot.api.userId('casethread')
  })

  async function deliver(event: object, id = `EvSaid${++events}`): Promise<void> {
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

  const mention = (text: string, more: object = {}) => ({
    type: 'app_mention',
    channel: bot.channel,
    user: bot.user,
    text,
    ts: `${500 + ++events}.000100`,
    ...more,
  })
  const direct = (text: string, more: object = {}) =>
    mention(text, { type: 'message', channel_type: 'im', channel: bot.channel, ...more })
  const asked = () => bot.runner.asked.filter(({ what }) => what === 'commandLine')

  it('W6: a mention is a command line, in its thread, for its sender alone', async () => {
    const event = mention(`<@${self}> reply It &amp; that`, { thread_ts: '100.000100' })
    await deliver(event)

    const { args } = await bot.api.waitFor('chat.postEphemeral', 1)
    expect(args).toMatchObject({ channel: bot.channel, user: bot.user, thread_ts: '100.000100' })
    expect(asked()).toMatchObject([
      {
        wish: {
          place: { channel: bot.channel, thread: '100.000100' },
          aloud: true,
          key: `slack:said:${team}:${bot.channel}:${event.ts}`,
        },
        rest: ['reply It & that'],
      },
    ])
  })

  it('W6: in the Messages tab no mention is needed, and the answer is a message there', async () => {
    await deliver(direct('help'))

    expect((await bot.api.waitFor('chat.postMessage', 1)).args).toMatchObject({ channel: bot.channel })
    expect(asked()[0]).toMatchObject({ rest: ['help'] })
    expect(asked()[0]?.wish.aloud).toBeUndefined()
    expect(bot.api.callsOf('chat.postEphemeral')).toEqual([])
  })

  it('once, also when Slack tells of it twice under two ids', async () => {
    const event = mention(`<@${self}> help`)
    await deliver(event)
    await deliver(event)
    const message = direct('help')
    await deliver(message)
    await deliver(message)
    await bot.api.waitFor('chat.postMessage', 1)
    expect(asked()).toHaveLength(2)
  })

  it.each<[string, () => object]>([
    ['spoken of and not called', () => mention(`thanks to <@${self}> for this`)],
    ['another app', () => mention(`<@${self}> help`, { bot_id: 'B9' })],
    ['a message in a channel', () => direct('help', { channel_type: 'channel' })],
    ['an edit', () => direct('help', { subtype: 'message_changed' })],
    ['talk in a thread with the app alone', () => direct('what now?', { thread_ts: '100.000100' })],
  ])('stays unanswered: %s', async (_what, event) => {
    await deliver(event())
    // Events are taken in turn: once this one is answered, the other was passed over.
    await deliver(direct('help'))
    await bot.api.waitFor('chat.postMessage', 1)
    expect(asked().map(({ rest }) => rest)).toEqual([['help']])
  })

  it('NOT-4: a form comes as a button, with its case, its text and the files that came along', async () => {
    bot.runner.script.typed = () =>
      aForm([{ kind: 'text', name: 'text', label: 'Message', initial: 'Half a word' }], {
        command: 'reply',
        formState: { number: '1001', in: 'northwind.example.com' },
      })
    await deliver(
      mention(`<@${self}> reply`, {
        files: [
          { id: 'F1', user: bot.user },
          { id: 'F2', user: 'U9' },
        ],
      }),
    )

    const { args } = await bot.api.waitFor('chat.postEphemeral', 1)
    const blocks = args.blocks as readonly Json[]
    expect(texts(blocks)).toContain('The form is ready.')
    const elements = blocks.at(-1)?.elements as readonly Json[]
    const value = String(elements[0]?.value)
    expect(JSON.parse(value)).toEqual({
      number: '1001',
      in: 'northwind.example.com',
      draft: 'Half a word',
      _files: 'F1',
    })

    await bot.press({ type: 'button', action_id: String(elements[0]?.action_id), value })
    await bot.api.waitFor('chat.postEphemeral', 1)
    await expect
      .poll(() => bot.runner.asked.at(-1))
      .toMatchObject({
        what: 'action',
        wish: { files: ['F1'] },
        rest: ['reply', { number: '1001', in: 'northwind.example.com', draft: 'Half a word' }],
      })
  })
})
