import type { CaseQuery } from '../../src/cases/case-store.ts'

/** Each kind of reader with each set of filters. */
export function everyQuery(): readonly CaseQuery[] {
  const readers: readonly CaseQuery['reader'][] = [
    { party: 'desk' },
    { party: 'partner', domain: 'd' },
    { party: 'customer', customer: 'c' },
  ]
  const filters: Omit<CaseQuery, 'reader'>[] = [
    { words: ['mail', 'drive'] },
    { statuses: ['new'] },
    { severities: ['P1'] },
    { customers: ['c'] },
    { createdBy: 'e' },
  ]
  const subsets = Array.from({ length: 2 ** filters.length }, (_, bits) =>
    Object.assign({}, ...filters.filter((_, bit) => (bits >> bit) % 2 === 1)),
  )
  return readers.flatMap((reader) => subsets.map((subset) => ({ reader, ...subset })))
}
