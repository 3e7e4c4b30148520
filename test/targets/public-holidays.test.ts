import { expect, test } from 'vitest'
import { openPublicHolidays } from '../../src/targets/public-holidays.ts'

/** As the Cabinet Office publishes them (国民の祝日について); 2028 by the law and the equinoxes of the National Astronomical Observatory. */
const japan: Readonly<Record<number, string>> = {
  2024: '01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23',
  2025: '01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24',
  2026: '01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23',
  2027: '01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23',
  2028: '01-01 01-10 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-17 08-11 09-18 09-22 10-09 11-03 11-23',
}

test.each(Object.entries(japan))(
  "OWN-3: Japan's holidays of %s, the days in lieu and between two among them",
  (year, days) => {
    const holidays = openPublicHolidays('JP')
    const found = listYear(Number(year)).filter((date) => holidays?.find(date) !== undefined)
    expect(found.map((date) => date.slice(5)).join(' ')).toBe(days)
  },
)

test('OWN-3: a state has holidays that its country lacks', () => {
  expect(openPublicHolidays('DE-BY')?.find('2026-01-06')).toBeDefined()
  expect(openPublicHolidays('DE')?.find('2026-01-06')).toBeUndefined()
  expect(openPublicHolidays('DE')?.find('2026-10-03')).toBeDefined()
})

test.each(['XX', 'JAPAN', 'DE-XX', 'DE-BY-XX', 'DE-BY-A-B', ''])(
  'OWN-3: %j names no country or state',
  (place) => {
    expect(openPublicHolidays(place)).toBeUndefined()
  },
)

function listYear(year: number): readonly string[] {
  return Array.from({ length: 366 }, (_, day) =>
    new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10),
  ).filter((date) => date.startsWith(String(year)))
}
