import { WebAPIRateLimitedError } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { createBudgets } from '../../../src/chat/budgets.ts'
import { createPacedCalls } from '../../../src/chat/slack/paced-calls.ts'
import { DeliveryFailure } from '../../../src/delivery/publishers.ts'
import { aSkippingClock } from '../../support/skipping-clock.ts'

function scene() {
  const clock = aSkippingClock()
  return { clock, calls: createPacedCalls(createBudgets(() => 1, clock)) }
}

const through = async () => 'through'
const limited = (seconds: number) => async () => {
  throw new WebAPIRateLimitedError(seconds)
}

async function failure(work: Promise<unknown>): Promise<DeliveryFailure> {
  const error = await work.then(
    () => new Error('It went through'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DeliveryFailure)) throw error
  return error
}

describe('posts', () => {
  it('go out at about one a second and channel, other channels beside it', async () => {
    const { clock, calls } = scene()
    for (let turn = 0; turn < 10; turn += 1) await calls.post('C1', through)
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(6_000)

    await calls.post('C2', through)
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(6_000)
  })

  it('to one channel that is limited hold up no other', async () => {
    const { calls } = scene()

    expect(await failure(calls.post('C1', limited(30)))).toMatchObject({
      retryAfterMs: 30_000,
      limits: 'channel',
    })
    expect(await failure(calls.post('C1', through))).toMatchObject({ code: 'budget', limits: 'channel' })
    expect(await calls.post('C2', through)).toBe('through')
  })

  it('limited in several channels one after another are a rest for the workspace, until it is over', async () => {
    const { clock, calls } = scene()
    await failure(calls.post('C1', limited(30)))
    await failure(calls.post('C2', limited(30)))

    expect(await failure(calls.post('C3', limited(30)))).toMatchObject({ limits: 'workspace' })
    expect(await failure(calls.post('C4', through))).toMatchObject({ code: 'budget', limits: 'workspace' })
    clock.pass(30_000)
    expect(await calls.post('C4', through)).toBe('through')
  })

  it('limited here and there between those that go through are each channel’s own', async () => {
    const { calls } = scene()
    for (const channel of ['C1', 'C2', 'C3', 'C4']) {
      expect(await failure(calls.post(channel, limited(1)))).toMatchObject({ limits: 'channel' })
      await calls.post('C0', through)
    }
  })
})

describe('a method', () => {
  it('keeps to its tier: no minute holds more than 50 edits', async () => {
    const { clock, calls } = scene()
    const begun = clock.now()
    let edits = 0
    while (clock.now() - begun < 60_000) {
      // An edit waits for nobody: it is told when to come again.
      const told = await calls.call('chat.update', through).catch((error: unknown) => error)
      if (told instanceof DeliveryFailure) clock.pass(told.retryAfterMs ?? 0)
      else edits += 1
    }

    expect(edits).toBeLessThanOrEqual(51)
    expect(edits).toBeGreaterThan(45)
  })

  it('that is limited rests as long as Slack says, for the threads that ask for it alone', async () => {
    const { clock, calls } = scene()

    expect(await failure(calls.call('conversations.replies', limited(60)))).toMatchObject({
      retryAfterMs: 60_000,
      limits: 'thread',
    })
    expect(await failure(calls.call('conversations.replies', through))).toMatchObject({ code: 'budget' })
    expect(await calls.call('chat.update', through)).toBe('through')
    expect(await calls.post('C1', through)).toBe('through')
    clock.pass(60_000)
    expect(await calls.call('conversations.replies', through)).toBe('through')
  })
})
