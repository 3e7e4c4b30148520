/** ACC, GRA and VIS-1 as pure functions: facts in, a refusal or nothing out. */
import { canSeeCase } from './audience.ts'
import type { Author, Case, Reader } from './case.ts'
import type { Change } from './case-inputs.ts'
import {
  type Account,
  type Customer,
  type CustomerUser,
  type Grant,
  givesAccess,
  type Identity,
  type Relationship,
} from './directory.ts'
import type { Refusal } from './refusal.ts'

/** Who acts: one account of one reseller domain, one of a customer's own people, or a desk agent. */
export type Actor =
  | { readonly party: 'partner'; readonly account: Account }
  | {
      readonly party: 'customer'
      readonly user: CustomerUser
      readonly customer: Pick<Customer, 'id' | 'name' | 'domain'>
    }
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

/** Every name that ACC-1 and ACC-2 go by, letter by letter. */
export const countingNames: readonly string[] = [
  ...new Set([...casePrivilegeSets, ...customerPrivilegeSets].flat()),
]

function holdsAny(account: Account, sets: readonly (readonly string[])[]): boolean {
  if (account.superAdmin) return true
  const held = new Set([...account.roles, ...account.privileges])
  return sets.some((set) => set.length > 0 && set.every((name) => held.has(name)))
}

/** ACC-4: what a suspended account is told; the rest of the refusals below come after it. */
export function denySuspended(actor: Actor, superAdmin: string): Refusal | undefined {
  if (actor.party !== 'partner' || !actor.account.suspended) return undefined
  const { email } = actor.account
  return { code: 'account-suspended', rule: 'ACC-4', values: { account: email, admin: superAdmin } }
}

/** ACC-1 (ACC-5 and ACC-6 follow from it: nothing else counts). The desk needs no privilege of a reseller domain. */
export function denyCaseWork(
  actor: Actor,
  superAdmin: string,
  sets = casePrivilegeSets,
): Refusal | undefined {
  if (actor.party === 'desk') return undefined
  if (actor.party === 'customer') return denyPortal(actor)
  const suspended = denySuspended(actor, superAdmin)
  if (suspended) return suspended
  if (holdsAny(actor.account, sets)) return undefined
  return {
    code: 'account-without-privilege',
    rule: 'ACC-1',
    values: { account: actor.account.email, admin: superAdmin },
  }
}

/** CRE-6: a customer's own people see its cases where they have portal access. */
function denyPortal({ user, customer }: Actor & { party: 'customer' }): Refusal | undefined {
  if (user.portal) return undefined
  return {
    code: 'portal-access-missing',
    rule: 'CRE-6',
    values: { account: user.email, customer: customer.name },
  }
}

/** CRE-6: a customer's own people read and answer; what else changes a case is the partner's and the desk's. */
export function denyChange(
  actor: Actor,
  changes: readonly (Pick<Change, 'kind'> & { readonly said?: unknown; readonly status?: unknown })[],
): Refusal | undefined {
  if (actor.party !== 'customer') return undefined
  // Nobody enters on a customer's behalf what the customer can write itself. That a case goes on is what its message says as well.
  const isTheirs = ({ kind, said, status }: (typeof changes)[number]) =>
    (kind === 'message' && said === undefined) || (kind === 'status' && status === 'in-progress')
  if (changes.every(isTheirs)) return undefined
  return { code: 'customer-only-replies', rule: 'CRE-6', values: { customer: actor.customer.name } }
}

/** UPD-3: a partner or a customer asks the desk for it. */
export function denyRemoval(actor: Actor, number: number): Refusal | undefined {
  if (actor.party === 'desk') return undefined
  return { code: 'removal-of-desk', rule: 'UPD-3', values: { number } }
}

/** GRA-1: only an admin of the customer settles whom it lets in. */
export function denyGrantDecision(actor: Actor): Refusal | undefined {
  if (actor.party === 'customer' && actor.user.admin) return undefined
  return { code: 'grant-not-yours', rule: 'GRA-1' }
}

