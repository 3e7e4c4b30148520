/** Who may do what with which case and customer, asked of the directory anew each time (ACC, GRA, VIS). */
import type { Case, CasePartner } from './case.ts'
import type { CaseServiceDeps, CaseSubject, CustomerAccess } from './case-service.ts'
import type { Customer, Relationship } from './directory.ts'
import { isOwnCase, parseOwnId, toOwnFacts } from './own-cases.ts'
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

  /** VIS-1: who would be written on a case of this customer now. */
  async function partnersOf(customer: string): Promise<readonly CasePartner[]> {
    return (await directory.relationshipsOf(customer, now())).map(({ domain, kind }) => ({ domain, kind }))
  }

  async function withPartners(result: Result<CustomerAccess>): Promise<Result<CaseSubject>> {
    return result.ok ? ok({ ...result.value, partners: await partnersOf(result.value.customer.id) }) : result
  }

  /**
   * Whom this actor opens a case for: a customer of its domain, its own domain (CRE-10), or the organisation that it belongs to (CRE-9).
   * Nobody's grant is asked here.
   */
  async function subject(actor: Actor, id: string, field?: string): Promise<Result<CaseSubject>> {
    if (actor.party === 'customer') {
      const barred = await mayWork(actor)
      if (barred) return refused(barred)
      const found = id === actor.customer.id ? await directory.customer(id) : undefined
      if (!found) return refused({ code: 'customer-has-no-customers', rule: 'CRE-9' })
      const grant = { state: 'granted', changedAt: null, changedBy: null, checkedAt: null } as const
      return ok({ customer: found, relationship: undefined, grant, partners: await partnersOf(id) })
    }
    const own = actor.party === 'partner' ? parseOwnId(id) : undefined
    if (own === undefined || actor.party !== 'partner' || own !== actor.account.domain)
      return withPartners(await customer(actor, id, field))
    const refusal = await mayWork(actor)
    const domain = await directory.domain(own)
    if (refusal || !domain) return refused(refusal ?? { code: 'field-invalid', rule: 'CRE-10' })
    return ok({ ...toOwnFacts(domain), partners: [{ domain: own, kind: 'reseller' }] })
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
    // A domain's own case is seen by nobody but the domain and the desk.
    if (actor.party !== 'partner' || isOwnCase(supportCase)) return undefined
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
    subject,
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
