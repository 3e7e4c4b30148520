/** Who tries what in the access matrix: what people hold, and by what name its tables call them. `+op`: an operator as well. */

import type { Account } from '../../src/cases/directory.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { elsewhere, other, own, type Situation } from './access-world.ts'
import { anAccount } from './build-directory.ts'

const support = 'Support'
const viewCustomers = 'View customers'
const accessCases = "Access customers' support cases"

/** What an account may hold, and what the rules make of it. */
export const holders: readonly [who: string, what: string, held: Parameters<typeof anAccount>[0]][] = [
  ['works', 'ACC-1: Reseller Admin', { roles: ['Reseller Admin'] }],
  ['works', 'ACC-1: all three privileges', { privileges: [support, viewCustomers, accessCases] }],
  ['works', 'ACC-1: Legacy resold enterprise support', { roles: ['Legacy resold enterprise support'] }],
  ['works', 'ACC-1: Legacy enterprise', { roles: ['Legacy enterprise'] }],
  ['works', 'ACC-1: super admin', { superAdmin: true }],
  ['works', 'ACC-6: the retired role beside a live one', { roles: ['Support Manager', 'Reseller Admin'] }],
  ['works+op', 'GRA-1: Reseller Admin, operator', { roles: ['Reseller Admin'] }],
  ['sees', 'ACC-1: without Support', { privileges: [viewCustomers, accessCases] }],
  ['sees', 'ACC-1: without access to cases', { privileges: [support, viewCustomers] }],
  ['sees', 'ACC-2: View customers alone', { privileges: [viewCustomers] }],
  ['sees+op', 'ACC-2: View customers alone, operator', { privileges: [viewCustomers] }],
  ['nothing', 'ACC-1: without View customers', { privileges: [support, accessCases] }],
  ['nothing', 'ACC-1: Support alone', { privileges: [support] }],
  ['nothing', 'ACC-5: former support center', { privileges: ['Support center: manage cases'] }],
  ['nothing', 'ACC-6: the retired role', { roles: ['Support Manager'] }],
  ['nothing', 'nothing at all', {}],
  ['suspended', 'ACC-4: suspended Reseller Admin', { suspended: true, roles: ['Reseller Admin'] }],
  ['suspended', 'ACC-4: suspended super admin', { suspended: true, superAdmin: true }],
  ['suspended', 'ACC-4: suspended View customers', { suspended: true, privileges: [viewCustomers] }],
  ['suspended', 'ACC-4: suspended with nothing', { suspended: true }],
  ['suspended+op', 'ACC-4: suspended operator', { suspended: true, roles: ['Reseller Admin'] }],
]

/** A customer's own people. */
export const members: readonly [
  who: string,
  what: string,
  held: { readonly portal: boolean; readonly admin: boolean },
][] = [
  ['c-portal', 'CRE-6: with portal access', { portal: true, admin: false }],
  ['c-portal-admin', 'CRE-6, GRA-1: with portal access, admin', { portal: true, admin: true }],
  ['c-none-admin', 'GRA-1: admin without portal access', { portal: false, admin: true }],
  ['c-none', 'CRE-6: without portal access', { portal: false, admin: false }],
]

/** Whether the domain or the customer is the one that a situation tells of. */
export const domains = ['own', 'other'] as const
export type Domain = (typeof domains)[number]

/** An account of that domain that holds this. */
export function anAccountOf(who: string, domain: Domain, held: (typeof holders)[number][2]): Account {
  const name = domain === 'own' ? own : other
  const email = `${who.endsWith('+op') ? 'op' : 'aoi'}@${name}`
  return anAccount({ email, domain: name, ...held })
}

/** Somebody of the situation's customer, or of another one. */
export function aMember(domain: Domain, held: { readonly portal: boolean; readonly admin: boolean }) {
  return ({ customer }: Situation): Actor => {
    const of = domain === 'own' ? customer : elsewhere
    const user = { email: `user@${of.domain}`, name: 'User', customer: of.id, ...held }
    return { party: 'customer', user, customer: { id: of.id, name: of.name, domain: of.domain } }
  }
}
