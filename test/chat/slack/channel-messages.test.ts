import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Card } from '../../../views/view.ts'
import { type Bot, startBot, team } from './support/bot.ts'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())
afterEach(() => {
  expect(bot.api.refused).toEqual([])
  bot.api.clear()
})

const card = (text: string): Card => ({ kind: 'card', summary: text, blocks: [{ kind: 'text', text }] })
const terms = { locale: 'en', timeZone: 'UTC', tenant: team } as const
const since = new Date(Date.now() - 60_000)
const post = (id: string, over: { uncertain?: boolean; mayGoOut?: () => boolean } = {}) =>
  bot.slack.channelMessages.post(bot.channel, card(id), {
    ...terms,
    id,
    since,
    uncertain: false,
    mayGoOut: () => true,
    ...over,
  })
const edit = (message: string) => bot.slack.channelMessages.edit(bot.channel, message, card('Anew'), terms)

describe('a message of the app’s own in a channel', () => {
  it('is posted, and changed in its place', async () => {
    const message = await post('one')

    expect(await edit(message)).toBe(true)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
    expect(bot.api.callsOf('chat.update')).toMatchObject([
      { args: { channel: bot.channel, ts: message, text: 'Anew' } },
    ])
  })

  it('is found again where an earlier try is in doubt', async () => {
    const message = await post('two')

    expect(await post('two', { uncertain: true })).toBe(message)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
    await post('three', { uncertain: true })
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(2)
  })

  it('does not go out once another process may be at it', async () => {
    await expect(post('four', { mayGoOut: () => false })).rejects.toMatchObject({ code: 'taken-over' })
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })

  it('is said to be gone where it was deleted; one that nobody can edit is taken away', async () => {
    const message = await post('five')
    bot.api.substitute('chat.update', { body: { ok: false, error: 'message_not_found' } })
    expect(await edit(message)).toBe(false)
    expect(bot.api.callsOf('chat.delete')).toEqual([])

    bot.api.substitute('chat.update', { body: { ok: false, error: 'edit_window_closed' } })
    expect(await edit(message)).toBe(false)
    expect(bot.api.callsOf('chat.delete')).toMatchObject([{ args: { channel: bot.channel, ts: message } }])
  })

  it('tells what keeps it from being changed', async () => {
    const message = await post('six')
    bot.api.substitute('chat.update', { body: { ok: false, error: 'is_archived' } })

    await expect(edit(message)).rejects.toMatchObject({ code: 'is_archived', scope: 'channel' })
  })
})
