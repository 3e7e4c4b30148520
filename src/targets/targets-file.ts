/** OWN-3: the operator's file of calendars and targets (docs/targets.md). Loaded only where TARGETS_FILE names one. */
import { z } from 'zod'
import { severities } from '../cases/case.ts'
import { isTimeZone } from '../cases/time-zone.ts'
import { describeIssue, type Path } from '../config/describe-file-issues.ts'
import { suggestClosest } from '../config/suggest-closest.ts'
import { readOperatorYaml, type YamlFault } from '../files/operator-yaml.ts'
import { addBusinessTime, aroundTheClock, type Calendar, type OpenSpan } from './business-time.ts'
import {
  type ClosedDays,
  days,
  isDate,
  parseClosedDays,
  parseDays,
  parseDuration,
  parseHours,
} from './parse-hours.ts'
import type { PublicHolidays } from './public-holidays.ts'
import { createTargets, type Target, type TargetRule, type Targets } from './targets.ts'

const sections = ['calendars', 'targets', 'reminders']

function oneOrMore<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item).min(1)).optional()
}

const text = z.string().trim().min(1)

const CalendarEntry = z.strictObject({
  timeZone: text.refine(isTimeZone, 'is no time zone: write one such as Asia/Tokyo'),
  hours: z.record(z.string(), text),
  holidays: oneOrMore(text),
  closed: oneOrMore(text),
  open: oneOrMore(text),
})
const calendarKeys = Object.keys(CalendarEntry.shape)

const TargetEntry = z.strictObject({
  side: oneOrMore(text).pipe(z.array(z.string())),
  tier: oneOrMore(z.enum(['standard', 'enhanced', 'premium'])),
  severity: oneOrMore(z.enum(severities)),
  language: oneOrMore(z.enum(['en', 'ja'])),
  calendar: text,
  firstResponse: text.optional(),
  nextResponse: text.optional(),
})
type TargetEntry = z.output<typeof TargetEntry>
const targetKeys = Object.keys(TargetEntry.shape)

/** More than so many lines nobody keeps in mind. */
const maxTargets = 200
/** What is due later than this is a slip. */
const maxAheadMs = 5 * 366 * 24 * 3_600_000

/** Throws a `FileValidationError` with every fault at once. */
export async function readTargetsFile(file: string, now: Date): Promise<Targets> {
  const own = await readOperatorYaml('The targets file', file, sections)
  const faults: YamlFault[] = Object.keys(own.sections)
    .filter((key) => !sections.includes(key))
    .flatMap((key) =>
      describeIssue({ code: 'unrecognized_keys', keys: [key], path: [], message: '' }, sections),
    )
  const report = (path: Path, message: string) => void faults.push({ path, message })
  const calendars = await readCalendars(own.sections.calendars, report)
  const targets = readTargets(own.sections.targets, calendars, report, now)
  const { reminders = true } = own.sections
  if (typeof reminders !== 'boolean') report(['reminders'], 'must be true or false, without quotes')
  if (faults.length > 0) throw own.unusable(faults)
  return createTargets(targets, reminders === true)
}

type Report = (path: Path, message: string) => void

function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: Path,
  keys: readonly string[],
  report: Report,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  for (const issue of result.error.issues)
    for (const fault of describeIssue(issue, keys)) report([...path, ...fault.path], fault.message)
  return undefined
}

/** By their names; undefined for one that could not be read, which is told once. */
type Calendars = ReadonlyMap<string, Calendar | undefined>

async function readCalendars(raw: unknown, report: Report): Promise<Calendars> {
  const calendars = new Map<string, Calendar | undefined>([[aroundTheClock.name, aroundTheClock]])
  if (raw === undefined) return calendars
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    report(['calendars'], 'must be made of keys with values: the name of each calendar, and what it is')
    return calendars
  }
  for (const [name, value] of Object.entries(raw)) {
    if (name === aroundTheClock.name)
      report(['calendars', name], 'is there already, and never closed: choose another name')
    else calendars.set(name, await readCalendar(name, value, report))
  }
  return calendars
}

async function readCalendar(name: string, value: unknown, report: Report): Promise<Calendar | undefined> {
  const path = ['calendars', name]
  const entry = checked(CalendarEntry, value, path, calendarKeys, report)
  if (!entry) return undefined
  let isWhole = true
  const fail = (at: readonly (string | number)[], message: string) => {
    isWhole = false
    report([...path, ...at], message)
  }
  const week = readWeek(entry.hours, fail)
  const closed = (entry.closed ?? []).flatMap((text, index): readonly ClosedDays[] => {
    const read = parseClosedDays(text)
    if (!read)
      fail(
        ['closed', index],
        `"${text}" is no day: write 2026-12-29, 2026-12-29..2027-01-03, or for every year 12-29 or 12-29..01-03`,
      )
    return read ? [read] : []
  })
  const open = new Set(entry.open)
  for (const [index, day] of (entry.open ?? []).entries())
    if (!isDate(day)) fail(['open', index], `"${day}" is no day: write 2026-12-29`)
  const places = await openPlaces(entry.holidays ?? [], fail)
  if (!isWhole) return undefined
  return {
    name,
    timeZone: entry.timeZone,
    week,
    findHoliday(date) {
      if (open.has(date)) return undefined
      if (closed.some((covers) => covers(date))) return 'closed'
      return places.map(({ find }) => find(date)).find((holiday) => holiday !== undefined)
    },
  }
}

