import type { Subscription } from '../cases/case.ts'
import type { DeliveryFailure } from './publishers.ts'

/** Who asked for a rest (429), and until when. Known to this process only: another one is told by its own 429. */
export interface Throttle {
  /** The moment until which nothing goes to this thread's channel or workspace; null when it may be called. */
  until(thread: Subscription, now: Date): Date | null
  pause(thread: Subscription, of: DeliveryFailure['restOf'], until: Date): void
  /** Nothing goes to the thread's workspace for a while, longer each time; answers until when. Ended by the first call that succeeds. */
  pauseInstallation(thread: Subscription, now: Date): Date
  succeeded(thread: Subscription): void
}

/** A new token mostly comes with a new start, which then waits no longer than this. */
const firstPauseMs = 15_000
const longestPauseMs = 60_000

export function createThrottle(): Throttle {
  const paused = new Map<string, Date>()
  /** How long each workspace whose installation is at fault was paused last, ms. */
  const faults = new Map<string, number>()
  const workspaceOf = (thread: Subscription) => JSON.stringify([thread.platform, thread.tenant])
  const channelOf = (thread: Subscription) => JSON.stringify([thread.platform, thread.tenant, thread.channel])

  function untilOf(key: string, now: Date): Date | null {
    const until = paused.get(key)
    if (until && until > now) return until
    paused.delete(key)
    return null
  }

  return {
    until(thread, now) {
      const workspace = untilOf(workspaceOf(thread), now)
      const channel = untilOf(channelOf(thread), now)
      return workspace && channel && channel > workspace ? channel : (workspace ?? channel)
    },
    pause(thread, of, until) {
      const key = of === 'workspace' ? workspaceOf(thread) : channelOf(thread)
      const known = paused.get(key)
      if (!known || known < until) paused.set(key, until)
    },
    pauseInstallation(thread, now) {
      const key = workspaceOf(thread)
      const before = faults.get(key)
      const running = untilOf(key, now)
      // Threads that failed side by side tell of one fault.
      if (before !== undefined && running) return running
      const ms = before === undefined ? firstPauseMs : Math.min(before * 2, longestPauseMs)
      faults.set(key, ms)
      const until = new Date(now.getTime() + ms)
      paused.set(key, until)
      return until
    },
    succeeded(thread) {
      faults.delete(workspaceOf(thread))
    },
  }
}
