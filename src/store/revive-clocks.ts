import type { Case, Clock, Clocks, Event } from '../cases/case.ts'

/** Moments that went through JSON, put back in place: OWN-3. */
export function reviveClocks({ list, ...clocks }: Clocks): Clocks {
  return { ...clocks, list: list.map(reviveClock) }
}

export function reviveDue(due: NonNullable<Case['due']>): NonNullable<Case['due']> {
  return due.map(({ side, at }) => ({ side, at: new Date(at) }))
}

/** The events that tell of moments. */
export function reviveEvent(event: Event): Event {
  if (event.type === 'due-changed')
    return { ...event, from: new Date(event.from), to: event.to && new Date(event.to) }
  return event.type === 'reminded' ? { ...event, dueAt: new Date(event.dueAt) } : event
}

function reviveClock({ startedAt, warnAt, dueAt, pauses, end, ...clock }: Clock): Clock {
  return {
    ...clock,
    startedAt: new Date(startedAt),
    warnAt: warnAt && new Date(warnAt),
    dueAt: dueAt && new Date(dueAt),
    ...(pauses && {
      pauses: pauses.map(({ from, to }) => ({ from: new Date(from), to: to && new Date(to) })),
    }),
    ...(end && { end: { ...end, at: new Date(end.at) } }),
  }
}