function readWeek(
  hours: Readonly<Record<string, string>>,
  fail: (at: readonly string[], message: string) => void,
): readonly (readonly OpenSpan[])[] {
  const week: (readonly OpenSpan[])[] = days.map(() => [])
  const named = new Set<number>()
  for (const [key, text] of Object.entries(hours)) {
    const at = parseDays(key)
    const spans = parseHours(text)
    if (!at) fail(['hours', key], `"${key}" names no days: write mon, sat-sun or mon-fri`)
    else if (!spans)
      fail(
        ['hours', key],
        `"${text}" are no hours: write 09:00-18:00, several with commas between them; 22:00-06:00 runs over midnight`,
      )
    else if (at.some((day) => named.has(day))) fail(['hours', key], 'names a day that another line names too')
    else
      for (const day of at) {
        named.add(day)
        week[day] = spans
      }
  }
  if (Object.keys(hours).length === 0) fail(['hours'], 'must not be empty: it would never be open')
  return week
}

async function openPlaces(
  places: readonly string[],
  fail: (at: readonly (string | number)[], message: string) => void,
): Promise<readonly PublicHolidays[]> {
  if (places.length === 0) return []
  const { openPublicHolidays } = await import('./public-holidays.ts')
  return places.flatMap((place, index) => {
    const found = openPublicHolidays(place)
    if (!found)
      fail(
        ['holidays', index],
        `"${place}" is no country whose holidays are known: write JP, or DE-BY for a state of it`,
      )
    return found ? [found] : []
  })
}

function readTargets(raw: unknown, calendars: Calendars, report: Report, now: Date): readonly Target[] {
  if (!Array.isArray(raw)) {
    report(['targets'], raw === undefined ? 'is missing' : 'must be a list: lines that begin with "- "')
    return []
  }
  if (raw.length > maxTargets) {
    report(['targets'], `has ${raw.length} lines: ${maxTargets} at most`)
    return []
  }
  return raw.flatMap((value, position): readonly Target[] => {
    const path = ['targets', position]
    const entry = checked(TargetEntry, value, path, targetKeys, report)
    const target =
      entry && readTarget(entry, position, calendars, (key, message) => report([...path, key], message), now)
    return target ? [target] : []
  })
}

function readTarget(
  entry: TargetEntry,
  position: number,
  calendars: Calendars,
  fail: (key: string, message: string) => void,
  now: Date,
): Target | undefined {
  for (const side of entry.side)
    if (side !== 'desk' && side !== 'partners' && !side.includes('.'))
      fail('side', `"${side}" is no side: write desk, partners, or the domain of a reseller`)
  const known = [...calendars.keys()]
  if (!calendars.has(entry.calendar)) {
    const meant = suggestClosest(entry.calendar, known)
    fail(
      'calendar',
      `"${entry.calendar}" is none of the calendars ${known.join(', ')}${meant ? `; did you mean "${meant}"?` : ''}`,
    )
  }
  if (entry.firstResponse === undefined && entry.nextResponse === undefined)
    fail('firstResponse', 'or nextResponse has to be given: nothing would be due')
  const calendar = calendars.get(entry.calendar)
  const read = (key: 'firstResponse' | 'nextResponse'): number | undefined => {
    const text = entry[key]
    if (text === undefined) return undefined
    const ms = parseDuration(text)
    if (ms === undefined)
      fail(key, `"${text}" is no time: write 30m, 4h or 1h 30m; a day is as many hours as its calendar has`)
    else if (calendar && !isDueInTime(calendar, now, ms))
      fail(
        key,
        `"${text}" would be due in more than five years: the calendar ${calendar.name} is hardly ever open`,
      )
    return ms
  }
  const [first, next] = [read('firstResponse'), read('nextResponse')]
  if (!calendar) return undefined
  const { side, tier, severity, language } = entry
  const rule: TargetRule = {
    sides: side.map((one) => one.toLowerCase()),
    ...(tier && { tiers: tier }),
    ...(severity && { severities: severity }),
    ...(language && { languages: language }),
  }
  return { calendar, position, rule, ...(first && { first }), ...(next && { next }) }
}

function isDueInTime(calendar: Calendar, now: Date, ms: number): boolean {
  // Nothing is open for longer than all the time, and a calendar need not be walked to see that.
  if (ms > maxAheadMs) return false
  try {
    return addBusinessTime(calendar, now, ms).getTime() - now.getTime() <= maxAheadMs
  } catch {
    return false
  }
}
