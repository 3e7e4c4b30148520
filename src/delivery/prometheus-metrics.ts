/** What the process does, as figures for Prometheus. Their labels name chats and workspaces, and nobody and nothing in them. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { faultScopes } from '../cases/case.ts'
import { type ListWaiting, listWaitingThreads } from '../cases/waiting-threads.ts'
import type { Log } from '../config/log.ts'
import { timedOut, withTimeout } from '../config/with-timeout.ts'
import type { DeliveryMetrics } from './delivery-metrics.ts'
import type { DeliveryRoute } from './delivery-store.ts'

export interface PrometheusMetrics {
  readonly delivery: DeliveryMetrics
  /** A request of a person was answered. */
  answered(request: {
    readonly place: { readonly platform: string; readonly tenant: string }
    readonly kind: string
    readonly outcome: string
    readonly tookMs: number
  }): void
  readonly contentType: string
  render(): Promise<string>
}

/** Since when the directory is as it is, and by what that is known; undefined where nothing tells. */
export interface DirectoryState {
  readonly source: 'file' | 'google'
  readonly since: Date
}

/** Counting what waits reads all of it: one answer serves so long, ms. */
const countedMs = 60_000
/** Whoever asks for figures waits no longer than this for the database, ms. */
const patienceMs = 5_000
const lagBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 43_200]
/** Slack waits three seconds. */
const requestBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30]
/** The library's, under names that Prometheus keeps for counters. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

export function createPrometheusMetrics({
  listWaiting,
  listRoutes = () => [],
  readDirectoryState = async () => undefined,
  rememberMs = countedMs,
  now,
  log,
}: {
  readonly listWaiting: ListWaiting
  /** What is served: of these a figure is 0, not missing, while there is nothing to tell. */
  readonly listRoutes?: () => readonly DeliveryRoute[]
  readonly readDirectoryState?: () => Promise<DirectoryState | undefined>
  /** How long one count of what waits serves, ms. */
  readonly rememberMs?: number
  readonly now: () => Date
  readonly log: Log
}): PrometheusMetrics {
  const registry = new Registry()
  const registers = [registry]
  // The delay of the event loop is among these.
  collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
  const requests = new Histogram({
    name: 'casethread_request_duration_seconds',
    help: 'From a request of a person (a command, a button, a form, a list to choose from) to its answer; outcome: done, refused or failed',
    labelNames: ['platform', 'workspace', 'kind', 'outcome'],
    buckets: requestBuckets,
    registers,
  })
  const lag = new Histogram({
    name: 'casethread_delivery_lag_seconds',
    help: 'From an entry being written to its post in a thread',
    labelNames: ['platform', 'workspace'],
    buckets: lagBuckets,
    registers,
  })
  const posts = new Counter({
    name: 'casethread_delivery_posts_total',
    help: 'Posts and mails that went out',
    labelNames: ['platform', 'workspace', 'kind'],
    registers,
  })
  const retries = new Counter({
    name: 'casethread_delivery_retries_total',
    help: 'Failed calls, each of which is tried again, by what they are about; limited: a rate limit',
    labelNames: ['platform', 'workspace', 'scope'],
    registers,
  })
  const faults = new Gauge({
    name: 'casethread_installation_fault',
    help: '1 while a workspace or the mail server takes no posts at all from this process',
    labelNames: ['platform', 'workspace'],
    registers,
  })
  const waiting = new Gauge({
    name: 'casethread_waiting_threads',
    help: 'Threads of all cases that are late (by scope), held back or dropped; missing while the database does not answer',
    labelNames: ['platform', 'workspace', 'state', 'scope'],
    registers,
  })
  const oldest = new Gauge({
    name: 'casethread_oldest_late_thread_seconds',
    help: 'How long the thread that is late for the longest has been; 0 when none is',
    labelNames: ['platform', 'workspace'],
    registers,
  })
  const directoryAge = new Gauge({
    name: 'casethread_directory_age_seconds',
    help: 'Since the last sync with Google that left the directory as Google says, or since its file was changed',
    labelNames: ['source'],
    registers,
  })
  let counted: { readonly at: number; readonly work: Promise<readonly WaitingCount[]> } | undefined

  function count(): Promise<readonly WaitingCount[]> {
    const at = now().getTime()
    if (!counted || at - counted.at >= rememberMs || at < counted.at) {
      const work = countWaiting(listWaiting)
      work.catch(() => {
        counted = undefined
      })
      counted = { at, work }
    }
    return counted.work
  }

  function showNothing({ platform, tenant }: DeliveryRoute): void {
    const route = { platform, workspace: tenant }
    for (const scope of faultScopes) waiting.set({ ...route, state: 'late', scope }, 0)
    for (const state of ['held-back', 'dropped']) waiting.set({ ...route, state, scope: '' }, 0)
    oldest.set(route, 0)
  }

  async function readWaiting(): Promise<void> {
    try {
      const counts = await inTime(count())
      waiting.reset()
      oldest.reset()
      for (const route of [...listRoutes(), ...counts.map(({ route }) => route)]) showNothing(route)
      for (const { route, threads, oldest: since } of counts) {
        const { platform, tenant: workspace } = route
        for (const { state, scope, count } of threads.values())
          waiting.set({ platform, workspace, state, scope }, count)
        if (since !== null) oldest.set({ platform, workspace }, toSeconds(now().getTime() - since))
      }
    } catch (error) {
      // What no longer holds is not told: a figure that is missing can be seen.
      waiting.reset()
      oldest.reset()
      log.warn({ err: error }, 'What waits could not be counted for the metrics')
    }
  }

  async function readDirectory(): Promise<void> {
    directoryAge.reset()
    try {
      const state = await inTime(readDirectoryState())
      if (state)
        directoryAge.set({ source: state.source }, toSeconds(now().getTime() - state.since.getTime()))
    } catch (error) {
      log.warn({ err: error }, 'The age of the directory could not be read for the metrics')
    }
  }

  return {
    delivery: {
      posted({ platform, tenant: workspace }, kind, lagMs) {
        posts.inc({ platform, workspace, kind })
        if (lagMs !== undefined) lag.observe({ platform, workspace }, toSeconds(lagMs))
      },
      failed({ platform, tenant: workspace }, scope) {
        retries.inc({ platform, workspace, scope })
      },
      installation({ platform, tenant: workspace }, fault) {
        faults.set({ platform, workspace }, fault ? 1 : 0)
      },
    },
    answered({ place: { platform, tenant: workspace }, kind, outcome, tookMs }) {
      requests.observe({ platform, workspace, kind, outcome }, toSeconds(tookMs))
    },
    contentType: registry.contentType,
    async render() {
      await Promise.all([readWaiting(), readDirectory()])
      return registry.metrics()
    },
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const answer = await withTimeout(work, patienceMs)
  if (answer === timedOut) throw new Error('the database does not answer')
  return answer
}

/** A clock may have been put back. */
function toSeconds(ms: number): number {
  return Math.max(ms, 0) / 1000
}

/** What waits on one route. */
interface WaitingCount {
  readonly route: DeliveryRoute
  /** How many threads, by state and scope. */
  readonly threads: Map<string, { readonly state: string; readonly scope: string; count: number }>
  /** Since when the one is late that is for the longest, ms. */
  oldest: number | null
}

async function countWaiting(listWaiting: ListWaiting): Promise<readonly WaitingCount[]> {
  const counted = new Map<string, WaitingCount>()
  for await (const { kind, thread, since } of listWaitingThreads(listWaiting)) {
    const { platform, tenant } = thread
    const key = JSON.stringify([platform, tenant])
    const ofRoute = counted.get(key) ?? { route: { platform, tenant }, threads: new Map(), oldest: null }
    counted.set(key, ofRoute)
    const scope = kind === 'late' ? (thread.fault?.scope ?? '') : ''
    const ofScope = ofRoute.threads.get(`${kind} ${scope}`) ?? { state: kind, scope, count: 0 }
    ofRoute.threads.set(`${kind} ${scope}`, { ...ofScope, count: ofScope.count + 1 })
    if (kind === 'late' && since)
      ofRoute.oldest = Math.min(ofRoute.oldest ?? Number.POSITIVE_INFINITY, since.getTime())
  }
  return [...counted.values()]
}
