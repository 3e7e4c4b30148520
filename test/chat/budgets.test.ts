import { describe, expect, it } from 'vitest'
import { type Budget, createBudgets } from '../../src/chat/budgets.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import { aSkippingClock } from '../support/skipping-clock.ts'

const channel: Budget = { key: 'channel', rate: { burst: 4, everyMs: 1_000 }, limits: 'channel' }
const method: Budget = { key: 'method', rate: { burst: 2, everyMs: 1_000 }, limits: 'thread' }

/** Takes as often as is let, each wait sat out or kept to; answers when, in ms. */
async function takeFor(ms: number, processes: number, budget: Budget): Promise<readonly number[]> {
  const clock = aSkippingClock()
  const begun = clock.now()
  const budgets = createBudgets(() => processes, clock)
  const taken: number[] = []
  while (clock.now() - begun < ms) {
    const failure = await takeOrFail(budgets, budget)
    if (failure) clock.pass(failure.retryAfterMs ?? 0)
    else taken.push(clock.now() - begun)
  }
  return taken.filter((at) => at < ms)
}

async function takeOrFail(
  budgets: ReturnType<typeof createBudgets>,
  ...taken: readonly Budget[]
): Promise<DeliveryFailure | undefined> {
  try {
    await budgets.take(...taken)
    return undefined
  } catch (error) {
    if (error instanceof DeliveryFailure) return error
    throw error
  }
}

describe('a budget', () => {
  it('lets a few out at once, then keeps to its rate without wasting any of it', async () => {
    const taken = await takeFor(60_000, 1, channel)

    expect(taken.slice(0, 4)).toEqual([0, 0, 0, 0])
    expect(taken.length).toBeGreaterThanOrEqual(60)
    expect(taken.length).toBeLessThanOrEqual(64)
  })

  it('is shared by the processes that are there', async () => {
    const taken = await takeFor(60_000, 4, channel)

    expect(taken.length).toBeGreaterThanOrEqual(15)
    expect(taken.length).toBeLessThanOrEqual(16)
  })

  it('that mostly one process uses is each one’s whole, until the platform says that it was too much', async () => {
    const clock = aSkippingClock()
    const budgets = createBudgets(() => 4, clock)
    const own = { ...channel, seldomShared: true }
    for (let turn = 0; turn < 4; turn += 1) await budgets.take(own)
    expect(clock.slept).toEqual([])

    budgets.rest(own, 1_000)
    clock.pass(20_000)
    await budgets.take(own)
    expect(await takeOrFail(budgets, own)).toMatchObject({ retryAfterMs: 4_000 })
    clock.pass(60_000)
    for (let turn = 0; turn < 4; turn += 1) await budgets.take(own)
    expect(clock.slept).toEqual([])
  })

  it('sits a short wait out; a longer one comes back with the time and what it holds up', async () => {
    const clock = aSkippingClock()
    const budgets = createBudgets(() => 1, clock)
    budgets.rest(channel, 2_500)
    await budgets.take(channel)
    expect(clock.slept).toEqual([2_500])

    budgets.rest(channel, 40_000)
    expect(await takeOrFail(budgets, channel)).toMatchObject({
      scope: 'passing',
      code: 'budget',
      limits: 'channel',
      retryAfterMs: expect.any(Number),
    })
    expect((await takeOrFail(budgets, channel))?.retryAfterMs).toBeGreaterThanOrEqual(40_000)
    expect(clock.slept).toEqual([2_500])
  })

  it('takes nothing of one where another has no room', async () => {
    const clock = aSkippingClock()
    const budgets = createBudgets(() => 1, clock)
    const workspace: Budget = { key: 'workspace', rate: null, limits: 'workspace' }
    budgets.rest(workspace, 60_000)
    for (let turn = 0; turn < 20; turn += 1)
      expect(await takeOrFail(budgets, channel, workspace)).toMatchObject({ limits: 'workspace' })

    clock.pass(60_000)
    for (let turn = 0; turn < 4; turn += 1) await budgets.take(channel, workspace)
    expect(clock.slept).toEqual([])
  })

  it('rests alone', async () => {
    const clock = aSkippingClock()
    const budgets = createBudgets(() => 1, clock)
    budgets.rest(channel, 60_000)

    await budgets.take({ ...channel, key: 'another' })
    expect(clock.slept).toEqual([])
  })

  it('tells each of many threads a turn of its own', async () => {
    const budgets = createBudgets(() => 1, aSkippingClock())
    budgets.rest(method, 30_000)
    const turns: number[] = []
    for (let thread = 0; thread < 5; thread += 1)
      turns.push((await takeOrFail(budgets, method))?.retryAfterMs ?? 0)

    expect(turns).toEqual([30_000, 31_000, 32_000, 33_000, 34_000])
  })

  it('is taken by what yields only where room is left for what does not', async () => {
    const clock = aSkippingClock()
    const budgets = createBudgets(() => 1, clock)
    const card = { ...channel, yields: true }
    for (let turn = 0; turn < 3; turn += 1) await budgets.take(card)
    expect(clock.slept).toEqual([])

    await budgets.take(channel)
    expect(clock.slept).toEqual([])
    await budgets.take(card)
    expect(clock.slept).toEqual([2_000])
  })

  it('seats only a few: whoever comes then is sent away, so that they keep nobody’s place', async () => {
    const clock = { now: () => 0, sleep: () => new Promise<void>(() => {}) }
    const budgets = createBudgets(() => 1, clock)
    const keys = Array.from({ length: 12 }, (_, index) => ({ ...channel, key: `channel-${index}` }))
    for (const budget of keys) budgets.rest(budget, 1_000)
    const outcomes = await Promise.all(
      keys.map((budget) => Promise.race([takeOrFail(budgets, budget), Promise.resolve('sits').then(later)])),
    )

    expect(outcomes.filter((outcome) => outcome === 'sits')).toHaveLength(8)
    expect(outcomes.filter((outcome) => outcome instanceof DeliveryFailure)).toHaveLength(4)
  })

  it('that was idle is forgotten, one that rests is not', async () => {
    const clock = aSkippingClock()
    const budgets = createBudgets(() => 1, clock)
    budgets.rest(channel, 10_000_000)
    for (let index = 0; index < 5_000; index += 1) {
      await budgets.take({ ...channel, key: `channel-${index}` })
      clock.pass(100)
    }

    expect(await takeOrFail(budgets, channel)).toMatchObject({ code: 'budget' })
  })
})

/** After whatever is settled already. */
async function later<T>(value: T): Promise<T> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  return value
}
