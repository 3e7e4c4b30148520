/** VIS-9: open cases whose partner serves the customer no longer: noted in each case, and told once to those concerned. */
import { type Author, type Case, type Entry, statuses } from './case.ts'
import type { CaseServiceDeps } from './case-service.ts'
import type { CaseStore, Keyset } from './case-store.ts'
import type { Directory } from './directory.ts'
import { withClocks } from './keep-clocks.ts'
import { isOwnCase } from './own-cases.ts'

/** A customer that moved, with the cases that are still open. */
export interface MovedCustomer {
  readonly customer: Case['customer']
  /** The reseller domain that serves it no longer. */
  readonly domain: string
  /** Those that serve it now. */
  readonly partners: readonly string[]
  readonly open: number
}

export interface MovedCustomersDeps extends Pick<CaseServiceDeps, 'clocks'> {
  readonly store: Pick<CaseStore, 'list' | 'commit'>
  readonly directory: Pick<Directory, 'relationshipsOf' | 'customer'>
  readonly now: () => Date
  readonly onCaseChanged: (number: number) => void
  /** Called for each customer that moved, at each look; whoever is told is told once. */
  readonly tell: (moved: MovedCustomer) => Promise<void>
}

/** Nobody did it: it is what the directory says now. */
const noted: Author = { party: 'desk', email: '', name: 'Casethread' }
const open = statuses.filter((status) => status !== 'closed')
const pageSize = 100

/** One look at all open cases. Two instances may look at once: a case's version lets one of them note it. */
export async function checkMovedCustomers(deps: MovedCustomersDeps): Promise<void> {
  const { store, directory, now, onCaseChanged, tell } = deps
  const serving = new Map<string, readonly string[]>()
  const moved = new Map<string, MovedCustomer>()

  async function partnersOf(customer: string): Promise<readonly string[]> {
    const known = serving.get(customer)
    if (known) return known
    const found = (await directory.relationshipsOf(customer, now())).map(({ domain }) => domain)
    serving.set(customer, found)
    return found
  }

  async function note(supportCase: Case, domain: string): Promise<Case> {
    const { subscriptions: _, ...head } = supportCase
    const seq = head.seq + 1
    const next = {
      ...head,
      version: head.version + 1,
      seq,
      updatedAt: now(),
      partnersLeft: [...(head.partnersLeft ?? []), domain],
      // Whoever worked on it there can change it no longer.
      ...(head.owners ? { owners: head.owners.filter((owner) => owner.domain !== domain) } : {}),
    }
    // The desk and the partners of record may know; the customer knows whom it left.
    const entry: Entry = {
      seq,
      at: now(),
      author: noted,
      audience: 'desk',
      event: { type: 'partner-left', domain },
    }
    // OWN-3: what that partner still owed an answer comes to nothing.
    const timed = await withClocks(deps, head, { next, entries: [entry] })
    const result = await store.commit({
      number: head.number,
      expected: head.version,
      ...timed,
      key: `partner-left ${domain}`,
    })
    // Somebody was faster: the next look finds the case as it is then.
    if (result.kind !== 'committed') return supportCase
    onCaseChanged(head.number)
    return result.case
  }

  async function look(found: Case): Promise<void> {
    if (isOwnCase(found)) return
    const partners = await partnersOf(found.customer.id)
    let supportCase = found
    for (const { domain } of found.partners) {
      if (partners.includes(domain)) continue
      if (!supportCase.partnersLeft?.includes(domain)) supportCase = await note(supportCase, domain)
      const key = JSON.stringify([found.customer.id, domain])
      const before = moved.get(key)?.open ?? 0
      moved.set(key, { customer: found.customer, domain, partners, open: before + 1 })
    }
  }

  // In the order in which they were opened: what is noted of one does not move it.
  let after: Keyset | undefined
  do {
    const page = { limit: pageSize, ...(after && { after }) }
    const { cases, next } = await store.list(
      { reader: { party: 'desk' }, statuses: open, sort: 'opened' },
      page,
    )
    for (const supportCase of cases) await look(supportCase)
    after = next
  } while (after)
  for (const one of moved.values()) await tell(one)
}
