import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTurn, endTurn } from '../../src/config/turn.ts'

afterEach(() => vi.restoreAllMocks())

describe('a turn of the event loop', () => {
  it('is one for all promises that go on without hearing of anything', async () => {
    await nextTurn()
    const turn = currentTurn()
    for (let step = 0; step < 100; step += 1) await Promise.resolve()

    expect(currentTurn()).toBe(turn)
  })

  it('is another one once the process may have heard of something', async () => {
    await nextTurn()
    const turn = currentTurn()

    await nextTurn()

    expect(currentTurn()).not.toBe(turn)
  })

  it('is another one after a change of this process', async () => {
    await nextTurn()
    const turn = currentTurn()

    endTurn()

    expect(currentTurn()).not.toBe(turn)
  })

  it('does not last for ever where nothing waits', async () => {
    await nextTurn()
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    const turn = currentTurn()
    now.mockReturnValue(1_000_000)

    expect(currentTurn()).not.toBe(turn)
  })
})
