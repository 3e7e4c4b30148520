import { describe, expect, it } from 'vitest'
import { withAssumedGrants } from '../../src/people/assumed-grants.ts'
import { aCustomer, aDirectory, aGrant, aRelationship } from '../support/build-directory.ts'

const now = new Date('2026-03-02T09:00:00Z')
const domain = 'hoshi.example.com'

function stateOf(
  relationships: Parameters<typeof aRelationship>[0][],
  recorded: 'granted' | 'revoked' | 'unknown' | undefined,
) {
  const { directory } = aDirectory({
    customers: [aCustomer({ id: 'C-midori' })],
    relationships: relationships.map((one) => aRelationship({ customer: 'C-midori', domain, ...one })),
    grants: recorded ? [{ customer: 'C-midori', domain, ...aGrant(recorded) }] : [],
  })
  return withAssumedGrants(directory, () => now)
    .grant('C-midori', domain)
    .then(({ state }) => state)
}

describe('GRA-1: with GRANT_DEFAULT=assume', () => {
  it('a reseller of the customer has access where nothing was recorded', async () => {
    expect(await stateOf([{ kind: 'reseller' }], undefined)).toBe('assumed')
  })

  it('a support partner has not: its grant is always explicit', async () => {
    expect(await stateOf([{ kind: 'support-partner' }], undefined)).toBe('unknown')
  })

  it('nobody without a live relationship has', async () => {
    const ended = { kind: 'reseller', to: new Date('2026-02-01T00:00:00Z') } as const
    expect(await stateOf([ended], undefined)).toBe('unknown')
    expect(await stateOf([], undefined)).toBe('unknown')
  })

  it.each(['granted', 'revoked'] as const)('what was recorded as %s stays so', async (recorded) => {
    expect(await stateOf([{ kind: 'reseller' }], recorded)).toBe(recorded)
  })

  it('access that was taken back and is unknown since is not assumed', async () => {
    const { directory } = aDirectory({
      customers: [aCustomer({ id: 'C-midori' })],
      relationships: [aRelationship({ customer: 'C-midori', domain })],
      grants: [{ customer: 'C-midori', domain, ...aGrant('unknown'), changedAt: new Date('2026-01-01') }],
    })
    expect(await withAssumedGrants(directory, () => now).grant('C-midori', domain)).toMatchObject({
      state: 'unknown',
    })
  })
})
