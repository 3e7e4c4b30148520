/** GRA-1: a customer's admin revokes the access of all its resellers in one act, as at Google; support partners keep theirs. */
import type { GrantService, GrantStatus } from './grant-service.ts'
import type { Actor } from './policy.ts'
import { ok, type Result, refused } from './refusal.ts'

export interface RevokedResellers {
  readonly revoked: readonly GrantStatus[]
  /** Somebody settled these while it went on: they stand as they were left then. */
  readonly changed: readonly GrantStatus[]
}

/** Those whose access such an act ends, assumed access and what nobody settled yet among them. */
export function listRevocable(partners: readonly GrantStatus[]): readonly GrantStatus[] {
  return partners.filter(
    ({ relationship, grant }) => relationship?.kind === 'reseller' && grant.state !== 'revoked',
  )
}

/** Names what a button was shown beside: it ends nothing that was settled since. */
export async function toRevocationBasis(partners: readonly GrantStatus[]): Promise<string> {
  const shown = listRevocable(partners).map(({ domain, version, grant }) => [
    domain.domain,
    version,
    grant.state,
  ])
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(shown)))
  return Buffer.from(digest).toString('base64url').slice(0, 22)
}

/**
 * One after the other, each a change of its own in the history of its grant and in the audit log. Cut off half-way, it ends the rest when
 * it is asked for again. `basis`: of `toRevocationBasis`; what it names no longer holds: nothing changes.
 */
export async function revokeResellers(
  grants: Pick<GrantService, 'partners' | 'answer' | 'standing'>,
  actor: Actor,
  evidence: string,
  basis: string,
): Promise<Result<RevokedResellers>> {
  const partners = await grants.partners(actor)
  if (!partners.ok) return partners
  if ((await toRevocationBasis(partners.value)) !== basis)
    return refused({ code: 'grants-settled-meanwhile', rule: 'GRA-1' })
  const revoked: GrantStatus[] = []
  const changed: GrantStatus[] = []
  for (const { domain, version } of listRevocable(partners.value)) {
    const outcome = await grants.answer(actor, domain.domain, 'revoked', evidence, { version })
    if (outcome.ok) revoked.push(outcome.value)
    else if (outcome.refusals.some(({ code }) => code === 'grant-settled-meanwhile')) {
      const now = await grants.standing(actor, domain.domain)
      if (now.ok) changed.push(now.value)
    } else return outcome
  }
  return ok({ revoked, changed })
}
