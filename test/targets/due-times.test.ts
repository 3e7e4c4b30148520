import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  addBusinessTime,
  businessTimeBetween,
  type Calendar,
  findNextOpening,
  listHolidaysBetween,
} from '../../src/targets/business-time.ts'
import { parseDuration } from '../../src/targets/parse-hours.ts'
import { planClock } from '../../src/targets/plan-clock.ts'
import { buildTargets } from '../support/build-targets.ts'

const file = `
calendars:
  tokyo: { timeZone: Asia/Tokyo, hours: { mon-fri: 09:00-18:00 }, holidays: JP, closed: 12-29..01-03 }
  lunch: { timeZone: Asia/Tokyo, hours: { mon-fri: "09:00-12:00, 13:00-18:00" } }
  tokyo-night: { timeZone: Asia/Tokyo, hours: { mon-fri: 22:00-06:00 }, holidays: JP }
  new-york: { timeZone: America/New_York, hours: { mon-fri: 09:00-17:00 }, holidays: US }
  new-york-night: { timeZone: America/New_York, hours: { mon-sun: 22:00-06:00 } }
  munich: { timeZone: Europe/Berlin, hours: { mon-fri: 08:00-16:00 }, holidays: DE-BY }
  london-days: { timeZone: Europe/London, hours: { mon-fri: 00:00-24:00 } }
  kolkata: { timeZone: Asia/Kolkata, hours: { mon-sat: 10:00-19:00 } }
  sydney: { timeZone: Australia/Sydney, hours: { mon-fri: 09:00-17:00 } }
  lord-howe-night: { timeZone: Australia/Lord_Howe, hours: { mon-sun: 22:00-06:00 } }
targets:
${[
  'tokyo',
  'lunch',
  'tokyo-night',
  'new-york',
  'new-york-night',
  'munich',
  'london-days',
  'kolkata',
  'sydney',
  'lord-howe-night',
  '24/7',
]
  .map((calendar) => `  - { side: desk, calendar: ${calendar}, firstResponse: 1h }`)
  .join('\n')}
`

const calendars = new Map<string, Calendar>()
beforeAll(async () => {
  for (const { calendar } of (await buildTargets(file)).all) calendars.set(calendar.name, calendar)
})

function calendarOf(name: string): Calendar {
  const calendar = calendars.get(name)
  if (!calendar) throw new Error(`no calendar ${name}`)
  return calendar
}

type Row = readonly [
  calendar: string,
  startedAt: string,
  target: string,
  due: string,
  pauses?: readonly (readonly [from: string, to: string])[],
]

