/** REP-3: figures over cases. Pure: cases in, figures out; what a reader may see of them is settled here too. */
import type { Case, Reader } from './case.ts'
import { addOutcomes, type ClockOutcomes, findClockOutcomes, noOutcomes } from './clock-outcomes.ts'
import { toSide } from './reader-facts.ts'

export const statisticsGroups = ['customer', 'category', 'severity'] as const
export type StatisticsGroup = (typeof statisticsGroups)[number]

/** From `since` on, and before `until`. */
export interface Period {
  readonly since: Date
  readonly until: Date
}

/** The time between two moments in which the desk is there, ms; undefined where no calendar says. */
export type BusinessTime = (supportCase: Case, from: Date, to: Date) => number | undefined

/** In ms; null where nothing was measured. */
export interface Durations {
  readonly measured: number
  readonly median: number | null
  readonly p90: number | null
}

export interface Figures {
  /** What has to do with the period: opened, answered or closed in it. */
  readonly cases: number
  readonly opened: number
  readonly closed: number
  /** Until the desk's first answer, of what was first answered in the period. */
  readonly firstResponse: Durations
  readonly firstResponseBusiness: Durations
  /** From opening to closing, of what was closed in the period and is closed. */
  readonly resolution: Durations
  readonly resolutionBusiness: Durations
  /** Closed or opened in the period, and it is not known when it was first answered: from before that was kept, or imported. */
  readonly responseNotKnown: number
  /** Of the targets of the reader's own side; null where none were kept. */
  readonly targets: ClockOutcomes | null
}

/** `few`: under five, which is all that a partner is told of a group. */
export type Counted = { readonly kind: 'figures'; readonly figures: Figures } | { readonly kind: 'few' }

export interface Statistics {
  readonly total: Counted
  /** The largest first. */
  readonly groups: readonly { readonly key: string; readonly name: string; readonly of: Counted }[]
  /** Whether there were more cases than were looked at. */
  readonly more: boolean
}

/** Under this a group says too much of single cases (to partners). */
const fewest = 5

class Tally {
  cases = 0
  opened = 0
  closed = 0
  responseNotKnown = 0
  readonly firstResponse: number[] = []
  readonly firstResponseBusiness: number[] = []
  readonly resolution: number[] = []
  readonly resolutionBusiness: number[] = []
  targets: ClockOutcomes | null = null
}

/** Takes cases one at a time, so that they need not all be held at once. */
export function createStatistics(
  reader: Reader,
  period: Period,
  {
    by,
    businessTime,
  }: { readonly by?: StatisticsGroup | undefined; readonly businessTime?: BusinessTime | undefined } = {},
): { add(supportCase: Case): void; finish(more: boolean): Statistics } {
  const total = new Tally()
  const groups = new Map<string, { readonly name: string; readonly tally: Tally }>()

  function add(supportCase: Case): void {
    if (!concerns(supportCase, period)) return
    count(total, supportCase)
    if (!by) return
    const { key, name } = toGroup(supportCase, by)
    const group = groups.get(key) ?? { name, tally: new Tally() }
    groups.set(key, group)
    count(group.tally, supportCase)
  }

  function count(tally: Tally, supportCase: Case): void {
    const { createdAt, closedAt, firstResponseAt } = supportCase
    const spent = (from: Date, to: Date) => businessTime?.(supportCase, from, to)
    tally.cases += 1
    if (isIn(createdAt, period)) tally.opened += 1
    if (isIn(firstResponseAt, period)) {
      tally.firstResponse.push(firstResponseAt.getTime() - createdAt.getTime())
      pushKnown(tally.firstResponseBusiness, spent(createdAt, firstResponseAt))
    } else if (firstResponseAt === undefined) tally.responseNotKnown += 1
    if (isIn(closedAt, period)) {
      tally.closed += 1
      tally.resolution.push(closedAt.getTime() - createdAt.getTime())
      pushKnown(tally.resolutionBusiness, spent(createdAt, closedAt))
    }
    const side = toSide(reader)
    const outcomes = side && findClockOutcomes(supportCase, side)
    if (outcomes) tally.targets = addOutcomes(tally.targets ?? noOutcomes, outcomes)
  }

  function finish(more: boolean): Statistics {
    const sorted = [...groups].toSorted(
      ([one, { tally: a }], [other, { tally: b }]) => b.cases - a.cases || (one < other ? -1 : 1),
    )
    return {
      total: toCounted(total, reader),
      groups: sorted.map(([key, { name, tally }]) => ({ key, name, of: toCounted(tally, reader) })),
      more,
    }
  }

  return { add, finish }
}

function concerns({ createdAt, closedAt, firstResponseAt }: Case, period: Period): boolean {
  return isIn(createdAt, period) || isIn(closedAt, period) || isIn(firstResponseAt, period)
}

function isIn(at: Date | null | undefined, { since, until }: Period): at is Date {
  return at != null && at >= since && at < until
}

function toGroup({ customer, category, severity }: Case, by: StatisticsGroup) {
  if (by === 'customer') return { key: customer.id, name: customer.name }
  return by === 'category' ? { key: category, name: category } : { key: severity, name: severity }
}

function pushKnown(all: number[], value: number | undefined): void {
  if (value !== undefined) all.push(value)
}

function toCounted(tally: Tally, reader: Reader): Counted {
  if (reader.party !== 'desk' && tally.cases > 0 && tally.cases < fewest) return { kind: 'few' }
  const { cases, opened, closed, responseNotKnown, targets } = tally
  return {
    kind: 'figures',
    figures: {
      cases,
      opened,
      closed,
      firstResponse: toDurations(tally.firstResponse),
      firstResponseBusiness: toDurations(tally.firstResponseBusiness),
      resolution: toDurations(tally.resolution),
      resolutionBusiness: toDurations(tally.resolutionBusiness),
      responseNotKnown,
      targets,
    },
  }
}

/** The median is the middle, or the mean of the two in the middle; the 90th percentile the smallest that 90 % do not exceed. */
export function toDurations(values: readonly number[]): Durations {
  const sorted = values.toSorted((a, b) => a - b)
  const size = sorted.length
  const at = (index: number) => sorted[index] ?? 0
  if (size === 0) return { measured: 0, median: null, p90: null }
  const middle = Math.floor(size / 2)
  return {
    measured: size,
    median: size % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2,
    // Whole numbers: 0.9 of ten is not quite nine.
    p90: at(Math.ceil((size * 9) / 10) - 1),
  }
}
