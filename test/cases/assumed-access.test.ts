import { describe, expect, it } from 'vitest'
import { withAssumedGrants } from '../../src/people/assumed-grants.ts'
import { noon } from '../support/build-case.ts'
import { aoi, aServiceScene, midoriKnown } from '../support/build-case-service.ts'
import { aDirectory, aGrant, aRelationship } from '../support/build-directory.ts'

const domain = 'hoshi.example.com'

/** Midori is a customer of hoshi.example.com, and nothing was written down of a grant. */
function aScene(over: object = {}) {
  const known = aDirectory({ ...midoriKnown, ...midoriLists, grants: [], ...over })
  return aServiceScene({ directory: withAssumedGrants(known.directory, () => noon) })
}

const midoriLists = {
  domains: [...midoriKnown.domains],
  customers: [...midoriKnown.customers],
  relationships: [...midoriKnown.relationships],
}
const change = { changes: [{ kind: 'severity', severity: 'P1' } as const] }

describe('GRA-1: assumed access', () => {
  it('works for a reseller, and is told as assumed', async () => {
    const { service, put } = aScene()
    const { number } = await put()

    expect(await service.change(aoi, number, change, 'k')).toMatchObject({ ok: true })
    expect(await service.show(aoi, number)).toMatchObject({
      value: { assumed: true, writeDenied: undefined },
    })
    expect(await service.customer(aoi, 'C-midori')).toMatchObject({ value: { grant: { state: 'assumed' } } })
  })

  it('is not there for a support partner', async () => {
    const { service, put } = aScene({ relationships: [aRelationship({ kind: 'support-partner' })] })
    const { number } = await put()

    expect(await service.change(aoi, number, change, 'k')).toMatchObject({
      refusals: [{ code: 'grant-unknown' }],
    })
    expect(await service.show(aoi, number)).toMatchObject({ value: { assumed: false } })
  })

  it('ends with a revocation', async () => {
    const { service, put } = aScene({
      grants: [{ customer: 'C-midori', domain, ...aGrant('revoked') }],
    })
    const { number } = await put()

    expect(await service.change(aoi, number, change, 'k')).toMatchObject({
      refusals: [{ code: 'grant-revoked' }],
    })
  })
})
