import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import type { DeliveryContext } from '../../src/delivery/case-delivery.ts'
import { deliverCase } from '../../src/delivery/deliver-case.ts'
import type { Claim } from '../../src/delivery/delivery-store.ts'
import type { Lease } from '../../src/delivery/lease.ts'
import { DeliveryFailure, type MailUpdate } from '../../src/delivery/publishers.ts'
import { createThrottle } from '../../src/delivery/throttle.ts'
import { aCase, anEntry, minutesAfter, noon } from './build-case.ts'
import { type MemoryDeliveryStore, memoryDeliveryStore } from './memory-delivery-store.ts'
import { recordingLog } from './recording-log.ts'

/** One call of a chat or of the mail server. */
export interface PublisherCall {
  readonly kind: 'open' | 'post' | 'refresh' | 'rewrite' | 'mail'
  readonly supportCase: Case
  readonly thread: Subscription
  /** With `post` and `rewrite` alone; else 0. */
  readonly seq: number
  /** With `refresh` and `mail` false. */
  readonly uncertain: boolean
  /** With `mail` alone. */
  readonly update?: MailUpdate
}

/** One case, whose deliveries are made one claim at a time, in memory, by a clock that stands still until it is moved. */
export interface DeliveryScene {
  readonly store: MemoryDeliveryStore
  readonly log: ReturnType<typeof recordingLog>
  readonly throttle: ReturnType<typeof createThrottle>
  readonly calls: readonly PublisherCall[]
  /** `open`, `post 1`, `refresh`, `mail 0-1`: the calls in the channel that is named, or in all. */
  told(channel?: string): readonly string[]
  readonly reported: readonly { readonly thread: string; readonly failure: DeliveryFailure }[]
  now(): Date
  later(ms: number): Date
  pass(ms: number): void
  /** What happens in place of the next calls, one after the other; afterwards all succeed. */
  answerNext(...answers: readonly ((call: PublisherCall) => unknown)[]): void
  thread(id?: string): Promise<Subscription>
  /** One more change of the case, with these entries. */
  change(changes?: Partial<Case>, ...entries: readonly Partial<Entry>[]): Promise<void>
  claim(): Promise<Claim>
  /** The lease of the last delivery. */
  readonly lease: Lease
  /** Claims the case and delivers it once; answers when it is due again. */
  deliver(over?: Partial<DeliveryContext>): Promise<Date | null>
  /** The same with a claim that the one before never gave back. */
  deliverAfterCrash(over?: Partial<DeliveryContext>): Promise<Date | null>
}

export const claimMs = 30_000

/** A case with these threads and, unless told otherwise, one entry for everyone. */
export function aDelivery(
  subscriptions: readonly Subscription[],
  over: Partial<Case> = {},
  entries: readonly Entry[] = [],
): DeliveryScene {
  const store = memoryDeliveryStore()
  const log = recordingLog()
  const throttle = createThrottle()
  const calls: PublisherCall[] = []
  const reported: { thread: string; failure: DeliveryFailure }[] = []
  const answers: ((call: PublisherCall) => unknown)[] = []
  let history = entries.length > 0 ? entries : [anEntry()]
  let time = minutesAfter(noon, 60).getTime()
  const now = () => new Date(time)
  let lease = aLease()
  store.put(aCase({ seq: history.length, ...over, subscriptions }), history)

  async function make(call: PublisherCall): Promise<void> {
    calls.push(call)
    await answers.shift()?.(call)
  }

  async function claim(): Promise<Claim> {
    const claimed = await store.claim({ owner: 'test', now: now(), leaseMs: claimMs })
    if (!claimed) throw new Error('nothing is due')
    return claimed
  }

  async function deliver(over: Partial<DeliveryContext> = {}): Promise<Date | null> {
    lease = aLease()
    return deliverCase(await claim(), lease, {
      store,
      throttle,
      now,
      log,
      publishers: {
        slack: {
          serves: () => true,
          async open(supportCase, thread, { uncertain }) {
            await make({ kind: 'open', supportCase, thread, seq: 0, uncertain })
            return { root: `root in ${thread.channel}`, channel: thread.channel }
          },
          post: (supportCase, thread, { seq }, { uncertain }) =>
            make({ kind: 'post', supportCase, thread, seq, uncertain }),
          refresh: (supportCase, thread) =>
            make({ kind: 'refresh', supportCase, thread, seq: 0, uncertain: false }),
          rewrite: (supportCase, thread, entry) =>
            make({ kind: 'rewrite', supportCase, thread, seq: entry?.seq ?? 0, uncertain: false }),
        },
      },
      mail: {
        async send(supportCase, thread, update) {
          await make({ kind: 'mail', supportCase, thread, seq: 0, uncertain: false, update })
          return `<${thread.channel} ${update.to}>`
        },
      },
      resolveAudience: async ({ reader }) => ({ kind: 'readers', reader }),
      random: () => 0.5,
      callMs: 1_000,
      passMs: 5_000,
      onHeldBack: async () => {},
      arePostsPaused: async () => false,
      isStopping: () => false,
      onSuspended: async (_, { id }, failure) => reported.push({ thread: id, failure }),
      ...over,
    })
  }

  return {
    store,
    log,
    throttle,
    calls,
    reported,
    now,
    deliver,
    claim,
    get lease() {
      return lease
    },
    told: (channel) => calls.filter(({ thread }) => !channel || thread.channel === channel).map(describeCall),
    later: (ms) => new Date(time + ms),
    pass(ms) {
      time += ms
    },
    answerNext: (...next) => void answers.push(...next),
    async thread(id = 't-1') {
      const thread = (await store.get(1001))?.subscriptions.find((one) => one.id === id)
      if (!thread) throw new Error(`the case has no thread ${id}`)
      return thread
    },
    async change(changes = {}, ...more) {
      const before = (await store.get(1001)) ?? aCase()
      history = [
        ...history,
        ...more.map((entry, index) => anEntry({ at: now(), seq: before.seq + index + 1, ...entry })),
      ]
      const { version, seq } = before
      store.put({ ...before, version: version + 1, seq: seq + more.length, ...changes }, history)
    },
    async deliverAfterCrash(context) {
      await claim()
      time += claimMs
      return deliver(context)
    },
  }
}

export function fails(options: Partial<ConstructorParameters<typeof DeliveryFailure>[1]> = {}): () => never {
  return () => {
    throw new DeliveryFailure('channel_not_found', { gone: false, ...options })
  }
}

/** Whoever reads, in the order in which they are asked for; the last one from then on. */
export function audiences(...inOrder: readonly SubscriptionAudience[]): () => Promise<SubscriptionAudience> {
  const left = [...inOrder]
  return async () => {
    const [next] = left.length > 1 ? left.splice(0, 1) : left
    if (!next) throw new Error('nobody reads')
    return next
  }
}

function aLease(): Lease {
  let held = true
  return {
    isHeld: () => held,
    lose: () => {
      held = false
    },
    end: () => {},
  }
}

function describeCall({ kind, seq, update }: PublisherCall): string {
  if (kind === 'post' || kind === 'rewrite') return `${kind} ${seq}`
  return update ? `mail ${update.from}-${update.to}` : kind
}
