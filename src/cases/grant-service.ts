/** GRA: what a customer lets its partners do, asked for and settled in chat. Every step is checked here (ACC-7). */
import { createAccess } from './access.ts'
import type { CaseServiceDeps, CustomerAccess } from './case-service.ts'
import {
  type Customer,
  type CustomerUser,
  type Grant,
  type Relationship,
  type ResellerDomain,
  toRecordedState,
} from './directory.ts'
import type { GrantChange, GrantRepository } from './grant-repository.ts'
import { type Actor, denyGrantDecision } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

export interface GrantServiceDeps extends Pick<CaseServiceDeps, 'store' | 'directory' | 'now'> {
  readonly repository: GrantRepository
}

/** A partner's question to a customer, and whom it goes to. */
export interface AccessRequest {
  readonly access: CustomerAccess
  /** The customer's admins, each with the chat users that are linked to them. */
  readonly admins: readonly { readonly user: CustomerUser; readonly chatUsers: readonly string[] }[]
  /** What an answer to this question names. */
  readonly request: string
}

/** Puts the question to the admins; answers the names of those whom it reached. */
export type PutQuestion = (request: AccessRequest) => Promise<readonly string[]>

/** What the question came to: whom it reached, if it was put; it is not while the same one went out within the last hour. */
export interface AskedAccess {
  readonly access: CustomerAccess
  readonly asked: { readonly reached: readonly string[] } | null
}

/** One customer and one partner, and what stands between them. */
export interface GrantStatus {
  readonly customer: Pick<Customer, 'id' | 'name' | 'domain'>
  readonly domain: ResellerDomain
  readonly grant: Grant
  readonly relationship: Relationship | undefined
  /** Counts the changes of the grant. */
  readonly version: number
}

/** What an answer relies on: the question that it answers, or the version of the grant that was shown. */
export type GrantBasis = { readonly request: string } | { readonly version: number }

/** What the customer wants now. */
export type GrantDecision = 'granted' | 'revoked'

export interface GrantService {
  /**
   * GRA-2: a partner's question to one of its customers, put once an hour. It counts as put once somebody was reached; what `put` throws
   * is thrown on.
   */
  ask(actor: Actor, customer: string, put: PutQuestion): Promise<Result<AskedAccess>>
  /** What a customer's admin decides on. */
  standing(actor: Actor, domain: string): Promise<Result<GrantStatus>>
  /** GRA-1: every partner that is in relationship with the customer now, for its admin; resellers first, by domain. */
  partners(actor: Actor): Promise<Result<readonly GrantStatus[]>>
  /**
   * GRA-1, GRA-5: a customer's admin grants or withdraws. Granting a stranger makes it a support partner at once. With a basis that
   * no longer holds nothing changes: another question was put since, or the grant was settled.
   */
  answer(
    actor: Actor,
    domain: string,
    wanted: GrantDecision,
    evidence: string,
    basis?: GrantBasis,
  ): Promise<Result<GrantStatus & { readonly madePartner: boolean }>>
  /** GRA-1: an operator writes down what the customer said elsewhere. The desk names the partner's domain where there are several. */
  record(
    actor: Actor,
    customer: string,
    wanted: GrantDecision,
    evidence: string,
    domain?: string,
  ): Promise<Result<GrantStatus>>
  /** UPD-3: the desk takes away what was written down as evidence of a grant; who changed it and when stays. */
  removeEvidence(actor: Actor, customer: string, domain: string, why: string): Promise<Result<GrantStatus>>
  /** GRA-1: every change of a grant, oldest first, for the customer's admins and the partner itself. */
  history(actor: Actor, customer: string, domain: string): Promise<Result<readonly GrantChange[]>>
}

/** A customer's admins are not asked the same thing twice within this time (ms). */
export const askAgainAfterMs = 60 * 60 * 1000

/** Who says so, and what shows it. */
interface Proof {
  readonly by: string
  readonly evidence: string
}

const maxEvidence = 1000
/** Two who settle the same grant at once take turns; each round one of them gets through. */
const recordTries = 10

