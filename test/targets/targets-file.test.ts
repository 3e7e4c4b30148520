import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FileValidationError } from '../../src/config/file-validation-error.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { buildTargets } from '../support/build-targets.ts'

const rule = '{ side: desk, calendar: 24/7, firstResponse: 4h }'
const withCalendar = (calendar: string) =>
  `calendars:\n  own: ${calendar}\ntargets:\n  - { side: desk, calendar: own, firstResponse: 4h }\n`
const withTarget = (target: string) => `targets:\n  - ${target}\n`
const hours = 'hours: { mon-fri: 09:00-18:00 }'

async function faultsOf(yaml: string): Promise<readonly string[]> {
  const error = await buildTargets(yaml).catch((error: unknown) => error)
  if (!(error instanceof FileValidationError)) throw new Error('no fault was told', { cause: error })
  return error.faults.map(({ line, path, message }) => `${line} ${path}: ${message}`)
}

describe('OWN-3: the targets file', () => {
  it('may be the sample that the docs show', async () => {
    const { all, find, reminders } = await buildTargets(
      readFileSync(new URL('docs/samples/targets.yaml', packageRoot()), 'utf8'),
    )
    const facts = { severity: 'P3', tier: 'standard', language: 'ja' } as const
    const hoshi = { domain: 'hoshi-cloud.example.com' }

    expect(reminders).toBe(true)
    expect(all.map(({ calendar }) => calendar.name)).toEqual([
      '24/7',
      'tokyo',
      'tokyo',
      'london',
      'tokyo',
      'tokyo',
    ])
    expect(find('desk', facts)).toMatchObject({ position: 2, first: 4 * 3_600_000, next: 9 * 3_600_000 })
    expect(find('desk', { ...facts, tier: 'premium' })?.position).toBe(1)
    expect(find('desk', { ...facts, language: 'en' })?.position).toBe(3)
    expect(find('desk', { ...facts, severity: 'P1' })?.position).toBe(0)
    expect(find(hoshi, { ...facts, severity: 'P2' })).toMatchObject({ position: 4, first: 90 * 60_000 })
    expect(find(hoshi, facts)).toMatchObject({ position: 5 })
    expect(find(hoshi, facts)?.first).toBeUndefined()
    const tokyo = find('desk', facts)?.calendar
    const closed = ['2026-10-02', '2026-12-29', '2027-01-03', '2026-09-22', '2026-05-06']
    expect(closed.map((day) => tokyo?.findHoliday(day)).every(Boolean)).toBe(true)
    expect(['2026-10-01', '2026-12-28', '2027-01-04'].map((day) => tokyo?.findHoliday(day))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('may open a day in spite of a holiday, and turn reminders off', async () => {
    const { all, reminders } = await buildTargets(
      `${withCalendar(`{ timeZone: Asia/Tokyo, ${hours}, holidays: [JP, US], open: 2026-11-03 }`)}reminders: false\n`,
    )
    const [target] = all

    expect(reminders).toBe(false)
    expect(target?.calendar.findHoliday('2026-11-03')).toBeUndefined()
    expect(target?.calendar.findHoliday('2026-11-23')).toBeDefined()
    expect(target?.calendar.findHoliday('2026-11-26')).toBeDefined()
  })

  it.each([
    ['', '1 : must hold one of calendars, targets, reminders'],
    ['calendars: {}', '1 targets: is missing'],
    ['targets: 3', '1 targets: must be a list: lines that begin with "- "'],
    [
      `target: []\ntargets: [${rule}]`,
      '1 target: "target" is not a key of this file; did you mean "targets"?',
    ],
    [`targets: [${rule}]\nreminders: "off"`, '2 reminders: must be true or false, without quotes'],
    [
      `calendars: []\ntargets: [${rule}]`,
      '1 calendars: must be made of keys with values: the name of each calendar, and what it is',
    ],
    [
      `calendars: { 24/7: {} }\ntargets: [${rule}]`,
      '1 calendars.24/7: is there already, and never closed: choose another name',
    ],
    [withCalendar(`{ ${hours} }`), '2 calendars.own.timeZone: is missing'],
    [
      withCalendar(`{ timeZone: Asia/Tokio, ${hours} }`),
      '2 calendars.own.timeZone: "Asia/Tokio" is no time zone: write one such as Asia/Tokyo',
    ],
    [
      withCalendar('{ timeZone: Asia/Tokyo, hours: {} }'),
      '2 calendars.own.hours: must not be empty: it would never be open',
    ],
    [
      withCalendar('{ timeZone: Asia/Tokyo, hours: { mo-fr: 09:00-18:00 } }'),
      '2 calendars.own.hours.mo-fr: "mo-fr" names no days: write mon, sat-sun or mon-fri',
    ],
    ...[
      '9-18',
      '09:00-25:00',
      '09:60-18:00',
      '09:00-12:00, 11:00-18:00',
      '09:00',
      '24:00-25:00',
      'closed',
    ].map((text) => [
      withCalendar(`{ timeZone: Asia/Tokyo, hours: { mon: "${text}" } }`),
      `2 calendars.own.hours.mon: "${text}" are no hours: write 09:00-18:00, several with commas between them; 22:00-06:00 runs over midnight`,
    ]),
    [
      withCalendar('{ timeZone: Asia/Tokyo, hours: { mon-fri: 09:00-18:00, fri: 09:00-12:00 } }'),
      '2 calendars.own.hours.fri: names a day that another line names too',
    ],
    ...['2026-02-30', 'tomorrow', '2026-12-31..2026-12-29', '13-01', '2026-12-29..01-03'].map((text) => [
      withCalendar(`{ timeZone: Asia/Tokyo, ${hours}, closed: ${text} }`),
      `2 calendars.own.closed[0]: "${text}" is no day: write 2026-12-29, 2026-12-29..2027-01-03, or for every year 12-29 or 12-29..01-03`,
    ]),
    [
      withCalendar(`{ timeZone: Asia/Tokyo, ${hours}, open: 12-29 }`),
      '2 calendars.own.open[0]: "12-29" is no day: write 2026-12-29',
    ],
    [
      withCalendar(`{ timeZone: Asia/Tokyo, ${hours}, holidays: Japan }`),
      '2 calendars.own.holidays[0]: "Japan" is no country whose holidays are known: write JP, or DE-BY for a state of it',
    ],
    [withTarget('{ calendar: 24/7, firstResponse: 4h }'), '2 targets[0].side: is missing'],
    [
      withTarget('{ side: hoshi, calendar: 24/7, firstResponse: 4h }'),
      '2 targets[0].side: "hoshi" is no side: write desk, partners, or the domain of a reseller',
    ],
    [
      withTarget('{ side: desk, calendar: toyko, firstResponse: 4h }'),
      '2 targets[0].calendar: "toyko" is none of the calendars 24/7',
    ],
    [
      withTarget('{ side: desk, calendar: 24/7 }'),
      '2 targets[0].firstResponse: or nextResponse has to be given: nothing would be due',
    ],
    ...['2d', '0h', '1.5h', 'soon', '90'].map((text) => [
      withTarget(`{ side: desk, calendar: 24/7, nextResponse: "${text}" }`),
      `2 targets[0].nextResponse: "${text}" is no time: write 30m, 4h or 1h 30m; a day is as many hours as its calendar has`,
    ]),
    [
      withTarget('{ side: desk, calendar: 24/7, tier: gold, nextResponse: 4h }'),
      '2 targets[0].tier[0]: is "gold", but must be one of standard, enhanced, premium',
    ],
    [
      `calendars:\n  rare: { timeZone: UTC, hours: { mon: 09:00-09:30 } }\ntargets:\n  - { side: desk, calendar: rare, nextResponse: 400h }`,
      '4 targets[0].nextResponse: "400h" would be due in more than five years: the calendar rare is hardly ever open',
    ],
    [
      `calendars:\n  never: { timeZone: UTC, ${hours}, closed: 01-01..12-31 }\ntargets:\n  - { side: desk, calendar: never, nextResponse: 1h }`,
      '4 targets[0].nextResponse: "1h" would be due in more than five years: the calendar never is hardly ever open',
    ],
  ])('is refused with its line and what to do: %j', async (yaml = '', fault) => {
    expect(await faultsOf(yaml)).toContain(fault)
  })

  it('tells all faults at once', async () => {
    const faults = await faultsOf(
      `calendars:\n  own: { timeZone: Mars, hours: { mon: never } }\ntargets:\n  - { side: desk, calendar: own }\n  - { side: x }\n`,
    )

    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      '2 calendars.own.timeZone',
      '4 targets[0].firstResponse',
      '5 targets[1].calendar',
    ])
  })
})
