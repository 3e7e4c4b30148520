/** VIS-9: open cases whose partner serves the customer no longer: noted in each case, and told once to those concerned. */
import { type Author, type Case, type CaseHead, type Entry, type Event, statuses } from './case.ts'
import { formatCaseRef, type PartnerRef } from './case-refs.ts'
import type { CaseServiceDeps } from './case-service.ts'
import type { CaseStore } from './case-store.ts'
import type { ConversationStore } from './conversation-store.ts'
import type { Directory } from './directory.ts'
import { findMissingDeskThreads, type HomeThreadDeps } from './home-threads.ts'
import { withClocks } from './keep-clocks.ts'
import { passToDesk } from './lifecycle.ts'
import { walkNumbered } from './walk-numbered.ts'
import { whileUnchanged } from './while-unchanged.ts'

/** A customer that moved, with the cases that are still open. */
export interface MovedCustomer {
  readonly customer: Case['customer']
  /** The reseller domain that serves it no longer. */
  readonly domain: string
  /** Those that serve it now. */
  readonly partners: readonly string[]
  readonly open: number
}

export interface MovedCustomersDeps
  extends Pick<CaseServiceDeps, 'clocks'>,
    Pick<HomeThreadDeps, 'deskPlaces' | 'newId'> {
  readonly store: Pick<CaseStore, 'listRefs' | 'listReferring' | 'count' | 'commit'>
  readonly directory: Pick<Directory, 'revision' | 'relationshipsOf' | 'customer' | 'domain'>
  readonly notices: Pick<ConversationStore, 'claimNotice' | 'releaseNotice'>
  readonly now: () => Date
  readonly onCaseChanged: (number: number) => void
  /** Called for each customer that moved until it answers true: whoever is told is told once. False: somebody is still to be told. */
  readonly tell: (moved: MovedCustomer) => Promise<boolean>
}

/** Nobody did it: it is what the directory says now. */
const noted: Author = { party: 'desk', email: '', name: 'Casethread' }
const open = statuses.filter((status) => status !== 'closed')
/** No message tells of more cases than this. */
const maxCounted = 1_000
/** How long another instance leaves a customer to the one that found it first, should that one die (ms). */
const leaseMs = 2 * 60_000

/**
 * Makes the look of one instance. Each pair of a customer and a partner of its open cases is asked of the directory once, and again only
 * when that partner's relationship ends with its date, or the directory changes (`whileUnchanged`).
 */
export function createMovedCheck(deps: MovedCustomersDeps): () => Promise<void> {
  const { store, directory, notices, now, onCaseChanged, tell } = deps
  /** Until when there is nothing to do for a pair (ms). */
  const rememberedPairs = whileUnchanged({ directory, now }, () => new Map<string, number>())

  async function note(supportCase: Case, domain: string, partners: readonly string[]): Promise<void> {
    const { subscriptions: _, ...head } = supportCase
    const left = leave(head, domain, partners)
    const entries = left.events.map(({ audience, event }, index): Entry => {
      return { seq: head.seq + index + 1, at: now(), author: noted, audience, event }
    })
    const next = {
      ...head,
      ...left.set,
      version: head.version + 1,
      seq: head.seq + entries.length,
      updatedAt: now(),
    }
    // OWN-3: what that partner still owed an answer comes to nothing.
    const timed = await withClocks(deps, head, { next, entries })
    const isPassed = head.firstLine === 'partner' && next.firstLine === 'desk'
    const result = await store.commit({
      number: head.number,
      expected: head.version,
      ...timed,
      ...(isPassed && { subscriptions: findMissingDeskThreads({ ...supportCase, firstLine: 'desk' }, deps) }),
      key: `partner-left ${domain}`,
    })
    // Somebody was faster: the next look finds the case as it is then.
    if (result.kind === 'committed') onCaseChanged(head.number)
  }

  async function noteAll(pair: PartnerRef, partners: readonly string[]): Promise<void> {
    for await (const supportCase of walkNumbered((page) => store.listReferring(pair, page)))
      await note(supportCase, pair.domain, partners)
  }

  async function tellOf(pair: PartnerRef, partners: readonly string[]): Promise<boolean> {
    const [supportCase] = await store.listReferring({ ...pair, hasLeft: true }, { limit: 1 })
    if (!supportCase) return false
    const reader = { party: 'partner', domain: pair.domain } as const
    const count = await store.count({ reader, customers: [pair.customer], statuses: open }, maxCounted)
    return tell({ customer: supportCase.customer, domain: pair.domain, partners, open: count })
  }

  /** Answers until when there is nothing more to do (ms); undefined: something was left. */
  async function settle(pair: PartnerRef): Promise<number | undefined> {
    const relationships = await directory.relationshipsOf(pair.customer, now())
    const own = relationships.find(({ domain }) => domain === pair.domain)
    if (own) return own.to?.getTime() ?? Number.POSITIVE_INFINITY
    const lease = `customer-moved-lease:${JSON.stringify([pair.customer, pair.domain])}`
    if (!(await notices.claimNotice(lease, new Date(now().getTime() + leaseMs), now()))) return undefined
    try {
      const partners = relationships.map(({ domain }) => domain)
      if (!pair.hasLeft) await noteAll(pair, partners)
      const isTold = await tellOf(pair, partners)
      // What was just noted goes by another name at the next look, and what could not be noted by the same.
      return pair.hasLeft && isTold ? Number.POSITIVE_INFINITY : undefined
    } finally {
      await notices.releaseNotice(lease)
    }
  }

  return async function check(): Promise<void> {
    const settledUntil = await rememberedPairs()
    for (const pair of await store.listRefs('partner')) {
      const name = formatCaseRef(pair)
      if ((settledUntil.get(name) ?? 0) > now().getTime()) continue
      const until = await settle(pair)
      if (until !== undefined) settledUntil.set(name, until)
    }
  }
}

/**
 * The case as it is without that partner: whoever worked on it there can change it no longer. Where no partner of record is left that
 * serves the customer, a case that the desk did not see (CRE-9) is passed to it, since nobody else can go on with it.
 */
function leave(
  head: CaseHead,
  domain: string,
  partners: readonly string[],
): {
  readonly set: Partial<CaseHead>
  readonly events: readonly (Pick<Entry, 'audience'> & { readonly event: Event })[]
} {
  const isServed = head.partners.some((partner) => partners.includes(partner.domain))
  const passed = head.firstLine === 'partner' && !isServed ? passToDesk(head) : undefined
  return {
    set: {
      partnersLeft: [...(head.partnersLeft ?? []), domain],
      ...(head.owners ? { owners: head.owners.filter((owner) => owner.domain !== domain) } : {}),
      ...passed?.set,
    },
    events: [
      // The desk and the partners of record may know; the customer knows whom it left.
      { audience: 'desk', event: { type: 'partner-left', domain } },
      ...(passed?.events ?? []),
    ],
  }
}
