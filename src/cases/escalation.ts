/** UPD-2: whether escalating is open to somebody, asked before the form or the button is shown; the write asks again. */
import type { Access } from './access.ts'
import type { Case, Reader } from './case.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { denyEscalation } from './lifecycle.ts'
import { type Actor, denyChange } from './policy.ts'
import { ok, refused } from './refusal.ts'

/**
 * Whether a card for this reader offers to escalate: by the case, the customer's tier and the reader's relationship as they
 * are now. A thread's card is seen by many, so the grant and the role of one are left to the service.
 */
export async function offersEscalation(
  supportCase: Case,
  reader: Reader,
  { directory, now }: Pick<CaseServiceDeps, 'directory' | 'now'>,
): Promise<boolean> {
  if (reader.party !== 'partner' || supportCase.status === 'closed' || supportCase.escalation) return false
  const [customer, relationships] = await Promise.all([
    directory.customer(supportCase.customer.id),
    directory.relationshipsOf(supportCase.customer.id, now()),
  ])
  const serves = relationships.some(({ domain }) => domain === reader.domain)
  return serves && denyEscalation(supportCase, 'partner', customer?.tier) === undefined
}

export function createEscalation(
  { directory }: CaseServiceDeps,
  access: Access,
): Pick<CaseService, 'mayEscalate'> {
  async function mayEscalate(actor: Actor, number: number): ReturnType<CaseService['mayEscalate']> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const notTheirs = denyChange(actor, [{ kind: 'escalate' }])
    if (notTheirs) return refused(notTheirs)
    const customer = await directory.customer(result.value.customer.id)
    const denied =
      (await access.denyWriting(actor, result.value)) ??
      denyEscalation(result.value, actor.party, customer?.tier)
    return denied ? refused(denied) : ok(result.value)
  }

  return { mayEscalate }
}
