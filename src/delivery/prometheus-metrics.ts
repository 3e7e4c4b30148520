/** What delivery does, as figures for Prometheus. Their labels name chats and workspaces, and nobody and nothing in them. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { faultScopes } from '../cases/case.ts'
import { type ListWaiting, listWaitingThreads } from '../cases/waiting-threads.ts'
import type { Log } from '../config/log.ts'
import { timedOut, withTimeout } from '../config/with-timeout.ts'
import type { DeliveryMetrics } from './delivery-metrics.ts'

export interface PrometheusMetrics {
  readonly delivery: DeliveryMetrics
  readonly contentType: string
  render(): Promise<string>
}

/** Counting what waits reads all of it: one answer serves so long, ms. */
const countedMs = 60_000
/** Whoever asks for figures waits no longer than this for the database, ms. */
const patienceMs = 5_000
const lagBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200]

export function createPrometheusMetrics({
  listWaiting,
  now,
  log,
}: {
  readonly listWaiting: ListWaiting
  readonly now: () => Date
  readonly log: Log
}): PrometheusMetrics {
  const registry = new Registry()
  const registers = [registry]
  // The delay of the event loop is among these.
  collectDefaultMetrics({ register: registry })
  const lag = new Histogram({
    name: 'casethread_delivery_lag_seconds',
    help: 'From an entry being written to its post in a thread',
    labelNames: ['platform'],
    buckets: lagBuckets,
    registers,
  })
  const posts = new Counter({
    name: 'casethread_delivery_posts_total',
    help: 'Posts and mails that went out',
    labelNames: ['platform', 'kind'],
    registers,
  })
  const retries = new Counter({
    name: 'casethread_delivery_retries_total',
    help: 'Failed calls, each of which is tried again, by what they are about; limited: a rate limit',
    labelNames: ['platform', 'scope'],
    registers,
  })
  const faults = new Gauge({
    name: 'casethread_installation_fault',
    help: '1 while a workspace or the mail server takes no posts at all from this process',
    labelNames: ['platform', 'tenant'],
    registers,
  })
  const waiting = new Gauge({
    name: 'casethread_waiting_threads',
    help: 'Threads of all cases that are late (by scope), held back or dropped; missing while the database does not answer',
    labelNames: ['state', 'scope'],
    registers,
  })
  const oldest = new Gauge({
    name: 'casethread_oldest_late_thread_seconds',
    help: 'How long the thread that is late for the longest has been; 0 when none is',
    registers,
  })
  let counted: { readonly at: number; readonly work: Promise<WaitingCount> } | undefined

  function count(): Promise<WaitingCount> {
    const at = now().getTime()
    if (!counted || at - counted.at >= countedMs || at < counted.at) {
      const work = countWaiting(listWaiting)
      work.catch(() => {
        counted = undefined
      })
      counted = { at, work }
    }
    return counted.work
  }

  async function readWaiting(): Promise<void> {
    waiting.reset()
    oldest.remove()
    try {
      const answer = await withTimeout(count(), patienceMs)
      if (answer === timedOut) throw new Error('the database does not answer')
      for (const scope of faultScopes) waiting.set({ state: 'late', scope }, answer.late.get(scope) ?? 0)
      waiting.set({ state: 'held-back', scope: '' }, answer.heldBack)
      waiting.set({ state: 'dropped', scope: '' }, answer.dropped)
      oldest.set(answer.oldest === null ? 0 : Math.max(0, now().getTime() - answer.oldest) / 1000)
    } catch (error) {
      // What no longer holds is not told: a figure that is missing can be seen.
      waiting.reset()
      oldest.remove()
      log.warn({ err: error }, 'What waits could not be counted for the metrics')
    }
  }

  return {
    delivery: {
      posted({ platform }, kind, lagMs) {
        posts.inc({ platform, kind })
        if (lagMs !== undefined) lag.observe({ platform }, Math.max(lagMs, 0) / 1000)
      },
      failed({ platform }, scope) {
        retries.inc({ platform, scope })
      },
      installation({ platform, tenant }, fault) {
        faults.set({ platform, tenant }, fault ? 1 : 0)
      },
    },
    contentType: registry.contentType,
    async render() {
      await readWaiting()
      return registry.metrics()
    },
  }
}

interface WaitingCount {
  readonly late: ReadonlyMap<string, number>
  readonly heldBack: number
  readonly dropped: number
  /** Since when the first of those that are late is, ms since 1970. */
  readonly oldest: number | null
}

async function countWaiting(listWaiting: ListWaiting): Promise<WaitingCount> {
  const late = new Map<string, number>()
  let heldBack = 0
  let dropped = 0
  let oldest: number | null = null
  for await (const { kind, thread, since } of listWaitingThreads(listWaiting)) {
    if (kind === 'held-back') heldBack += 1
    else if (kind === 'dropped') dropped += 1
    else {
      const scope = thread.fault?.scope ?? ''
      late.set(scope, (late.get(scope) ?? 0) + 1)
      if (since) oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, since.getTime())
    }
  }
  return { late, heldBack, dropped, oldest }
}
