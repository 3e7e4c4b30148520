import type { Relationship } from '../../cases/directory.ts'
import type { Customers, Seller } from './plan-customers.ts'

/** Who sells to whom: periods begin when they are first seen and end when they are not seen any more. */
export function planSales(
  parts: readonly Seller[],
  { idOf, nameOf }: Pick<Customers, 'idOf'> & { readonly nameOf: (domain: string) => string },
  stored: readonly Relationship[],
  now: Date,
): { readonly all: readonly Relationship[]; readonly notes: readonly string[] } {
  const soldBy = new Map(
    parts.map(({ domain, sold }) => [domain.domain, new Set(sold.map(({ customerId }) => idOf(customerId)))]),
  )
  const ends = (sale: Relationship) =>
    isSale(sale, now) && soldBy.has(sale.domain) && !soldBy.get(sale.domain)?.has(sale.customer)
  const all = stored.map((sale) => (ends(sale) ? { ...sale, to: now } : sale))
  const seller = new Map(
    all
      .filter(({ kind, to }) => kind === 'reseller' && (to === null || to > now))
      .map((sale) => [sale.customer, sale.domain]),
  )
  const notes: string[] = []
  for (const [domain, customers] of soldBy)
    for (const customer of customers) {
      const other = seller.get(customer)
      if (other === domain) continue
      if (other !== undefined) {
        notes.push(
          `${customer} is sold by ${nameOf(domain)} at Google, and by ${nameOf(other)} as it is stored: left as it is. End the one that is over.`,
        )
        continue
      }
      seller.set(customer, domain)
      all.push({ customer, domain, kind: 'reseller', from: now, to: null })
    }
  return { all, notes }
}

/** A sale that is live now; one that begins later is the operator's. */
export function isSale({ kind, from, to }: Relationship, now: Date): boolean {
  return kind === 'reseller' && from < now && (to === null || to > now)
}
