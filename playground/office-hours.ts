/** Working days from nine to six, where somebody lives. Holidays are not looked at. */
const opensAt = 9
const closesAt = 18
const hourMs = 3_600_000

/** The latest moment up to `until` at which an office in the zone is open. `part` of the day, 0 to 1, is taken where it is closed then. */
export function findOfficeMoment(until: Date, timeZone: string, part: number): Date {
  const { weekday, hours } = readClock(until, timeZone)
  const isWorkday = weekday !== 'Sat' && weekday !== 'Sun'
  if (isWorkday && hours >= opensAt && hours < closesAt) return until
  // Where summer time begins or ends in between, the clock says so and the step is taken again.
  if (!isWorkday || hours < opensAt)
    return findOfficeMoment(new Date(until.getTime() - (hours + 0.01) * hourMs), timeZone, part)
  const chosen = opensAt + part * (closesAt - opensAt - 0.1)
  return new Date(until.getTime() - (hours - chosen) * hourMs)
}

function readClock(at: Date, timeZone: string): { readonly weekday: string; readonly hours: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at)
  const read = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return {
    weekday: read('weekday'),
    hours: Number(read('hour')) + Number(read('minute')) / 60 + Number(read('second')) / 3600,
  }
}
