import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRecentEvents } from '../../../src/chat/recent-events.ts'
import { done } from '../../support/fake-runner.ts'
import { senders } from './support/build-events.ts'
import { type ChatEndpoint, startEndpoint } from './support/chat-endpoint.ts'

describe.each(senders)('the $envelope envelope', (sender) => {
  let chat: ChatEndpoint
  let clock = Date.UTC(2026, 10, 2)
  beforeAll(async () => {
    chat = await startEndpoint({ recent: createRecentEvents({ now: () => new Date(clock) }) })
  })
  afterAll(() => chat.stop())
  beforeEach(() => {
    chat.runner.reset()
    // Each test begins after what the one before it sent is forgotten.
    clock += 3_600_000
  })

  it('a message that comes twice is done once, and answered twice alike', async () => {
    let answers = 0
    chat.runner.script.typed = () => {
      answers += 1
      return { ...done, text: `Answer ${answers}` }
    }
    const said = sender.message({ argumentText: ' grant midori', name: 'm1' })
    const first = await chat.post(said)
    const second = await chat.post(said)
    await chat.post(sender.message({ argumentText: ' grant midori', name: 'm2' }))

    expect(chat.runner.asked).toHaveLength(2)
    expect(JSON.stringify(first.body)).toContain('Answer 1')
    expect(second.body).toEqual(first.body)
  })

  it('a click that comes twice is done once; a second click is another', async () => {
    const parameters = { v: '1', kind: 'run', command: 'list' }
    const click = (time: string) => chat.post(sender.click({ parameters, time }))
    const first = await click('2026-11-02T12:00:03.105487Z')
    const lines = chat.log.lines.length
    const second = await click('2026-11-02T12:00:03.105487Z')

    expect(second.body).toEqual(first.body)
    // These parameters are of no button that is known: what would be told of that is told once.
    expect(chat.log.lines).toHaveLength(lines)
    await click('2026-11-02T12:00:09.000001Z')
    expect(chat.log.lines.length).toBeGreaterThan(lines)
  })

  it('a click is the same one whichever way its moment is written', async () => {
    const parameters = { ct: 'command', command: 'list', args: '{}' }
    const click = sender.click({ parameters, time: '2026-11-02T12:00:03.105487Z' })
    const again = (eventTime: string) =>
      JSON.parse(JSON.stringify(click).replace('"eventTime":"2026-11-02T12:00:03.105487Z"', eventTime))
    await chat.post(click)
    await chat.post(again('"eventTime":{"seconds":1793620803,"nanos":105487000}'))
    await chat.post(again('"eventTime":{"seconds":"1793620803","nanos":105487000}'))
    expect(chat.runner.asked).toHaveLength(1)

    await chat.post(again('"eventTime":{"seconds":1793620803,"nanos":105487001}'))
    const keys = chat.runner.asked.map(({ wish }) => wish.key)
    expect(new Set(keys).size).toBe(2)
  })

  it('after ten minutes it is no repeat that is known here: its key holds it off', async () => {
    const said = sender.message({ argumentText: ' close 1001', name: 'm3' })
    await chat.post(said)
    clock += 600_001
    await chat.post(said)

    const [first, second] = chat.runner.asked.map(({ wish }) => wish.key)
    expect(second).toBe(first)
  })
})
