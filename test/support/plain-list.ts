import type { Case, Reader } from '../../src/cases/case.ts'
import type { CaseQuery } from '../../src/cases/case-store.ts'

export interface Stored {
  readonly of: Case
  readonly words: readonly string[]
}

/** VIS-1, VIS-4 and VIS-5 as they are written, over all cases: what any way to look them up has to give. */
export function plainly(stored: readonly Stored[], query: CaseQuery): readonly number[] {
  return stored
    .filter(({ of }) => mayList(of, query.reader))
    .filter(({ words }) => (query.words ?? []).every((word) => words.includes(word)))
    .map(({ of }) => of)
    .filter(({ status }) => query.statuses?.includes(status) ?? true)
    .filter(({ severity }) => query.severities?.includes(severity) ?? true)
    .filter(({ customer }) => query.customers?.includes(customer.id) ?? true)
    .filter(({ createdBy }) => query.createdBy === undefined || createdBy.email === query.createdBy)
    .toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || b.number - a.number)
    .map(({ number }) => number)
}

function mayList(of: Case, reader: Reader): boolean {
  if (reader.party === 'desk') return true
  if (reader.party === 'customer') return of.customer.id === reader.customer
  return of.partners.some(({ domain }) => domain === reader.domain)
}
