import { randomUUID } from 'node:crypto'
import type { Case, Platform, Subscription } from '../cases/case.ts'
import type { Log } from '../config/log.ts'
import type { SubscriptionAudience } from '../conversations/thread-audience.ts'
import type { DeliveryContext } from './case-delivery.ts'
import { deliverCase } from './deliver-case.ts'
import type { Claim, DeliveryStore } from './delivery-store.ts'
import { keepLease } from './lease.ts'
import type { DeliveryFailure, MailPublisher, ThreadPublisher } from './publishers.ts'
import { retryDelay } from './retry-delay.ts'
import { createThrottle } from './throttle.ts'

export interface DeliveryWorkerOptions {
  readonly store: DeliveryStore
  readonly publishers: Partial<Record<Platform, ThreadPublisher>>
  /** PLC-1, VIS-7: who reads a thread. Asked before each post. */
  readonly resolveAudience: (thread: Subscription) => Promise<SubscriptionAudience>
  /** NOT-3: without it mails wait. */
  readonly mail?: MailPublisher | undefined
  readonly now: () => Date
  readonly log: Log
  /** Names this process in its claims. */
  readonly owner?: string
  /** How long a claim holds without being renewed, ms. After a crash its case waits that long. */
  readonly leaseMs?: number
  /** How often to look for what other processes wrote, ms. */
  readonly pollMs?: number
  /** How many cases are brought up to date at a time. */
  readonly concurrency?: number
  /** How long one call of a platform may take before it counts as failed, ms. */
  readonly callMs?: number
  /** How long a case is worked on before others have their turn, ms. */
  readonly passMs?: number
  readonly random?: () => number
  /** A thread was suspended. Somebody may be told; what that comes to holds up nothing. */
  readonly onSuspended?: (
    supportCase: Case,
    thread: Subscription,
    failure: DeliveryFailure,
  ) => Promise<unknown>
  /** PLC-4: a thread waits for what its `heldBack` says; told at each look at it. Holds up nothing either. */
  readonly onHeldBack?: (supportCase: Case, thread: Subscription) => Promise<unknown>
  /** `casethread posts pause`: whether nothing is posted at all for now. */
  readonly arePostsPaused?: () => Promise<boolean>
}

/** Brings every thread up to its case's history (NOT-1; architecture, decision 2). */
export interface DeliveryWorker {
  /** Begins: looks at once, then whenever it is woken, something falls due, or the poll's time has come. */
  start(): void
  /** A case has changed. Cheap, may be called as often as one likes; nothing happens before `start`. */
  wake(number?: number): void
  /** Resolves when nothing is due any more: all is delivered, put off, or held by another process. Works without `start`. */
  idle(): Promise<void>
  /** Lets the calls under way end, begins no further ones, and gives the claims back. */
  stop(): Promise<void>
}

/** How long an answer to whether posts are paused serves, ms: a pause is heeded within that time. */
const pauseMs = 1_000

export function createDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { store, now, log } = options
  const {
    owner = randomUUID(),
    leaseMs = 30_000,
    pollMs = 5_000,
    concurrency = 4,
    random = Math.random,
  } = options
  const running = new Set<Promise<void>>()
  let started = false
  let stopping = false
  /** Counts the wake-ups, so that a run about to end sees the one that came while it asked. */
  let wakeUps = 0
  let storeFailures = 0
  let storeRetryAt = 0
  let poll: NodeJS.Timeout | undefined
  let alarm: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined

  const context: DeliveryContext = {
    store,
    publishers: options.publishers,
    mail: options.mail,
    throttle: createThrottle(),
    resolveAudience: options.resolveAudience,
    now,
    random,
    log,
    callMs: options.callMs ?? 30_000,
    passMs: options.passMs ?? 5_000,
    isStopping: () => stopping,
    onSuspended: options.onSuspended ?? (async () => {}),
    onHeldBack: options.onHeldBack ?? (async () => {}),
    arePostsPaused: rememberFor(pauseMs, now, options.arePostsPaused ?? (async () => false)),
  }

  /** Begins one more run, if one may begin. */
  function startRun(): void {
    wakeUps += 1
    if (stopping || running.size >= concurrency || now().getTime() < storeRetryAt) return
    const run = work().finally(() => running.delete(run))
    running.add(run)
  }

  /** Takes one case after another until none is due. */
  async function work(): Promise<void> {
    while (!stopping) {
      const seen = wakeUps
      const claimedAt = now()
      const claim = await tryToClaim(claimedAt)
      if (claim === 'failed') return
      if (claim) {
        // Where one is due there may be more.
        startRun()
        await deliver(claim, claimedAt)
      } else if (seen === wakeUps) return
    }
  }

  async function tryToClaim(claimedAt: Date): Promise<Claim | undefined | 'failed'> {
    try {
      if (await context.arePostsPaused()) {
        lookAgainAt(new Date(now().getTime() + pollMs))
        return undefined
      }
      const claim = await store.claim({ owner, now: claimedAt, leaseMs })
      storeFailures = 0
      return claim
    } catch (error) {
      storeFailures += 1
      const retryAt = new Date(now().getTime() + Math.min(retryDelay(storeFailures, random), 60_000))
      storeRetryAt = retryAt.getTime()
      log.error({ err: error, retryAt }, 'Store could not be asked for pending deliveries, retrying')
      lookAgainAt(retryAt)
      return 'failed'
    }
  }

  /** A case that goes wrong is nobody else's trouble: it is logged, and its claim runs out. */
  async function deliver(claim: Claim, claimedAt: Date): Promise<void> {
    const lease = keepLease({ store, claim, claimedAt, leaseMs, now, log })
    const { number } = claim.case
    try {
      const retryAt = await deliverCase(claim, lease, context)
      if (!lease.isHeld()) log.warn({ case: number }, 'Claim lost to another process')
      if (retryAt) lookAgainAt(retryAt)
    } catch (error) {
      log.error({ case: number, err: error }, 'Delivery of a case failed, retrying')
      lookAgainAt(new Date(now().getTime() + leaseMs))
    } finally {
      lease.end()
    }
  }

  function lookAgainAt(moment: Date): void {
    if (!started || stopping) return
    const at = moment.getTime()
    if (alarm && alarm.at <= at) return
    clearTimeout(alarm?.timer)
    const timer = setTimeout(
      () => {
        alarm = undefined
        startRun()
      },
      Math.max(at - now().getTime(), 0),
    )
    alarm = { at, timer: timer.unref() }
  }

  return {
    start() {
      if (started || stopping) return
      started = true
      poll = setInterval(startRun, pollMs).unref()
      startRun()
    },
    wake() {
      if (started) startRun()
    },
    async idle() {
      startRun()
      while (running.size > 0) await Promise.all(running)
    },
    async stop() {
      stopping = true
      clearInterval(poll)
      clearTimeout(alarm?.timer)
      await Promise.all(running)
    },
  }
}

function rememberFor<T>(ms: number, now: () => Date, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined
  return () => {
    const at = now().getTime()
    if (!last || at - last.at >= ms) {
      const answer = ask()
      answer.catch(() => {
        last = undefined
      })
      last = { at, answer }
    }
    return last.answer
  }
}
