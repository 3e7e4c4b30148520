import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findPrometheus } from '../support/prometheus.ts'
import { describeLag, drawLag, summarizeLag, watchLag } from './watch-lag.ts'

const prometheus = findPrometheus() ?? ''
const at = (...values: readonly number[]) => values.map((value, index) => ({ at: index * 1000, value }))

/** An instance that tells so many seconds. Undefined: it is dead. */
async function anInstance() {
  let late: number | undefined = 0
  let posts = { count: 0, sum: 0 }
  const server = createServer((_request, response) => {
    if (late === undefined) return void response.destroy()
    response
      .writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
      .end(
        [
          `casethread_oldest_late_thread_seconds{platform="slack",workspace="T1"} ${late}`,
          `casethread_delivery_lag_seconds_sum{platform="slack",workspace="T1"} ${posts.sum}`,
          `casethread_delivery_lag_seconds_count{platform="slack",workspace="T1"} ${posts.count}\n`,
        ].join('\n'),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    tells(seconds: number | undefined) {
      late = seconds
    },
    posts(seconds: number) {
      posts = { count: posts.count + 1, sum: posts.sum + seconds }
    },
  }
}

describe.skipIf(prometheus === '')('the lag that Prometheus saw', () => {
  it('rises and falls as the instances tell it; one that is dead hides no other', async () => {
    const [one, other] = [await anInstance(), await anInstance()]
    const watch = await watchLag(prometheus, [one.url, other.url])
    onTestFinished(() => watch.close())
    await expect.poll(async () => (await watch.read()).late.length, { timeout: 20_000 }).toBeGreaterThan(1)

    for (const [seconds, ofOther] of [
      [40, 0],
      [undefined, 90],
      [20, undefined],
      [0, 0],
    ] as const) {
      one.tells(seconds)
      other.tells(ofOther)
      await wait(1_500)
    }

    one.posts(12)
    one.posts(4)
    await wait(7_000)

    const { late: series, posted } = await watch.read()
    expect(summarizeLag(posted)).toMatchObject({ peak: expect.closeTo(8, 0), rises: 1, falls: 1, last: 0 })
    expect(summarizeLag(series)).toMatchObject({ peak: 90, rises: 1, falls: 1, last: 0 })
    const values = series.map(({ value }) => value).filter((value, index, all) => value !== all[index - 1])
    expect(values).toEqual([0, 40, 90, 20, 0])
  }, 60_000)
})

describe('what is told of it', () => {
  it('is how high it was and when, and how often it rose and fell', () => {
    expect(summarizeLag(at(0, 5, 9, 0, 0, 3, 0))).toEqual({
      peak: 9,
      peakAt: 2_000,
      rises: 2,
      falls: 2,
      last: 0,
    })
    expect(drawLag(at(0, 5, 9, 0, 0, 3, 0))).toBe('·▅█··▃·')
    expect(describeLag(at(0, 60, 0))).toContain("up to 60.0 s of the world's time, after 1 s; rose 1 times")
  })

  it('is nothing where nothing was seen', () => {
    expect(summarizeLag([])).toBeUndefined()
    expect(describeLag([])).toBe('Prometheus saw nothing')
  })
})
