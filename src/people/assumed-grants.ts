import type { Directory, Grant } from '../cases/directory.ts'

/**
 * GRA-1: a directory for the grant default `assume`, as long as `assumes` says so. Where nothing is written down of a grant, a reseller of the customer has access, as it
 * begins at Google; a support partner's grant is always explicit, and what was ever revoked or taken back stays so.
 */
export function withAssumedGrants<T extends Directory>(
  directory: T,
  now: () => Date,
  assumes: () => boolean = () => true,
): T {
  return {
    ...directory,
    async grant(customer, domain): Promise<Grant> {
      const grant = await directory.grant(customer, domain)
      if (!assumes() || grant.state !== 'unknown' || grant.changedAt) return grant
      const relationships = await directory.relationshipsOf(customer, now())
      const isReseller = relationships.some((one) => one.domain === domain && one.kind === 'reseller')
      return isReseller ? { ...grant, state: 'assumed' } : grant
    },
  }
}
