import { randomUUID } from 'node:crypto'
import type { Case, DeliveryFault, Platform, Subscription } from '../cases/case.ts'
import type { InstallationFaults } from '../cases/thread-state.ts'
import type { Log } from '../config/log.ts'
import type { SubscriptionAudience } from '../conversations/thread-audience.ts'
import { createAlarm } from './alarm.ts'
import type { DeliveryContext } from './case-delivery.ts'
import { createChannelFaults } from './channel-faults.ts'
import { createClaimer } from './claimer.ts'
import { deliverSubscription } from './deliver-subscription.ts'
import { type DeliveryMetrics, noMetrics } from './delivery-metrics.ts'
import type {
  Claim,
  DeliveryInstance,
  DeliveryRoute,
  DeliveryStore,
  DueSubscription,
} from './delivery-store.ts'
import { createInstallations } from './installations.ts'
import { createLanes, toChannelKey, toRouteKey } from './lanes.ts'
import { keepLease } from './lease.ts'
import type { MailPublisher, PersonPublisher, ThreadPublisher } from './publishers.ts'
import { retryDelay } from './retry-delay.ts'

export interface DeliveryWorkerOptions {
  readonly store: DeliveryStore
  readonly publishers: Partial<Record<Platform, ThreadPublisher>>
  /** NOT-3: without it mails wait. */
  readonly mail?: MailPublisher | undefined
  /** PLC-7: without it personal notices wait. */
  readonly people?: PersonPublisher | undefined
  /** The workspaces that this process serves at this moment; what goes to others is left alone. */
  readonly routes: () => readonly DeliveryRoute[]
  /** Asks a platform whether its installation works (`ChatPlatform.check`). */
  readonly check?: (route: DeliveryRoute) => (() => Promise<void>) | undefined
  /** PLC-1, VIS-7: who reads a thread. Asked before each post. */
  readonly resolveAudience: (thread: Subscription) => Promise<SubscriptionAudience>
  readonly now: () => Date
  readonly log: Log
  readonly metrics?: DeliveryMetrics
  /** Names this process in its claims. */
  readonly owner?: string
  /** How long a claim holds without being renewed, ms. After a crash its subscription waits that long. */
  readonly leaseMs?: number
  /** How often to look for what other processes wrote, ms. */
  readonly pollMs?: number
  /** How many subscriptions are looked for at a time. */
  readonly batch?: number
  /** How long one call of a platform may take before it counts as failed, ms. */
  readonly callMs?: number
  /** How long a subscription is worked on before others have their turn, ms. */
  readonly passMs?: number
  /** How long a case has to be quiet before its card is drawn anew, ms. */
  readonly cardQuietMs?: number
  /** How many deliveries are under way at a time, over all routes; unlimited unless told: each route has its own limit. */
  readonly atOnce?: number
  readonly random?: () => number
  /** A thread is late, and why. Told at each failure; what it comes to holds up nothing. */
  readonly onFault?: (supportCase: Case, thread: Subscription, fault: DeliveryFault) => Promise<unknown>
  /** PLC-4: a thread waits for what its `heldBack` says; told at each look at it. Holds up nothing either. */
  readonly onHeldBack?: (supportCase: Case, thread: Subscription) => Promise<unknown>
  /** A workspace takes no posts from now on, or takes them again (null). */
  readonly onInstallation?: (route: DeliveryRoute, fault: DeliveryFault | null) => void
  /** The instances that serve a route, this one included: they share its budgets. */
  readonly onInstances?: (route: DeliveryRoute, count: number) => void
  /** `casethread posts pause`: whether nothing is posted at all for now. */
  readonly arePostsPaused?: () => Promise<boolean>
}

/** Brings every thread up to its case's history (NOT-1; architecture, decision 2). */
export interface DeliveryWorker {
  /** Begins: looks at once, then whenever it is woken, something falls due, or the poll's time has come. */
  start(): void
  /** A case has changed. Cheap, may be called as often as one likes; nothing happens before `start`. */
  wake(): void
  /** Who reads there or what the platform takes there may have changed (the whole route without a channel): what waits is tried at once. */
  wakeConversation(place: DeliveryRoute & { readonly channel?: string }): Promise<void>
  /** Something was said of the installation by its platform: it is asked. */
  recheckInstallation(route: DeliveryRoute): Promise<void>
  /** What stands against all posts to a workspace. */
  readonly faultOf: InstallationFaults
  /** Resolves when nothing is due any more: all is delivered, put off, or held by another process. Works without `start`. */
  idle(): Promise<void>
  /** Lets the calls under way end, begins no further ones, and gives the claims back. */
  stop(): Promise<void>
}

