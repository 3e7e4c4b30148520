/** The period that somebody names, in their own time zone: `30d`, `2026-10`, `2026`, `2026-10-01..2026-10-15`, `last-month`. */
import { type Period, type StatisticsGroup, statisticsGroups } from '../src/cases/statistics.ts'

const dayMs = 24 * 60 * 60 * 1000
const usual = 30
const mostDays = 3_660

interface Day {
  readonly year: number
  /** From 1; what lies beyond a year is of the next or the last one. */
  readonly month: number
  readonly day: number
}

export interface StatisticsWish {
  readonly period: Period
  readonly by?: StatisticsGroup
}

const groupWords: Readonly<Record<StatisticsGroup, readonly string[]>> = {
  customer: ['customer', 'customers', '顧客', '顧客別', 'お客様', 'お客様別'],
  category: ['category', 'categories', 'カテゴリ', 'カテゴリ別', 'カテゴリー', 'カテゴリー別'],
  severity: ['severity', 'priority', '重大度', '重大度別', '優先度', '優先度別'],
}

/** Undefined where a word is none of these. */
export function parseStatisticsWish(
  words: string,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): StatisticsWish | undefined {
  let period: Period | undefined
  let by: StatisticsGroup | undefined
  for (const word of words.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)) {
    if (word === 'by') continue
    const group = statisticsGroups.find((one) => groupWords[one].includes(word))
    const named = group ? undefined : parsePeriod(word, now, timeZone)
    // Two periods, or two groups, are one too many.
    if ((group ? by : period) !== undefined || !(group ?? named)) return undefined
    by = group ?? by
    period = named ?? period
  }
  return { period: period ?? lastDays(usual, now), ...(by && { by }) }
}

function parsePeriod(word: string, now: Date, timeZone: string): Period | undefined {
  const today = toDay(now, timeZone)
  const month = (of: number): Period =>
    between({ ...today, month: of, day: 1 }, { ...today, month: of + 1, day: 1 }, timeZone)
  if (['this-month', 'month', '今月'].includes(word)) return month(today.month)
  if (['last-month', '先月'].includes(word)) return month(today.month - 1)
  const [, days] = /^(\d{1,4})(?:d|日|日間)$/.exec(word) ?? []
  if (days) return Number(days) >= 1 && Number(days) <= mostDays ? lastDays(Number(days), now) : undefined
  const [, from = '', to = from] = /^([\d-]{4,10})(?:\.\.([\d-]{4,10}))?$/.exec(word) ?? []
  const begin = parseDate(from)
  const end = parseDate(to)
  if (!begin || !end) return undefined
  const period = between(begin.first, end.after, timeZone)
  return period.since < period.until ? period : undefined
}

/** When people look again: at nine in the morning of that day there. `3d`: so many days from today. */
export function parseDay(word: string, timeZone: string, now?: Date): Date | undefined {
  const [, days] = /^(\d{1,3})(?:d|日)$/.exec(word) ?? []
  if (days && now) {
    const today = toDay(now, timeZone)
    return morningOf({ ...today, day: today.day + Number(days) }, timeZone)
  }
  const date = word.length === 10 ? parseDate(word) : undefined
  return date && morningOf(date.first, timeZone)
}

function morningOf(day: Day, timeZone: string): Date {
  return new Date(toMidnight(day, timeZone).getTime() + 9 * 60 * 60 * 1000)
}

function lastDays(days: number, now: Date): Period {
  // What happens at this very moment counts.
  return { since: new Date(now.getTime() - days * dayMs), until: new Date(now.getTime() + 1) }
}

/** The first day of a year, a month or a day, and the one after its last. */
function parseDate(text: string): { readonly first: Day; readonly after: Day } | undefined {
  const [, years = '', months, days] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? []
  const year = Number(years)
  if (year < 2000 || year > 9998) return undefined
  if (months === undefined)
    return { first: { year, month: 1, day: 1 }, after: { year: year + 1, month: 1, day: 1 } }
  const month = Number(months)
  if (month < 1 || month > 12) return undefined
  if (days === undefined) return { first: { year, month, day: 1 }, after: { year, month: month + 1, day: 1 } }
  const day = Number(days)
  // 31 April is no day.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day || day < 1) return undefined
  return { first: { year, month, day }, after: { year, month, day: day + 1 } }
}

function between(first: Day, after: Day, timeZone: string): Period {
  return { since: toMidnight(first, timeZone), until: toMidnight(after, timeZone) }
}

function toDay(at: Date, timeZone: string): Day {
  const local = new Date(at.getTime() + findOffset(at, timeZone))
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() }
}

/** When a day begins there; where the clocks change at midnight, at its first moment. */
function toMidnight({ year, month, day }: Day, timeZone: string): Date {
  const wanted = Date.UTC(year, month - 1, day)
  const guesses = [-dayMs, dayMs].map((apart) => wanted - findOffset(new Date(wanted + apart), timeZone))
  const exact = guesses.filter((at) => at + findOffset(new Date(at), timeZone) === wanted)
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...guesses))
}

/** How far local time is ahead, in ms. */
function findOffset(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
