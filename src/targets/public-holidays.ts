/**
 * Public holidays by country, of the package date-holidays: with the days between two holidays and in lieu of one that Japan has
 * (国民の休日, 振替休日), which test/targets/public-holidays.test.ts holds against the calendar of the Cabinet Office. It costs some tens of
 * megabytes, so it is loaded only for a calendar that names a country.
 */
import Holidays from 'date-holidays'

export interface PublicHolidays {
  /** Its name, in English where there is one. */
  readonly find: (date: string) => string | undefined
}

/** `JP`, `DE-BY`, `US-LA-NO`. Undefined for what is no country, or no state of it. */
export function openPublicHolidays(place: string): PublicHolidays | undefined {
  const [country = '', state, region, ...more] = place.split('-')
  const known = new Holidays()
  if (more.length > 0 || !(country in known.getCountries('en'))) return undefined
  if (state !== undefined && !(state in (known.getStates(country, 'en') ?? {}))) return undefined
  if (region !== undefined && !(region in (known.getRegions(country, state ?? '', 'en') ?? {})))
    return undefined
  const where = { country, ...(state && { state }), ...(region && { region }) }
  const ofPlace = new Holidays(where, { types: ['public'] })
  const years = new Map<string, ReadonlyMap<string, string>>()
  return {
    find(date) {
      const year = date.slice(0, 4)
      const days = years.get(year) ?? listDays(ofPlace, Number(year))
      years.set(year, days)
      return days.get(date)
    },
  }
}

const dayMs = 24 * 3_600_000

/** A holiday of several days is each of them. */
function listDays(holidays: Holidays, year: number): ReadonlyMap<string, string> {
  const days = new Map<string, string>()
  for (const { date, start, end, name } of holidays.getHolidays(year, 'en')) {
    const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
    const count = Math.max(Math.round((end.getTime() - start.getTime()) / dayMs), 1)
    for (let index = 0; index < count; index += 1)
      days.set(new Date(first + index * dayMs).toISOString().slice(0, 10), name)
  }
  return days
}
