import type { Directory } from '../cases/directory.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
import type { FindTerms } from '../cases/reader-terms.ts'

/**
 * How a person reads of whom no chat has told it yet: as their reseller domain or their customer does. A reseller domain tells no time zone;
 * the desk tells neither.
 */
export function createTermsLookup(
  directory: Pick<Directory, 'domain' | 'customer'> & Pick<IdentityLookup, 'findIdentityByEmail'>,
): FindTerms {
  return async (email) => {
    const { accounts, customers } = await directory.findIdentityByEmail(email)
    const [account] = accounts
    const domain = account && (await directory.domain(account.domain))
    if (domain) return { locale: domain.language, timeZone: 'UTC' }
    const [own] = customers
    const customer = own && (await directory.customer(own.customer.id))
    return customer && { locale: customer.language, timeZone: customer.timeZone }
  }
}