export function createGrantService(deps: GrantServiceDeps): GrantService {
  const { directory, repository: book, now } = deps
  const access = createAccess(deps)

  async function ask(actor: Actor, customer: string, put: PutQuestion): Promise<Result<AskedAccess>> {
    const refusal = await access.mayWork(actor)
    if (refusal) return refused(refusal)
    const result = await access.customer(actor, customer)
    if (!result.ok || actor.party !== 'partner')
      return result.ok ? refused({ code: 'grant-not-yours', rule: 'GRA-1' }) : result
    const { domain } = actor.account
    const users = await directory.customerUsersOf(result.value.customer.id)
    const admins = await Promise.all(
      users
        .filter((user) => user.admin)
        .map(async (user) => ({ user, chatUsers: await directory.chatUsersOf(user.email) })),
    )
    if (result.value.grant.state === 'granted') return ok({ access: result.value, asked: null })
    const at = now()
    const id = result.value.customer.id
    const version = await versionOf(id, domain)
    const ask = { customer: id, domain, request: `${version}.${at.getTime()}`, version }
    const notSince = new Date(at.getTime() - askAgainAfterMs)
    // Noted first, so that two who ask at once put the question once.
    const isFirst = await book.noteAsked({ ...ask, at, notSince })
    if (!isFirst) return ok({ access: result.value, asked: null })
    let reached: readonly string[] = []
    try {
      reached = await put({ access: result.value, admins, request: ask.request })
      return ok({ access: result.value, asked: { reached } })
    } finally {
      if (reached.length === 0) await book.forgetAsked({ customer: id, domain, at })
    }
  }

  async function versionOf(customer: string, domain: string): Promise<number> {
    return (await book.recordedGrant(customer, domain))?.version ?? 0
  }

  async function findStatus(customer: GrantStatus['customer'], name: string): Promise<Result<GrantStatus>> {
    const domain = await directory.domain(name.trim())
    if (!domain) return refused({ code: 'domain-unknown', rule: 'GRA-5', values: { domain: name.trim() } })
    const [relationships, grant, version] = await Promise.all([
      directory.relationshipsOf(customer.id, now()),
      directory.grant(customer.id, domain.domain),
      versionOf(customer.id, domain.domain),
    ])
    const relationship = relationships.find((relationship) => relationship.domain === domain.domain)
    return ok({ customer, domain, grant, relationship, version })
  }

  async function standing(actor: Actor, domain: string): Promise<Result<GrantStatus>> {
    const refusal = (await access.denySuspension(actor)) ?? denyGrantDecision(actor)
    if (refusal || actor.party !== 'customer')
      return refused(refusal ?? { code: 'grant-not-yours', rule: 'GRA-1' })
    return findStatus(actor.customer, domain)
  }

  async function partners(actor: Actor): Promise<Result<readonly GrantStatus[]>> {
    const refusal = (await access.denySuspension(actor)) ?? denyGrantDecision(actor)
    if (refusal || actor.party !== 'customer') return refused(refusal ?? notYours)
    const all = await directory.relationshipsOf(actor.customer.id, now())
    const statuses = await Promise.all(all.map(({ domain }) => findStatus(actor.customer, domain)))
    return ok(statuses.flatMap((status) => (status.ok ? [status.value] : [])).toSorted(comparePartners))
  }

  /** The version of the grant that the answer is about; undefined where its basis no longer holds. */
  async function resolveBasis(
    basis: GrantBasis,
    { customer, domain, grant, version }: GrantStatus,
    wanted: GrantDecision,
  ): Promise<number | undefined> {
    if ('version' in basis)
      // What is offered beside a grant is the other way: one that goes the same way was settled elsewhere.
      return basis.version === version && grant.state !== wanted ? version : undefined
    const ask = await book.findAsk(customer.id, domain.domain)
    // Nobody asks for what is granted: it was settled since, by whatever way.
    const isOpen = ask?.request === basis.request && ask.version === version && grant.state !== 'granted'
    return isOpen ? version : undefined
  }

  async function answer(
    actor: Actor,
    domain: string,
    wanted: GrantDecision,
    evidence: string,
    basis?: GrantBasis,
  ) {
    const result = await standing(actor, domain)
    if (!result.ok || actor.party !== 'customer') return result.ok ? refused(notYours) : result
    const { customer, domain: partner, relationship, grant } = result.value
    const settled: Refusal = {
      code: 'grant-settled-meanwhile',
      rule: 'GRA-1',
      values: { customer: customer.name, partner: partner.name, domain: partner.domain },
    }
    const expected = basis && (await resolveBasis(basis, result.value, wanted))
    if (basis && expected === undefined) return refused(settled)
    const madePartner = wanted === 'granted' && !relationship
    if (madePartner) {
      // Before the grant: a grant without a relationship opens nothing, so nothing is half done if this is all that happens.
      await book.addSupportPartner({
        customer: customer.id,
        domain: partner.domain,
        kind: 'support-partner',
        from: now(),
        to: null,
      })
    }
    const by = { by: actor.user.email, evidence }
    if (expected === undefined) await settle(customer.id, partner.domain, wanted, by)
    // An answer is written down also where it leaves things as they are: it ends the question.
    else if (
      !(await write(
        customer.id,
        partner.domain,
        { from: toRecordedState(grant.state), to: wanted },
        by,
        expected,
      ))
    )
      return refused(settled)
    const after = await findStatus(customer, partner.domain)
    return after.ok ? ok({ ...after.value, madePartner }) : after
  }

  async function record(
    actor: Actor,
    customer: string,
    wanted: GrantDecision,
    evidence: string,
    domain?: string,
  ): Promise<Result<GrantStatus>> {
    const suspended = await access.denySuspension(actor)
    if (suspended) return refused(suspended)
    const by = operatorEmail(actor)
    if (!by || !(await directory.isOperator(by)))
      return refused({ code: 'grant-not-recorded-by-you', rule: 'GRA-1' })
    const refusal = await access.mayWork(actor)
    if (refusal) return refused(refusal)
    const result = await recordedCustomer(actor, customer)
    if (!result.ok) return result
    const shown = evidence.trim().slice(0, maxEvidence)
    if (!shown)
      return refused({
        code: 'grant-without-evidence',
        rule: 'GRA-1',
        values: { customer: result.value.name },
      })
    const partner = await findPartner(actor, result.value, domain)
    if (!partner.ok) return partner
    await settle(result.value.id, partner.value, wanted, { by, evidence: shown })
    return findStatus(result.value, partner.value)
  }

  /** ACC-3: an operator who is a partner's account writes down only what its own domain's customers said. */
  async function recordedCustomer(actor: Actor, id: string): Promise<Result<Customer>> {
    if (actor.party === 'partner') {
      const result = await access.customer(actor, id)
      return result.ok ? ok(result.value.customer) : result
    }
    const customer = await directory.customer(id)
    return customer
      ? ok(customer)
      : refused({ code: 'customer-unknown', rule: 'VIS-8', values: { domain: id } })
  }

  async function findPartner(
    actor: Actor,
    customer: Customer,
    named: string | undefined,
  ): Promise<Result<string>> {
    if (actor.party === 'partner') return ok(actor.account.domain)
    const partners = (await directory.relationshipsOf(customer.id, now())).map(
      (relationship) => relationship.domain,
    )
    const meant = named && directory.names.idOf(named.toLowerCase())
    const [only, another] = meant ? partners.filter((domain) => domain === meant) : partners
    if (only && !another) return ok(only)
    const values = { customer: customer.name, domains: partners.join(', ') }
    return refused({ code: 'grant-which-partner', rule: 'GRA-1', values })
  }

  /** Writes the change down, unless it stands so already: a second click changes nothing. */
  async function settle(customer: string, domain: string, to: GrantDecision, by: Proof): Promise<void> {
    for (let tries = 0; tries < recordTries; tries += 1) {
      const expected = await versionOf(customer, domain)
      const from = toRecordedState((await directory.grant(customer, domain)).state)
      if (from === to || (await write(customer, domain, { from, to }, by, expected))) return
    }
    throw new Error(
      `The grant of ${customer} for ${domain} was changed ${recordTries} times while it was being written`,
    )
  }

  function write(
    customer: string,
    domain: string,
    change: Pick<GrantChange, 'from' | 'to'>,
    { by, evidence }: Proof,
    expected: number,
  ): Promise<boolean> {
    return book.recordGrant({
      customer,
      domain,
      ...change,
      at: now(),
      by,
      evidence,
      source: 'chat',
      expected,
    })
  }

  async function removeEvidence(
    actor: Actor,
    id: string,
    name: string,
    why: string,
  ): Promise<Result<GrantStatus>> {
    const suspended = await access.denySuspension(actor)
    if (suspended) return refused(suspended)
    if (actor.party !== 'desk') return refused({ code: 'evidence-of-desk', rule: 'UPD-3' })
    const reason = why.trim().slice(0, maxEvidence)
    if (!reason) return refused({ code: 'evidence-without-reason', rule: 'UPD-3' })
    const customer = await recordedCustomer(actor, id)
    if (!customer.ok) return customer
    const status = await findStatus(customer.value, name)
    if (!status.ok) return status
    const { domain } = status.value.domain
    const removed = { at: now(), by: actor.email, reason }
    if (await book.removeEvidence(customer.value.id, domain, removed)) return status
    const values = { customer: customer.value.name, domain }
    return refused({ code: 'evidence-not-there', rule: 'UPD-3', values })
  }

  async function history(
    actor: Actor,
    customer: string,
    domain: string,
  ): Promise<Result<readonly GrantChange[]>> {
    const suspended = await access.denySuspension(actor)
    if (suspended) return refused(suspended)
    const own =
      (actor.party === 'customer' && actor.user.admin && actor.customer.id === customer) ||
      (actor.party === 'partner' &&
        actor.account.domain === domain &&
        (await access.customer(actor, customer)).ok)
    if (!own) return refused(notYours)
    return ok(await book.grantHistory(customer, domain))
  }

  return { ask, standing, partners, answer, record, removeEvidence, history }
}

function comparePartners(one: GrantStatus, other: GrantStatus): number {
  const isReseller = ({ relationship }: GrantStatus) => relationship?.kind === 'reseller'
  if (isReseller(one) !== isReseller(other)) return isReseller(one) ? -1 : 1
  return one.domain.domain < other.domain.domain ? -1 : 1
}

const notYours: Refusal = { code: 'grant-not-yours', rule: 'GRA-1' }

function operatorEmail(actor: Actor): string | undefined {
  if (actor.party === 'partner') return actor.account.email
  return actor.party === 'desk' ? actor.email : undefined
}
