import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChatPlatform } from '../../src/chat/chat-platform.ts'
import { joinPlatforms } from '../../src/chat/join-platforms.ts'
import { recordingLog } from '../support/recording-log.ts'

let log: ReturnType<typeof recordingLog>
let joined: string[]
beforeEach(() => {
  vi.useFakeTimers()
  log = recordingLog()
  joined = []
})
afterEach(() => {
  vi.useRealTimers()
})

/** A chat that connects once it is `up`. */
function aChat(name: string, up = true) {
  const state = { up, asked: 0 }
  const chat = {
    name,
    platform: name === 'Slack' ? 'slack' : 'gchat',
    connect: async () => {
      state.asked += 1
      if (!state.up) throw new Error(`${name} is down`)
      return { tenants: [`of ${name}`] }
    },
  } as unknown as ChatPlatform
  return { chat, state }
}

const join = (platforms: readonly ChatPlatform[]) =>
  joinPlatforms({
    platforms,
    log,
    join: async (chat, tenants) => void joined.push(`${chat.name}: ${tenants}`),
  })

describe('D6: a chat that is down at the start', () => {
  it('keeps the other one down no more, and joins when it is back, once', async () => {
    const slack = aChat('Slack', false)
    const gchat = aChat('Google Chat')

    const joining = await join([slack.chat, gchat.chat])
    expect(joined).toEqual(['Google Chat: of Google Chat'])
    expect(joining.waiting()).toEqual([slack.chat])
    expect(log.lines).toMatchObject([{ level: 'error', fields: { chat: 'Slack' } }])

    await vi.advanceTimersByTimeAsync(5_000)
    expect(slack.state.asked).toBe(2)
    slack.state.up = true
    await vi.advanceTimersByTimeAsync(10_000)

    expect(joined).toEqual(['Google Chat: of Google Chat', 'Slack: of Slack'])
    expect(joining.waiting()).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000_000)
    expect(slack.state.asked).toBe(3)
  })

  it('is asked for ever, at least once a minute', async () => {
    const slack = aChat('Slack', false)
    await join([slack.chat, aChat('Google Chat').chat])
    await vi.advanceTimersByTimeAsync(600_000)
    const before = slack.state.asked

    await vi.advanceTimersByTimeAsync(600_000)

    expect(slack.state.asked - before).toBe(10)
  })

  it('ends the start where no chat is there: the first one’s reason is told', async () => {
    const slack = aChat('Slack', false)
    const gchat = aChat('Google Chat', false)

    await expect(join([slack.chat, gchat.chat])).rejects.toThrow('Slack is down')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not asked any more once the process ends, and joins nothing that is closed', async () => {
    const slack = aChat('Slack', false)
    const joining = await join([slack.chat, aChat('Google Chat').chat])
    slack.state.up = true

    await joining.stop()
    await vi.advanceTimersByTimeAsync(600_000)

    expect(joined).toEqual(['Google Chat: of Google Chat'])
    expect(slack.state.asked).toBe(1)
  })

  it('whose requests cannot be taken yet is tried as a whole again', async () => {
    const slack = aChat('Slack')
    let refused = 0
    const joining = await joinPlatforms({
      platforms: [slack.chat, aChat('Google Chat').chat],
      log,
      join: async (chat) => {
        if (chat === slack.chat && refused++ === 0) throw new Error('socket refused')
        joined.push(chat.name)
      },
    })
    expect(joining.waiting()).toEqual([slack.chat])

    await vi.advanceTimersByTimeAsync(5_000)

    expect(joined).toEqual(['Google Chat', 'Slack'])
  })
})
