import type { Account } from '../cases/directory.ts'
import { denyCaseWork, denyCustomers } from '../cases/policy.ts'

/** What gives an account access to cases, for whoever has to assign it. */
export const howToGiveAccess =
  "the role Reseller Admin, or the privileges Support, View customers and Access customers' support cases"

/** Google's prebuilt role for a second tier: it looks right, and gives no access to cases. */
export const indirectReseller = 'Indirect Reseller Admin'

/** ACC-1, suspended accounts included (ACC-4). */
export function mayWork(account: Account): boolean {
  return !denyCaseWork({ party: 'partner', account }, '')
}

/** ACC-2. */
export function maySeeCustomers(account: Account): boolean {
  return !denyCustomers({ party: 'partner', account }, '')
}
