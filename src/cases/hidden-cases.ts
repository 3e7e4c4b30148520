/** CRE-10: cases that are not the customer's business. */
import type { Case } from './case.ts'
import type { Customer } from './directory.ts'
import type { Refusal } from './refusal.ts'

/** Of these addresses those that are the customer's: a mail would show it what is hidden from it. */
export function denySharing(
  addresses: readonly string[],
  { name, domain, contact }: Pick<Case['customer'], 'name' | 'domain'> & Partial<Pick<Customer, 'contact'>>,
): readonly Refusal[] {
  const own = addresses.filter(
    (address) => address.endsWith(`@${domain}`) || address === contact?.email.toLowerCase(),
  )
  return own.slice(0, 1).map((address) => ({
    code: 'share-with-hidden-customer',
    rule: 'CRE-10',
    values: { customer: name, address },
  }))
}
