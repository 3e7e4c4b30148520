import { createHash } from 'node:crypto'
import type { ConversationRef } from '../cases/identity-store.ts'
import type { Claim, DeliveryRoute, DeliveryStore, DueSubscription } from './delivery-store.ts'

/** Takes subscriptions with pending deliveries for one process. */
export interface Claimer {
  /**
   * Looks once what is due on these routes, and claims one after the other of it while there is room. Looks of one process follow each other: a
   * second call waits for the first one's end. Throws only what the store throws; what was claimed until then is at work.
   */
  take(input: {
    readonly routes: readonly DeliveryRoute[]
    /** Channels that are busy: what is due there is not even looked at. */
    readonly except: readonly ConversationRef[]
    readonly now: Date
    /** How much is looked at. */
    readonly limit: number
    /** A place has become free, and nothing else happened: what the last look left serves first, and only if none of it does, there is another look. */
    readonly refill?: boolean
    /** This process has no room for it now. Asked right before each claim. */
    readonly isTaken: (due: DueSubscription) => boolean
    /** At once for each claim; the next one is not made later for what is begun here. */
    readonly onClaim: (claim: Claim, due: DueSubscription) => void
  }): Promise<Taken>
}

export interface Taken {
  /** How much was due. */
  readonly found: number
  /** How much of it there was no room for. */
  readonly left: number
}

/** How long what one look left may serve, ms. By then others were faster with most of it. */
const leftoverMs = 1_000
/** So many in a row that others were faster with: what was found is out of date, and one new look costs less than the misses that would follow. */
const missesInARow = 2
/** How often one call looks anew for that. */
const mostLooks = 8

interface Leftover {
  readonly at: number
  readonly due: readonly DueSubscription[]
}

/**
 * All processes find the same, the oldest due first. Each goes through it in an order of its own, so that they seldom go for the same
 * one; where another was faster the claim comes to nothing, and the next one is tried.
 */
export function createClaimer(options: {
  readonly store: Pick<DeliveryStore, 'findDue' | 'claim'>
  /** Names this process in its claims. */
  readonly owner: string
  /** How long a claim holds without being renewed, ms. */
  readonly leaseMs?: number
  readonly random?: () => number
}): Claimer {
  const { store, owner, leaseMs = 30_000, random = Math.random } = options
  // Two processes may go by one name, where somebody set it.
  const salt = `${owner} ${random()}`
  let last: Promise<unknown> = Promise.resolve()
  let leftover: Leftover = { at: 0, due: [] }

  async function look(input: Parameters<Claimer['take']>[0]): Promise<Taken> {
    const { routes, except, now, limit, refill } = input
    const { at, due } = leftover
    leftover = { at: 0, due: [] }
    if (refill && due.length > 0 && Math.abs(now.getTime() - at) < leftoverMs) {
      const wanted = due.filter((one) => routes.some((route) => isOnRoute(one, route)))
      const { left, claimed, rest } = await claimEach(wanted, input)
      if (claimed > 0 && rest === 0) {
        leftover = { at, due: left }
        return { found: wanted.length, left: left.length }
      }
    }
    for (let looks = 1; ; looks += 1) {
      const found = routes.length === 0 ? [] : await store.findDue({ routes, except, now, limit })
      const { left, rest } = await claimEach(inOwnOrder(found, salt), input)
      if (rest > 0 && looks < mostLooks) continue
      leftover = { at: now.getTime(), due: left }
      return { found: found.length, left: left.length + rest }
    }
  }

  async function claimEach(
    due: readonly DueSubscription[],
    { now, isTaken, onClaim }: Pick<Parameters<Claimer['take']>[0], 'now' | 'isTaken' | 'onClaim'>,
  ): Promise<{ readonly left: readonly DueSubscription[]; readonly claimed: number; readonly rest: number }> {
    const left: DueSubscription[] = []
    let claimed = 0
    let misses = 0
    for (const [index, one] of due.entries()) {
      if (isTaken(one)) {
        left.push(one)
        continue
      }
      const { number, thread } = one
      const claim = await store.claim({ number, thread, owner, now, leaseMs })
      if (!claim) {
        misses += 1
        if (misses < missesInARow) continue
        return { left, claimed, rest: due.length - index - 1 }
      }
      misses = 0
      claimed += 1
      onClaim(claim, one)
    }
    return { left, claimed, rest: 0 }
  }

  return {
    take(input) {
      const taken = last.then(() => look(input))
      last = taken.catch(() => undefined)
      return taken
    },
  }
}

/** New threads first: a person waits for each of them. */
function inOwnOrder(due: readonly DueSubscription[], salt: string): readonly DueSubscription[] {
  const ranked = due.map((one) => ({
    one,
    waitedFor: one.dueAt.getTime() === 0,
    rank: createHash('sha1').update(`${salt} ${one.number} ${one.thread}`).digest('hex'),
  }))
  ranked.sort((a, b) => Number(b.waitedFor) - Number(a.waitedFor) || (a.rank < b.rank ? -1 : 1))
  return ranked.map(({ one }) => one)
}

function isOnRoute({ platform, tenant }: DueSubscription, route: DeliveryRoute): boolean {
  return platform === route.platform && tenant === route.tenant
}