/** REP-3: the desk and partners compare and plan by them; a customer's own people have their cases. */
export function denyStatistics(actor: Actor): Refusal | undefined {
  if (actor.party !== 'customer') return undefined
  return { code: 'statistics-not-yours', rule: 'REP-3' }
}

/** REP-2: a domain's super admins, and a customer's admins; who looks after the desk and the rest is an operator. */
export function denyAudit(actor: Actor, superAdmin: string): Refusal | undefined {
  const answers =
    actor.party === 'partner' ? actor.account.superAdmin : actor.party === 'customer' && actor.user.admin
  return answers ? undefined : { code: 'audit-not-yours', rule: 'REP-2', values: { admin: superAdmin } }
}

/** ACC-2: who may see the domain's customers. The desk sees cases, not a domain's list of customers. */
export function denyCustomers(
  actor: Actor,
  superAdmin: string,
  sets = casePrivilegeSets,
): Refusal | undefined {
  if (actor.party === 'desk') return { code: 'desk-has-no-customers', rule: 'ACC-3' }
  if (actor.party === 'customer') return { code: 'customer-has-no-customers', rule: 'ACC-3' }
  const suspended = denySuspended(actor, superAdmin)
  if (suspended) return suspended
  if (holdsAny(actor.account, [...sets, ...customerPrivilegeSets])) return undefined
  return {
    code: 'customers-without-privilege',
    rule: 'ACC-2',
    values: { account: actor.account.email, admin: superAdmin },
  }
}

/** VIS-1 and VIS-6: a case that the reader may not see is answered as one that does not exist. */
export function denySeeing(
  supportCase: Case | undefined,
  reader: Reader,
  number: number,
): Refusal | undefined {
  if (supportCase && canSeeCase(supportCase, reader)) return undefined
  return { code: 'case-not-found', rule: 'VIS-6', values: { number } }
}

/** What is known of a customer at the moment of a write. */
export interface CustomerFacts {
  readonly customer: Customer
  readonly relationship: Relationship | undefined
  readonly grant: Grant
}

/** GRA-1, GRA-4: creating and changing need a live relationship and a live grant. */
export function denyWrite(actor: Actor, facts: CustomerFacts, field?: string): Refusal | undefined {
  if (actor.party !== 'partner') return undefined
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
  if (givesAccess(grant)) return undefined
  return {
    code: grant.state === 'revoked' ? 'grant-revoked' : 'grant-unknown',
    rule: 'GRA-1',
    values: {
      id: customer.id,
      customer: customer.name,
      domain: actor.account.domain,
      contact: customer.contact.name,
      email: customer.contact.email,
    },
    ...at,
  }
}

/** All that this person can act as: an account of each domain, a customer's own people, and the desk. */
export function listActors(identity: Identity): readonly Actor[] {
  const accounts = identity.accounts.map((account): Actor => ({ party: 'partner', account }))
  const customers = identity.customers.map((one): Actor => ({ party: 'customer', ...one }))
  const desk: readonly Actor[] = identity.desk ? [{ party: 'desk', ...identity.desk }] : []
  return [...accounts, ...customers, ...desk]
}

export function toReader(actor: Actor): Reader {
  switch (actor.party) {
    case 'partner':
      return { party: 'partner', domain: actor.account.domain }
    case 'customer':
      return { party: 'customer', customer: actor.customer.id }
    case 'desk':
      return { party: 'desk' }
  }
}

export function toAuthor(actor: Actor): Author {
  switch (actor.party) {
    case 'partner': {
      const { email, name, domain } = actor.account
      return { party: 'partner', email, name, domain }
    }
    case 'customer':
      return { party: 'customer', email: actor.user.email, name: actor.user.name }
    case 'desk':
      return { party: 'desk', email: actor.email, name: actor.name }
  }
}
