import { describe, expect, it } from 'vitest'
import { type Bot, botForTests, startBot } from './support/bot.ts'

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

  it('does not hold up the command when Slack cannot tell: it goes on without the e-mail (complaint 9)', async () => {
    bot.api.substitute('users.info', { status: 500 })

    const reply = await bot.type('list', { user_id: 'U0SOMEONE' })

    expect(reply.body).toMatchObject({ text: 'It is done.' })
    expect(bot.runner.asked[0]?.wish.person).toMatchObject({ user: 'U0SOMEONE', email: null })
    expect(bot.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ user: 'U0SOMEONE' }) }),
    )
  })

  it('is asked again soon after a failure', async () => {
    const ben = bot.api.userId('ben')
    bot.clock.now = new Date(bot.clock.now.getTime() + 2 * 60 * 60_000)
    bot.api.substitute('users.info', { status: 500 })

    await bot.type('list', { user_id: ben })
    bot.clock.now = new Date(bot.clock.now.getTime() + 10_000)
    await bot.type('list', { user_id: ben })

    expect(bot.runner.asked.map((asked) => asked.wish.person.email)).toEqual([null, 'ben@hoshi.example.com'])
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

  it('has no e-mail where the workspace’s profiles are not trusted', async () => {
    const doubting = await startBot({ trustEmail: false })
    await doubting.type('list')
    await doubting.stop()

    expect(doubting.runner.asked[0]?.wish.person.email).toBeNull()
  })
})
