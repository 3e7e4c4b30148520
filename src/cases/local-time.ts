/** What the calendar and the clock on somebody's wall say. */
export interface LocalTime {
  /** `2026-11-28` */
  readonly day: string
  /** 0 to 23. */
  readonly hour: number
  /** Monday to Friday. */
  readonly isWorkday: boolean
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** In a time zone that nobody knows, as in UTC. */
export function toLocalTime(at: Date, timeZone: string): LocalTime {
  const parts = Object.fromEntries(
    findFormat(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    hour: Number(parts.hour),
    isWorkday: parts.weekday !== 'Sat' && parts.weekday !== 'Sun',
  }
}

function findFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const how = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  } as const
  let made: Intl.DateTimeFormat
  try {
    made = new Intl.DateTimeFormat('en-US', { ...how, timeZone })
  } catch {
    made = new Intl.DateTimeFormat('en-US', { ...how, timeZone: 'UTC' })
  }
  formats.set(timeZone, made)
  return made
}
