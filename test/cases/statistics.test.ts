import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, type Reader, severities } from '../../src/cases/case.ts'
import { findClockOutcomes } from '../../src/cases/clock-outcomes.ts'
import { type Counted, createStatistics, type Figures, toDurations } from '../../src/cases/statistics.ts'
import { aCase, minutesAfter, noon } from '../support/build-case.ts'

const desk: Reader = { party: 'desk' }
const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const period = { since: noon, until: minutesAfter(noon, 1_000) }

function figuresOf(counted: Counted | undefined): Figures {
  if (counted?.kind !== 'figures') throw new Error('no figures')
  return counted.figures
}

function count(cases: readonly Case[], reader = desk, options: Parameters<typeof createStatistics>[2] = {}) {
  const statistics = createStatistics(reader, period, options)
  for (const one of cases) statistics.add(one)
  return statistics.finish(false)
}

/** In minutes from the begin of the period; some before it, some after it. */
const aMoment = fc.integer({ min: -500, max: 1_500 }).map((minutes) => minutesAfter(noon, minutes))
const randomCases = fc.array(
  fc
    .record({
      createdAt: aMoment,
      severity: fc.constantFrom(...severities),
      first: fc.option(fc.integer({ min: 0, max: 900 })),
      closed: fc.option(fc.integer({ min: 0, max: 900 })),
    })
    .map(({ createdAt, severity, first, closed }) =>
      aCase({
        createdAt,
        severity,
        firstResponseAt: first === null ? null : minutesAfter(createdAt, first),
        closedAt: closed === null ? null : minutesAfter(createdAt, closed),
      }),
    ),
  { maxLength: 60 },
)

/** As it is written in a book: by counting how many are at most as large. */
function plainPercentile(values: readonly number[], percent: number): number | null {
  const fitting = values.filter(
    (value) => values.filter((other) => other <= value).length * 100 >= percent * values.length,
  )
  return fitting.length > 0 ? Math.min(...fitting) : null
}

function plainMedian(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const lower = plainPercentile(values, 50) ?? 0
  const upper = -(
    plainPercentile(
      values.map((value) => -value),
      50,
    ) ?? 0
  )
  return (lower + upper) / 2
}

const isIn = (at: Date | null | undefined) => at != null && at >= period.since && at < period.until

describe('REP-3: the figures of a period', () => {
  it('are those of a plain calculation, whatever the cases', () => {
    fc.assert(
      fc.property(randomCases, (cases) => {
        const figures = figuresOf(count(cases).total)
        const spent = (which: 'firstResponseAt' | 'closedAt') =>
          cases
            .filter((one) => isIn(one[which]))
            .map((one) => (one[which]?.getTime() ?? 0) - one.createdAt.getTime())

        expect(figures.opened).toBe(cases.filter(({ createdAt }) => isIn(createdAt)).length)
        expect(figures.closed).toBe(cases.filter(({ closedAt }) => isIn(closedAt)).length)
        for (const [which, durations] of [
          ['firstResponseAt', figures.firstResponse],
          ['closedAt', figures.resolution],
        ] as const) {
          const values = spent(which)
          expect(durations).toEqual({
            measured: values.length,
            median: plainMedian(values),
            p90: plainPercentile(values, 90),
          })
        }
      }),
    )
  })

  it('of the groups add up to those of all', () => {
    fc.assert(
      fc.property(randomCases, (cases) => {
        const { total, groups } = count(cases, desk, { by: 'severity' })
        const sum = (of: 'cases' | 'opened' | 'closed') =>
          groups.reduce((all, group) => all + figuresOf(group.of)[of], 0)
        for (const of of ['cases', 'opened', 'closed'] as const) expect(sum(of)).toBe(figuresOf(total)[of])
      }),
    )
  })

  it.each([
    [[], null, null],
    [[7], 7, 7],
    [[1, 2], 1.5, 2],
    [[3, 1, 2], 2, 3],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5.5, 9],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 6, 10],
  ] as const)('of %j: the median %s, the 90th percentile %s', (values, median, p90) => {
    expect(toDurations(values)).toEqual({ measured: values.length, median, p90 })
  })

  it('count a case whose first response was never kept as not known, and not as unanswered', () => {
    const imported = aCase()
    const figures = figuresOf(count([imported, aCase({ firstResponseAt: null })]).total)

    expect(figures).toMatchObject({ opened: 2, responseNotKnown: 1, firstResponse: { measured: 0 } })
  })

  it('tell a partner of a group under five only that it is, the desk everything', () => {
    const cases = [
      ...Array.from({ length: 5 }, () => aCase({ severity: 'P2' })),
      ...Array.from({ length: 4 }, () => aCase({ severity: 'P1' })),
    ]
    const kinds = (reader: Reader) =>
      count(cases, reader, { by: 'severity' }).groups.map(({ key, of }) => [key, of.kind])

    expect(kinds(hoshi)).toEqual([
      ['P2', 'figures'],
      ['P1', 'few'],
    ])
    expect(kinds(desk)).toEqual([
      ['P2', 'figures'],
      ['P1', 'figures'],
    ])
    expect(count(cases.slice(0, 4), hoshi).total).toEqual({ kind: 'few' })
    expect(figuresOf(count([], hoshi).total).cases).toBe(0)
  })

  it('tell business time where a calendar gives it', () => {
    const answered = aCase({ firstResponseAt: minutesAfter(noon, 60), closedAt: minutesAfter(noon, 120) })
    const businessTime = (_of: Case, from: Date, to: Date) => (to.getTime() - from.getTime()) / 2

    const with_ = figuresOf(count([answered], desk, { businessTime }).total)
    expect(with_.firstResponseBusiness).toEqual({ measured: 1, median: 1_800_000, p90: 1_800_000 })
    expect(with_.resolutionBusiness.median).toBe(3_600_000)
    expect(figuresOf(count([answered]).total).firstResponseBusiness.measured).toBe(0)
  })
})

describe('REP-3: how the targets of a side ended', () => {
  const clock = (side: 'desk' | { domain: string }, outcome?: 'met' | 'missed' | 'void') => ({
    side,
    ...(outcome ? { end: { outcome } } : {}),
  })

  it('is not known where nothing was kept', () => {
    expect(findClockOutcomes(aCase(), 'desk')).toBeUndefined()
  })

  it('counts what ended, also what is no longer in the list, of that side alone', () => {
    const clocks = {
      list: [
        clock('desk', 'met'),
        clock('desk', 'void'),
        clock('desk'),
        clock({ domain: 'x.example' }, 'missed'),
      ],
      past: [{ side: 'desk' as const, met: 2, missed: 3, void: 1 }],
    }
    expect(findClockOutcomes({ number: 1, clocks }, 'desk')).toEqual({ met: 3, missed: 3, void: 2 })
    expect(findClockOutcomes({ number: 1, clocks }, { domain: 'x.example' })).toEqual({
      met: 0,
      missed: 1,
      void: 0,
    })
  })
})
