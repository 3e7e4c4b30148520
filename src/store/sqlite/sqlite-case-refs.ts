import type { CaseHead } from '../../cases/case.ts'
import {
  type CaseRef,
  type CaseRefKind,
  formatCaseRef,
  listCaseRefs,
  parseCaseRef,
  refPrefix,
} from '../../cases/case-refs.ts'
import type { Database } from './query.ts'

type Queries = Pick<Database, 'query'>

/** Goes from each text to the next larger one, and so over as many rows as there are texts, however many cases have one in common. */
export const refsOfKind = `
  WITH RECURSIVE found (ref) AS (
    SELECT min(ref) FROM case_refs WHERE ref >= ?1
    UNION ALL
    SELECT (SELECT min(ref) FROM case_refs WHERE ref > found.ref) FROM found WHERE found.ref < ?2
  )
  SELECT ref FROM found WHERE ref < ?2`

export const referringCases = `SELECT c.doc, c.threads FROM case_refs r CROSS JOIN cases c ON c.number = r.number
  WHERE r.ref = ? AND r.number > ? ORDER BY r.number LIMIT ?`

export const casesAside = `SELECT doc, threads FROM cases INDEXED BY cases_aside
  WHERE aside_until <= ? AND number > ? ORDER BY number LIMIT ?`

/** What a change made of whom the case refers to; without `before` it is new. */
export function updateRefs({ query }: Queries, before: CaseHead | undefined, head: CaseHead): void {
  const [had, has] = [new Set(before && toTexts(before)), new Set(toTexts(head))]
  for (const ref of had)
    if (!has.has(ref)) query('DELETE FROM case_refs WHERE ref = ? AND number = ?').run(ref, head.number)
  for (const ref of has)
    if (!had.has(ref)) query('INSERT INTO case_refs (ref, number) VALUES (?, ?)').run(ref, head.number)
}

/** Of a case that is there no longer. */
export function removeRefs({ query }: Queries, head: CaseHead): void {
  for (const ref of toTexts(head))
    query('DELETE FROM case_refs WHERE ref = ? AND number = ?').run(ref, head.number)
}

export function findRefs<Kind extends CaseRefKind>({ query }: Queries, kind: Kind) {
  const prefix = refPrefix(kind)
  const rows = query(refsOfKind).all(prefix, endOf(prefix))
  return rows.map(([ref]) => parseCaseRef(String(ref)) as CaseRef & { readonly kind: Kind })
}

/** What the column `aside_until` holds. */
export function toAsideUntil({ status, aside = [] }: Pick<CaseHead, 'status' | 'aside'>): number | null {
  if (status === 'closed' || aside.length === 0) return null
  return Math.min(...aside.map(({ until }) => until.getTime()))
}

function toTexts(head: CaseHead): readonly string[] {
  return listCaseRefs(head).map(formatCaseRef)
}

/** The first text that begins otherwise. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
}
