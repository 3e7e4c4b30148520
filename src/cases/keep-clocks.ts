/** OWN-3: what a write does to the clocks, in that same write; and when a side is back. Without targets nothing is asked of anybody. */
import type { Case, CaseHead, Entry } from './case.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import type { Customer, Directory } from './directory.ts'
import type { ClockFacts } from './response-clocks.ts'

interface ClockDeps extends Pick<CaseServiceDeps, 'clocks' | 'now'> {
  readonly directory: Pick<Directory, 'customer' | 'relationshipsOf'>
}

interface Written {
  readonly next: CaseHead
  readonly entries: readonly Entry[]
}

/** `before` is missing for a new case. */
export async function withClocks(
  deps: ClockDeps,
  before: CaseHead | undefined,
  written: Written,
): Promise<Written> {
  if (!deps.clocks) return written
  return deps.clocks.advance(before, written, await loadClockFacts(deps, written.next), deps.now())
}

/** Whoever is no longer in the directory is served as the others are. */
export function toTier(customer: Customer | undefined): ClockFacts['tier'] {
  return customer?.tier ?? 'standard'
}

/** As they are at this moment. */
export async function loadClockFacts(
  { directory, now }: Pick<ClockDeps, 'directory' | 'now'>,
  { customer }: Pick<CaseHead, 'customer'>,
): Promise<ClockFacts> {
  const [known, relationships] = await Promise.all([
    directory.customer(customer.id),
    directory.relationshipsOf(customer.id, now()),
  ])
  return { tier: toTier(known), partners: relationships.map(({ domain }) => domain) }
}

export function createBackAt(deps: ClockDeps): CaseService['backAt'] {
  return async (supportCase: Case, side) => {
    if (!deps.clocks) return undefined
    const facts = await loadClockFacts(deps, supportCase)
    return deps.clocks.findNextOpening(supportCase, side, facts, deps.now())
  }
}
