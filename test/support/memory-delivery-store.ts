import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import type { DeliveryStore, SubscriptionProgressUpdate } from '../../src/delivery/delivery-store.ts'

interface Kept {
  supportCase: Case
  entries: readonly Entry[]
  token: number
  pending: number
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
  const cases = new Map<number, Kept>()
  const written: WrittenProgress[] = []
  const pagesRead: number[] = []

  function findHeld(number: number, token: number): Kept | undefined {
    const kept = cases.get(number)
    return kept?.held && kept.token === token ? kept : undefined
  }

  function setSubscriptions(kept: Kept, subscriptions: readonly Subscription[]): void {
    kept.supportCase = { ...kept.supportCase, subscriptions }
  }

  return {
    written,
    pagesRead,
    put(supportCase, entries) {
      const kept = cases.get(supportCase.number) ?? { token: 0, pending: 0, leaseUntil: 0, held: false }
      const pending = kept.pending + 1
      cases.set(supportCase.number, { ...kept, supportCase, entries, pending, dueAt: 0 })
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
    async claim({ now, leaseMs }) {
      const moment = now.getTime()
      const [kept] = [...cases.values()]
        .filter(({ dueAt, leaseUntil }) => dueAt !== null && dueAt <= moment && leaseUntil <= moment)
        .sort((a, b) => Number(a.dueAt) - Number(b.dueAt))
      if (!kept) return undefined
      const uncertain = kept.held
      Object.assign(kept, { token: kept.token + 1, held: true, leaseUntil: moment + leaseMs })
      return { case: kept.supportCase, token: kept.token, pendingDeliveries: kept.pending, uncertain }
    },
    async renew({ number, token, until }) {
      const kept = findHeld(number, token)
      if (kept) kept.leaseUntil = until.getTime()
      return kept !== undefined
    },
    async saveProgress({ number, token, thread, progress }) {
      const kept = findHeld(number, token)
      const { subscriptions = [] } = kept?.supportCase ?? {}
      if (!kept || !subscriptions.some(({ id }) => id === thread)) return false
      setSubscriptions(
        kept,
        subscriptions.map((one) => (one.id === thread ? { ...one, ...progress } : one)),
      )
      written.push({ thread, progress })
      return true
    },
    async resumeSuspended({ platform, tenant }) {
      const isResumed = (one: Subscription) =>
        one.suspended !== null && one.platform === platform && one.tenant === tenant
      const resumed = [...cases.values()].filter(({ supportCase }) =>
        supportCase.subscriptions.some(isResumed),
      )
      for (const kept of resumed) {
        const { subscriptions } = kept.supportCase
        setSubscriptions(
          kept,
          subscriptions.map((one) =>
            isResumed(one) ? { ...one, suspended: null, retryAt: null, tries: 0 } : one,
          ),
        )
        Object.assign(kept, { pending: kept.pending + 1, dueAt: 0 })
      }
      return resumed.length
    },
    async wakeConversation({ platform, tenant, channel }) {
      const isHeldThere = (one: Subscription) =>
        one.heldBack &&
        one.suspended === null &&
        one.platform === platform &&
        one.tenant === tenant &&
        one.channel === channel
      const held = [...cases.values()].filter(({ supportCase }) =>
        supportCase.subscriptions.some(isHeldThere),
      )
      for (const kept of held) Object.assign(kept, { pending: kept.pending + 1, dueAt: 0 })
      return held.length
    },
    async removeSubscription({ number, token, thread }) {
      const kept = findHeld(number, token)
      if (kept)
        setSubscriptions(
          kept,
          kept.supportCase.subscriptions.filter(({ id }) => id !== thread),
        )
      return kept !== undefined
    },
    async releaseClaim({ number, token, pendingDeliveries, retryAt }) {
      const kept = findHeld(number, token)
      if (!kept) return
      const dueAt = kept.pending === pendingDeliveries ? (retryAt?.getTime() ?? null) : kept.dueAt
      Object.assign(kept, { held: false, leaseUntil: 0, dueAt })
    },
  }
}