/** Each worked out by hand, on paper; the reasoning stands above it. */
const rows: readonly Row[] = [
  // Monday, within hours: 10 + 4.
  ['tokyo', '2026-11-02T10:00+09:00', '4h', '2026-11-02T14:00+09:00'],
  // An hour on Monday; Tuesday is Culture Day (文化の日); three hours of Wednesday.
  ['tokyo', '2026-11-02T17:00+09:00', '4h', '2026-11-04T12:00+09:00'],
  // An hour on Friday; Monday is Respect-for-the-Aged Day, Wednesday the equinox, and so Tuesday between them a 国民の休日; an hour of Thursday.
  ['tokyo', '2026-09-18T17:00+09:00', '2h', '2026-09-24T10:00+09:00'],
  // Two hours on Friday; 3, 4 and 5 May are holidays, the 3rd is a Sunday and so the 6th is 振替休日; six hours of Thursday.
  ['tokyo', '2026-05-01T16:00+09:00', '8h', '2026-05-07T15:00+09:00'],
  // Saturday: it begins to run on Monday at nine.
  ['tokyo', '2026-11-07T12:00+09:00', '1h', '2026-11-09T10:00+09:00'],
  // An hour before opening does not count.
  ['tokyo', '2026-11-02T08:00+09:00', '1h', '2026-11-02T10:00+09:00'],
  // A whole working day ends when it closes, not on the next morning.
  ['tokyo', '2026-11-05T09:00+09:00', '9h', '2026-11-05T18:00+09:00'],
  // At closing time nothing is left of the day: half an hour of Friday.
  ['tokyo', '2026-11-05T18:00+09:00', '30m', '2026-11-06T09:30+09:00'],
  // An hour on Monday; the company is closed from 29 December to 3 January, a Sunday; two hours of Monday the 4th.
  ['tokyo', '2026-12-28T17:00+09:00', '3h', '2027-01-04T11:00+09:00'],
  // Friday night; Monday the 23rd is Labour Thanksgiving Day; an hour of Tuesday.
  ['tokyo', '2026-11-20T23:30+09:00', '1h', '2026-11-24T10:00+09:00'],
  // Five working days of nine hours, Thursday to Wednesday, are 45.
  ['tokyo', '2026-11-05T09:00+09:00', '45h', '2026-11-11T18:00+09:00'],
  // 2028 is a leap year: half an hour on Monday the 28th of February, half an hour on Tuesday the 29th.
  ['tokyo', '2028-02-28T17:30+09:00', '1h', '2028-02-29T09:30+09:00'],
  // New Year's Eve in UTC is New Year's Day in Tokyo; it opens on Monday the 4th.
  ['tokyo', '2026-12-31T23:30Z', '1h', '2027-01-04T10:00+09:00'],
  // Thursday evening in New York is Friday, ten o'clock, in Tokyo.
  ['tokyo', '2026-11-05T20:00-05:00', '4h', '2026-11-06T14:00+09:00'],
  // Friday morning in New York is Friday, 19:00, in Tokyo: an hour of Monday.
  ['tokyo', '2026-11-06T05:00-05:00', '1h', '2026-11-09T10:00+09:00'],
  // An hour before lunch, an hour after it.
  ['lunch', '2026-11-05T11:00+09:00', '2h', '2026-11-05T14:00+09:00'],
  // In the break: five hours from 13:00 to 18:00, and half an hour of Friday.
  ['lunch', '2026-11-05T12:30+09:00', '5h 30m', '2026-11-06T09:30+09:00'],
  // Monday's shift runs into Tuesday's holiday, seven hours until six; on Tuesday none begins; an hour of Wednesday's.
  ['tokyo-night', '2026-11-02T23:00+09:00', '8h', '2026-11-04T23:00+09:00'],
  // Friday's shift runs until Saturday at six, seven hours; the next begins on Monday at 22:00.
  ['tokyo-night', '2026-11-06T23:00+09:00', '8h', '2026-11-09T23:00+09:00'],
  // An hour on Friday; the clocks go forward on Sunday, 8 March; an hour of Monday in summer time.
  ['new-york', '2026-03-06T16:00-05:00', '2h', '2026-03-09T10:00-04:00'],
  // An hour on Friday; the clocks go back on Sunday, 1 November; an hour of Monday in winter time.
  ['new-york', '2026-10-30T16:00-04:00', '2h', '2026-11-02T10:00-05:00'],
  // An hour on Wednesday; Thursday is Thanksgiving; two hours of Friday, which is none.
  ['new-york', '2026-11-25T16:00-05:00', '3h', '2026-11-27T11:00-05:00'],
  // An hour on Thursday; 4 July is a Saturday, so Friday the 3rd is off; an hour of Monday.
  ['new-york', '2026-07-02T16:00-04:00', '2h', '2026-07-06T10:00-04:00'],
  // Four hours from 23:00, but from 2:00 to 3:00 there is no hour: it is four by the clock.
  ['new-york-night', '2026-03-07T23:00-05:00', '4h', '2026-03-08T04:00-04:00'],
  // That shift is seven hours long, six of them after 23:00; the seventh is in the next night.
  ['new-york-night', '2026-03-07T23:00-05:00', '7h', '2026-03-08T23:00-04:00'],
  // Four hours from 23:00, with the hour from 1:00 to 2:00 twice: it is two by the clock.
  ['new-york-night', '2026-10-31T23:00-04:00', '4h', '2026-11-01T02:00-05:00'],
  // That shift is nine hours long, eight of them after 23:00; the ninth is in the next night.
  ['new-york-night', '2026-10-31T23:00-04:00', '9h', '2026-11-01T23:00-05:00'],
  // Half an hour until six, half an hour from 22:00.
  ['new-york-night', '2026-11-04T05:30-05:00', '1h', '2026-11-04T22:30-05:00'],
  // An hour on Friday; summer time begins on Sunday, 29 March; two hours of Monday.
  ['munich', '2026-03-27T15:00+01:00', '3h', '2026-03-30T10:00+02:00'],
  // Half an hour on Friday; summer time ends on Sunday, 25 October; half an hour of Monday.
  ['munich', '2026-10-23T15:30+02:00', '1h', '2026-10-26T08:30+01:00'],
  // An hour on Monday; 6 January is a holiday in Bavaria alone; an hour of Wednesday.
  ['munich', '2026-01-05T15:00+01:00', '2h', '2026-01-07T09:00+01:00'],
  // An hour on Thursday; Good Friday and Easter Monday; an hour of Tuesday.
  ['munich', '2026-04-02T15:00+02:00', '2h', '2026-04-07T09:00+02:00'],
  // Open around the clock on weekdays: half an hour until midnight; summer time begins on Sunday; half an hour from Monday's midnight.
  ['london-days', '2026-03-27T23:30Z', '1h', '2026-03-30T00:30+01:00'],
  // Midnight between two open days is nothing.
  ['london-days', '2026-11-03T23:30Z', '1h', '2026-11-04T00:30Z'],
  // Half an hour on Saturday, half an hour on Monday; a zone with half an hour.
  ['kolkata', '2026-11-07T18:30+05:30', '1h', '2026-11-09T10:30+05:30'],
  // In the south summer time ends in April, on Sunday the 5th.
  ['sydney', '2026-04-03T16:00+11:00', '2h', '2026-04-06T10:00+10:00'],
  // Lord Howe Island goes forward by half an hour: four hours from 23:00 are half past three.
  ['lord-howe-night', '2026-10-03T23:00+10:30', '4h', '2026-10-04T03:30+11:00'],
  // Never closed: a Sunday, and Constitution Day in Japan.
  ['24/7', '2026-05-03T03:00+09:00', '1h', '2026-05-03T04:00+09:00'],
  // Never closed: four hours are four hours while clocks go forward.
  ['24/7', '2026-03-07T23:30-05:00', '4h', '2026-03-08T04:30-04:00'],
  // One hour ran before it waited for the other side; three are left from 15:00.
  [
    'tokyo',
    '2026-11-05T10:00+09:00',
    '4h',
    '2026-11-05T18:00+09:00',
    [['2026-11-05T11:00+09:00', '2026-11-05T15:00+09:00']],
  ],
  // Two hours ran; the answer came on the next day at ten; two are left.
  [
    'tokyo',
    '2026-11-05T10:00+09:00',
    '4h',
    '2026-11-06T12:00+09:00',
    [['2026-11-05T12:00+09:00', '2026-11-06T10:00+09:00']],
  ],
  // One hour ran; the answer came on Culture Day, which does not count; two hours of Wednesday.
  [
    'tokyo',
    '2026-11-02T16:00+09:00',
    '3h',
    '2026-11-04T11:00+09:00',
    [['2026-11-02T17:00+09:00', '2026-11-03T12:00+09:00']],
  ],
  // Two pauses: an hour before the first, one between them, four after the second.
  [
    'tokyo',
    '2026-11-05T09:00+09:00',
    '6h',
    '2026-11-05T18:00+09:00',
    [
      ['2026-11-05T10:00+09:00', '2026-11-05T11:00+09:00'],
      ['2026-11-05T12:00+09:00', '2026-11-05T14:00+09:00'],
    ],
  ],
  // What ran out at ten is not given back by a pause at eleven.
  [
    'tokyo',
    '2026-11-05T09:00+09:00',
    '1h',
    '2026-11-05T10:00+09:00',
    [['2026-11-05T11:00+09:00', '2026-11-05T12:00+09:00']],
  ],
  // A pause at night takes nothing away: an hour on Thursday, an hour on Friday.
  [
    'tokyo',
    '2026-11-05T17:00+09:00',
    '2h',
    '2026-11-06T10:00+09:00',
    [['2026-11-05T20:00+09:00', '2026-11-06T08:00+09:00']],
  ],
]

