import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import {
  type Claim,
  type ClaimRef,
  type DeliveryInstance,
  type DeliveryRoute,
  type DeliveryStore,
  instanceMs,
  maxWaitMs,
  type SubscriptionProgressUpdate,
} from '../../src/delivery/delivery-store.ts'
import { isWaiting, revive, shareOut, toDueAt } from '../../src/store/delivery-state.ts'

interface Kept {
  supportCase: Case
  entries: readonly Entry[]
  news: number
  /** By the subscription's id. */
  readonly held: Map<string, Held>
}

interface Held {
  dueAt: number | null
  leaseUntil: number
  held: boolean
  token: number
}

/** What was written of one thread. */
export interface WrittenProgress {
  readonly thread: string
  readonly progress: SubscriptionProgressUpdate
}

/** A `DeliveryStore` in memory, for tests that look at delivery alone: what databases add has tests with real ones. */
export interface MemoryDeliveryStore extends DeliveryStore {
  /** Puts a case there, or the state that a change made of it, and marks its deliveries as pending; new threads are due before all others. */
  put(supportCase: Case, entries: readonly Entry[]): void
  /** What `saveProgress` wrote, in order; what it refused is not among it. */
  readonly written: readonly WrittenProgress[]
  /** The `after` of each page of history that was read. */
  readonly pagesRead: readonly number[]
}

