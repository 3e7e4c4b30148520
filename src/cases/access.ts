/** Who may do what with which case and customer, asked of the directory anew each time (ACC, GRA, VIS). */
import type { Case } from './case.ts'
import type { CaseServiceDeps, CustomerAccess } from './case-service.ts'
import type { Customer, Relationship } from './directory.ts'
import {
  type Actor,
  denyCaseWork,
  denyCustomers,
  denySeeing,
  denySuspended,
  denyWrite,
  toReader,
} from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

export type Access = ReturnType<typeof createAccess>

export function createAccess(deps: Pick<CaseServiceDeps, 'store' | 'directory' | 'now'>) {
  const { store, directory, now } = deps

  async function findSuperAdmin(actor: Actor): Promise<string> {
    if (actor.party !== 'partner') return ''
    return (await directory.domain(actor.account.domain))?.superAdmin ?? actor.account.domain
  }

  async function mayWork(actor: Actor): Promise<Refusal | undefined> {
    // Whom to ask is looked up only for those who have to ask.
    return denyCaseWork(actor, '') && denyCaseWork(actor, await findSuperAdmin(actor))
  }

  /** ACC-4, where more than work with cases may be at stake. */
  async function denySuspension(actor: Actor): Promise<Refusal | undefined> {
    return denySuspended(actor, '') && denySuspended(actor, await findSuperAdmin(actor))
  }

  async function accessTo(
    customer: Customer,
    domain: string,
  ): Promise<Omit<CustomerAccess, 'relationship'> & { relationship: Relationship | undefined }> {
    const [relationships, grant] = await Promise.all([
      directory.relationshipsOf(customer.id, now()),
      directory.grant(customer.id, domain),
    ])
    return {
      customer,
      relationship: relationships.find((relationship) => relationship.domain === domain),
      grant,
    }
  }

  async function customer(actor: Actor, id: string, field?: string): Promise<Result<CustomerAccess>> {
    const refusal = denyCustomers(actor, await findSuperAdmin(actor))
    if (refusal) return refused(refusal)
    // Else the desk, refused above.
    const domain = actor.party === 'partner' ? actor.account.domain : ''
    const unknown: Refusal = {
      code: 'customer-unknown',
      rule: 'VIS-8',
      values: { domain },
      ...(field ? { field } : {}),
    }
    const found = await directory.customer(id)
    if (!found) return refused(unknown)
    const { relationship, ...access } = await accessTo(found, domain)
    return relationship ? ok({ ...access, relationship }) : refused(unknown)
  }

  /** The case if this actor may work with cases and see this one (ACC-1, VIS-1, VIS-6). */
  async function visible(actor: Actor, number: number): Promise<Result<Case>> {
    const refusal = await mayWork(actor)
    if (refusal) return refused(refusal)
    const supportCase = await store.get(number)
    const unseen = denySeeing(supportCase, toReader(actor), number)
    return unseen || !supportCase ? refused(unseen ?? notFound(number)) : ok(supportCase)
  }

  /** GRA-1, GRA-4: asked anew at the moment of every write. */
  async function denyWriting(actor: Actor, supportCase: Case): Promise<Refusal | undefined> {
    if (actor.party !== 'partner') return undefined
    const customer = await directory.customer(supportCase.customer.id)
    if (!customer)
      return {
        code: 'relationship-ended',
        rule: 'VIS-2',
        values: { customer: supportCase.customer.name, domain: actor.account.domain },
      }
    return denyWrite(actor, await accessTo(customer, actor.account.domain))
  }

  async function isAssumed(actor: Actor, { customer }: Case): Promise<boolean> {
    if (actor.party !== 'partner') return false
    return (await directory.grant(customer.id, actor.account.domain)).state === 'assumed'
  }

  return {
    isAssumed,
    findSuperAdmin,
    mayWork,
    denySuspension,
    accessTo,
    customer,
    visible,
    denyWriting,
  }
}

export function notFound(number: number): Refusal {
  return { code: 'case-not-found', rule: 'VIS-6', values: { number } }
}
