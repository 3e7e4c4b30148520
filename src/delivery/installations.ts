/**
 * What stands against all of a workspace's posts: its token, the app, the platform's word that it takes nothing. Kept in this process;
 * ended by the platform alone, which is asked again and again, and each time that something speaks for it.
 */
import type { DeliveryFault } from '../cases/case.ts'
import type { InstallationFaults } from '../cases/thread-state.ts'
import type { Log } from '../config/log.ts'
import { callPlatform } from './call-platform.ts'
import type { DeliveryRoute } from './delivery-store.ts'
import { toRouteKey } from './lanes.ts'
import { DeliveryFailure } from './publishers.ts'

/** A new token mostly comes with a new start; what comes by itself is found within this time. In ms. */
const firstProbeMs = 15_000
const longestProbeMs = 60_000
/** How often a workspace that works is asked whether it does: a fault is known before the next post meets it. In ms. */
const routineMs = 300_000

export interface Installations {
  readonly faultOf: InstallationFaults
  /**
   * A call failed as if the installation were at fault. Asks whether it is: only then nothing goes there any more (true). Else it was
   * about that one call.
   */
  confirm(route: DeliveryRoute, failure: DeliveryFailure): Promise<boolean>
  /** A call went through. */
  recordSuccess(route: DeliveryRoute): void
  /** Something was mended there, or broken: asks at once. */
  recheck(route: DeliveryRoute): Promise<void>
  /** From now on each of these is asked now and then. */
  start(routes: () => readonly DeliveryRoute[]): void
  stop(): void
}

export function createInstallations(options: {
  /** Asks the platform whether the installation works; throws a `DeliveryFailure`. Missing: the next delivery finds out. */
  readonly check: (route: DeliveryRoute) => (() => Promise<void>) | undefined
  readonly now: () => Date
  readonly log: Log
  readonly callMs: number
  /** A fault has ended there. */
  readonly onMended: (route: DeliveryRoute) => void
  readonly onFault?: (route: DeliveryRoute, fault: DeliveryFault | null) => void
  readonly firstMs?: number
}): Installations {
  const { check, now, log, callMs, onMended, onFault = () => {}, firstMs = firstProbeMs } = options
  interface Outage {
    readonly route: DeliveryRoute
    readonly fault: DeliveryFault
    waitMs: number
    timer: NodeJS.Timeout
  }
  const outages = new Map<string, Outage>()
  const asking = new Map<string, Promise<DeliveryFailure | undefined>>()
  let routine: NodeJS.Timeout | undefined
  let isStopped = false

  /** Side by side it is asked once. Undefined: it works, or nobody can be asked. */
  function ask(route: DeliveryRoute): Promise<DeliveryFailure | undefined> {
    const key = toRouteKey(route)
    const running = asking.get(key)
    if (running) return running
    const how = check(route)
    if (!how) return Promise.resolve(undefined)
    const asked = callPlatform(how, callMs)
      .then((answer) => (answer instanceof DeliveryFailure ? answer : undefined))
      .finally(() => asking.delete(key))
    asking.set(key, asked)
    return asked
  }

  function begin(route: DeliveryRoute, failure: DeliveryFailure): void {
    const key = toRouteKey(route)
    if (outages.has(key) || isStopped) return
    const fault: DeliveryFault = { scope: 'installation', code: failure.code, since: now() }
    outages.set(key, { route, fault, waitMs: firstMs, timer: setTimeout(probe, firstMs, route).unref() })
    log.error({ ...route, code: failure.code, err: failure }, 'Installation takes no posts, pausing')
    onFault(route, fault)
  }

  function end(route: DeliveryRoute): void {
    const key = toRouteKey(route)
    const outage = outages.get(key)
    if (!outage) return
    clearTimeout(outage.timer)
    outages.delete(key)
    log.info({ ...route, since: outage.fault.since }, 'Installation takes posts again')
    onFault(route, null)
    onMended(route)
  }

  async function probe(route: DeliveryRoute): Promise<void> {
    const outage = outages.get(toRouteKey(route))
    if (!outage || isStopped) return
    // Where nobody can be asked, one delivery is let through and tells.
    if (!(await ask(route))) return end(route)
    if (isStopped || outages.get(toRouteKey(route)) !== outage) return
    outage.waitMs = Math.min(outage.waitMs * 2, longestProbeMs)
    clearTimeout(outage.timer)
    outage.timer = setTimeout(probe, outage.waitMs, route).unref()
  }

  async function recheck(route: DeliveryRoute): Promise<void> {
    if (outages.has(toRouteKey(route))) return probe(route)
    const failure = await ask(route)
    if (failure?.scope === 'installation') begin(route, failure)
  }

  return {
    faultOf: (platform, tenant) => outages.get(toRouteKey({ platform, tenant }))?.fault,
    async confirm(route, failure) {
      if (outages.has(toRouteKey(route))) return true
      if (check(route)) {
        const answer = await ask(route)
        if (!answer) return false
      }
      begin(route, failure)
      return true
    },
    recordSuccess: (route) => end(route),
    recheck,
    start(routes) {
      routine = setInterval(() => {
        for (const route of routes()) void recheck(route)
      }, routineMs).unref()
    },
    stop() {
      isStopped = true
      clearInterval(routine)
      for (const { timer } of outages.values()) clearTimeout(timer)
    },
  }
}