describe('OWN-3: due times', () => {
  const named = rows.map(([calendar, startedAt, target, due, pauses = []]) => ({
    calendar,
    startedAt,
    target,
    due,
    pauses,
  }))

  it.each(named)('$calendar from $startedAt, $target: $due', (row) => {
    const { calendar, startedAt, target, due, pauses } = row
    const plan = planClock(calendarOf(calendar), {
      startedAt: new Date(startedAt),
      targetMs: parseDuration(target) ?? 0,
      pauses: pauses.map(([from, to]) => ({ from: new Date(from), to: new Date(to) })),
    })
    expect(plan.dueAt?.toISOString()).toBe(new Date(due).toISOString())
  })

  it('are at least forty', () => {
    expect(rows.length).toBeGreaterThanOrEqual(40)
  })

  it('rest while they wait for the other side', () => {
    const started = { startedAt: new Date('2026-11-05T09:00+09:00'), targetMs: 4 * 3_600_000 }
    const pauses = [{ from: new Date('2026-11-05T12:30+09:00'), to: null }]

    // Three quarters were gone at noon; all of it never is while it rests.
    expect(planClock(calendarOf('tokyo'), { ...started, pauses })).toEqual({
      warnAt: new Date('2026-11-05T12:00+09:00'),
      dueAt: null,
    })
  })
})

