import { describe, expect, it, onTestFinished } from 'vitest'
import { createPrometheusMetrics } from '../../src/delivery/prometheus-metrics.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import { createMetricsRoute } from '../../src/http/metrics-route.ts'
import { startServer } from '../../src/http/server.ts'
import { noon } from '../support/build-case.ts'
import { aNotifyDesk, aThreadIn } from '../support/delivery-fixture.ts'
import { findPrometheus, lintFigures, startPrometheus } from '../support/prometheus.ts'
import { recordingLog } from '../support/recording-log.ts'

const prometheus = findPrometheus() ?? ''
const token = 'a-token-of-24-characters'
const archived = new DeliveryFailure('is_archived', { scope: 'channel', code: 'is_archived' })
const t1 = { platform: 'slack', tenant: 'T1' } as const
const ofT1 = '{platform="slack",workspace="T1"}'

describe.skipIf(prometheus === '')('the figures, read by Prometheus', () => {
  it('are well made: promtool has nothing against them', async () => {
    const metrics = createPrometheusMetrics({
      listWaiting: async () => ({ cases: [] }),
      listRoutes: () => [t1],
      readDirectoryState: async () => ({ source: 'file', since: noon }),
      now: () => new Date(),
      log: recordingLog(),
    })
    metrics.delivery.posted(t1, 'entry', 400)
    metrics.delivery.failed(t1, 'limited', 'ratelimited')
    metrics.delivery.installation(t1, null)
    metrics.answered({ place: t1, kind: 'command', outcome: 'done', tookMs: 3 })

    expect(lintFigures(prometheus, await metrics.render())).toBe('')
  })

  it('show the lag rising while a channel takes no posts, and falling once it does', async () => {
    const at = await aNotifyDesk()
    const metrics = createPrometheusMetrics({
      listWaiting: (page) => at.store.listWaiting(page),
      listRoutes: () => [t1],
      rememberMs: 0,
      now: at.now,
      log: at.log,
    })
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      route: createMetricsRoute(metrics, token),
      log: at.log,
    })
    onTestFinished(() => server.close())
    const reader = await startPrometheus(prometheus, { targets: [new URL(server.url)], token })
    onTestFinished(() => reader.close())
    const notifier = at.notifier({ metrics: metrics.delivery })
    const late = `casethread_oldest_late_thread_seconds${ofT1}`
    const lags = `casethread_delivery_lag_seconds_sum${ofT1}`

    await at.open([aThreadIn('C1')])
    await notifier.idle()
    expect(await reader.askUntil(late, (value) => value === 0)).toBe(0)
    const before = (await reader.ask(lags)) ?? 0
    at.platform.before = () => {
      throw archived
    }
    await at.say(1001)
    await notifier.idle()
    const seen: number[] = []
    for (const minutes of [4, 9, 20]) {
      at.pass(minutes * 60_000)
      await notifier.idle()
      seen.push(Number(await reader.askUntil(late, (value) => (value ?? 0) > (seen.at(-1) ?? 0))))
    }
    at.platform.before = () => {}
    at.pass(4 * 3_600_000)
    await notifier.idle()
    await reader.askUntil(late, (value) => value === 0)

    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toBeGreaterThanOrEqual(33 * 60)
    // What went out in the end says how long it took.
    await reader.askUntil(lags, (value) => (value ?? 0) - before >= 4 * 3_600)
    const retries = `casethread_delivery_retries_total{platform="slack",workspace="T1",scope="channel"}`
    expect(await reader.ask(retries)).toBeGreaterThan(0)
    expect(await reader.ask('up{job="casethread"}')).toBe(1)
  }, 60_000)
})
