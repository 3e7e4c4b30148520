/** ACC, GRA and VIS-1 as pure functions: facts in, a refusal or nothing out. */
import { maySeeCase } from './audience.ts'
import type { Author, Case, Reader } from './case.ts'
import type { Account, Customer, Grant, Relationship } from './ports.ts'
import type { Refusal } from './refusal.ts'

/** Who acts: one account of one reseller domain, or a desk agent. */
export type Actor =
  | { readonly party: 'partner'; readonly account: Account }
  | { readonly party: 'desk'; readonly email: string; readonly name: string }

/**
 * ACC-1: one of these sets of roles and privileges lets an account work with cases. A name stands for a role or a
 * privilege alike. The list is configuration; this is its default (Google's help, answer 6182474).
 */
export const casePrivilegeSets: readonly (readonly string[])[] = [
  ['Reseller Admin'],
  ['Support', 'View customers', "Access customers' support cases"],
  ['Legacy resold enterprise support'],
  ['Legacy enterprise'],
]

/** ACC-2: what lets an account see customers, beside every set that opens cases. */
export const customerPrivilegeSets: readonly (readonly string[])[] = [['View customers']]

function holdsOneOf(account: Account, sets: readonly (readonly string[])[]): boolean {
  if (account.superAdmin) return true
  const held = new Set([...account.roles, ...account.privileges])
  return sets.some((set) => set.length > 0 && set.every((name) => held.has(name)))
}

/** ACC-4: what a suspended account is told; the rest of the refusals below come after it. */
function suspension(account: Account, superAdmin: string): Refusal | undefined {
  if (!account.suspended) return undefined
  return { code: 'account-suspended', rule: 'ACC-4', values: { account: account.email, admin: superAdmin } }
}

/** ACC-1 (ACC-5 and ACC-6 follow from it: nothing else counts). The desk needs no privilege of a reseller domain. */
export function refuseCaseWork(
  actor: Actor,
  superAdmin: string,
  sets = casePrivilegeSets,
): Refusal | undefined {
  if (actor.party === 'desk') return undefined
  const suspended = suspension(actor.account, superAdmin)
  if (suspended) return suspended
  if (holdsOneOf(actor.account, sets)) return undefined
  return {
    code: 'account-without-privilege',
    rule: 'ACC-1',
    values: { account: actor.account.email, admin: superAdmin },
  }
}

/** ACC-2: who may see the domain's customers. The desk sees cases, not a domain's list of customers. */
export function refuseCustomers(
  actor: Actor,
  superAdmin: string,
  sets = casePrivilegeSets,
): Refusal | undefined {
  if (actor.party === 'desk') return { code: 'desk-has-no-customers', rule: 'ACC-3' }
  const suspended = suspension(actor.account, superAdmin)
  if (suspended) return suspended
  if (holdsOneOf(actor.account, [...sets, ...customerPrivilegeSets])) return undefined
  return {
    code: 'customers-without-privilege',
    rule: 'ACC-2',
    values: { account: actor.account.email, admin: superAdmin },
  }
}

/** VIS-1 and VIS-6: a case that the reader may not see is answered as one that does not exist. */
export function refuseToSee(of: Case | undefined, reader: Reader, number: number): Refusal | undefined {
  if (of && maySeeCase(of, reader)) return undefined
  return { code: 'case-not-found', rule: 'VIS-6', values: { number } }
}

/** What is known of a customer at the moment of a write. */
export interface CustomerFacts {
  readonly customer: Customer
  readonly relationship: Relationship | undefined
  readonly grant: Grant
}

/** GRA-1, GRA-4: creating and changing need a live relationship and a live grant. */
export function refuseWrite(actor: Actor, facts: CustomerFacts, field?: string): Refusal | undefined {
  if (actor.party === 'desk') return undefined
  const { customer, relationship, grant } = facts
  const at = field ? { field } : {}
  if (!relationship) {
    return {
      code: 'relationship-ended',
      rule: 'VIS-2',
      values: { customer: customer.name, domain: actor.account.domain },
      ...at,
    }
  }
  if (grant.state === 'granted') return undefined
  return {
    code: grant.state === 'revoked' ? 'grant-revoked' : 'grant-unknown',
    rule: 'GRA-1',
    values: {
      customer: customer.name,
      domain: actor.account.domain,
      contact: customer.contact.name,
      email: customer.contact.email,
    },
    ...at,
  }
}

export function readerOf(actor: Actor): Reader {
  return actor.party === 'partner' ? { party: 'partner', domain: actor.account.domain } : { party: 'desk' }
}

export function authorOf(actor: Actor): Author {
  return actor.party === 'partner'
    ? { party: 'partner', email: actor.account.email, name: actor.account.name, domain: actor.account.domain }
    : { party: 'desk', email: actor.email, name: actor.name }
}
