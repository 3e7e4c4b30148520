/** Slack's moments and date tokens, told in the person's own language and time zone. */

export interface Clock {
  readonly locale: string
  readonly timeZone: string
}

/** A time zone or locale that this browser does not know falls back to the browser's own. */
function format(clock: Clock, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(clock.locale, { ...options, timeZone: clock.timeZone })
  } catch {
    return new Intl.DateTimeFormat(undefined, options)
  }
}

export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000)
}

export function timeOf(ts: string, clock: Clock): string {
  return format(clock, { hour: 'numeric', minute: '2-digit' }).format(dateOf(ts))
}

export function fullTimeOf(ts: string, clock: Clock): string {
  return format(clock, { dateStyle: 'full', timeStyle: 'medium' }).format(dateOf(ts))
}

/** A key that is equal for two moments of one day in the person's time zone. */
export function dayKey(date: Date, clock: Clock): string {
  return format({ ...clock, locale: 'en-CA' }, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    date,
  )
}

/** "Today", "Yesterday", or the day. */
export function dayOf(date: Date, clock: Clock, now = new Date()): string {
  return (
    near(date, clock, now) ?? format(clock, { weekday: 'long', month: 'long', day: 'numeric' }).format(date)
  )
}

function near(date: Date, clock: Clock, now: Date): string | null {
  const key = dayKey(date, clock)
  for (const days of [0, -1, 1]) {
    if (key !== dayKey(new Date(now.getTime() + days * 86_400_000), clock)) continue
    const word = new Intl.RelativeTimeFormat(clock.locale, { numeric: 'auto' }).format(days, 'day')
    return word.charAt(0).toLocaleUpperCase(clock.locale) + word.slice(1)
  }
  return null
}

const long: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', day: 'numeric' }
const short: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' }
const longest: Intl.DateTimeFormatOptions = { ...long, weekday: 'long' }

/** One `{token}` of `<!date^…>`: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function token(name: string, date: Date, clock: Clock, now: Date): string | null {
  switch (name) {
    case 'date_num':
      return dayKey(date, clock)
    case 'date_slash':
      return format(clock, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(date)
    case 'date':
      return format(clock, long).format(date)
    case 'date_long':
      return format(clock, longest).format(date)
    case 'date_long_full':
      return format(clock, longest).format(date)
    case 'date_short':
      return format(clock, short).format(date)
    case 'date_pretty':
      return near(date, clock, now) ?? format(clock, long).format(date)
    case 'date_long_pretty':
      return near(date, clock, now) ?? format(clock, longest).format(date)
    case 'date_short_pretty':
      return near(date, clock, now) ?? format(clock, short).format(date)
    case 'time':
      return format(clock, { hour: 'numeric', minute: '2-digit' }).format(date)
    case 'time_secs':
      return format(clock, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(date)
    case 'day_divider_pretty':
      return dayOf(date, clock, now)
    case 'ago':
      return ago(date, clock, now)
    default:
      return null
  }
}

function ago(date: Date, clock: Clock, now: Date): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  const words = new Intl.RelativeTimeFormat(clock.locale, { numeric: 'auto' })
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit)
  }
  return words.format(seconds, 'second')
}

/** Fills `{date_short_pretty} {time}`; the fallback where the pattern has a token that is unknown here. */
export function fillDate(
  seconds: number,
  pattern: string,
  fallback: string,
  clock: Clock,
  now = new Date(),
): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return fallback
  let known = true
  const text = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const said = token(name, date, clock, now)
    if (said === null) known = false
    return said ?? ''
  })
  return known ? text : fallback
}
