import type { Subscription } from '../cases/case.ts'
import type { DeliveryFailure } from './publishers.ts'

/** Who asked for a pause (429), and until when. Known to this process only: another one is told by its own 429. */
export interface Throttle {
  /** The moment until which nothing goes to this thread's channel or workspace; null when it may be called. */
  blockedUntil(thread: Subscription, now: Date): Date | null
  pause(thread: Subscription, scope: DeliveryFailure['pauseScope'], until: Date): void
  /** Nothing goes to the thread's workspace for a while, longer each time; answers until when. Ended by the first call that succeeds. */
  pauseInstallation(thread: Subscription, now: Date): Date
  recordSuccess(thread: Subscription): void
}

/** A new token mostly comes with a new start, which then waits no longer than this. */
const firstPauseMs = 15_000
const longestPauseMs = 60_000

export function createThrottle(): Throttle {
  const paused = new Map<string, Date>()
  /** How long each workspace whose installation is at fault was paused last, ms. */
  const faults = new Map<string, number>()
  const workspaceKey = (thread: Subscription) => JSON.stringify([thread.platform, thread.tenant])
  const channelKey = (thread: Subscription) =>
    JSON.stringify([thread.platform, thread.tenant, thread.channel])

  function pausedUntil(key: string, now: Date): Date | null {
    const until = paused.get(key)
    if (until && until > now) return until
    paused.delete(key)
    return null
  }

  return {
    blockedUntil(thread, now) {
      const workspace = pausedUntil(workspaceKey(thread), now)
      const channel = pausedUntil(channelKey(thread), now)
      return workspace && channel && channel > workspace ? channel : (workspace ?? channel)
    },
    pause(thread, scope, until) {
      const key = scope === 'workspace' ? workspaceKey(thread) : channelKey(thread)
      const known = paused.get(key)
      if (!known || known < until) paused.set(key, until)
    },
    pauseInstallation(thread, now) {
      const key = workspaceKey(thread)
      const before = faults.get(key)
      const running = pausedUntil(key, now)
      // Threads that failed side by side tell of one fault.
      if (before !== undefined && running) return running
      const ms = before === undefined ? firstPauseMs : Math.min(before * 2, longestPauseMs)
      faults.set(key, ms)
      const until = new Date(now.getTime() + ms)
      paused.set(key, until)
      return until
    },
    recordSuccess(thread) {
      faults.delete(workspaceKey(thread))
    },
  }
}
