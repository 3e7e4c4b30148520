/** OWN-3: when three quarters of a target are gone, and all of it, counted from where it began and without its pauses. */
import type { Clock } from '../cases/case.ts'
import { addBusinessTime, businessTimeBetween, type Calendar } from './business-time.ts'

/** The share of the time after which a first reminder is sent. */
export const warnAfter = 0.75

export function planClock(
  calendar: Calendar,
  { startedAt, targetMs, pauses }: Pick<Clock, 'startedAt' | 'targetMs' | 'pauses'>,
): Pick<Clock, 'warnAt' | 'dueAt'> {
  return {
    warnAt: reach(calendar, startedAt, Math.round(targetMs * warnAfter), pauses),
    dueAt: reach(calendar, startedAt, targetMs, pauses),
  }
}

/** Null where the clock rests before it comes to that. */
function reach(calendar: Calendar, startedAt: Date, ms: number, pauses: Clock['pauses'] = []): Date | null {
  let from = startedAt
  let left = ms
  for (const pause of pauses) {
    const ran = businessTimeBetween(calendar, from, pause.from)
    // What ran out before the pause has run out, whatever comes after it.
    if (ran >= left) break
    if (pause.to === null) return null
    left -= ran
    from = pause.to
  }
  return addBusinessTime(calendar, from, left)
}
