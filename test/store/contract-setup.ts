import { describe, expect, it } from 'vitest'
import type { SetupState } from '../../src/cases/setup-store.ts'
import type { OpenStore } from '../support/stores.ts'

const at = new Date('2026-03-02T09:00:00.000Z')

const first: SetupState = {
  version: 1,
  code: { hash: 'abc', at },
  operators: [],
  tries: [{ user: 'slack:T1/U2', at }],
  chosen: { deskChannels: [], grantDefault: null },
}
const second: SetupState = {
  version: 2,
  code: null,
  operators: [{ user: 'slack:T1/U1', name: 'Aki "ops" 山田', code: 'abc', at }],
  tries: [],
  chosen: {
    deskChannels: [{ platform: 'slack', tenant: 'T1', channel: 'C1' }],
    grantDefault: 'assume',
  },
}

export function setupContract(open: OpenStore): void {
  describe('what is kept of the installation', () => {
    it('is nothing at first, then what was written last, also over another handle', async () => {
      const { setup } = await open('shared')
      expect(await setup.read()).toBeUndefined()

      expect(await setup.save(first)).toBe(true)
      expect(await setup.read()).toEqual(first)
      expect(await setup.save(second)).toBe(true)
      expect(await (await open('shared')).setup.read()).toEqual(second)
    })

    it('is not written over what somebody else wrote meanwhile', async () => {
      const { setup } = await open()
      expect(await setup.save(second)).toBe(false)
      expect(await setup.read()).toBeUndefined()

      await setup.save(first)
      expect(await setup.save({ ...first, code: null })).toBe(false)
      expect(await setup.save({ ...second, version: 3 })).toBe(false)
      expect(await setup.read()).toEqual(first)
    })

    it('of several who write the next version at once, one has it', async () => {
      const { setup } = await open()
      const firsts = await Promise.all(
        ['a', 'b', 'c'].map((hash) => setup.save({ ...first, code: { hash, at } })),
      )
      const seconds = await Promise.all(
        ['a', 'b', 'c'].map((hash) => setup.save({ ...second, code: { hash, at } })),
      )

      expect([firsts, seconds].map((saved) => saved.filter(Boolean).length)).toEqual([1, 1])
    })
  })
}
