import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import { createPrometheusMetrics, type DirectoryState } from '../../src/delivery/prometheus-metrics.ts'
import { aCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'

const slack = { platform: 'slack', tenant: 'T1' } as const

function aScene(cases: readonly Case[] = []) {
  let time = minutesAfter(noon, 60)
  let reads = 0
  let answer = async () => ({ cases })
  let directory = async (): Promise<DirectoryState | undefined> => undefined
  const log = recordingLog()
  const metrics = createPrometheusMetrics({
    listWaiting: () => {
      reads += 1
      return answer()
    },
    listRoutes: () => [slack],
    readDirectoryState: () => directory(),
    now: () => time,
    log,
  })
  return {
    metrics,
    log,
    reads: () => reads,
    pass(minutes: number) {
      time = minutesAfter(time, minutes)
    },
    answerWith(next: typeof answer) {
      answer = next
    },
    keepDirectory(next: typeof directory) {
      directory = next
    },
    /** The line of one figure, without its value. */
    async figure(name: string): Promise<string | undefined> {
      const line = (await metrics.render()).split('\n').find((one) => one.startsWith(`${name} `))
      return line?.slice(name.length + 1)
    },
  }
}

describe('the metrics of delivery', () => {
  it('are how long entries took, and how many posts of each kind went out', async () => {
    const { metrics, figure } = aScene()

    metrics.delivery.posted(slack, 'entry', 400)
    metrics.delivery.posted(slack, 'entry', 20_000)
    metrics.delivery.posted(slack, 'card', undefined)

    expect(
      await figure('casethread_delivery_lag_seconds_bucket{le="0.5",platform="slack",workspace="T1"}'),
    ).toBe('1')
    expect(await figure('casethread_delivery_lag_seconds_count{platform="slack",workspace="T1"}')).toBe('2')
    expect(await figure('casethread_delivery_lag_seconds_sum{platform="slack",workspace="T1"}')).toBe('20.4')
    expect(
      await figure('casethread_delivery_posts_total{platform="slack",workspace="T1",kind="entry"}'),
    ).toBe('2')
    expect(await figure('casethread_delivery_posts_total{platform="slack",workspace="T1",kind="card"}')).toBe(
      '1',
    )
  })

  it('are how often it had to be tried again, by what the failure was about', async () => {
    const { metrics, figure } = aScene()

    metrics.delivery.failed(slack, 'channel', 'is_archived')
    metrics.delivery.failed(slack, 'limited', 'ratelimited')
    metrics.delivery.failed(slack, 'limited', 'ratelimited')

    expect(
      await figure('casethread_delivery_retries_total{platform="slack",workspace="T1",scope="channel"}'),
    ).toBe('1')
    expect(
      await figure('casethread_delivery_retries_total{platform="slack",workspace="T1",scope="limited"}'),
    ).toBe('2')
  })

  it('are whether a workspace takes posts', async () => {
    const { metrics, figure } = aScene()
    const name = 'casethread_installation_fault{platform="slack",workspace="T1"}'

    metrics.delivery.installation(slack, { scope: 'installation', code: 'token_revoked', since: noon })
    const broken = await figure(name)
    metrics.delivery.installation(slack, null)

    expect(broken).toBe('1')
    expect(await figure(name)).toBe('0')
  })

  it('are how many threads are late by scope, held back and dropped, and since when the oldest is late', async () => {
    const fault = { scope: 'channel', code: 'is_archived', since: noon } as const
    const { figure } = aScene([
      aCase({
        subscriptions: [
          aThread({ id: 'a', fault }),
          aThread({ id: 'b', fault: { ...fault, since: minutesAfter(noon, 30) } }),
          aThread({ id: 'c', suspended: 'dropped' }),
          aThread({ id: 'd', heldBack: { why: 'open', users: [], since: noon } }),
        ],
      }),
    ])

    expect(
      await figure(
        'casethread_waiting_threads{platform="slack",workspace="T1",state="late",scope="channel"}',
      ),
    ).toBe('2')
    expect(
      await figure(
        'casethread_waiting_threads{platform="slack",workspace="T1",state="late",scope="passing"}',
      ),
    ).toBe('0')
    expect(
      await figure('casethread_waiting_threads{platform="slack",workspace="T1",state="held-back",scope=""}'),
    ).toBe('1')
    expect(
      await figure('casethread_waiting_threads{platform="slack",workspace="T1",state="dropped",scope=""}'),
    ).toBe('1')
    expect(await figure('casethread_oldest_late_thread_seconds{platform="slack",workspace="T1"}')).toBe(
      '3600',
    )
  })

  it('count what waits once a minute, however often they are asked for', async () => {
    const { metrics, reads, pass } = aScene()

    await metrics.render()
    await metrics.render()
    const first = reads()
    pass(2)
    await metrics.render()

    expect([first, reads()]).toEqual([1, 2])
  })

  it('leave out what waits while the database cannot be asked, and tell the rest', async () => {
    const { metrics, log, figure, answerWith, pass } = aScene()
    await metrics.render()
    answerWith(async () => {
      throw new Error('no database')
    })
    pass(2)

    const text = await metrics.render()
    expect(text).not.toMatch(/^casethread_waiting_threads\{/m)
    expect(text).not.toMatch(/^casethread_oldest_late_thread_seconds\{/m)
    expect(text).toContain('nodejs_eventloop_lag_seconds')
    expect(log.lines).toMatchObject([{ level: 'warn' }])
    answerWith(async () => ({ cases: [] }))
    expect(
      await figure('casethread_waiting_threads{platform="slack",workspace="T1",state="dropped",scope=""}'),
    ).toBe('0')
  })

  it('are told apart by workspace, and are 0 for one that is served where nothing waits', async () => {
    const fault = { scope: 'installation', code: 'token_revoked', since: noon } as const
    const { figure, metrics } = aScene([
      aCase({ subscriptions: [aThread({ tenant: 'T2', fault }), aThread({ id: 'b', tenant: 'T2', fault })] }),
    ])
    metrics.delivery.posted({ platform: 'slack', tenant: 'T2' }, 'entry', 1_000)

    const waiting = (workspace: string) =>
      figure(
        `casethread_waiting_threads{platform="slack",workspace="${workspace}",state="late",scope="installation"}`,
      )
    expect([await waiting('T1'), await waiting('T2')]).toEqual(['0', '2'])
    const oldest = (workspace: string) =>
      figure(`casethread_oldest_late_thread_seconds{platform="slack",workspace="${workspace}"}`)
    expect([await oldest('T1'), await oldest('T2')]).toEqual(['0', '3600'])
    expect(
      await figure('casethread_delivery_lag_seconds_count{platform="slack",workspace="T1"}'),
    ).toBeUndefined()
    expect(await figure('casethread_delivery_lag_seconds_count{platform="slack",workspace="T2"}')).toBe('1')
  })

  it('are how many requests of people were answered, how soon, and what came of them', async () => {
    const { metrics, figure } = aScene()

    metrics.answered({ place: slack, kind: 'command', outcome: 'done', tookMs: 40 })
    metrics.answered({ place: slack, kind: 'command', outcome: 'done', tookMs: 2_500 })
    metrics.answered({ place: slack, kind: 'submission', outcome: 'failed', tookMs: 10 })

    const of = 'platform="slack",workspace="T1"'
    const name = 'casethread_request_duration_seconds'
    expect(await figure(`${name}_count{${of},kind="command",outcome="done"}`)).toBe('2')
    expect(await figure(`${name}_bucket{le="0.05",${of},kind="command",outcome="done"}`)).toBe('1')
    expect(await figure(`${name}_count{${of},kind="submission",outcome="failed"}`)).toBe('1')
  })

  it('are how old the directory is, by what that is known; missing where nothing tells', async () => {
    const { figure, keepDirectory, log } = aScene()
    const [google, file] = ['google', 'file'].map((of) => `casethread_directory_age_seconds{source="${of}"}`)

    const unknown = [await figure(String(google)), await figure(String(file))]
    keepDirectory(async () => ({ source: 'google', since: minutesAfter(noon, 30) }))
    const synced = await figure(String(google))
    keepDirectory(async () => ({ source: 'file', since: minutesAfter(noon, 90) }))
    const ahead = [await figure(String(google)), await figure(String(file))]
    keepDirectory(() => Promise.reject(new Error('gone')))
    const gone = await figure(String(file))

    expect(unknown).toEqual([undefined, undefined])
    expect(synced).toBe('1800')
    expect(ahead).toEqual([undefined, '0'])
    expect(gone).toBeUndefined()
    expect(log.lines).toMatchObject([{ level: 'warn' }])
  })

  it('hold the delay of the event loop', async () => {
    const text = await aScene().metrics.render()

    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
  })

  it('name no person, no case and no channel', async () => {
    const { metrics } = aScene([
      aCase({
        number: 4711,
        subscriptions: [
          aThread({
            id: 'tt-1',
            channel: 'C0SECRET',
            fault: { scope: 'channel', code: 'is_archived', since: noon },
          }),
        ],
      }),
    ])
    metrics.delivery.failed(slack, 'channel', '550 kei@midori.example.jp')

    const text = await metrics.render()

    for (const secret of ['4711', 'C0SECRET', 'tt-1', 'kei@', 'midori', 'aoi'])
      expect(text).not.toContain(secret)
  })
})
