import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import type { Figures } from '../../src/cases/statistics.ts'
import { createClockKeeper } from '../../src/targets/clock-keeper.ts'
import { agent, aoi, aServiceScene } from '../support/build-case-service.ts'
import { buildTargets } from '../support/build-targets.ts'
import { value } from '../support/run-commands.ts'

const file = `
calendars:
  tokyo: { timeZone: Asia/Tokyo, hours: { mon-fri: 09:00-18:00 }, holidays: JP, closed: 12-29..01-03 }
  london: { timeZone: Europe/London, hours: { mon-fri: 09:00-17:30 } }
  night: { timeZone: America/New_York, hours: { sun-thu: 22:00-06:00 } }
targets:
  - { side: desk, severity: P1, calendar: 24/7, firstResponse: 1h }
  - { side: desk, severity: P4, language: en, calendar: night, firstResponse: 4h }
  - { side: desk, tier: premium, language: ja, calendar: tokyo, firstResponse: 4h }
  - { side: desk, severity: [P2, P3], language: en, calendar: london, firstResponse: 4h }
  - { side: partners, calendar: 24/7, nextResponse: 4h }
`
const period = { since: new Date('2026-01-01T00:00:00Z'), until: new Date('2027-02-01T00:00:00Z') }
const hour = 3_600_000

/** The figures of one case, as the desk is told them. */
async function figuresFor(over: Partial<Case>): Promise<Figures> {
  const scene = aServiceScene({ clocks: createClockKeeper(await buildTargets(file)) })
  const { firstResponseAt, closedAt, createdAt } = over
  await scene.put({ ...over, updatedAt: closedAt ?? firstResponseAt ?? createdAt ?? scene.now() })
  const { total } = value(await scene.service.statistics(agent, period))
  if (total.kind !== 'figures') throw new Error('no figures')
  return total.figures
}

interface Row {
  readonly of: Pick<Case, 'severity' | 'language'>
  readonly opened: string
  readonly answered: string
  readonly calendarHours: number
  readonly businessHours: number
}

const tokyo = { severity: 'P3', language: 'ja' } as const
const london = { severity: 'P3', language: 'en' } as const
const night = { severity: 'P4', language: 'en' } as const

/** Each worked out by hand, on paper. */
const rows: readonly (readonly [name: string, row: Row])[] = [
  [
    'within a day',
    {
      of: tokyo,
      opened: '2026-11-05T10:00+09:00',
      answered: '2026-11-05T13:30+09:00',
      calendarHours: 3.5,
      businessHours: 3.5,
    },
  ],
  [
    // Two hours of Friday; the 21st, 22nd (国民の休日) and 23rd are holidays; one and a half of Thursday.
    'over a weekend and three holidays',
    {
      of: tokyo,
      opened: '2026-09-18T16:00+09:00',
      answered: '2026-09-24T10:30+09:00',
      calendarHours: 138.5,
      businessHours: 3.5,
    },
  ],
  [
    // The 3rd of May is a Sunday, so the 6th is a holiday in lieu (振替休日): an hour of Friday, one of Thursday.
    'over a holiday in lieu',
    {
      of: tokyo,
      opened: '2026-05-01T17:00+09:00',
      answered: '2026-05-07T10:00+09:00',
      calendarHours: 137,
      businessHours: 2,
    },
  ],
  [
    // 28 December is a Monday; closed from the 29th to 3 January, a Sunday: an hour each.
    'over the days on which the company is closed, and the new year',
    {
      of: tokyo,
      opened: '2026-12-28T17:00+09:00',
      answered: '2027-01-04T10:00+09:00',
      calendarHours: 161,
      businessHours: 2,
    },
  ],
  [
    // From Saturday to Sunday.
    'while nobody was there',
    {
      of: tokyo,
      opened: '2026-11-07T12:00+09:00',
      answered: '2026-11-08T12:00+09:00',
      calendarHours: 24,
      businessHours: 0,
    },
  ],
  [
    'over midnight, within a night shift',
    {
      of: night,
      opened: '2026-11-02T23:30-05:00',
      answered: '2026-11-03T00:30-05:00',
      calendarHours: 1,
      businessHours: 1,
    },
  ],
  [
    // Until 6:00, and from 22:00 on: 2.5 and 1.
    'from one night shift to the next',
    {
      of: night,
      opened: '2026-11-03T03:30-05:00',
      answered: '2026-11-03T23:00-05:00',
      calendarHours: 19.5,
      businessHours: 3.5,
    },
  ],
  [
    // On 8 March 2026 the clocks go from 2:00 to 3:00: the shift that begins on the 8th is whole again, so 2 hours of it.
    'in the night after the clocks went forward',
    {
      of: night,
      opened: '2026-03-08T12:00-04:00',
      answered: '2026-03-09T00:00-04:00',
      calendarHours: 12,
      businessHours: 2,
    },
  ],
  [
    // Half an hour of Friday in summer time, an hour of Monday in winter time; the weekend had 49 hours.
    'over the weekend on which summer time ends',
    {
      of: london,
      opened: '2026-10-23T17:00+01:00',
      answered: '2026-10-26T10:00+00:00',
      calendarHours: 66,
      businessHours: 1.5,
    },
  ],
  [
    // Opened at 7:00 in London, answered at 9:45 there; both told in Tokyo's time.
    'in the zone of the calendar, not of those who wrote',
    {
      of: london,
      opened: '2026-11-02T16:00+09:00',
      answered: '2026-11-02T18:45+09:00',
      calendarHours: 2.75,
      businessHours: 0.75,
    },
  ],
  [
    'around the clock',
    {
      of: { severity: 'P1', language: 'ja' },
      opened: '2026-12-31T20:00+09:00',
      answered: '2027-01-01T02:00+09:00',
      calendarHours: 6,
      businessHours: 6,
    },
  ],
]

