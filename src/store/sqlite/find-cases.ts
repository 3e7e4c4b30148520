import type { CaseQuery } from '../../cases/case-store.ts'
import {
  among,
  asksForOpen,
  countAmong,
  countOpen,
  countSelected,
  countWalked,
  type ListQuery,
  type Part,
  type Selector,
  type Stretch,
  sorted,
  toSets,
  toStretches,
  toWalkSelector,
  walk,
} from './list-query.ts'
import type { Database, Parameter } from './query.ts'
import { readerName } from './rows.ts'
import { asksForWords, lastWeek, matchesUpTo, startOfWeek, toMatch, toWeek } from './search-index.ts'

type Rows = readonly (readonly Parameter[])[]

/** So many matches are looked at first; more of them in one week, and walking the list gets there sooner. */
const firstMatches = 300
/** No more at once, however few of them fit. */
const maxMatches = 4_800
/** So few open cases are walked rather than looked for among very many matches. */
const fewOpen = 1_000
/** So few cases are sorted sooner than a list in order has as many that fit. */
const fewSorted = 3_000

/**
 * The rows of a page of a list or a search, in the query's order. What it costs hangs on the page, not on how many cases have the
 * words or fit a filter.
 */
export function findCases(database: Database, wanted: CaseQuery, part: Part): Rows {
  if (hasNothingToChooseFrom(wanted)) return []
  const { read } = database
  const { sort = 'updated' } = wanted
  if (!asksForWords(wanted))
    return inStretches(wanted, part, (stretch, rest) => find(database, stretch, rest))
  return read(() =>
    sort === 'updated' ? search(database, wanted, part) : searchSorted(database, wanted, part),
  )
}

/** How many cases a query has, counted no further than `max`. */
export function countCases(database: Database, wanted: CaseQuery, max: number): number {
  if (hasNothingToChooseFrom(wanted) || max <= 0) return 0
  const [all] = toStretches({ ...wanted, sort: 'updated' }, undefined)
  if (!all) return 0
  const part = { limit: max }
  const count = ({ sql, parameters }: ListQuery) => Number(database.query(sql).first(...parameters)?.[0])
  if (!asksForWords(wanted)) return count(countWalked(all, part, choose(database, all).selector))
  return database.read(() => {
    const matches = findMatches(database, wanted)
    if (matches) return count(countAmong(matches, all, part))
    return count(countWalked(all, part, toWalkSelector(all)))
  })
}

/** Whether a choice was given of which nothing is left. */
function hasNothingToChooseFrom({ statuses, severities, customers, waitsFor }: CaseQuery): boolean {
  return [statuses, severities, customers, waitsFor].some((values) => values?.length === 0)
}

function inStretches(wanted: CaseQuery, part: Part, findIn: (stretch: Stretch, part: Part) => Rows): Rows {
  const found: (readonly Parameter[])[] = []
  for (const stretch of toStretches(wanted, part.after)) {
    if (found.length >= part.limit) break
    found.push(...findIn(stretch, { ...part, limit: part.limit - found.length }))
  }
  return found
}

function find(database: Database, stretch: Stretch, part: Part): Rows {
  const { selector, isSet } = choose(database, stretch)
  return readRows(database, isSet ? sorted(stretch, part, selector) : walk(stretch, part, selector))
}

/** The index that a stretch is read by: one with few cases to sort, if there is one, else the one that has it in order. */
function choose(
  { query }: Database,
  stretch: Stretch,
): { readonly selector: Selector; readonly isSet: boolean } {
  let fewest: { readonly selector: Selector; readonly count: number } | undefined
  for (const selector of toSets(stretch)) {
    const max = fewest?.count ?? fewSorted
    const { sql, parameters } = countSelected(stretch.query, max, selector)
    const count = Number(query(sql).first(...parameters)?.[0])
    if (count < max) fewest = { selector, count }
  }
  return fewest
    ? { selector: fewest.selector, isSet: true }
    : { selector: toWalkSelector(stretch), isSet: false }
}

function readRows({ query }: Database, { sql, parameters }: ListQuery): Rows {
  return query(sql).all(...parameters)
}

/** The numbers of all cases that have the words, or undefined where they are very many. */
function findMatches({ query }: Database, wanted: CaseQuery): readonly Parameter[] | undefined {
  const matches = query(matchesUpTo).all(toMatch(wanted), lastWeek + 1, maxMatches)
  return matches.length < maxMatches ? matches.map(([, number]) => number ?? null) : undefined
}

/** A search in an order that the index does not have: all matches are sorted, and of very many the list in that order has some soon. */
function searchSorted(database: Database, wanted: CaseQuery, part: Part): Rows {
  const matches = findMatches(database, wanted)
  return inStretches(wanted, part, (stretch, rest) => {
    if (matches) return readRows(database, among(matches, stretch, rest))
    return find(database, stretch, rest)
  })
}

function search(database: Database, wanted: CaseQuery, part: Part): Rows {
  const { query } = database
  const [stretch] = toStretches(wanted, part.after)
  if (!stretch) return []
  const inOrder = stretch
  return inWeeks()

  /**
   * The index has the weeks in order, but not the cases of a week: whole weeks are sorted, the newest first, until the page is full.
   * A week that has very many matches is walked in order instead, and so are all weeks where open cases are asked for and few are.
   */
  function inWeeks(): Rows {
    const match = toMatch(wanted)
    const found: (readonly Parameter[])[] = []
    const oldest = wanted.updatedSince ? toWeek(wanted.updatedSince) : 0
    let next = newestWeek()
    for (let count = firstMatches; next >= oldest; count = Math.min(2 * count, maxMatches)) {
      const matches = query(matchesUpTo).all(match, next + 1, count)
      const all = matches.length < count
      if (!all && count === firstMatches && hasFewOpen()) return readRows(database, walk(inOrder, part))
      const first = Number(matches[0]?.[0])
      const last = Number(matches.at(-1)?.[0])
      if (!all && first === last) {
        const week = { since: startOfWeek(first), until: startOfWeek(first + 1) }
        const rest = { ...part, ...week, limit: part.limit - found.length }
        found.push(...readRows(database, walk(inOrder, rest)))
        next = first - 1
      } else {
        // The last week may go on: it is taken with the next look, from its beginning.
        takeWeeks(all ? matches : matches.filter(([of]) => of !== last), found)
        next = last
      }
      if (all || found.length >= part.limit) break
    }
    return found
  }

  function newestWeek(): number {
    const ends = [part.after?.updatedAt, wanted.updatedUntil].flatMap((at) => (at ? [toWeek(at)] : []))
    return Math.min(lastWeek, ...ends)
  }

  /** Fills the page from whole weeks of matches: as many as it lacks, and more where the filters left too few of those. */
  function takeWeeks(matches: Rows, found: (readonly Parameter[])[]): void {
    for (let from = 0, size = part.limit; from < matches.length && found.length < part.limit; size *= 2) {
      let to = from + size
      while (to < matches.length && matches[to]?.[0] === matches[to - 1]?.[0]) to += 1
      const numbers = matches.slice(from, to).map(([, number]) => number ?? null)
      const rest = { ...part, limit: part.limit - found.length }
      found.push(...readRows(database, among(numbers, inOrder, rest)))
      from = to
    }
  }

  function hasFewOpen(): boolean {
    if (!asksForOpen(wanted)) return false
    return Number(query(countOpen).first(readerName(wanted.reader), fewOpen)?.[0]) < fewOpen
  }
}
