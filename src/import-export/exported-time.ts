const formats = new Map<string, Intl.DateTimeFormat>()

/** A moment in a time zone, with its offset: `2026-03-02T18:00:00.000+09:00`. */
export function toLocalTime(at: Date, timeZone: string): string {
  const part = Object.fromEntries(
    getFormat(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const offset = part.timeZoneName?.replace('GMT', '') || '+00:00'
  const ms = String(at.getUTCMilliseconds()).padStart(3, '0')
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}.${ms}${offset}`
}

function getFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  })
  formats.set(timeZone, made)
  return made
}
