import type { Case } from './case.ts'
import type { CaseQuery, Keyset } from './case-store.ts'
import { toReaderFacts } from './reader-facts.ts'

/** VIS-4: a case's place in the order of a query, where its next page begins. */
export function toKeyset(last: Case, { sort, reader }: Pick<CaseQuery, 'sort' | 'reader'>): Keyset {
  return {
    updatedAt: last.updatedAt,
    number: last.number,
    ...(sort === 'opened' && { createdAt: last.createdAt }),
    ...(sort === 'severity' && { severity: last.severity }),
    ...(sort === 'due' && { dueAt: toReaderFacts(last, reader).dueAt }),
  }
}
