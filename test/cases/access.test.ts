import { beforeEach, describe, expect, it } from 'vitest'
import { type Access, createAccess } from '../../src/cases/access.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { Store } from '../../src/store/store.ts'
import { aCase, aNewCase, noon } from '../support/build-case.ts'
import { aCustomer, aDirectory, aGrant, anAccount, aRelationship } from '../support/build-directory.ts'
import { onSqlite } from '../support/stores.ts'

const hoshi = 'hoshi.example.com'
const admin = 'admin@hoshi.example.com'
const as = (overrides: Parameters<typeof anAccount>[0] = {}): Actor => ({
  party: 'partner',
  account: anAccount({ roles: ['Reseller Admin'], ...overrides }),
})
const desk: Actor = { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }
const user: Actor = {
  party: 'customer',
  user: { email: 'it@midori.example.jp', name: '山田', customer: 'C-midori', admin: true, portal: true },
  customer: { id: 'C-midori', name: 'みどり商会', domain: 'midori.example.jp' },
}

onSqlite((_name, open) => {
  let store: Store
  let access: Access
  const state = {
    domains: [{ domain: hoshi, name: hoshi, superAdmin: admin, language: 'en' as const }],
    customers: [aCustomer(), aCustomer({ id: 'C-else', domain: 'else.example.jp' })],
    relationships: [
      aRelationship({ domain: 'yama.example.com', kind: 'support-partner' }),
      aRelationship(),
      aRelationship({ customer: 'C-else', domain: 'yama.example.com' }),
    ],
    grants: [{ customer: 'C-midori', domain: hoshi, ...aGrant('granted') }],
  }
  const { directory, replace } = aDirectory(state)

  beforeEach(async () => {
    store = await open()
    replace(state)
    access = createAccess({ store, directory, now: () => noon })
  })

  const ended = {
    code: 'relationship-ended',
    rule: 'VIS-2',
    values: { customer: 'みどり商会', domain: hoshi },
  }

  describe('ACC-1, ACC-4: who is refused is told whom to ask', () => {
    it('its domain’s administrator, or the domain where the directory knows none', async () => {
      const values = { account: 'aoi@hoshi.example.com', admin }

      expect(await access.mayWork(as({ roles: [] }))).toEqual({
        code: 'account-without-privilege',
        rule: 'ACC-1',
        values,
      })
      expect(await access.denySuspension(as({ suspended: true }))).toEqual({
        code: 'account-suspended',
        rule: 'ACC-4',
        values,
      })
      expect(await access.mayWork(as({ roles: [], domain: 'new.example' }))).toMatchObject({
        values: { admin: 'new.example' },
      })
    })

    it('nobody else is refused', async () => {
      for (const actor of [as(), desk, user]) {
        expect(await access.mayWork(actor)).toBeUndefined()
        expect(await access.denySuspension(actor)).toBeUndefined()
      }
      // Without a role, but not suspended.
      expect(await access.denySuspension(as({ roles: [] }))).toBeUndefined()
    })
  })

  describe('VIS-8, ACC-3: a partner’s customer', () => {
    it('comes with the partner’s own relationship and grant', async () => {
      expect(await access.customer(as(), 'C-midori')).toMatchObject({
        ok: true,
        value: {
          customer: { id: 'C-midori' },
          relationship: { domain: hoshi, kind: 'reseller' },
          grant: { state: 'granted' },
        },
      })
    })

    it('of another partner, and one that is not there, are refused alike, at the field where there is one', async () => {
      const unknown = { code: 'customer-unknown', rule: 'VIS-8', values: { domain: hoshi } }

      for (const id of ['C-else', 'C-nobody']) {
        expect(await access.customer(as(), id)).toEqual({ ok: false, refusals: [unknown] })
        expect(await access.customer(as(), id, 'customer')).toEqual({
          ok: false,
          refusals: [{ ...unknown, field: 'customer' }],
        })
      }
    })

    it('is shown to nobody who may not see customers', async () => {
      const refusals = await Promise.all(
        [as({ roles: [] }), desk, user].map((actor) => access.customer(actor, 'C-midori')),
      )

      expect(refusals).toMatchObject([
        { ok: false, refusals: [{ code: 'customers-without-privilege', values: { admin } }] },
        { ok: false, refusals: [{ code: 'desk-has-no-customers' }] },
        { ok: false, refusals: [{ code: 'customer-has-no-customers' }] },
      ])
    })
  })

  describe('ACC-1, VIS-6: a case', () => {
    const missing = { code: 'case-not-found', rule: 'VIS-6', values: { number: 1001 } }

    it('is seen by who may work with cases and see this one; others are told that there is none', async () => {
      await store.create(aNewCase())

      for (const actor of [as(), desk, user])
        expect(await access.visible(actor, 1001)).toMatchObject({ ok: true, value: { number: 1001 } })
      expect(await access.visible(as({ roles: [] }), 1001)).toMatchObject({
        refusals: [{ code: 'account-without-privilege' }],
      })
      expect(await access.visible(as({ domain: 'yama.example.com' }), 1001)).toEqual({
        ok: false,
        refusals: [missing],
      })
    })

    it('that is not there is told so, also to the desk', async () => {
      expect(await access.visible(desk, 1001)).toEqual({ ok: false, refusals: [missing] })
    })
  })

  describe('GRA-1, GRA-4: a write', () => {
    it('needs the grant of this moment, of a partner alone', async () => {
      expect(await access.denyWriting(as(), aCase())).toBeUndefined()
      replace({ ...state, grants: [] })
      expect(await access.denyWriting(as(), aCase())).toMatchObject({ code: 'grant-unknown' })
      expect(await access.denyWriting(desk, aCase())).toBeUndefined()
      expect(await access.denyWriting(user, aCase())).toBeUndefined()
    })

    it('VIS-2: is refused to a former partner, also where the customer is in the directory no longer', async () => {
      replace({ ...state, relationships: [aRelationship({ to: noon })] })
      expect(await access.denyWriting(as(), aCase())).toEqual(ended)
      replace({ ...state, customers: [] })
      expect(await access.denyWriting(as(), aCase())).toEqual(ended)
    })
  })
})
