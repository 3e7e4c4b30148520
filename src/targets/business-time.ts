/**
 * OWN-3: the time in which a calendar is open. Local times become moments by the rules of the time zone: a shift from 22:00 to 06:00 is an
 * hour shorter or longer in the night in which the clocks change, a time that the change leaves out is taken an hour later, and of one
 * that comes twice the first is meant.
 */
import { Temporal } from 'temporal-polyfill'

/** Minutes from the midnight with which its day begins; `to` is past 1,440 where it runs over the next one. */
export interface OpenSpan {
  readonly from: number
  readonly to: number
}

export interface Calendar {
  readonly name: string
  readonly timeZone: string
  /** From Monday to Sunday. A shift over midnight belongs to the day on which it begins. */
  readonly week: readonly (readonly OpenSpan[])[]
  /** The name of the holiday on this day (`2026-09-22`), on which nothing begins. */
  readonly findHoliday: (date: string) => string | undefined
}

/** Never closed, whatever the time zone. */
export const aroundTheClock: Calendar = {
  name: '24/7',
  timeZone: 'UTC',
  week: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]),
  findHoliday: () => undefined,
}

/** A calendar that is closed for longer than this has no hours. */
const maxDays = 20 * 366
const keptDays = 1_000

interface Opening {
  readonly from: number
  readonly to: number
}

/** The days of a calendar as they were reckoned last: a target looks at the same few again and again. */
const reckoned = new WeakMap<Calendar, Map<string, readonly Opening[]>>()

/**
 * The moment at which the calendar has been open for so long, counted from `from`. It lies within open hours, of which the closing time is
 * one: an hour from 17:00 is 18:00 where that is when it closes.
 */
export function addBusinessTime(calendar: Calendar, from: Date, ms: number): Date {
  if (calendar === aroundTheClock) return new Date(from.getTime() + ms)
  let left = ms
  for (const open of openingsAfter(calendar, from)) {
    if (open.to - open.from >= left) return new Date(open.from + left)
    left -= open.to - open.from
  }
  throw new Error(`The calendar ${calendar.name} is never open`)
}

/** How long it is open between the two, ms; 0 where the second is not later. */
export function businessTimeBetween(calendar: Calendar, from: Date, to: Date): number {
  const end = to.getTime()
  if (end <= from.getTime()) return 0
  if (calendar === aroundTheClock) return end - from.getTime()
  let sum = 0
  for (const open of openingsAfter(calendar, from)) {
    if (open.from >= end) break
    sum += Math.min(open.to, end) - open.from
  }
  return sum
}

/** When it opens next; undefined while it is open. */
export function findNextOpening(calendar: Calendar, at: Date): Date | undefined {
  if (calendar === aroundTheClock) return undefined
  for (const open of openingsAfter(calendar, at)) {
    if (open.to === at.getTime()) continue
    return open.from <= at.getTime() ? undefined : new Date(open.from)
  }
  return undefined
}

/** The days from the one to the other on which it would be open but for a holiday. */
export function listHolidaysBetween(
  calendar: Calendar,
  from: Date,
  to: Date,
): readonly { readonly date: string; readonly name: string }[] {
  const found: { date: string; name: string }[] = []
  const last = toDate(calendar, to)
  for (
    let date = toDate(calendar, from);
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  ) {
    const name = calendar.findHoliday(date.toString())
    if (name !== undefined && spansOn(calendar, date).length > 0) found.push({ date: date.toString(), name })
  }
  return found
}

/** What is open from then on, in order, without overlaps; the first is cut to begin at `from`, and may end there. */
function* openingsAfter(calendar: Calendar, from: Date): Generator<Opening> {
  let reached = from.getTime()
  // A shift of the day before may still run.
  let date = toDate(calendar, from).subtract({ days: 1 })
  for (let days = 0; days < maxDays; days += 1) {
    for (const open of openingsOn(calendar, date)) {
      if (open.to < reached) continue
      yield { from: Math.max(open.from, reached), to: open.to }
      reached = open.to
    }
    date = date.add({ days: 1 })
  }
}

function openingsOn(calendar: Calendar, date: Temporal.PlainDate): readonly Opening[] {
  const days = reckoned.get(calendar) ?? new Map<string, readonly Opening[]>()
  reckoned.set(calendar, days)
  const day = date.toString()
  const known = days.get(day)
  if (known) return known
  const closed = calendar.findHoliday(day) !== undefined
  const openings = closed
    ? []
    : spansOn(calendar, date).map(({ from, to }) => ({
        from: toMoment(calendar, date, from),
        to: toMoment(calendar, date, to),
      }))
  if (days.size >= keptDays) days.clear()
  days.set(day, openings)
  return openings
}

function spansOn({ week }: Calendar, date: Temporal.PlainDate): readonly OpenSpan[] {
  return week[date.dayOfWeek - 1] ?? []
}

function toMoment({ timeZone }: Calendar, date: Temporal.PlainDate, minutes: number): number {
  return date
    .toPlainDateTime()
    .add({ days: Math.floor(minutes / 1440), minutes: minutes % 1440 })
    .toZonedDateTime(timeZone).epochMilliseconds
}

function toDate({ timeZone }: Calendar, at: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
}