describe('REP-3: business time beside calendar time', () => {
  it.each(rows)('%s', async (_name, { of, opened, answered, calendarHours, businessHours }) => {
    const [createdAt, at] = [new Date(opened), new Date(answered)]
    const one = (ms: number) => ({ measured: 1, median: ms, p90: ms })

    const first = await figuresFor({ ...of, createdAt, firstResponseAt: at })
    expect(first.firstResponse).toEqual(one(calendarHours * hour))
    expect(first.firstResponseBusiness).toEqual(one(businessHours * hour))

    const closed = await figuresFor({ ...of, createdAt, closedAt: at, status: 'closed' })
    expect(closed.resolution).toEqual(one(calendarHours * hour))
    expect(closed.resolutionBusiness).toEqual(one(businessHours * hour))
  })

  it('is not told where no target holds for a case, whose calendar time counts all the same', async () => {
    const createdAt = new Date('2026-11-05T10:00+09:00')
    const firstResponseAt = new Date('2026-11-05T11:00+09:00')
    const of = { severity: 'P3', language: 'ja', createdAt, firstResponseAt } as const

    // Of a customer that the directory no longer has: no premium one.
    const gone = { ...(await aServiceScene().put()).customer, id: 'C-gone' }
    expect(await figuresFor({ ...of, customer: gone })).toMatchObject({
      firstResponse: { measured: 1, median: hour },
      firstResponseBusiness: { measured: 0, median: null },
    })
    expect(await figuresFor(of)).toMatchObject({ firstResponseBusiness: { measured: 1 } })
  })

  it('asks the directory for each customer once', async () => {
    const scene = aServiceScene({ clocks: createClockKeeper(await buildTargets(file)) })
    for (let index = 0; index < 5; index += 1) await scene.put({ number: 1001 + index })
    const { customer } = scene.directory.directory
    let asked = 0
    scene.directory.directory.customer = async (id) => {
      asked += 1
      return customer(id)
    }
    value(await scene.service.statistics(agent, period))
    expect(asked).toBe(1)
  })

  it('is by the desk’s calendar for a partner, too: it is the desk that answers', async () => {
    const scene = aServiceScene({ clocks: createClockKeeper(await buildTargets(file)) })
    const createdAt = new Date('2026-11-05T17:00+09:00')
    const firstResponseAt = new Date('2026-11-06T10:00+09:00')
    for (let index = 0; index < 5; index += 1)
      await scene.put({
        number: 1001 + index,
        language: 'ja',
        createdAt,
        firstResponseAt,
        updatedAt: firstResponseAt,
      })
    const { total } = value(await scene.service.statistics(aoi, period))
    expect(total).toMatchObject({
      kind: 'figures',
      figures: { firstResponse: { median: 17 * hour }, firstResponseBusiness: { median: 2 * hour } },
    })
  })
})
