import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBudgets } from '../../../src/chat/budgets.ts'
import type { ChannelMessages } from '../../../src/chat/channel-post.ts'
import { createChannelMessages } from '../../../src/chat/gchat/channel-messages.ts'
import { createPacedWrites } from '../../../src/chat/gchat/paced-writes.ts'
import { aCard, apiAt, plainRender, space } from './support/fixtures.ts'
import { type ChatServer, refusal, startChatServer } from './support/recording-chat-api.ts'

let server: ChatServer
let messages: ChannelMessages
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())
beforeEach(() => {
  for (const { name } of server.messagesIn(space)) server.remove(name ?? '')
  server.clear()
  messages = createChannelMessages({
    write: createPacedWrites(
      apiAt(server.apiUrl),
      createBudgets(() => 1),
    ),
    render: plainRender,
  })
})

const terms = { locale: 'ja', timeZone: 'Asia/Tokyo', tenant: '' } as const
const since = new Date()
const post = (id: string, mayGoOut = () => true) =>
  messages.post(space, aCard(id), { ...terms, id, since, uncertain: false, mayGoOut })
const shown = () => server.messagesIn(space).map(({ cardsV2 }) => JSON.stringify(cardsV2))

describe('a message of the app’s own in a space', () => {
  it('is posted, and changed in its place', async () => {
    const name = await post('one')

    expect(await messages.edit(space, name, aCard('Anew'), terms)).toBe(true)
    expect(shown()).toEqual([expect.stringContaining('ja: Anew')])
  })

  it('is there once, however often it is sent', async () => {
    const name = await post('two')

    expect(await post('two')).toBe(name)
    expect(shown()).toHaveLength(1)
    expect(await post('three')).not.toBe(name)
    expect(shown()).toHaveLength(2)
  })

  it('is said to be gone where it was deleted', async () => {
    const name = await post('four')
    server.remove(name)

    expect(await messages.edit(space, name, aCard('Anew'), terms)).toBe(false)
    expect(shown()).toEqual([])
  })

  it('is not taken for deleted while the project has no Chat app: a second one would stand beside it', async () => {
    const name = await post('six')
    const noApp = refusal(
      'NOT_FOUND',
      'Google Chat app not found. To create a Chat app, you must turn on the Chat API.',
    )
    server.substitute('patch', { status: 404, body: noApp })

    await expect(messages.edit(space, name, aCard('Anew'), terms)).rejects.toMatchObject({
      scope: 'installation',
    })
    expect(await messages.edit(space, name, aCard('Anew'), terms)).toBe(true)
  })

  it('does not go out once another process may be at it', async () => {
    await expect(post('five', () => false)).rejects.toMatchObject({ code: 'taken-over' })
    expect(shown()).toEqual([])
  })
})