/** How long an answer to whether posts are paused serves, ms: a pause is heeded within that time. */
const pauseMs = 1_000
/** A store that fails is asked again after no longer than this, ms. */
const longestStoreMs = 60_000
/** Each second poll tells the other instances that this one lives. */
const beatMs = 10_000

export function createDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { store, now, log } = options
  const {
    owner = randomUUID(),
    leaseMs = 30_000,
    pollMs = 5_000,
    batch = 64,
    callMs = 30_000,
    random = Math.random,
    metrics = noMetrics,
    onInstallation = () => {},
    onInstances = () => {},
  } = options
  const running = new Set<Promise<void>>()
  const lanes = createLanes(options.atOnce)
  const channelFaults = createChannelFaults()
  const claimer = createClaimer({ store, owner, leaseMs, random })
  const alarm = createAlarm(now, () => look())
  const installations = createInstallations({
    check: options.check ?? (() => undefined),
    now,
    log,
    callMs,
    onMended: (route) => void wakeAll(route),
    onFault(route, fault) {
      metrics.installation(route, fault)
      onInstallation(route, fault)
    },
  })
  let started = false
  let stopping = false
  /** Counts the wake-ups, so that a delivery about to end sees the one that came while it held its claim. */
  let wakeUps = 0
  /** A look at the store is wanted, and under way. */
  let isWanted = false
  let looking: Promise<void> | undefined
  /** Nothing else happened since the last look than that places became free: what it left may serve. */
  let isRefill = true
  /** There was more than there was room for. */
  let isMoreLeft = false
  /** Channels where something is under way, and that were not looked at meanwhile: more may be due there. */
  const passedOver = new Set<string>()
  let storeFailures = 0
  let storeRests: { readonly from: Date; readonly until: Date } | undefined
  let poll: NodeJS.Timeout | undefined
  let beatAt = 0
  let watching: Promise<{ close(): Promise<void> } | undefined> | undefined

  const context: DeliveryContext = {
    store,
    publishers: options.publishers,
    mail: options.mail,
    people: options.people,
    noticesWaiting: new Map(),
    lanes,
    installations,
    channelFaults,
    resolveAudience: options.resolveAudience,
    now,
    random,
    log,
    metrics,
    callMs,
    passMs: options.passMs ?? 5_000,
    cardQuietMs: options.cardQuietMs ?? 1_000,
    isStopping: () => stopping,
    onFault: options.onFault ?? (async () => {}),
    onHeldBack: options.onHeldBack ?? (async () => {}),
    arePostsPaused: rememberFor(pauseMs, now, options.arePostsPaused ?? (async () => false)),
  }

  /** One look at a time; one that is wanted meanwhile follows it. `refill`: only a place has become free. */
  function look(refill = false): void {
    isWanted = true
    isRefill &&= refill
    if (looking || stopping) return
    looking = lookWhileWanted().finally(() => {
      looking = undefined
      if (isWanted && !stopping && !isResting()) look()
    })
  }

  async function lookWhileWanted(): Promise<void> {
    while (isWanted && !stopping && !isResting()) {
      isWanted = false
      const refill = isRefill
      isRefill = true
      try {
        if (await takeWhatIsDue(refill)) look()
        storeFailures = 0
        storeRests = undefined
      } catch (error) {
        restFromStore(error)
      }
    }
  }

  function isResting(): boolean {
    return storeRests !== undefined && storeRests.from <= now() && now() < storeRests.until
  }

  function restFromStore(error: unknown): void {
    storeFailures += 1
    const until = new Date(now().getTime() + Math.min(retryDelay(storeFailures, random), longestStoreMs))
    storeRests = { from: now(), until }
    log.error({ err: error, retryAt: until }, 'Store could not be asked for pending deliveries, retrying')
    if (started) alarm.set(until)
  }

  /** Whether there may be more that there is room for. */
  async function takeWhatIsDue(refill: boolean): Promise<boolean> {
    if (await context.arePostsPaused()) return false
    const routes = options
      .routes()
      .filter((route) => !installations.faultOf(route.platform, route.tenant) && lanes.isOpen(route, now()))
    if (routes.length === 0) return false
    let claims = 0
    const except = lanes.listBusy(now())
    for (const channel of except) passedOver.add(toChannelKey(channel))
    const { found, left } = await claimer.take({
      routes,
      except,
      now: now(),
      limit: batch,
      refill,
      isTaken: (due) => stopping || !lanes.hasRoom(due, now()),
      onClaim(claim, due) {
        claims += 1
        begin(claim, due)
      },
    })
    isMoreLeft = left > 0 || found === batch
    // What somebody else was faster with is looked for no more; what there is no room for waits for room.
    return claims > 0 && found === batch
  }

  function begin(claim: Claim, due: DueSubscription): void {
    const leave = lanes.enter(due)
    const seen = wakeUps
    let hasNews = false
    const delivered = deliver(claim)
      .then((hasMore) => {
        hasNews = hasMore || seen !== wakeUps
      })
      .finally(() => {
        leave()
        running.delete(delivered)
        if (passedOver.delete(toChannelKey(due))) isMoreLeft = true
        if (hasNews) look()
        else if (isMoreLeft) look(true)
      })
    running.add(delivered)
  }

  /** A subscription that goes wrong is nobody else's trouble: it is logged, and its claim runs out. */
  async function deliver(claim: Claim): Promise<boolean> {
    const { thread } = claim
    const { number } = claim.case
    const lease = keepLease({ store, claim, claimedAt: now(), leaseMs, now, log })
    try {
      const { retryAt, hasMore } = await deliverSubscription(claim, lease, context)
      if (!lease.isHeld()) log.warn({ case: number, thread }, 'Claim lost to another process')
      if (retryAt && retryAt > now()) lookAgainAt(retryAt)
      return hasMore || (retryAt !== null && retryAt <= now())
    } catch (error) {
      log.error({ case: number, thread, err: error }, 'Delivery of a case failed, retrying')
      lookAgainAt(new Date(now().getTime() + leaseMs))
      return false
    } finally {
      lease.end()
    }
  }

  function lookAgainAt(moment: Date): void {
    if (started) alarm.set(moment)
  }

  async function wakeAll(place: DeliveryRoute & { readonly channel?: string }): Promise<void> {
    const { channel } = place
    if (channel === undefined) channelFaults.clearRoute(place)
    else channelFaults.clear({ ...place, channel })
    try {
      await store.wakeConversation(place)
    } catch (error) {
      log.warn({ ...place, err: error }, 'Threads of a channel were not woken')
    }
    wake()
  }

  function wake(): void {
    wakeUps += 1
    if (started) look()
  }

  async function beat(): Promise<void> {
    const routes = options
      .routes()
      .map((route) => ({ ...route, fault: installations.faultOf(route.platform, route.tenant) ?? null }))
    const instance: DeliveryInstance = { owner, seenAt: now(), routes }
    const alive = await store.beat(instance)
    for (const route of routes) {
      const key = toRouteKey(route)
      const count = alive.filter((other) => other.routes.some((served) => toRouteKey(served) === key)).length
      onInstances(route, Math.max(count, 1))
    }
  }

  function onPoll(): void {
    wakeUps += 1
    look()
    if (performance.now() < beatAt) return
    beatAt = performance.now() + beatMs
    beat().catch((error: unknown) =>
      log.warn({ err: error }, 'The other instances could not be told that this one lives'),
    )
  }

  return {
    start() {
      if (started || stopping) return
      started = true
      poll = setInterval(onPoll, pollMs).unref()
      installations.start(options.routes)
      watching = store.watch?.(wake).catch((error: unknown) => {
        log.info({ err: error }, 'The database tells of no changes; it is asked for them')
        return undefined
      })
      onPoll()
    },
    wake,
    wakeConversation: wakeAll,
    recheckInstallation: (route) => installations.recheck(route),
    faultOf: installations.faultOf,
    async idle() {
      look()
      while (looking || running.size > 0) await Promise.all([looking, ...running])
    },
    async stop() {
      stopping = true
      clearInterval(poll)
      alarm.stop()
      installations.stop()
      await looking
      await Promise.all(running)
      await (await watching)?.close()
      if (started) await store.leave(owner).catch(() => undefined)
    },
  }
}

function rememberFor<T>(ms: number, now: () => Date, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined
  return () => {
    const at = now().getTime()
    if (!last || at - last.at >= ms || at < last.at) {
      const answer = ask()
      answer.catch(() => {
        last = undefined
      })
      last = { at, answer }
    }
    return last.answer
  }
}
