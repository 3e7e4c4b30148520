import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AddedMessages, MessageChange } from '../../../src/cases/added-messages.ts'
import type { MessageRef } from '../../../src/cases/case.ts'
import { type Bot, startBot, team } from './support/bot.ts'

interface Told {
  readonly message: MessageRef
  readonly change: MessageChange | undefined
}

const secret = 'The gateway is gw-17'
const ref = { platform: 'slack', tenant: team, channel: 'C1', message: '100.000100' } as const

describe('NOT-4: what Slack tells of a message', () => {
  let bot: Bot
  let events = 0
  let isAdded = true
  let faults = 0
  const told: Told[] = []
  /** Every message that was asked about, added or not. */
  const asked: MessageRef[] = []
  const added: AddedMessages = {
    async record(message, read) {
      asked.push(message)
      if (!isAdded) return
      if (faults > 0) {
        faults -= 1
        throw new Error('The database is away')
      }
      told.push({ message, change: await read() })
    },
  }

  beforeAll(async () => {
    bot = await startBot({ added })
  })
  afterAll(() => bot.stop())
  beforeEach(() => {
    told.length = 0
    asked.length = 0
    isAdded = true
    faults = 0
  })

  async function deliver(event: object, id = `Ev${++events}`): Promise<void> {
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

  const said = (more: object = {}) => ({
    type: 'message',
    ts: '100.000100',
    user: bot.user,
    text: secret,
    ...more,
  })
  const edited = (text = `${secret} &amp; <https://example.com>`, ts = '200.000100') =>
    said({ text, edited: { user: bot.user, ts } })
  const changed = (message: object, more: object = {}) => ({
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel: 'C1',
    ts: `${300 + ++events}.000100`,
    message,
    previous_message: said(),
    ...more,
  })
  const deleted = (more: object = {}) => ({
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    channel: 'C1',
    ts: `${300 + ++events}.000100`,
    deleted_ts: '100.000100',
    previous_message: said(),
    ...more,
  })
  /** A mark behind all that was delivered: once it is told, the rest is. */
  async function settled(): Promise<readonly Told[]> {
    const end = '999.000999'
    isAdded = true
    await deliver(deleted({ deleted_ts: end }))
    await expect.poll(() => told.some(({ message }) => message.message === end)).toBe(true)
    return told.filter(({ message }) => message.message !== end)
  }

  it('an edit, as it was typed, with who edited it and a key that each repeat of it has', async () => {
    await deliver(changed(edited()))

    expect(await settled()).toEqual([
      {
        message: ref,
        change: {
          kind: 'edited',
          key: `slack:edited:${team}:C1:100.000100:200.000100`,
          edit: '200.000100',
          text: `${secret} & https://example.com`,
          editor: expect.objectContaining({ user: bot.user, email: 'aoi@hoshi.example.com' }),
        },
      },
    ])
  })

  it('a deletion', async () => {
    await deliver(deleted())

    const key = `slack:deleted:${team}:C1:100.000100`
    expect(await settled()).toEqual([{ message: ref, change: { kind: 'deleted', key } }])
  })

  it('the gravestone that the root of a thread leaves is a deletion', async () => {
    await deliver(changed(said({ subtype: 'tombstone', text: 'This message was deleted.' })))

    expect(await settled()).toMatchObject([{ change: { kind: 'deleted' } }])
  })

  it.each([
    ['a preview of a link', () => said({ attachments: [{ title: 'A page' }] })],
    ['a preview of a link in a text that was edited before', () => edited(secret)],
    ['an edit by another app', () => ({ ...edited('Live: 17 %'), bot_id: 'B9' })],
    ['what is no message', () => ({ ts: '100.000100', text: 17 })],
  ])('%s is no edit', async (_what, message) => {
    await deliver(changed(message()))

    expect(await settled()).toEqual([{ message: ref, change: undefined }])
  })

  it('nothing of its own cards, of what people say, and of what is no event of that kind', async () => {
    const own = { ...edited('A card'), bot_id: 'B1' }
    await deliver(changed(own))
    await deliver(deleted({ previous_message: own }))
    await deliver(said({ channel: 'C1', ts: '400.1' }))
    await deliver({ ...changed(edited()), message: null })
    await deliver({ ...deleted(), deleted_ts: 17 })

    expect(await settled()).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it('is read of messages that were added alone: of others nothing is looked up or logged', async () => {
    isAdded = false
    bot.api.clear()
    await deliver(changed(edited(`${secret} anew`)))
    await deliver(deleted())
    await expect.poll(() => asked.length).toBe(2)

    expect(bot.api.callsOf('users.info')).toEqual([])
    expect(JSON.stringify(bot.log)).not.toContain(secret)
  })

  it('comes twice, under its id or another one, and is taken once', async () => {
    const change = changed(edited())
    const removal = deleted()
    for (const id of ['Ev-a', 'Ev-a', 'Ev-b']) await deliver(change, id)
    for (const id of ['Ev-c', 'Ev-d']) await deliver(removal, id)

    expect((await settled()).map(({ change }) => change?.kind)).toEqual(['edited', 'deleted'])
  })

  it('is told again where it could not be recorded, without its text in the log', async () => {
    faults = 1
    await deliver(changed(edited()))

    await expect.poll(() => told.length, { timeout: 10_000 }).toBe(1)
    expect(told).toMatchObject([{ message: ref, change: { kind: 'edited' } }])
    expect(JSON.stringify(bot.log)).toContain('was not recorded, retrying')
    expect(JSON.stringify(bot.log)).not.toContain(secret)
  })
})
