import type { Case, DeliveryFault, Entry, Subscription } from '../../src/cases/case.ts'
import type { PersonalNotice } from '../../src/cases/decide-notice.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import type { DeliveryContext } from '../../src/delivery/case-delivery.ts'
import { createChannelFaults } from '../../src/delivery/channel-faults.ts'
import { deliverSubscription } from '../../src/delivery/deliver-subscription.ts'
import { noMetrics } from '../../src/delivery/delivery-metrics.ts'
import type { Claim } from '../../src/delivery/delivery-store.ts'
import { createInstallations, type Installations } from '../../src/delivery/installations.ts'
import { createLanes, type Lanes } from '../../src/delivery/lanes.ts'
import type { Lease } from '../../src/delivery/lease.ts'
import { DeliveryFailure, type MailUpdate, type PersonReach } from '../../src/delivery/publishers.ts'
import { aCase, anEntry, minutesAfter, noon } from './build-case.ts'
import { type MemoryDeliveryStore, memoryDeliveryStore } from './memory-delivery-store.ts'
import { recordingLog } from './recording-log.ts'

/** One call of a chat or of the mail server. */
export interface PublisherCall {
  readonly kind: 'open' | 'post' | 'refresh' | 'rewrite' | 'withdraw' | 'mail' | 'mention' | 'direct'
  readonly supportCase: Case
  readonly thread: Subscription
  /** With `post` and `rewrite` alone; else 0. */
  readonly seq: number
  /** With `post` alone; else 0. */
  readonly part: number
  /** With `post` alone; else false. */
  readonly plain: boolean
  /** With `refresh` and `mail` false. */
  readonly uncertain: boolean
  /** With `mail` alone. */
  readonly update?: MailUpdate
  /** With `mention` and `direct` alone. */
  readonly told?: {
    readonly id: string
    readonly notice: PersonalNotice
    readonly user?: string
    readonly withEntries?: boolean
  }
}

type Report = { readonly thread: string; readonly fault: DeliveryFault }

/** One case, whose deliveries are made one claim at a time, in memory, by a clock that stands still until it is moved. */
export interface DeliveryScene {
  readonly store: MemoryDeliveryStore
  readonly log: ReturnType<typeof recordingLog>
  readonly lanes: Lanes
  readonly installations: Installations
  /** What the platform answers when it is asked for its installation; undefined: it works. */
  installationFault: DeliveryFailure | undefined
  /** How a person is told, by their e-mail; nobody else works there. */
  readonly reach: Map<string, PersonReach>
  /** In how many messages an entry is told. */
  parts: number
  readonly calls: readonly PublisherCall[]
  /** `open`, `post 1`, `post 1.1` (its second part), `refresh`, `mail 0-1`: the calls in the channel that is named, or in all. */
  told(channel?: string): readonly string[]
  readonly reported: readonly Report[]
  now(): Date
  later(ms: number): Date
  pass(ms: number): void
  /** What happens in place of the next calls, one after the other; afterwards all succeed. */
  answerNext(...answers: readonly ((call: PublisherCall) => unknown)[]): void
  thread(id?: string): Promise<Subscription>
  /** One more change of the case, with these entries. */
  change(changes?: Partial<Case>, ...entries: readonly Partial<Entry>[]): Promise<void>
  /** This thread, or the first one that is due. */
  claim(thread?: string): Promise<Claim>
  /** The lease of the last delivery. */
  readonly lease: Lease
  /** Claims the thread, or the first one that is due, and delivers it once; answers when it is due again. */
  deliver(over?: Partial<DeliveryContext>, thread?: string): Promise<Date | null>
  /** The same with a claim that the one before never gave back. */
  deliverAfterCrash(over?: Partial<DeliveryContext>, thread?: string): Promise<Date | null>
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
  const lanes = createLanes()
  const channelFaults = createChannelFaults()
  const noticesWaiting = new Map<string, Date>()
  const calls: PublisherCall[] = []
  const reported: Report[] = []
  const answers: ((call: PublisherCall) => unknown)[] = []
  let history = entries.length > 0 ? entries : [anEntry()]
  let time = minutesAfter(noon, 60).getTime()
  const now = () => new Date(time)
  let lease = aLease()
  store.put(aCase({ seq: history.length, ...over, subscriptions }), history)

