import { createPlannedFaults } from '../shared/planned-faults.ts'
import type { Failure, RateLimit } from './local-options.ts'

/** Faults on purpose, for tests: rate limits, error names, statuses, calls that never end. */
export interface Faults {
  readonly fail: (method: string, failure: Failure) => void
  readonly heal: (method?: string) => void
  /** The failure that this call is to suffer, if any. */
  readonly next: (method: string, channel: string) => Failure | undefined
}

export function createFaults(now: () => number, rateLimit: RateLimit | undefined): Faults {
  const planned = createPlannedFaults<Failure>()
  const buckets = new Map<string, { tokens: number; at: number }>()

  function limited(channel: string, limit: RateLimit): Failure | undefined {
    const bucket = buckets.get(channel) ?? { tokens: limit.burst, at: now() }
    const tokens = Math.min(limit.burst, bucket.tokens + ((now() - bucket.at) / 1000) * limit.perSecond)
    buckets.set(channel, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now() })
    if (tokens >= 1) return undefined
    return {
      status: 429,
      error: 'ratelimited',
      retryAfter: Math.max(1, Math.ceil((1 - tokens) / limit.perSecond)),
      times: 1,
    }
  }

  return {
    fail: planned.plan,
    heal: planned.heal,
    next: (method, channel) =>
      planned.next(method) ??
      (rateLimit && method === 'chat.postMessage' ? limited(channel, rateLimit) : undefined),
  }
}
