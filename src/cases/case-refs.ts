/**
 * Whom open cases refer to: those who work on them (OWN-1), and their partners of record (VIS-9). Both stores find open cases by it,
 * whoever may read them, so that a change of the directory is carried into those that it concerns and no other is looked at.
 */
import type { CaseHead, Side } from './case.ts'
import { listResponsible } from './colleagues.ts'
import { isOwnCase } from './own-cases.ts'

export interface WorkerRef {
  readonly kind: 'worker'
  readonly side: Side
  /** In lower case. */
  readonly email: string
}

export interface PartnerRef {
  readonly kind: 'partner'
  /** The customer's id. */
  readonly customer: string
  readonly domain: string
  /** VIS-9: it is noted in the case that the domain serves the customer no longer. */
  readonly hasLeft: boolean
}

export type CaseRef = WorkerRef | PartnerRef
export type CaseRefKind = CaseRef['kind']

/** Whom a case refers to, once each; a closed one to nobody, and a domain's own (CRE-10) to no partner. */
export function listCaseRefs(
  head: Pick<CaseHead, 'status' | 'customer' | 'partners' | 'partnersLeft' | 'assignee' | 'owners'>,
): readonly CaseRef[] {
  if (head.status === 'closed') return []
  const workers = listResponsible(head).map(
    ({ side, who }): CaseRef => ({ kind: 'worker', side, email: who.email }),
  )
  if (isOwnCase(head)) return workers
  const domains = [...new Set(head.partners.map(({ domain }) => domain))]
  const partners = domains.map((domain): CaseRef => {
    const hasLeft = head.partnersLeft?.includes(domain) ?? false
    return { kind: 'partner', customer: head.customer.id, domain, hasLeft }
  })
  return [...workers, ...partners]
}

/** The text that a store finds it by. Those of a kind have their beginning in common (`refPrefix`). */
export function formatCaseRef(ref: CaseRef): string {
  const parts =
    ref.kind === 'worker'
      ? [ref.email, ...(ref.side === 'desk' ? [] : [ref.side.domain])]
      : [ref.customer, ref.domain, ...(ref.hasLeft ? ['left'] : [])]
  return refPrefix(ref.kind) + JSON.stringify(parts)
}

export function refPrefix(kind: CaseRefKind): string {
  return `${kind}:`
}

/** What `formatCaseRef` made of it. */
export function parseCaseRef(text: string): CaseRef {
  const colon = text.indexOf(':')
  const [first = '', second, third] = JSON.parse(text.slice(colon + 1)) as readonly string[]
  if (text.slice(0, colon) === 'worker')
    return { kind: 'worker', side: second === undefined ? 'desk' : { domain: second }, email: first }
  return { kind: 'partner', customer: first, domain: second ?? '', hasLeft: third !== undefined }
}
