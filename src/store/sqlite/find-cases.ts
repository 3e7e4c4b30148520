import type { CaseQuery } from '../../cases/case-store.ts'
import { among, asksForOpen, countOpen, type ListQuery, type Part, walk } from './list-query.ts'
import type { Database, Parameter } from './query.ts'
import { readerName } from './rows.ts'
import { lastWeek, matchesUpTo, startOfWeek, toMatch, toWeek } from './search-index.ts'

type Rows = readonly (readonly Parameter[])[]

/** So many matches are looked at first; more of them in one week, and walking the list gets there sooner. */
const firstMatches = 300
/** No more at once, however few of them fit. */
const maxMatches = 4_800
/** So few open cases are walked rather than looked for among very many matches. */
const fewOpen = 1_000

/** The rows of a page of a list or a search, in order (VIS-4). What it costs hangs on the page, not on how many cases have the words. */
export function findCases({ query, read }: Database, wanted: CaseQuery, part: Part): Rows {
  const { words = [], statuses, severities, customers } = wanted
  // Nothing to choose from.
  if ([statuses, severities, customers].some((values) => values?.length === 0)) return []
  const readRows = ({ sql, parameters }: ListQuery) => query(sql).all(...parameters)
  return words.length === 0 ? readRows(walk(wanted, part)) : read(search)

  /**
   * The index has the weeks in order, but not the cases of a week: whole weeks are sorted, the newest first, until the page is full.
   * A week that has very many matches is walked in order instead, and so are all weeks where open cases are asked for and few are.
   */
  function search(): Rows {
    const match = toMatch(wanted)
    const found: (readonly Parameter[])[] = []
    let next = part.after ? toWeek(part.after.updatedAt) : lastWeek
    for (let count = firstMatches; next >= 0; count = Math.min(2 * count, maxMatches)) {
      const matches = query(matchesUpTo).all(match, next + 1, count)
      const all = matches.length < count
      if (!all && count === firstMatches && hasFewOpen()) return readRows(walk(wanted, part))
      const first = Number(matches[0]?.[0])
      const last = Number(matches.at(-1)?.[0])
      if (!all && first === last) {
        const week = { since: startOfWeek(first), until: startOfWeek(first + 1) }
        found.push(...readRows(walk(wanted, { ...part, ...week, limit: part.limit - found.length })))
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

  /** Fills the page from whole weeks of matches: as many as it lacks, and more where the filters left too few of those. */
  function takeWeeks(matches: Rows, found: (readonly Parameter[])[]): void {
    for (let from = 0, size = part.limit; from < matches.length && found.length < part.limit; size *= 2) {
      let to = from + size
      while (to < matches.length && matches[to]?.[0] === matches[to - 1]?.[0]) to += 1
      const numbers = matches.slice(from, to).map(([, number]) => number ?? null)
      found.push(...readRows(among(numbers, wanted, { ...part, limit: part.limit - found.length })))
      from = to
    }
  }

  function hasFewOpen(): boolean {
    if (!asksForOpen(wanted)) return false
    return Number(query(countOpen).first(readerName(wanted.reader), fewOpen)?.[0]) < fewOpen
  }
}
