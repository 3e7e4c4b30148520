import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Card } from '../../../views/view.ts'
import { type Bot, startBot } from './support/bot.ts'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())
afterEach(() => {
  expect(bot.api.refused).toEqual([])
  bot.api.clear()
})

const card = (locale: string): Card => ({
  kind: 'card',
  summary: `A question in ${locale}`,
  blocks: [{ kind: 'text', text: 'May I?' }],
})

describe('a direct message that was settled', () => {
  it('is drawn anew in its place; where that cannot be, it is said so', async () => {
    const team = (await bot.api.call('auth.test', {})).team_id
    const to = { email: 'x@example.com', chatUsers: [`slack:${team}/${bot.user}`] }
    await bot.slack.directMessages.send(to, card)
    const posted = bot.api.callsOf('chat.postMessage')[0]?.answer ?? {}
    const at = { platform: 'slack', tenant: 'T1', locale: 'en', timeZone: 'UTC' } as const
    const message = { ...at, channel: String(posted.channel), id: String(posted.ts) }
    const { redraw } = bot.slack.directMessages

    expect(await redraw?.(message, card('en'))).toBe(true)
    expect(bot.api.callsOf('chat.update')).toMatchObject([
      { args: { channel: message.channel, ts: message.id, text: expect.stringContaining('A question') } },
    ])
    bot.api.substitute('chat.update', { body: { ok: false, error: 'message_not_found' } })
    expect(await redraw?.(message, card('en'))).toBe(false)
  })
})

describe('a direct message', () => {
  it('goes to the user who is linked to the e-mail, without looking for the e-mail', async () => {
    const team = (await bot.api.call('auth.test', {})).team_id
    const reached = await bot.slack.directMessages.send(
      {
        email: 'nobody@example.com',
        chatUsers: [`slack:${team}/${bot.user}`, 'slack:TOTHER/U1', 'gchat:users/1'],
      },
      card,
    )

    expect(reached).toBe(true)
    expect(bot.api.callsOf('users.lookupByEmail')).toEqual([])
    expect(bot.api.callsOf('chat.postMessage').map(({ args }) => args.channel)).toEqual([bot.user])
  })

  it('goes to whoever bears the e-mail, in their own language', async () => {
    bot.api.substitute('users.lookupByEmail', { body: { ok: true, user: { id: bot.user } } })
    bot.api.describe(bot.user, { locale: 'ja-JP' })

    expect(await bot.slack.directMessages.send({ email: 'a@example.com', chatUsers: [] }, card)).toBe(true)

    expect(bot.api.callsOf('chat.postMessage')).toMatchObject([
      { args: { channel: bot.user, text: expect.stringContaining('A question in') } },
    ])
  })

  it.each(['is_restricted', 'is_ultra_restricted', 'is_stranger', 'is_invited_user', 'is_bot', 'deleted'])(
    'goes to nobody whose e-mail proves nothing: %s',
    async (flag) => {
      const user = { id: bot.user, [flag]: true }
      bot.api.substitute('users.lookupByEmail', { body: { ok: true, user } })

      expect(await bot.slack.directMessages.send({ email: 'a@example.com', chatUsers: [] }, card)).toBe(false)
      expect(bot.api.callsOf('chat.postMessage')).toEqual([])
    },
  )

  it('goes to nobody who is excepted, though they bear the e-mail', async () => {
    bot.api.substitute('users.lookupByEmail', { body: { ok: true, user: { id: bot.user } } })
    const team = (await bot.api.call('auth.test', {})).team_id
    const except = [`slack:${team}/${bot.user}`]

    expect(await bot.slack.directMessages.send({ email: 'a@example.com', chatUsers: [], except }, card)).toBe(
      false,
    )
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })

  it('that must come once is looked for where an earlier try of it is in doubt', async () => {
    const team = (await bot.api.call('auth.test', {})).team_id
    const to = { email: '', chatUsers: [`slack:${team}/${bot.user}`] }
    const since = new Date(Date.now() - 60_000)
    const send = (id: string, uncertain: boolean) =>
      bot.slack.directMessages.send(to, card, { id, uncertain, since })

    expect(await send('reminder 1', false)).toBe(true)
    expect(await send('reminder 1', true)).toBe(true)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
    expect(await send('reminder 2', true)).toBe(true)

    expect(bot.api.callsOf('chat.postMessage').map(({ args }) => args.metadata)).toHaveLength(2)
  })

  it('to somebody who is not in this workspace is told as such', async () => {
    expect(await bot.slack.directMessages.send({ email: 'nobody@example.com', chatUsers: [] }, card)).toBe(
      false,
    )
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })

  it.each(['internal_error', 'account_inactive'])(
    'that Slack could not send for another reason is a fault, not a missing person: %s',
    async (error) => {
      const team = (await bot.api.call('auth.test', {})).team_id
      const linked = { email: '', chatUsers: [`slack:${team}/${bot.user}`] }
      bot.api.substitute('users.lookupByEmail', { body: { ok: false, error } })
      bot.api.substitute('chat.postMessage', { body: { ok: false, error } })

      for (const to of [{ email: 'a@example.com', chatUsers: [] }, linked])
        await expect(bot.slack.directMessages.send(to, card)).rejects.toThrow()
    },
  )
})

describe('PLC-7: a direct message that is to come once', () => {
  it('is found again where its answer was lost, and not sent twice', async () => {
    const team = (await bot.api.call('auth.test', {})).team_id
    const to = { email: '', chatUsers: [`slack:${team}/${bot.user}`] }
    const once = { id: `p-1-${Date.now()}`, since: new Date() }
    bot.api.substitute('chat.postMessage', { lost: true })
    await expect(bot.slack.directMessages.send(to, card, { ...once, uncertain: false })).rejects.toThrow()

    expect(await bot.slack.directMessages.send(to, card, { ...once, uncertain: true })).toBe(true)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)

    await bot.slack.directMessages.send(to, card, { ...once, id: 'another', uncertain: true })
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(2)
  })
})
