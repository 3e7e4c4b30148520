import { describe, expect, it } from 'vitest'
import type { StoredInstallation } from '../../src/cases/installation-store.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const hoshi: StoredInstallation = {
  platform: 'slack',
  tenant: 'T0HOSHI',
  name: '星クラウド (hoshi.slack.com)',
  installedBy: 'U0KENJI',
  installedAt: noon,
  sealed: 'sealed once',
  sealedWith: 'one',
  expiresAt: minutesAfter(noon, 720),
}
const grid: StoredInstallation = {
  ...hoshi,
  tenant: 'E0GRID',
  name: 'Grid',
  sealed: 'sealed for the grid',
  expiresAt: null,
}
const lease = (owner: string, minute = 0) => ({
  owner,
  now: minutesAfter(noon, minute),
  until: minutesAfter(noon, minute + 1),
})

export function installationsContract(open: OpenStore): void {
  describe('workspaces that installed the app', () => {
    it('are there as they were put, by tenant, also over another handle', async () => {
      const { installations } = await open('shared')
      await installations.put(hoshi)
      await installations.put(grid)

      const other = (await open('shared')).installations
      expect(await other.list('slack')).toEqual([grid, hoshi])
      expect(await other.find(hoshi)).toEqual(hoshi)
      expect(await other.find({ platform: 'slack', tenant: 'T0OTHER' })).toBeUndefined()
      expect(await other.list('gchat')).toEqual([])
    })

    it('that install again are there once, with what they gave last', async () => {
      const { installations } = await open()
      await installations.put(hoshi)
      const again = { ...hoshi, installedBy: 'U0YUI', sealed: 'sealed anew', expiresAt: null }
      await installations.put(again)

      expect(await installations.list('slack')).toEqual([again])
    })

    it('are changed only by who knows what is sealed there', async () => {
      const { installations } = await open()
      await installations.put(hoshi)
      const renewed = { ...hoshi, sealed: 'renewed', sealedWith: 'two' }

      expect(await installations.replace(renewed, 'something else')).toBe(false)
      expect(await installations.find(hoshi)).toEqual(hoshi)
      expect(await installations.replace(renewed, hoshi.sealed)).toBe(true)
      expect(await installations.find(hoshi)).toEqual(renewed)
      expect(await installations.replace({ ...hoshi, sealed: 'late' }, hoshi.sealed)).toBe(false)
      expect(await installations.replace({ ...grid, sealed: 'of nobody' }, grid.sealed)).toBe(false)
      expect(await installations.list('slack')).toEqual([renewed])
    })

    it('stay those of whoever is told to have installed them, whatever token is written', async () => {
      const { installations, traces } = await open()
      await installations.put(hoshi)
      const isUser = ({ user }: { readonly user: string }) => user === hoshi.installedBy
      await traces.erase({ isEmail: () => false, isUser }, 'former-1@erased.invalid')

      // By a process that read it before.
      const renewed = { ...hoshi, sealed: 'renewed', sealedWith: 'two', expiresAt: null }
      expect(await installations.replace(renewed, hoshi.sealed)).toBe(true)
      expect(await installations.find(hoshi)).toEqual({
        ...renewed,
        installedBy: 'former-1@erased.invalid',
      })
    })

    it('are removed only by who knows what is sealed there: one that installed again stays', async () => {
      const { installations } = await open()
      await installations.put(hoshi)
      await installations.put(grid)
      const again = { ...hoshi, sealed: 'sealed anew' }
      await installations.put(again)

      await installations.remove(hoshi)
      expect(await installations.find(hoshi)).toEqual(again)
      await installations.remove(again)
      expect(await installations.list('slack')).toEqual([grid])
      await installations.remove(again)
    })

    it('have their token renewed by one process at a time', async () => {
      const { installations } = await open('shared')
      await installations.put(hoshi)
      await installations.put(grid)
      const other = (await open('shared')).installations

      expect(await installations.claimRenewal(hoshi, lease('one'))).toBe(true)
      expect(await other.claimRenewal(hoshi, lease('two'))).toBe(false)
      expect(await other.claimRenewal(grid, lease('two'))).toBe(true)
      // A try that did not hear its answer.
      expect(await installations.claimRenewal(hoshi, lease('one'))).toBe(true)
    })

    it('can be renewed by another process once the first one has taken too long', async () => {
      const { installations } = await open()
      await installations.put(hoshi)

      expect(await installations.claimRenewal(hoshi, lease('one'))).toBe(true)
      expect(await installations.claimRenewal(hoshi, lease('two', 1))).toBe(true)
      expect(await installations.claimRenewal(hoshi, lease('one', 1))).toBe(false)
    })

    it('whose token is another one by now is renewed by nobody who knew the old one', async () => {
      const { installations } = await open()
      await installations.put(hoshi)
      await installations.claimRenewal(hoshi, lease('one'))
      const renewed = { ...hoshi, sealed: 'renewed' }
      await installations.replace(renewed, hoshi.sealed)

      expect(await installations.claimRenewal(hoshi, lease('two', 5))).toBe(false)
      expect(await installations.claimRenewal(renewed, lease('two'))).toBe(true)
      await installations.put(hoshi)
      expect(await installations.claimRenewal(hoshi, lease('three'))).toBe(true)
    })

    it('are put and removed side by side without a fault', async () => {
      const { installations } = await open()
      const tries = Array.from({ length: 8 }, (_, n) => ({ ...hoshi, sealed: `sealed ${n}` }))
      await Promise.all(tries.map((one) => installations.put(one)))

      const [kept, ...others] = await installations.list('slack')
      expect(others).toEqual([])
      expect(tries).toContainEqual(kept)
    })
  })
}
