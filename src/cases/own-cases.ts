/** CRE-10: cases of a reseller domain's own, which are about no customer. */
import type { Case } from './case.ts'
import type { ResellerDomain } from './directory.ts'
import type { CustomerFacts } from './policy.ts'

/** What no customer's id begins with: the directory refuses it. */
export const ownMark = 'own:'

/** Stands in the place of a customer's id. */
export function toOwnId(domain: string): string {
  return `${ownMark}${domain}`
}

/** The domain whose own such an id stands for; undefined for a customer's. */
export function parseOwnId(id: string): string | undefined {
  return id.startsWith(ownMark) ? id.slice(ownMark.length) : undefined
}

export function isOwnCase({ customer }: Pick<Case, 'customer'>): boolean {
  return parseOwnId(customer.id) !== undefined
}

/** The domain in the place of a customer. It needs nobody's grant. */
export function toOwnFacts({ domain, name, superAdmin, language }: ResellerDomain): CustomerFacts {
  const id = toOwnId(domain)
  return {
    customer: {
      id,
      name,
      domain,
      tier: 'standard',
      language,
      timeZone: language === 'ja' ? 'Asia/Tokyo' : 'UTC',
      address: '',
      contact: { name: superAdmin, email: superAdmin, phone: '' },
    },
    relationship: { customer: id, domain, kind: 'reseller', from: new Date(0), to: null },
    grant: { state: 'granted', changedAt: null, changedBy: null, checkedAt: null },
  }
}
