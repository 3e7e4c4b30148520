import type { Case, Entry, Reader } from './case.ts'

type Visible = Pick<Case, 'partners' | 'customer'>

/** VIS-1: a partner of the moment of creation, the customer itself, the desk. */
export function canSeeCase(of: Visible, reader: Reader): boolean {
  if (reader.party === 'desk') return true
  if (reader.party === 'customer') return of.customer.id === reader.customer
  return of.partners.some((partner) => partner.domain === reader.domain)
}

/** UPD-4, VIS-2: the number of the case that this one follows up, for a reader who may see that one too. */
export function visibleFollowUp(
  of: Pick<Case, 'followUpOf' | 'customer'>,
  reader: Reader,
): number | undefined {
  if (!of.followUpOf) return undefined
  const earlier = { partners: of.followUpOf.partners, customer: of.customer }
  return canSeeCase(earlier, reader) ? of.followUpOf.number : undefined
}

/** VIS-2, VIS-6: the case without the number of an earlier one that this reader may not see, for a card that others read too. */
export function redactFor(of: Case, reader: Reader): Case {
  return of.followUpOf && visibleFollowUp(of, reader) === undefined ? { ...of, followUpOf: null } : of
}

/**
 * NOT-3, VIS-7: whether an entry goes out by mail. Nobody knows who reads at an address, so only what all parties read does; and
 * who else the case is shared with, or what the personal data guard let through, is no news for whoever it is shared with.
 */
export function canBeMailed(entry: Pick<Entry, 'audience' | 'event'>): boolean {
  return (
    entry.audience === 'everyone' &&
    entry.event.type !== 'shared' &&
    entry.event.type !== 'personal-data-confirmed'
  )
}

/** VIS-7: whether this reader is in the audience of this entry. Internal notes stay within the author's own domain (or the desk). */
export function canRead(entry: Pick<Entry, 'audience' | 'author'>, reader: Reader, of: Visible): boolean {
  if (!canSeeCase(of, reader)) return false
  switch (entry.audience) {
    case 'everyone':
      return true
    case 'customer':
      return reader.party !== 'desk'
    case 'desk':
      return reader.party !== 'customer'
    case 'internal':
      return entry.author.party === 'partner'
        ? reader.party === 'partner' && reader.domain === entry.author.domain
        : reader.party === entry.author.party
  }
}
