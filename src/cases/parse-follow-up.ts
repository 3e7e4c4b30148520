/** When a case that is put aside comes back, as people write it in either language: `3d`, `Dec 3`, 明日, 来週月曜 14:00. */

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

interface Time {
  readonly hour: number
  readonly minute: number
}

/** When a working day begins, where no time is named. */
const morning: Time = { hour: 9, minute: 0 }
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Undefined where it names no moment. What is past is answered as such; the service refuses it. */
export function parseFollowUp(typed: string, now: Date, timeZone: string): Date | undefined {
  const text = typed.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  if (text === '' || text.length > 60) return undefined
  const exact = parseSpan(text, now)
  if (exact) return exact
  const { rest, time } = takeTime(text)
  const today = toLocalDay(now, timeZone)
  const day = rest === '' ? undefined : parseDay(rest.replace(/^(on|at|in|until|till) /, ''), today)
  return day && toInstant(day, time ?? morning, timeZone)
}

/** The local date of a moment: `2026-12-03`, as a form's date field has it. */
export function toIsoDay(at: Date, timeZone: string): string {
  const { year, month, day } = toLocalDay(at, timeZone)
  return [String(year).padStart(4, '0'), pad(month), pad(day)].join('-')
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

/** Hours and minutes run from now on; days are whole. */
function parseSpan(text: string, now: Date): Date | undefined {
  const [, count = '', unit = ''] =
    /^(?:in )?(\d{1,4}) ?(h|hours?|hrs?|m|min|mins|minutes?|時間後?|分後?)$/.exec(text) ?? []
  if (unit === '') return undefined
  const ms = unit.startsWith('h') || unit.startsWith('時間') ? hourMs : 60_000
  return new Date(now.getTime() + Number(count) * ms)
}

function takeTime(text: string): { readonly rest: string; readonly time?: Time } {
  const clock = /^(.*?)(?: (?:at )?|の)(\d{1,2}):(\d{2})$/.exec(text)
  if (clock) return toTime(text, clock[1], Number(clock[2]), Number(clock[3]))
  const half = /^(.*?) (?:at )?(\d{1,2}) ?(am|pm)$/.exec(text)
  if (half) return toTime(text, half[1], (Number(half[2]) % 12) + (half[3] === 'pm' ? 12 : 0), 0)
  const kanji = /^(.*?)[ の]?(午前|午後)?(\d{1,2})時(?:(\d{1,2})分|半)?$/.exec(text)
  if (kanji && kanji[1] !== '' && !/\d$/.test(kanji[1] ?? '')) {
    const hour = Number(kanji[3]) + (kanji[2] === '午後' && Number(kanji[3]) < 12 ? 12 : 0)
    return toTime(text, kanji[1], hour, text.endsWith('半') ? 30 : Number(kanji[4] ?? 0))
  }
  return { rest: text }
}

function toTime(text: string, rest = '', hour: number, minute: number): ReturnType<typeof takeTime> {
  return hour < 24 && minute < 60 ? { rest: rest.trim(), time: { hour, minute } } : { rest: text }
}

const weekdays: readonly (readonly string[])[] = [
  ['monday', 'mon', '月', '月曜', '月曜日'],
  ['tuesday', 'tue', 'tues', '火', '火曜', '火曜日'],
  ['wednesday', 'wed', '水', '水曜', '水曜日'],
  ['thursday', 'thu', 'thurs', '木', '木曜', '木曜日'],
  ['friday', 'fri', '金', '金曜', '金曜日'],
  ['saturday', 'sat', '土', '土曜', '土曜日'],
  ['sunday', 'sun', '日', '日曜', '日曜日'],
]
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function parseDay(text: string, today: Day): Day | undefined {
  return parseCount(text, today) ?? parseNamedDay(text, today) ?? parseDate(text, today)
}

function parseCount(text: string, today: Day): Day | undefined {
  const [, digits = '', unit = ''] =
    /^(\d{1,3}) ?(d|days?|w|weeks?|mo|months?|日後?|週間?後?|[かヶケカ箇]月後?)$/.exec(text) ?? []
  if (unit === '') return undefined
  const count = Number(digits)
  if (unit.startsWith('d') || unit.startsWith('日')) return addDays(today, count)
  if (unit.startsWith('w') || unit.startsWith('週')) return addDays(today, 7 * count)
  return addMonths(today, count)
}

const namedDays: Readonly<Record<string, number>> = {
  today: 0,
  今日: 0,
  本日: 0,
  tomorrow: 1,
  tmr: 1,
  明日: 1,
  あした: 1,
  あす: 1,
  翌日: 1,
  'day after tomorrow': 2,
  明後日: 2,
  あさって: 2,
}

function parseNamedDay(text: string, today: Day): Day | undefined {
  const days = namedDays[text]
  if (days !== undefined) return addDays(today, days)
  if (text === 'next month' || text === '来月') return { ...addMonths({ ...today, day: 1 }, 1), day: 1 }
  const sinceMonday = (new Date(toUtc(today)).getUTCDay() + 6) % 7
  const [, week = '', name = ''] = /^(this |next |今週|来週|再来週)?の?(.*)$/.exec(text) ?? []
  const weekday = weekdays.findIndex((names) => names.includes(name))
  const weeks = ['来週', 'next '].includes(week) ? 1 : week === '再来週' ? 2 : 0
  if (name === '' || name === 'week') return weeks > 0 ? addDays(today, 7 * weeks - sinceMonday) : undefined
  if (weekday < 0) return undefined
  if (week !== '') return addDays(today, 7 * weeks + weekday - sinceMonday)
  return addDays(today, ((weekday - sinceMonday + 6) % 7) + 1)
}

function parseDate(text: string, today: Day): Day | undefined {
  const whole = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  if (whole) return toDay(Number(whole[1]), Number(whole[2]), Number(whole[3]))
  const short = /^(\d{1,2})[/月](\d{1,2})日?$/.exec(text)
  if (short) return nextDay(Number(short[1]), Number(short[2]), today)
  const words = text.replaceAll(',', ' ').split(' ').filter(Boolean)
  const month =
    months.findIndex((name) => words.some((word) => /^[a-z]+$/.test(word) && word.startsWith(name))) + 1
  const numbers = words.flatMap((word) => /^(\d{1,4})(?:st|nd|rd|th)?$/.exec(word)?.[1] ?? []).map(Number)
  if (month === 0 || numbers.length !== words.length - 1) return undefined
  const [day = 0, year] = numbers
  if (numbers.length > 2 || numbers.length === 0) return undefined
  return year === undefined ? nextDay(month, day, today) : toDay(year, month, day)
}

/** Without its year the next such day is meant. */
function nextDay(month: number, day: number, today: Day): Day | undefined {
  const here = toDay(today.year, month, day)
  if (here && toUtc(here) >= toUtc(today)) return here
  return toDay(today.year + 1, month, day) ?? here
}

/** Undefined for what the calendar does not have: the 31st of a shorter month. */
function toDay(year: number, month: number, day: number): Day | undefined {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 ? { year, month, day } : undefined
}

function toUtc({ year, month, day }: Day): number {
  return Date.UTC(year, month - 1, day)
}

function fromUtc(ms: number): Day {
  const at = new Date(ms)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}

function addDays(from: Day, days: number): Day {
  return fromUtc(toUtc(from) + days * dayMs)
}

/** The same day of a later month, or its last one. */
function addMonths({ year, month, day }: Day, count: number): Day {
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate()
  return fromUtc(Date.UTC(year, month - 1 + count, Math.min(day, last)))
}

function toLocalDay(at: Date, timeZone: string): Day {
  return fromUtc(at.getTime() + offsetAt(at, timeZone))
}

/** Where the clock skips this hour, the moment after the gap. */
function toInstant(day: Day, { hour, minute }: Time, timeZone: string): Date {
  const local = toUtc(day) + hour * hourMs + minute * 60_000
  const guess = local - offsetAt(new Date(local), timeZone)
  return new Date(local - offsetAt(new Date(guess), timeZone))
}

/** How far local clocks are ahead of UTC, ms. A zone that the platform made up counts as UTC. */
function offsetAt(at: Date, timeZone: string): number {
  const parts = formatterFor(timeZone).formatToParts(at)
  const part = (name: string) => Number(parts.find(({ type }) => type === name)?.value ?? 0)
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour') % 24,
    part('minute'),
    part('second'),
  )
  return local - Math.floor(at.getTime() / 1000) * 1000
}

const formatters = new Map<string, Intl.DateTimeFormat>()
/** Time zones are few; what somebody made up is not kept for ever. */
const maxFormatters = 500

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  if (formatters.size >= maxFormatters) formatters.clear()
  const made = makeFormatter(timeZone)
  formatters.set(timeZone, made)
  return made
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  const how = {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const
  try {
    return new Intl.DateTimeFormat('en', { ...how, timeZone })
  } catch {
    return new Intl.DateTimeFormat('en', { ...how, timeZone: 'UTC' })
  }
}
