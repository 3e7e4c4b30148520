import { beforeEach, describe, expect, it } from 'vitest'
import type { TalkAnswer, ThreadLine, ThreadTalk } from '../../../commands/thread-talk.ts'
import { aForm } from '../../support/fake-runner.ts'
import { type Bot, botForTests, team, texts } from './support/bot.ts'
import type { Json } from './support/recording-web-api.ts'

const secret = 'The gateway is gw-17'

let bot: Bot
const asked: string[] = []
const taken: ThreadLine[] = []
let mode: 'hint' | 'two-way' | undefined
let modeFaults = 0
let faults = 0
let answer: TalkAnswer | undefined
let released = 0
const open = { kind: 'open', number: 1001, as: 'northwind.example.com' } as const

const talk: ThreadTalk = {
  async modeOf({ channel }) {
    asked.push(channel)
    if (modeFaults > 0) {
      modeFaults -= 1
      throw new Error('The database is away')
    }
    return mode
  },
  async take(line) {
    taken.push(line)
    if (faults > 0) {
      faults -= 1
      throw new Error('The database is away')
    }
    return answer
  },
  findOpenLine: async () => open,
}

describe('NOT-4: what people write in a thread without calling the app', () => {
  botForTests({ talk }, (started) => {
    bot = started
  })
  let events = 0

  beforeEach(() => {
    asked.length = 0
    taken.length = 0
    mode = 'two-way'
    modeFaults = 0
    faults = 0
    answer = undefined
    released = 0
  })

  async function deliver(event: object, retry?: number): Promise<number> {
    events += 1
    const body = {
      type: 'event_callback',
      team_id: team,
      api_app_id: 'A1',
      event_id: `EvLine${events}`,
      event_time: 1,
      event,
    }
    const headers = retry === undefined ? {} : { 'x-slack-retry-num': String(retry) }
    const { status } = await bot.post(JSON.stringify(body), 'application/json', { headers })
    return status
  }

  const line = (text = secret, more: object = {}) => ({
    type: 'message',
    channel_type: 'group',
    channel: bot.channel,
    user: bot.user,
    text,
    ts: `${500 + ++events}.000100`,
    thread_ts: '100.000100',
    ...more,
  })
  const noticeOf = (text: string, offers: TalkAnswer['offers'] = []): TalkAnswer => ({
    notice: { kind: 'notice', tone: 'refused', text },
    offers,
    async release() {
      released += 1
    },
  })
  async function buttons(): Promise<readonly Json[]> {
    const { args } = await bot.api.waitFor('chat.postEphemeral', 1)
    return ((args.blocks as readonly Json[]).at(-1)?.elements ?? []) as readonly Json[]
  }

  it('is taken with who wrote it, where, and its own files, before Slack is answered', async () => {
    const event = line(`${secret} &amp; <https://example.com>`, {
      subtype: 'file_share',
      files: [
        { id: 'F1', user: bot.user },
        { id: 'F2', user: 'U9' },
        { id: 'F3', user: bot.user, mode: 'tombstone' },
      ],
    })
    expect(await deliver(event)).toBe(200)

    expect(taken).toEqual([
      {
        person: expect.objectContaining({ user: bot.user, email: 'aoi@hoshi.example.com' }),
        place: { platform: 'slack', tenant: team, channel: bot.channel, thread: '100.000100' },
        id: event.ts,
        text: `${secret} & https://example.com`,
        files: ['F1'],
        key: `slack:line:${team}:${bot.channel}:${event.ts}`,
      },
    ])
  })

  it('has one key under however many event ids', async () => {
    const event = line()
    await deliver(event)
    await deliver(event)

    expect(new Set(taken.map(({ key }) => key)).size).toBe(1)
  })

  it.each<[string, () => object]>([
    ['in a conversation of its own, not in a thread', () => line(secret, { thread_ts: undefined })],
    ['the message that a thread begins with', () => line(secret, { ts: '100.000100' })],
    ['what an app says, this one included', () => line(secret, { bot_id: 'B1' })],
    ['who joined', () => line(secret, { subtype: 'channel_join' })],
    ['in direct messages', () => line(secret, { channel_type: 'im' })],
    ['in a group of people', () => line(secret, { channel_type: 'mpim' })],
  ])('asks for nothing: %s', async (_what, event) => {
    expect(await deliver(event())).toBe(200)

    expect(asked).toEqual([])
    expect(taken).toEqual([])
  })

  it('is neither read nor logged, and nobody is looked up, where nobody switched that on', async () => {
    mode = undefined
    bot.api.clear()
    expect(await deliver(line())).toBe(200)

    expect(asked).toHaveLength(1)
    expect(taken).toEqual([])
    expect(bot.api.callsOf('users.info')).toEqual([])
    expect(JSON.stringify(bot.log)).not.toContain(secret)
  })

  it('that calls the app is a command, and no line', async () => {
    const self = bot.api.userId('casethread')
    await deliver(line(`<@${self}> close`))
    await deliver(line(`thanks to <@${self}> for this`))

    expect(taken.map(({ text }) => text)).toEqual([expect.stringContaining('thanks to')])
  })

  it('is asked for again from Slack where it could not be kept, without a word of it in the log', async () => {
    faults = 1
    expect(await deliver(line())).toBe(500)
    expect(await deliver(line(), 1)).toBe(200)

    expect(taken).toHaveLength(2)
    expect(JSON.stringify(bot.log)).not.toContain(secret)
  })

  it('is told to its author where Slack’s last try failed too, with a button that sends it again', async () => {
    faults = 1
    expect(await deliver(line(), 3)).toBe(500)

    expect((await buttons()).map(({ value }) => JSON.parse(String(value)))).toMatchObject([
      { callback: 'line_again', channel: bot.channel },
    ])
  })

  it('while the database is away, only where it was heard before', async () => {
    mode = undefined
    await deliver(line())
    modeFaults = 1
    expect(await deliver(line())).toBe(200)

    mode = 'two-way'
    await deliver(line())
    modeFaults = 1
    expect(await deliver(line())).toBe(500)
  })

  it('is answered to its author alone, in the thread, with the ways on', async () => {
    answer = noticeOf('It looks like a card.', ['edit', 'confirm'])
    const event = line()
    await deliver(event)

    const { args } = await bot.api.waitFor('chat.postEphemeral', 1)
    expect(args).toMatchObject({ channel: bot.channel, user: bot.user, thread_ts: '100.000100' })
    expect(texts(args.blocks)).toContain('It looks like a card.')
    const told = (await buttons()).map(({ text, value }) => [
      texts({ text }),
      JSON.parse(String(value)).callback,
    ])
    expect(told).toEqual([
      ['Edit', 'line_edit'],
      ['Confirm', 'line_confirm'],
    ])
    expect(released).toBe(0)
  })

  describe('a button about it', () => {
    let ts: string
    let root: string

    beforeEach(async () => {
      root = String((await bot.api.call('chat.postMessage', { channel: bot.channel, text: 'A card' })).ts)
      const said = { channel: bot.channel, text: secret, thread_ts: root }
      ts = String((await bot.api.call('chat.postMessage', said)).ts)
      bot.api.clear()
    })
    const press = (callback: string, more: object = {}) =>
      bot.press({
        type: 'button',
        action_id: 'message:1',
        value: JSON.stringify({ callback, channel: bot.channel, ts, ...more }),
      })

    it('Edit opens the form of a reply with what was written, which remembers the message', async () => {
      bot.runner.script.pressed = () => aForm()
      await press('line_edit')
      await bot.api.waitFor('views.open')

      expect(bot.runner.asked.at(-1)).toMatchObject({
        what: 'action',
        wish: { chosen: { id: ts, text: secret }, place: { thread: root } },
        rest: ['reply', { number: '1001', in: 'northwind.example.com' }],
      })
    })

    it('Confirm takes the message as it was seen', async () => {
      await press('line_confirm')

      await expect.poll(() => taken).toMatchObject([{ id: ts, text: secret, confirmed: true }])
    })

    it('Confirm of one that was changed since looks at it anew', async () => {
      await press('line_confirm', { edit: '999.000100' })

      await expect.poll(() => taken.length).toBe(1)
      expect(taken[0]?.confirmed).toBeUndefined()
    })

    it('does nothing to what somebody else wrote', async () => {
      const theirs = { ts, thread_ts: root, user: 'U9', text: secret }
      bot.api.substitute('conversations.replies', { body: { ok: true, messages: [theirs] } })
      await press('line_confirm')

      expect(texts((await bot.api.waitForResponse()).blocks)).toContain("isn't there any more")
      expect(taken).toEqual([])
    })
  })
})
