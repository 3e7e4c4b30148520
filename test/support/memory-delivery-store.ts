import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import {
  type DeliveryInstance,
  type DeliveryStore,
  instanceMs,
  maxWaitMs,
  type SubscriptionProgressUpdate,
} from '../../src/delivery/delivery-store.ts'

interface KeptCase {
  supportCase: Case
  entries: readonly Entry[]
  news: number
  readonly claims: Map<string, KeptClaim>
}

interface KeptClaim {
  token: number
  dueAt: number | null
  leaseUntil: number
  held: boolean
}

/** What was written of one thread. */
export interface WrittenProgress {
  readonly thread: string
  readonly progress: SubscriptionProgressUpdate
}

/** A `DeliveryStore` in memory, for tests that look at delivery alone: what databases add has tests with real ones. */
export interface MemoryDeliveryStore extends DeliveryStore {
  /** Puts a case there, or the state that a change made of it, and marks its deliveries as pending. */
  put(supportCase: Case, entries: readonly Entry[]): void
  /** What `saveProgress` wrote, in order; what it refused is not among it. */
  readonly written: readonly WrittenProgress[]
  /** The `after` of each page of history that was read. */
  readonly pagesRead: readonly number[]
}

export function memoryDeliveryStore(): MemoryDeliveryStore {
  const cases = new Map<number, KeptCase>()
  const instances = new Map<string, DeliveryInstance>()
  const written: WrittenProgress[] = []
  const pagesRead: number[] = []

  function claimOf(kept: KeptCase, thread: string): KeptClaim {
    const known = kept.claims.get(thread) ?? { token: 0, dueAt: 0, leaseUntil: 0, held: false }
    kept.claims.set(thread, known)
    return known
  }

  function find(number: number, thread: string) {
    const kept = cases.get(number)
    const subscription = kept?.supportCase.subscriptions.find(({ id }) => id === thread)
    return kept && subscription ? { kept, subscription, claim: claimOf(kept, thread) } : undefined
  }

  function findHeld({ number, thread, token }: { number: number; thread: string; token: number }) {
    const found = find(number, thread)
    return found?.claim.held && found.claim.token === token ? found : undefined
  }

  function isDue({ dueAt, leaseUntil }: KeptClaim, moment: number): boolean {
    const isReached = (at: number) => at <= moment || at > moment + maxWaitMs
    return dueAt !== null && isReached(dueAt) && isReached(leaseUntil)
  }

  function setSubscription(kept: KeptCase, thread: string, changes: Partial<Subscription>): void {
    const { subscriptions } = kept.supportCase
    kept.supportCase = {
      ...kept.supportCase,
      subscriptions: subscriptions.map((one) => (one.id === thread ? { ...one, ...changes } : one)),
    }
  }

  /** Makes these due at once; answers in how many cases there are any. */
  function wake(isMeant: (subscription: Subscription) => boolean): number {
    let count = 0
    for (const kept of cases.values()) {
      const meant = kept.supportCase.subscriptions.filter(isMeant)
      if (meant.length === 0) continue
      count += 1
      kept.news += 1
      for (const { id } of meant) claimOf(kept, id).dueAt = 0
    }
    return count
  }

  return {
    written,
    pagesRead,
    put(supportCase, entries) {
      const before = cases.get(supportCase.number)
      const kept: KeptCase = {
        supportCase,
        entries,
        news: (before?.news ?? 0) + 1,
        claims: before?.claims ?? new Map(),
      }
      cases.set(supportCase.number, kept)
      for (const { id, suspended } of supportCase.subscriptions)
        claimOf(kept, id).dueAt = suspended === null ? 0 : null
    },
    async get(number) {
      return cases.get(number)?.supportCase
    },
    async history(number, { after = 0, limit, newest }) {
      pagesRead.push(after)
      const later = (cases.get(number)?.entries ?? []).filter(({ seq }) => seq > after)
      return newest ? later.slice(-limit) : later.slice(0, limit)
    },
    purge: async () => true,
    async findDue({ routes, except = [], now, limit }) {
      const isSame = (one: Subscription, other: { readonly platform: string; readonly tenant: string }) =>
        one.platform === other.platform && one.tenant === other.tenant
      return [...cases.values()]
        .flatMap((kept) =>
          kept.supportCase.subscriptions
            .filter((one) => routes.some((route) => isSame(one, route)))
            .filter((one) => !except.some((place) => isSame(one, place) && place.channel === one.channel))
            .map((one) => ({ ...one, number: kept.supportCase.number, claim: claimOf(kept, one.id) })),
        )
        .filter(({ claim }) => isDue(claim, now.getTime()))
        .sort((a, b) => Number(a.claim.dueAt) - Number(b.claim.dueAt))
        .slice(0, limit)
        .map(({ number, id, platform, tenant, channel, claim }) => ({
          number,
          thread: id,
          platform,
          tenant,
          channel,
          dueAt: new Date(claim.dueAt ?? 0),
        }))
    },
    async claim({ number, thread, now, leaseMs }) {
      const found = find(number, thread)
      if (!found || !isDue(found.claim, now.getTime())) return undefined
      const { kept, claim } = found
      const uncertain = claim.held
      Object.assign(claim, { token: claim.token + 1, held: true, leaseUntil: now.getTime() + leaseMs })
      return {
        case: kept.supportCase,
        thread,
        token: claim.token,
        pendingDeliveries: kept.news,
        uncertain,
      }
    },
    async renew({ until, ...ref }) {
      const found = findHeld(ref)
      if (found) found.claim.leaseUntil = until.getTime()
      return found !== undefined
    },
    async saveProgress({ progress, ...ref }) {
      const found = findHeld(ref)
      if (!found) return false
      setSubscription(found.kept, ref.thread, progress)
      written.push({ thread: ref.thread, progress })
      return true
    },
    async removeSubscription(ref) {
      const found = findHeld(ref)
      if (!found) return false
      const { kept } = found
      kept.claims.delete(ref.thread)
      const subscriptions = kept.supportCase.subscriptions.filter(({ id }) => id !== ref.thread)
      kept.supportCase = { ...kept.supportCase, subscriptions }
      return true
    },
    async releaseClaim({ pendingDeliveries, retryAt, ...ref }) {
      const found = findHeld(ref)
      if (!found) return false
      const { kept, claim } = found
      const hasNews = kept.news !== pendingDeliveries
      Object.assign(claim, {
        held: false,
        leaseUntil: 0,
        dueAt: hasNews ? 0 : (retryAt?.getTime() ?? null),
      })
      return hasNews
    },
    async wakeConversation({ platform, tenant, channel }) {
      return wake(
        (one) =>
          one.suspended === null &&
          Boolean(one.heldBack || one.fault) &&
          one.platform === platform &&
          one.tenant === tenant &&
          (channel === undefined || one.channel === channel),
      )
    },
    async listWaiting({ after = 0, limit }) {
      const waiting = [...cases.values()]
        .map(({ supportCase }) => supportCase)
        .filter(({ number }) => number > after)
        .filter(({ subscriptions }) =>
          subscriptions.some((one) => one.fault || one.heldBack || one.suspended !== null),
        )
      const page = waiting.slice(0, limit)
      const last = page.at(-1)?.number
      return { cases: page, ...(waiting.length > limit && last !== undefined ? { next: last } : {}) }
    },
    async retrySubscription(number, thread) {
      const found = find(number, thread)
      if (!found) return false
      setSubscription(found.kept, thread, { suspended: null, fault: null, tries: 0, retryAt: null })
      found.kept.news += 1
      found.claim.dueAt = 0
      return true
    },
    async dropSubscription(number, thread, why) {
      const found = find(number, thread)
      if (!found) return false
      setSubscription(found.kept, thread, { suspended: why })
      return true
    },
    async beat(instance) {
      instances.set(instance.owner, instance)
      const since = instance.seenAt.getTime() - instanceMs
      return [...instances.values()].filter(({ seenAt }) => seenAt.getTime() >= since)
    },
    async leave(owner) {
      instances.delete(owner)
    },
  }
}
