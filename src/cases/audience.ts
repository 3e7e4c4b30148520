import type { Case, Entry, Reader, Side, SideBounds, Upstream } from './case.ts'
import { isSameSide, toSide } from './reader-facts.ts'

/** What decides who sees a case. */
export type Visible = Pick<Case, 'partners' | 'customer'> & SideBounds

/**
 * VIS-1: a partner of the moment of creation; the customer itself, unless it is hidden from it (CRE-10); the desk, unless the partner is
 * the first line and has not passed it on (CRE-9).
 */
export function canSeeCase(visibleCase: Visible, reader: Reader): boolean {
  if (reader.party === 'desk') return visibleCase.firstLine !== 'partner'
  if (reader.party === 'customer')
    return !visibleCase.hiddenFromCustomer && visibleCase.customer.id === reader.customer
  return visibleCase.partners.some((partner) => partner.domain === reader.domain)
}

/** All readers who see the case, once each: whose lists it is in. */
export function listReaders(visibleCase: Visible): readonly Reader[] {
  const domains = new Set(visibleCase.partners.map(({ domain }) => domain))
  const readers: readonly Reader[] = [
    { party: 'desk' },
    { party: 'customer', customer: visibleCase.customer.id },
    ...[...domains].map((domain): Reader => ({ party: 'partner', domain })),
  ]
  return readers.filter((reader) => canSeeCase(visibleCase, reader))
}

/** UPD-4, VIS-2: the number of the case that this one follows up, for a reader who may see that one too. */
export function visibleFollowUp(
  supportCase: Pick<Case, 'followUpOf' | 'customer'>,
  reader: Reader,
): number | undefined {
  if (!supportCase.followUpOf) return undefined
  const earlier = { ...supportCase.followUpOf, customer: supportCase.customer }
  return canSeeCase(earlier, reader) ? supportCase.followUpOf.number : undefined
}

/**
 * VIS-7: what the desk keeps is for the desk and the partners of record, who wait for it together; what a partner keeps is its own.
 * No customer is told with whom its partner has a case.
 */
export function findUpstreams(
  supportCase: Visible & Pick<Case, 'upstream'>,
  reader: Reader,
): readonly Upstream[] {
  if (reader.party === 'customer' || !canSeeCase(supportCase, reader)) return []
  return (supportCase.upstream ?? []).filter(
    ({ side }) => side === 'desk' || (reader.party === 'partner' && side.domain === reader.domain),
  )
}

/**
 * What of a case this reader may read, whoever shows it: who works on it (OWN-1: a partner its own people, the desk all, a customer the
 * sides), what its own side has put aside and owes (OWN-3), the case at Google (`findUpstreams`), and the earlier case (VIS-2, VIS-6).
 */
export function redactFor(supportCase: Case, reader: Reader): Case {
  const { assignee, owners, aside, due, clocks, unreminded, handledBy, ...shared } = supportCase
  const { upstream } = shared
  const side = toSide(reader)
  const isOwn = (one: Side) => side !== undefined && isSameSide(one, side)
  const own = <Fact extends { readonly side: Side }>(facts: readonly Fact[]) =>
    facts.filter((fact) => isOwn(fact.side))
  return {
    ...shared,
    ...responsibleFor(supportCase, reader),
    ...(side && {
      ...(aside && { aside: own(aside) }),
      ...(due && { due: own(due) }),
      ...(unreminded && { unreminded: unreminded.filter(isOwn) }),
      ...(clocks && {
        clocks: {
          list: own(clocks.list),
          responded: clocks.responded.filter(isOwn),
          ...(clocks.past && { past: own(clocks.past) }),
        },
      }),
    }),
    ...(upstream?.length ? { upstream: findUpstreams(supportCase, reader) } : {}),
    ...(supportCase.followUpOf && visibleFollowUp(supportCase, reader) === undefined
      ? { followUpOf: null }
      : {}),
  }
}

/** OWN-1. */
function responsibleFor(
  { assignee, owners, handledBy }: Case,
  reader: Reader,
): Pick<Case, 'assignee' | 'owners' | 'handledBy'> {
  switch (reader.party) {
    case 'desk':
      return { ...(assignee !== undefined && { assignee }), ...(owners && { owners }) }
    case 'partner':
      return owners ? { owners: owners.filter(({ domain }) => domain === reader.domain) } : {}
    case 'customer': {
      const sides = handledBy ?? [
        ...(owners ?? []).map(({ domain }) => ({ domain })),
        ...(assignee ? ['desk' as const] : []),
      ]
      return sides.length > 0 ? { handledBy: sides } : {}
    }
  }
}

/**
 * For a card that host and guest read together: what both may read of the case. What is for one side alone is left out, since it is
 * drawn for all who are there.
 */
export function redactForBoth(supportCase: Case, host: Reader, guest: Reader): Case {
  const both = redactFor(redactFor(supportCase, host), guest)
  const { aside: _aside, due: _due, clocks: _clocks, unreminded: _unreminded, ...shared } = both
  return shared
}

/**
 * NOT-3, VIS-7: whether an entry goes out by mail. Nobody knows who reads at an address, so only what all parties read does; and
 * who else the case is shared with, or what the personal data guard let through, is no news for whoever it is shared with.
 */
export function canBeMailed(entry: Pick<Entry, 'audience' | 'event'>): boolean {
  return (
    entry.audience === 'everyone' &&
    entry.event.type !== 'shared' &&
    entry.event.type !== 'personal-data-confirmed' &&
    !(entry.event.type === 'removed' && entry.event.part === 'addresses')
  )
}

/**
 * VIS-7: whether this reader is in the audience of this entry. Internal notes stay within the author's own domain (or the desk), and that
 * one was removed is told to those who could read it (UPD-3).
 */
export function canRead(
  entry: Pick<Entry, 'audience' | 'author'> & Partial<Pick<Entry, 'event'>>,
  reader: Reader,
  visibleCase: Visible,
): boolean {
  if (!canSeeCase(visibleCase, reader)) return false
  switch (entry.audience) {
    case 'everyone':
      return true
    case 'customer':
      return reader.party !== 'desk'
    case 'desk':
      return reader.party !== 'customer'
    case 'internal': {
      const { party, domain } = entry.event?.type === 'removed' ? entry.event.from : entry.author
      return party === 'partner'
        ? reader.party === 'partner' && reader.domain === domain
        : reader.party === party
    }
  }
}
