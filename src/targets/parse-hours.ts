/** The words of the targets file: days, hours, lengths of time, dates. Each throws what is wrong with it, told for the operator. */
import type { OpenSpan } from './business-time.ts'

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** `mon`, `mon-fri`, `fri-mon`: their positions from Monday, 0; undefined for what names no days. */
export function parseDays(text: string): readonly number[] | undefined {
  const [first = '', last = first, ...more] = text.trim().toLowerCase().split('-')
  const names: readonly string[] = days
  const [from, to] = [names.indexOf(first), names.indexOf(last)]
  if (from < 0 || to < 0 || more.length > 0) return undefined
  const count = ((to - from + 7) % 7) + 1
  return Array.from({ length: count }, (_, index) => (from + index) % 7)
}

/** `09:00-12:00, 13:00-18:00`; `22:00-06:00` runs over midnight. Undefined for what is no such hours, or overlaps. */
export function parseHours(text: string): readonly OpenSpan[] | undefined {
  const spans: OpenSpan[] = []
  for (const part of text.split(',')) {
    const [from, to, ...more] = part.split('-').map(parseTime)
    if (from === undefined || to === undefined || more.length > 0 || from === 1440) return undefined
    spans.push({ from, to: to > from ? to : to + 1440 })
  }
  const inOrder = spans.toSorted((a, b) => a.from - b.from)
  const overlaps = inOrder.some(
    ({ to }, index) => to > (inOrder[index + 1]?.from ?? Number.POSITIVE_INFINITY),
  )
  return overlaps ? undefined : inOrder
}

/** Minutes from midnight; up to `24:00`. */
function parseTime(text: string): number | undefined {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? []
  const all = Number(hours) * 60 + Number(minutes)
  return hours === '' || Number(minutes) > 59 || all > 1440 ? undefined : all
}

/** `30m`, `4h`, `1h 30m`, in ms. Undefined for anything else, days among it: how long one is depends on the calendar. */
export function parseDuration(text: string): number | undefined {
  const [whole, hours = '0', minutes = '0'] = /^(?:(\d{1,4})h)? ?(?:(\d{1,5})m)?$/.exec(text.trim()) ?? []
  if (!whole) return undefined
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000
  return ms > 0 ? ms : undefined
}

/** Days of one year, or of every year. */
export type ClosedDays = (date: string) => boolean

/**
 * `2026-12-29`, `2026-12-29..2027-01-03`, and for every year `12-29` and `12-29..01-03`. Undefined for what is no date, or ends before
 * it begins.
 */
export function parseClosedDays(text: string): ClosedDays | undefined {
  const [from = '', to = from, ...more] = text.split('..').map((part) => part.trim())
  if (more.length > 0 || from.length !== to.length) return undefined
  if (isDate(from) && isDate(to)) return from <= to ? (date) => from <= date && date <= to : undefined
  // 29 February is a day of a leap year.
  if (!isDate(`2028-${from}`) || !isDate(`2028-${to}`)) return undefined
  return (date) => {
    const day = date.slice(5)
    return from <= to ? from <= day && day <= to : day >= from || day <= to
  }
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
