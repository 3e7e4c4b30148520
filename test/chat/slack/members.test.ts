import { describe, expect, it } from 'vitest'
import { CouldNotAsk } from '../../../src/cases/could-not-ask.ts'
import { type Bot, botForTests, startBot, team } from './support/bot.ts'
import type { Json } from './support/recording-web-api.ts'

let bot: Bot
botForTests({}, (started) => {
  bot = started
})

describe('who the person is', () => {
  it('is asked once for several commands at the same time', async () => {
    await Promise.all([
      bot.type('a', { user_id: 'U0NOBODY' }),
      bot.type('b', { user_id: 'U0NOBODY' }),
      bot.type('c', { user_id: 'U0NOBODY' }),
    ])

    expect(bot.api.callsOf('users.info')).toHaveLength(1)
  })

  it('tells the language and the time zone, and is asked again after some minutes', async () => {
    const ben = bot.api.userId('ben')
    bot.api.describe(ben, { locale: 'ja-JP', tz: 'Asia/Tokyo' })

    await bot.type('list', { user_id: ben })
    await bot.type('list', { user_id: ben })
    bot.clock.now = new Date(bot.clock.now.getTime() + 6 * 60_000)
    await bot.type('list', { user_id: ben })

    expect(bot.runner.asked[0]?.wish.person).toMatchObject({ locale: 'ja', timeZone: 'Asia/Tokyo' })
    expect(bot.api.callsOf('users.info')).toHaveLength(2)
  })

  it.each<[string, Parameters<Bot['api']['substitute']>[1]]>([
    ['answers with an error', { status: 500 }],
    ['is unavailable', { status: 503 }],
    ['wants to be asked later', { status: 429, headers: { 'retry-after': '30' } }],
    ['wants a scope that is missing', { body: { ok: false, error: 'missing_scope' } }],
    ['takes too long', { delayMs: 1_500 }],
  ])(
    'is not answered as “nobody” where Slack %s: the command goes on and is told so',
    async (_how, answer) => {
      const user = `U0${_how.replaceAll(/\W/g, '').toUpperCase()}`
      bot.api.substitute('users.info', answer)

      const reply = await bot.type('list', { user_id: user })

      expect(reply.body).toMatchObject({ text: 'It is done.' })
      expect(bot.runner.asked[0]?.wish.person).toMatchObject({
        user,
        name: '',
        email: null,
        unasked: { email: true, locale: true },
      })
      expect(bot.log.lines).toContainEqual(
        expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ user }) }),
      )
    },
  )

  it('is answered where Slack says that there is nobody of that id', async () => {
    await bot.type('list', { user_id: 'U0NEVERSEEN' })

    const person = bot.runner.asked[0]?.wish.person
    expect(person).toMatchObject({ name: 'Slack user', email: null })
    expect(person?.unasked).toBeUndefined()
  })

  it('is asked again at once after a failure, and keeps language and time zone meanwhile', async () => {
    const ben = bot.api.userId('ben')
    bot.clock.now = new Date(bot.clock.now.getTime() + 2 * 60 * 60_000)
    bot.api.describe(ben, { locale: 'ja-JP', tz: 'Asia/Tokyo' })
    await bot.type('list', { user_id: ben })
    bot.clock.now = new Date(bot.clock.now.getTime() + 2 * 60 * 60_000)
    bot.api.substitute('users.info', { status: 500 })

    await bot.type('list', { user_id: ben })
    await bot.type('list', { user_id: ben })

    expect(bot.runner.asked.map(({ wish }) => wish.person.email)).toEqual([
      'ben@hoshi.example.com',
      null,
      'ben@hoshi.example.com',
    ])
    expect(bot.runner.asked[1]?.wish.person).toMatchObject({
      locale: 'ja',
      timeZone: 'Asia/Tokyo',
      unasked: { email: true, locale: false },
    })
  })

  it('a look-up that hangs holds up those who asked with it, and nobody after them', async () => {
    const ben = bot.api.userId('ben')
    bot.clock.now = new Date(bot.clock.now.getTime() + 2 * 60 * 60_000)
    bot.api.substitute('users.info', { delayMs: 5_000 })

    await bot.type('list', { user_id: ben })
    await bot.type('list', { user_id: ben })

    expect(bot.runner.asked.map(({ wish }) => wish.person.email)).toEqual([null, 'ben@hoshi.example.com'])
  })

  it('keeps the known e-mail while Slack cannot be asked for a moment', async () => {
    const ben = bot.api.userId('ben')
    await bot.type('list', { user_id: ben })
    bot.clock.now = new Date(bot.clock.now.getTime() + 6 * 60_000)
    bot.api.substitute('users.info', { status: 429, headers: { 'retry-after': '30' } })

    await bot.type('list', { user_id: ben })

    expect(bot.runner.asked.at(-1)?.wish.person.email).toBe('ben@hoshi.example.com')
  })

  it('believes no e-mail of a member of another workspace, whose admin may write anything there', async () => {
    const ben = bot.api.userId('ben')
    bot.clock.now = new Date(bot.clock.now.getTime() + 2 * 60 * 60_000)
    bot.api.describe(ben, { team_id: 'T0OTHER' })

    await bot.type('list', { user_id: ben })

    expect(bot.runner.asked[0]?.wish.person.email).toBeNull()
  })

  it.each<[string, object]>([
    ['a guest', { is_restricted: true }],
    ['a guest of one channel', { is_ultra_restricted: true }],
    ['somebody whose address nobody confirmed', { is_email_confirmed: false }],
    ['somebody who was invited and never came in', { is_invited_user: true }],
    ['a deactivated user', { deleted: true }],
    ['a stranger', { is_stranger: true }],
    ['a bot', { is_bot: true }],
  ])('believes no e-mail of %s', async (_who, flags) => {
    const ben = bot.api.userId('ben')
    bot.clock.now = new Date(bot.clock.now.getTime() + 2 * 60 * 60_000)
    bot.api.describe(ben, flags as Json)

    await bot.type('list', { user_id: ben })

    const person = bot.runner.asked[0]?.wish.person
    expect(person?.email).toBeNull()
    expect(person?.profile?.address).toBeNull()
  })

  it('is told by what nobody chooses as they like: handle, workspace and a confirmed address', async () => {
    const ben = bot.api.userId('ben')
    bot.clock.now = new Date(bot.clock.now.getTime() + 2 * 60 * 60_000)
    bot.api.describe(ben, { is_email_confirmed: true })

    await bot.type('list', { user_id: ben })

    expect(bot.runner.asked[0]?.wish.person.profile).toEqual({
      handle: 'ben',
      workspace: expect.stringMatching(/\(.+\)$/),
      address: 'ben@hoshi.example.com',
    })
  })

  it('has no e-mail where the workspace’s profiles are not trusted', async () => {
    const doubting = await startBot({ trustEmail: false })
    await doubting.type('list')
    await doubting.stop()

    expect(doubting.runner.asked[0]?.wish.person.email).toBeNull()
  })
})

describe('PLC-1: the e-mail by which a direct message is still read', () => {
  const later = (hours: number) => {
    bot.clock.now = new Date(bot.clock.now.getTime() + hours * 60 * 60_000)
  }
  const find = (user: string) => bot.slack.members.findEmail({ tenant: team, user, email: null })

  it('is what Slack last said, for a day while it cannot be asked; then nobody knows', async () => {
    const aoi = bot.api.userId('aoi')
    later(48)
    bot.api.describe(aoi, {})
    const first = await find(aoi)
    bot.api.substitute('users.info', { status: 503 }, 2)
    later(23)
    const second = await find(aoi)
    later(2)
    const third = find(aoi)

    expect([first, second]).toEqual(['aoi@hoshi.example.com', 'aoi@hoshi.example.com'])
    await expect(third).rejects.toThrow(CouldNotAsk)
    expect(await find(aoi)).toBe('aoi@hoshi.example.com')
  })

  it('is none of somebody whom Slack no longer vouches for', async () => {
    const aoi = bot.api.userId('aoi')
    later(48)
    bot.api.describe(aoi, { deleted: true })

    expect(await find(aoi)).toBeNull()
  })
})