export function memoryDeliveryStore(): MemoryDeliveryStore {
  const cases = new Map<number, Kept>()
  const instances = new Map<string, DeliveryInstance>()
  const written: WrittenProgress[] = []
  const pagesRead: number[] = []

  function findHeld({ number, thread, token }: ClaimRef): { kept: Kept; held: Held } | undefined {
    const kept = cases.get(number)
    const held = kept?.held.get(thread)
    return kept && held?.held && held.token === token ? { kept, held } : undefined
  }

  /** False where there is no such thread. */
  function change(number: number, thread: string, make: (one: Subscription) => Subscription): boolean {
    const kept = cases.get(number)
    const { subscriptions = [] } = kept?.supportCase ?? {}
    if (!kept || !subscriptions.some(({ id }) => id === thread)) return false
    const changed = subscriptions.map((one) => (one.id === thread ? make(one) : one))
    kept.supportCase = { ...kept.supportCase, subscriptions: changed }
    return true
  }

  function makeDue(kept: Kept, threads: readonly Subscription[], dueAt: number): void {
    kept.news += 1
    for (const { id } of threads) Object.assign(kept.held.get(id) ?? {}, { dueAt })
  }

  return {
    written,
    pagesRead,
    put(supportCase, entries) {
      const kept = cases.get(supportCase.number) ?? { supportCase, entries, news: 0, held: new Map() }
      Object.assign(kept, { supportCase, entries })
      cases.set(supportCase.number, kept)
      const alive = supportCase.subscriptions.filter(({ suspended }) => suspended === null)
      makeDue(kept, alive, toDueAt(supportCase.updatedAt).getTime())
      for (const { id } of supportCase.subscriptions)
        if (!kept.held.has(id)) kept.held.set(id, { dueAt: 0, leaseUntil: 0, held: false, token: 0 })
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
      const due = [...cases.values()].flatMap(({ supportCase: { number, subscriptions }, held }) =>
        subscriptions.flatMap(({ id: thread, platform, tenant, channel }) => {
          const one = held.get(thread)
          const isBusy = except.some((busy) => isOn({ platform, tenant }, busy) && busy.channel === channel)
          if (!one || one.dueAt === null || isBusy || !isFree(one, now)) return []
          return [{ number, thread, platform, tenant, channel, dueAt: new Date(one.dueAt) }]
        }),
      )
      due.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
      return shareOut(
        routes.map((route) => due.filter((one) => isOn(one, route))),
        limit,
      )
    },
    async claim({ number, thread, now, leaseMs }): Promise<Claim | undefined> {
      const kept = cases.get(number)
      const one = kept?.held.get(thread)
      if (!kept || !one || !isFree(one, now)) return undefined
      const uncertain = one.held
      Object.assign(one, { token: one.token + 1, held: true, leaseUntil: now.getTime() + leaseMs })
      return { case: kept.supportCase, thread, token: one.token, pendingDeliveries: kept.news, uncertain }
    },
    async renew({ until, ...claim }) {
      const found = findHeld(claim)
      if (found) found.held.leaseUntil = until.getTime()
      return found !== undefined
    },
    async saveProgress({ progress, ...claim }) {
      const { number, thread } = claim
      if (!findHeld(claim) || !change(number, thread, (one) => ({ ...one, ...progress }))) return false
      written.push({ thread, progress })
      return true
    },
    async removeSubscription({ pendingDeliveries, ...claim }) {
      const kept = cases.get(claim.number)
      if (!kept) return false
      const { subscriptions } = kept.supportCase
      const left = subscriptions.filter(({ id }) => id !== claim.thread)
      if (left.length === subscriptions.length) return true
      if (!findHeld(claim)) return false
      if (pendingDeliveries !== undefined && kept.news !== pendingDeliveries) return false
      kept.supportCase = { ...kept.supportCase, subscriptions: left }
      kept.held.delete(claim.thread)
      return true
    },
    async releaseClaim({ pendingDeliveries, retryAt, ...claim }) {
      const found = findHeld(claim)
      if (!found) return false
      const hasMore = found.kept.news !== pendingDeliveries
      Object.assign(found.held, { held: false, leaseUntil: 0 })
      if (!hasMore) found.held.dueAt = retryAt?.getTime() ?? null
      return hasMore
    },
    async wakeConversation({ channel, ...route }) {
      const isHere = (one: Subscription) =>
        (one.heldBack || one.fault) &&
        one.suspended === null &&
        isOn(one, route) &&
        (channel === undefined || one.channel === channel)
      const woken = [...cases.values()].filter(({ supportCase }) => supportCase.subscriptions.some(isHere))
      for (const kept of woken) {
        const { subscriptions } = kept.supportCase
        makeDue(kept, subscriptions.filter(isHere), 0)
        kept.supportCase = {
          ...kept.supportCase,
          subscriptions: subscriptions.map((one) => (isHere(one) ? { ...one, retryAt: null } : one)),
        }
      }
      return woken.length
    },
    async moveConversation({ channel, ...route }, to) {
      const isHere = (one: Subscription) => isOn(one, route) && one.channel === channel
      for (const kept of cases.values()) {
        const { subscriptions } = kept.supportCase
        const moved = subscriptions.filter(isHere)
        if (moved.length === 0) continue
        kept.supportCase = {
          ...kept.supportCase,
          subscriptions: subscriptions.map((one) =>
            isHere(one) ? { ...one, channel: to, retryAt: null } : one,
          ),
        }
        makeDue(
          kept,
          moved.filter(({ suspended }) => suspended === null),
          0,
        )
      }
    },
    async listWaiting({ after = 0, limit }) {
      const waiting = [...cases.values()]
        .map(({ supportCase }) => supportCase)
        .filter(({ number, subscriptions }) => number > after && subscriptions.some(isWaiting))
        .toSorted((a, b) => a.number - b.number)
      const found = waiting.slice(0, limit)
      const last = found.at(-1)
      return { cases: found, ...(waiting.length > limit && last && { next: last.number }) }
    },
    async retrySubscription(number, thread) {
      const kept = cases.get(number)
      if (!kept || !change(number, thread, revive)) return false
      makeDue(
        kept,
        kept.supportCase.subscriptions.filter(({ id }) => id === thread),
        0,
      )
      return true
    },
    async dropSubscription(number, thread, why) {
      const held = cases.get(number)?.held.get(thread)
      if (held) held.dueAt = null
      return change(number, thread, (one) => ({ ...one, suspended: why }))
    },
    async beat(instance) {
      instances.set(instance.owner, instance)
      return [...instances.values()]
        .filter(({ seenAt }) => Math.abs(seenAt.getTime() - instance.seenAt.getTime()) < instanceMs)
        .toSorted((a, b) => (a.owner < b.owner ? -1 : 1))
    },
    async leave(owner) {
      instances.delete(owner)
    },
  }
}

function isOn({ platform, tenant }: DeliveryRoute, route: DeliveryRoute): boolean {
  return platform === route.platform && tenant === route.tenant
}

/** Due, and nobody's. */
function isFree({ dueAt, leaseUntil }: Held, now: Date): boolean {
  const isAhead = (moment: number) => moment > now.getTime() && moment <= now.getTime() + maxWaitMs
  return dueAt !== null && !isAhead(dueAt) && !isAhead(leaseUntil)
}
