/** What a platform lets us call, kept to before it has to say so: leaky buckets, by method, workspace and channel. */
import { setTimeout as sleep } from 'node:timers/promises'
import { DeliveryFailure } from '../delivery/publishers.ts'

/** So many at once, then one each `everyMs`: for all processes together. */
export interface Rate {
  readonly burst: number
  readonly everyMs: number
}

/** One thing that is counted: the posts of one channel, the calls of one method. */
export interface Budget {
  readonly key: string
  /** Null: the platform names no figure; only the rests that it asked for count. */
  readonly rate: Rate | null
  /** What has to wait where there is no room. */
  readonly limits: DeliveryFailure['limits']
  /** Goes only where there is room for one more after it, and nobody waits that need not leave any. */
  readonly yields?: boolean
  /** No wait is sat out: what its thread has to tell meanwhile would wait with it. */
  readonly standsBack?: boolean
  /** Mostly one process calls here at a time: each has the whole rate until the platform says that it was too much. */
  readonly seldomShared?: boolean
}

export interface Budgets {
  /**
   * Takes one call from each. Where there is no room a short while is sat out, the calls taken at its end; for a longer one, and where
   * many sit already, this throws a `DeliveryFailure` with the time to wait, and takes nothing.
   */
  take(...budgets: readonly Budget[]): Promise<void>
  /** The platform asked for a rest. */
  rest(budget: Pick<Budget, 'key'>, ms: number): void
}

export interface BudgetClock {
  /** In ms; goes on evenly, whatever the time of day is set to. */
  now(): number
  sleep(ms: number): Promise<unknown>
}

const steadyClock: BudgetClock = { now: () => performance.now(), sleep: (ms) => sleep(ms) }

/** Waits up to this are sat out. */
const shortMs = 3_000
/** Who sits keeps a place that others could use: no more than this many do. */
const maxSitting = 8
/** So long a limit is taken for one that several processes ran into together. */
const sharedMs = 60_000
/** Who is sent away is told a turn of their own, up to this far ahead. */
const longestTurnMs = 600_000
/** What is idle need not be remembered. */
const maxBuckets = 2_000

interface Bucket {
  /** When all that went out will have leaked away. */
  emptyAt: number
  restsUntil: number
  /** How many sit out a wait here and leave nobody room. */
  waiting: number
  /** The last turn that somebody who was sent away was told. */
  lastTurnAt: number
  /** Until then the processes go by their shares. */
  sharedUntil: number
}

/** `share`: how many processes share the budgets; each keeps to its part. */
export function createBudgets(share: () => number, clock: BudgetClock = steadyClock): Budgets {
  const buckets = new Map<string, Bucket>()
  let sitting = 0

  function findBucket(key: string): Bucket {
    const known = buckets.get(key)
    if (known) return known
    if (buckets.size >= maxBuckets) forgetIdle()
    const bucket: Bucket = { emptyAt: 0, restsUntil: 0, waiting: 0, lastTurnAt: 0, sharedUntil: 0 }
    buckets.set(key, bucket)
    return bucket
  }

  function forgetIdle(): void {
    for (const [key, { emptyAt, restsUntil, waiting, lastTurnAt, sharedUntil }] of buckets)
      if (waiting === 0 && Math.max(emptyAt, restsUntil, lastTurnAt, sharedUntil) <= clock.now())
        buckets.delete(key)
  }

  /** A process's part of a rate. */
  function toShare({ key, seldomShared }: Budget, { burst, everyMs }: Rate): Rate {
    const isWhole = seldomShared && findBucket(key).sharedUntil <= clock.now()
    const count = isWhole ? 1 : Math.max(1, share())
    return { burst: Math.max(1, Math.floor(burst / count)), everyMs: everyMs * count }
  }

  function findWaitMs(budget: Budget): number {
    const { key, rate, yields = false } = budget
    const bucket = findBucket(key)
    const now = clock.now()
    const restMs = Math.max(0, bucket.restsUntil - now)
    if (!rate) return restMs
    const { burst, everyMs } = toShare(budget, rate)
    const room = Math.max(0, burst - (yields ? 2 : 1))
    const ahead = yields ? bucket.waiting : 0
    return Math.max(restMs, bucket.emptyAt + ahead * everyMs - now - room * everyMs, 0)
  }

  /** The longest wait among them, and whose it is. */
  function findLongest(budgets: readonly Budget[]): { readonly ms: number; readonly of: Budget | undefined } {
    let longest: ReturnType<typeof findLongest> = { ms: 0, of: undefined }
    for (const budget of budgets) {
      const ms = findWaitMs(budget)
      if (ms > longest.ms) longest = { ms, of: budget }
    }
    return longest
  }

  function spend(budget: Budget): void {
    if (!budget.rate) return
    const bucket = findBucket(budget.key)
    bucket.emptyAt = Math.max(bucket.emptyAt, clock.now()) + toShare(budget, budget.rate).everyMs
  }

  /**
   * How long somebody is sent away for. Who waits alone comes back when half of the room is back: what waits there then goes out
   * together. Where many wait for the same, each comes at a turn of its own, not all at once for the one place that is free.
   */
  function findTurnMs(budget: Budget, ms: number): number {
    const { key, rate, limits } = budget
    if (!rate) return ms
    const { burst, everyMs } = toShare(budget, rate)
    const halfMs = ms + Math.max(0, Math.ceil(burst / 2) - 1) * everyMs
    if (limits !== 'thread') return halfMs
    const bucket = findBucket(key)
    const now = clock.now()
    const turnAt = Math.min(Math.max(now + ms, bucket.lastTurnAt + everyMs), now + ms + longestTurnMs)
    bucket.lastTurnAt = turnAt
    return turnAt - now
  }

  return {
    async take(...budgets) {
      const end = clock.now() + shortMs
      for (;;) {
        const { ms, of } = findLongest(budgets)
        if (!of) return budgets.forEach(spend)
        if (of.standsBack || clock.now() + ms > end || sitting >= maxSitting)
          throw noRoom(of, findTurnMs(of, ms))
        const bucket = findBucket(of.key)
        const counts = of.yields ? 0 : 1
        bucket.waiting += counts
        sitting += 1
        try {
          await clock.sleep(Math.ceil(ms))
        } finally {
          bucket.waiting -= counts
          sitting -= 1
        }
      }
    },
    rest({ key }, ms) {
      const bucket = findBucket(key)
      bucket.restsUntil = Math.max(bucket.restsUntil, clock.now() + ms)
      bucket.sharedUntil = clock.now() + Math.max(ms, sharedMs)
    },
  }
}

/** Nothing was sent, for want of room. */
function noRoom({ key, limits }: Budget, ms: number): DeliveryFailure {
  return new DeliveryFailure(`no room for ${key} for ${Math.ceil(ms / 1000)} s`, {
    scope: 'passing',
    code: 'budget',
    retryAfterMs: Math.ceil(ms),
    limits,
  })
}
