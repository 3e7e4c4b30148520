/** Slack's timestamps and date tokens, written in the person's own language and time zone. */

export interface TimeFormat {
  readonly locale: string
  readonly timeZone: string
}

/** A time zone or locale that this browser does not know falls back to the browser's own. */
function format(timeFormat: TimeFormat, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(timeFormat.locale, { ...options, timeZone: timeFormat.timeZone })
  } catch {
    return new Intl.DateTimeFormat(undefined, options)
  }
}

export function toDate(ts: string): Date {
  return new Date(Number(ts) * 1000)
}

export function formatTime(ts: string, timeFormat: TimeFormat): string {
  return format(timeFormat, { hour: 'numeric', minute: '2-digit' }).format(toDate(ts))
}

export function formatFullTime(ts: string, timeFormat: TimeFormat): string {
  return format(timeFormat, { dateStyle: 'full', timeStyle: 'medium' }).format(toDate(ts))
}

/** A key that is equal for two times of one day in the person's time zone. */
export function toDayKey(date: Date, timeFormat: TimeFormat): string {
  return format(
    { ...timeFormat, locale: 'en-CA' },
    { year: 'numeric', month: '2-digit', day: '2-digit' },
  ).format(date)
}

/** "Today", "Yesterday", or the day. */
export function formatDay(date: Date, timeFormat: TimeFormat, now = new Date()): string {
  return (
    formatNearDay(date, timeFormat, now) ??
    format(timeFormat, { weekday: 'long', month: 'long', day: 'numeric' }).format(date)
  )
}

function formatNearDay(date: Date, timeFormat: TimeFormat, now: Date): string | null {
  const key = toDayKey(date, timeFormat)
  for (const days of [0, -1, 1]) {
    if (key !== toDayKey(new Date(now.getTime() + days * 86_400_000), timeFormat)) continue
    const word = new Intl.RelativeTimeFormat(timeFormat.locale, { numeric: 'auto' }).format(days, 'day')
    return word.charAt(0).toLocaleUpperCase(timeFormat.locale) + word.slice(1)
  }
  return null
}

const long: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', day: 'numeric' }
const short: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' }
const longest: Intl.DateTimeFormatOptions = { ...long, weekday: 'long' }

/** One `{token}` of `<!date^…>`: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function formatToken(name: string, date: Date, timeFormat: TimeFormat, now: Date): string | null {
  switch (name) {
    case 'date_num':
      return toDayKey(date, timeFormat)
    case 'date_slash':
      return format(timeFormat, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(date)
    case 'date':
      return format(timeFormat, long).format(date)
    case 'date_long':
      return format(timeFormat, longest).format(date)
    case 'date_long_full':
      return format(timeFormat, longest).format(date)
    case 'date_short':
      return format(timeFormat, short).format(date)
    case 'date_pretty':
      return formatNearDay(date, timeFormat, now) ?? format(timeFormat, long).format(date)
    case 'date_long_pretty':
      return formatNearDay(date, timeFormat, now) ?? format(timeFormat, longest).format(date)
    case 'date_short_pretty':
      return formatNearDay(date, timeFormat, now) ?? format(timeFormat, short).format(date)
    case 'time':
      return format(timeFormat, { hour: 'numeric', minute: '2-digit' }).format(date)
    case 'time_secs':
      return format(timeFormat, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(date)
    case 'day_divider_pretty':
      return formatDay(date, timeFormat, now)
    case 'ago':
      return formatAgo(date, timeFormat, now)
    default:
      return null
  }
}

function formatAgo(date: Date, timeFormat: TimeFormat, now: Date): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  const formatter = new Intl.RelativeTimeFormat(timeFormat.locale, { numeric: 'auto' })
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return formatter.format(Math.trunc(seconds / size), unit)
  }
  return formatter.format(seconds, 'second')
}

/** Fills `{date_short_pretty} {time}`; the fallback where the pattern has a token that is unknown here. */
export function formatDatePattern(
  seconds: number,
  pattern: string,
  fallback: string,
  timeFormat: TimeFormat,
  now = new Date(),
): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return fallback
  let known = true
  const text = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const said = formatToken(name, date, timeFormat, now)
    if (said === null) known = false
    return said ?? ''
  })
  return known ? text : fallback
}
