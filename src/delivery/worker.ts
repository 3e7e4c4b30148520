import { randomUUID } from 'node:crypto'
import type { Case, Platform, Subscription } from '../cases/case.ts'
import type { SubscriptionAudience } from '../cases/thread-audience.ts'
import type { Log } from '../config/log.ts'
import { deliverCase } from './deliver-case.ts'
import type { Delivery } from './delivery.ts'
import type { Claim, DeliveryStore } from './delivery-store.ts'
import { keepLease } from './lease.ts'
import type { DeliveryFailure, MailPublisher, ThreadPublisher } from './publishers.ts'
import { retryDelay } from './retry-delay.ts'
import { createThrottle } from './throttle.ts'

export interface DeliveryWorkerOptions {
  readonly store: DeliveryStore
  readonly publishers: Partial<Record<Platform, ThreadPublisher>>
  /** PLC-1, VIS-7: who reads a thread. Asked before each post. */
  readonly audienceOf: (thread: Subscription) => Promise<SubscriptionAudience>
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
  /** How long one case keeps its lane before others have their turn, ms. */
  readonly passMs?: number
  readonly random?: () => number
  /** A thread was given up on. Somebody may be told; what that comes to holds up nothing. */
  readonly onSuspended?: (of: Case, thread: Subscription, failure: DeliveryFailure) => Promise<unknown>
}

/** Brings every thread up to its case's history (NOT-1; architecture, decision 2). */
export interface DeliveryWorker {
  /** Begins: looks at once, then whenever it is woken, something falls due, or the poll's time has come. */
  start(): void
  /** There is news (of this case). Cheap, may be called as often as one likes; nothing happens before `start`. */
  wake(number?: number): void
  /** Resolves when nothing is due any more: all is delivered, put off, or held by another process. Works without `start`. */
  idle(): Promise<void>
  /** Lets the calls under way end, begins no further ones, and gives the claims back. */
  stop(): Promise<void>
}

export function createDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { store, now, log } = options
  const {
    owner = randomUUID(),
    leaseMs = 30_000,
    pollMs = 5_000,
    concurrency = 4,
    random = Math.random,
  } = options
  const lanes = new Set<Promise<void>>()
  let started = false
  let stopping = false
  /** Counts the wake-ups, so that a lane about to end sees the one that came while it asked. */
  let wakeUps = 0
  let storeFailures = 0
  let storeRetryAt = 0
  let poll: NodeJS.Timeout | undefined
  let alarm: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined

  const delivery: Delivery = {
    store,
    publishers: options.publishers,
    mail: options.mail,
    throttle: createThrottle(),
    audienceOf: options.audienceOf,
    now,
    random,
    log,
    callMs: options.callMs ?? 30_000,
    passMs: options.passMs ?? 5_000,
    isStopping: () => stopping,
    onSuspended: options.onSuspended ?? (async () => {}),
  }

  /** Opens one more lane, if one may be opened. */
  function look(): void {
    wakeUps += 1
    if (stopping || lanes.size >= concurrency || now().getTime() < storeRetryAt) return
    const lane = work().finally(() => lanes.delete(lane))
    lanes.add(lane)
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
        look()
        await bringUp(claim, claimedAt)
      } else if (seen === wakeUps) return
    }
  }

  async function tryToClaim(claimedAt: Date): Promise<Claim | undefined | 'failed'> {
    try {
      const claim = await store.claim({ owner, now: claimedAt, leaseMs })
      storeFailures = 0
      return claim
    } catch (error) {
      storeFailures += 1
      const retryAt = new Date(now().getTime() + Math.min(retryDelay(storeFailures, random), 60_000))
      storeRetryAt = retryAt.getTime()
      log.error({ err: error, retryAt }, 'The store could not be asked for news.')
      lookAgainAt(retryAt)
      return 'failed'
    }
  }

  /** A case that goes wrong is nobody else's trouble: it is logged, and its claim runs out. */
  async function bringUp(claim: Claim, claimedAt: Date): Promise<void> {
    const lease = keepLease({ store, claim, claimedAt, leaseMs, now, log })
    const { number } = claim.case
    try {
      const retryAt = await deliverCase(claim, lease, delivery)
      if (!lease.isHeld()) log.warn({ case: number }, 'A claim was lost to another process.')
      if (retryAt) lookAgainAt(retryAt)
    } catch (error) {
      log.error({ case: number, err: error }, 'The threads of a case could not be brought up to date.')
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
        look()
      },
      Math.max(at - now().getTime(), 0),
    )
    alarm = { at, timer: timer.unref() }
  }

  return {
    start() {
      if (started || stopping) return
      started = true
      poll = setInterval(look, pollMs).unref()
      look()
    },
    wake() {
      if (started) look()
    },
    async idle() {
      look()
      while (lanes.size > 0) await Promise.all(lanes)
    },
    async stop() {
      stopping = true
      clearInterval(poll)
      clearTimeout(alarm?.timer)
      await Promise.all(lanes)
    },
  }
}