  async function make(call: PublisherCall): Promise<unknown> {
    calls.push(call)
    return answers.shift()?.(call)
  }

  const installations = createInstallations({
    check: () => async () => {
      if (scene.installationFault) throw scene.installationFault
    },
    now,
    log,
    callMs: 1_000,
    onMended: () => {},
  })

  async function claim(thread?: string): Promise<Claim> {
    const supportCase = await store.get(1001)
    const wanted = thread ? [thread] : (supportCase?.subscriptions.map(({ id }) => id) ?? [])
    for (const one of wanted) {
      const claimed = await store.claim({
        number: 1001,
        thread: one,
        owner: 'test',
        now: now(),
        leaseMs: claimMs,
      })
      if (claimed) return claimed
    }
    throw new Error('nothing is due')
  }

  async function deliver(over: Partial<DeliveryContext> = {}, thread?: string): Promise<Date | null> {
    lease = aLease()
    const none = { seq: 0, part: 0, plain: false, uncertain: false }
    const { retryAt } = await deliverSubscription(await claim(thread), lease, {
      store,
      lanes,
      channelFaults,
      installations,
      metrics: noMetrics,
      now,
      log,
      publishers: {
        slack: {
          serves: () => true,
          countParts: () => scene.parts,
          async open(supportCase, thread, { uncertain }) {
            await make({ ...none, kind: 'open', supportCase, thread, uncertain })
            return { root: `root in ${thread.channel}`, channel: thread.channel }
          },
          post: async (supportCase, thread, { seq }, { uncertain, part, plain = false }) =>
            void (await make({ kind: 'post', supportCase, thread, seq, part, plain, uncertain })),
          refresh: async (supportCase, thread) => {
            const place = await make({ ...none, kind: 'refresh', supportCase, thread })
            return typeof place === 'string' ? place : undefined
          },
          mention: async (supportCase, thread, told, { uncertain }) =>
            void (await make({ ...none, kind: 'mention', supportCase, thread, told, uncertain })),
          rewrite: async (supportCase, thread, entry) =>
            void (await make({ ...none, kind: 'rewrite', supportCase, thread, seq: entry?.seq ?? 0 })),
          async withdraw(supportCase, thread, { uncertain }) {
            await make({ ...none, kind: 'withdraw', supportCase, thread, uncertain })
            return null
          },
        },
      },
      mail: {
        async send(supportCase, thread, update) {
          await make({ ...none, kind: 'mail', supportCase, thread, update })
          return `<${thread.channel} ${update.to}>`
        },
      },
      people: {
        reach: async ({ channel }) => scene.reach.get(channel),
        sendDirect: async (supportCase, thread, told, { uncertain }) =>
          (await make({ ...none, kind: 'direct', supportCase, thread, told, uncertain })) !== false,
      },
      noticesWaiting,
      resolveAudience: async ({ reader }) => ({ kind: 'readers', reader }),
      random: () => 0.5,
      callMs: 1_000,
      passMs: 5_000,
      cardQuietMs: 0,
      onHeldBack: async () => {},
      arePostsPaused: async () => false,
      isStopping: () => false,
      onFault: async (_, { id }, fault) => reported.push({ thread: id, fault }),
      ...over,
    })
    return retryAt
  }

  const scene: DeliveryScene = {
    store,
    log,
    lanes,
    installations,
    installationFault: undefined,
    parts: 1,
    reach: new Map(),
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
    async deliverAfterCrash(context, thread) {
      await claim(thread)
      time += claimMs
      return deliver(context, thread)
    },
  }
  return scene
}

/** Fails as what passes by itself does, unless told otherwise. */
export function fails(options: Partial<ConstructorParameters<typeof DeliveryFailure>[1]> = {}): () => never {
  return () => {
    const { code = 'internal_error' } = options
    throw new DeliveryFailure(code, { scope: 'passing', code, ...options })
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

function describeCall({ kind, seq, part, plain, update }: PublisherCall): string {
  if (kind === 'post' || kind === 'rewrite')
    return `${kind} ${seq}${part > 0 ? `.${part}` : ''}${plain ? ' in plain words' : ''}`
  return update ? `mail ${update.from}-${update.to}` : kind
}