describe('OWN-3: open hours', () => {
  const anyCalendar = () => fc.constantFrom(...calendars.values())
  const anyMoment = fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2028-12-31T00:00:00Z'),
    noInvalidDate: true,
  })
  const someHours = fc.integer({ min: 0, max: 60 * 3_600_000 })

  it('add up: first some time and then more is the same as both at once', () => {
    fc.assert(
      fc.property(anyCalendar(), anyMoment, someHours, someHours, (calendar, from, first, more) => {
        const inSteps = addBusinessTime(calendar, addBusinessTime(calendar, from, first), more)
        expect(inSteps).toEqual(addBusinessTime(calendar, from, first + more))
      }),
    )
  })

  it('are counted as they are added', () => {
    fc.assert(
      fc.property(anyCalendar(), anyMoment, someHours, (calendar, from, ms) => {
        expect(businessTimeBetween(calendar, from, addBusinessTime(calendar, from, ms))).toBe(ms)
      }),
    )
  })

  it('are where every due time lies, closing time among them', () => {
    fc.assert(
      fc.property(anyCalendar(), anyMoment, someHours, (calendar, from, ms) => {
        const due = addBusinessTime(calendar, from, ms)
        const justBefore = new Date(due.getTime() - 1)
        expect([findNextOpening(calendar, due), findNextOpening(calendar, justBefore)]).toContain(undefined)
      }),
    )
  })

  it('never begin on a holiday', () => {
    fc.assert(
      fc.property(anyMoment, someHours, (from, ms) => {
        const due = addBusinessTime(calendarOf('tokyo'), from, ms)
        const day = new Date(due.getTime() + 9 * 3_600_000).toISOString().slice(0, 10)
        expect(calendarOf('tokyo').findHoliday(day)).toBeUndefined()
      }),
    )
  })

  it.each([
    ['tokyo', '2026-11-02T08:59:59+09:00', '2026-11-02T09:00+09:00'],
    ['tokyo', '2026-11-02T09:00+09:00', undefined],
    ['tokyo', '2026-11-02T17:59:59+09:00', undefined],
    ['tokyo', '2026-11-02T18:00+09:00', '2026-11-04T09:00+09:00'],
    ['tokyo', '2026-09-21T12:00+09:00', '2026-09-24T09:00+09:00'],
    ['new-york-night', '2026-11-04T03:00-05:00', undefined],
    ['new-york-night', '2026-11-04T06:00-05:00', '2026-11-04T22:00-05:00'],
    ['london-days', '2026-11-03T00:00Z', undefined],
    ['24/7', '2026-11-03T00:00Z', undefined],
  ])('%s at %s opens next: %s', (name, at, opens) => {
    const expected = opens === undefined ? undefined : new Date(opens)
    expect(findNextOpening(calendarOf(name), new Date(at))).toEqual(expected)
  })

  it('are short of the holidays that lie between, told by name', () => {
    const crossed = listHolidaysBetween(
      calendarOf('tokyo'),
      new Date('2026-09-18T17:00+09:00'),
      new Date('2026-09-24T10:00+09:00'),
    )
    expect(crossed.map(({ date }) => date)).toEqual(['2026-09-21', '2026-09-22', '2026-09-23'])
    expect(crossed.every(({ name }) => name.length > 0)).toBe(true)
  })
})
