import { type CaseQuery, sorts } from '../../src/cases/case-store.ts'

/** Each kind of reader with each set of the plain filters, and with each pair of a plain one and another one in each order. */
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
    { wordsOrCustomers: [{ words: ['mail'], customers: ['c', 'd'] }] },
  ]
  const now = new Date('2026-11-02T12:00:00Z')
  const others: Omit<CaseQuery, 'reader'>[] = [
    {},
    { responsible: 'e' },
    { responsible: null },
    { responsible: null, statuses: ['new'] },
    { aside: { which: 'only', now } },
    { aside: { which: 'without', now } },
    { dueBefore: now },
    { waitsFor: ['partner'], statuses: ['new'] },
    { standsOut: true, statuses: ['new'] },
    { closedSince: now, updatedSince: now },
    { createdSince: now, createdUntil: now },
    { updatedSince: now, updatedUntil: now },
  ]
  const subsets = Array.from({ length: 2 ** filters.length }, (_, bits) =>
    Object.assign({}, ...filters.filter((_, bit) => (bits >> bit) % 2 === 1)),
  )
  const sorted = sorts.flatMap((sort) => others.map((filter) => ({ ...filter, sort })))
  const pairs = filters.flatMap((filter) => sorted.map((other) => ({ ...filter, ...other })))
  return readers.flatMap((reader) => [...subsets, ...sorted, ...pairs].map((of) => ({ reader, ...of })))
}
