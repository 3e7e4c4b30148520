import { describe, expect, it } from 'vitest'
import { type Part, stopInOrder } from '../../src/cli/stop-in-order.ts'
import { recordingLog } from '../support/recording-log.ts'

const log = recordingLog()

/** Parts that note in `ended` when their end has come. */
function parts() {
  const ended: string[] = []
  const ends = (name: string): Part => ({ name, stop: async () => ended.push(name) })
  const hangs = (name: string): Part => ({
    name,
    stop: (cut) => {
      cut.addEventListener('abort', () => ended.push(`${name}, cut off`))
      return new Promise(() => {})
    },
  })
  return { ended, ends, hangs }
}

describe('an end in order', () => {
  it('ends one part after another, and answers that nothing was cut off', async () => {
    const { ended, ends } = parts()

    const cutOff = await stopInOrder([ends('requests'), ends('news'), ends('store')], {
      withinMs: 1_000,
      log,
    })

    expect(cutOff).toEqual([])
    expect(ended).toEqual(['requests', 'news', 'store'])
    expect(log.lines).toEqual([])
  })

  it('cuts off parts that hang, and leaves the later ones their time', async () => {
    const { ended, ends, hangs } = parts()

    const cutOff = await stopInOrder([hangs('requests'), hangs('news'), ends('store')], {
      withinMs: 200,
      log,
    })

    expect(cutOff).toEqual(['requests', 'news'])
    expect(ended).toEqual(['requests, cut off', 'news, cut off', 'store'])
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { cutOff } })
  })

  it('goes on after a part that fails, whichever way', async () => {
    const { ended, ends } = parts()
    const throws: Part = {
      name: 'requests',
      stop() {
        throw new Error('thrown')
      },
    }
    const rejects: Part = { name: 'news', stop: () => Promise.reject(new Error('rejected')) }

    const cutOff = await stopInOrder([throws, rejects, ends('store')], { withinMs: 1_000, log })

    expect(cutOff).toEqual(['requests', 'news'])
    expect(ended).toEqual(['store'])
  })
})
