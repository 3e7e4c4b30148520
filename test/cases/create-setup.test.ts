import { beforeEach, describe, expect, it } from 'vitest'
import {
  createSetup,
  findGrantDefault,
  type GivenSettings,
  looksLikeCode,
} from '../../src/cases/create-setup.ts'
import type { Identity, Person } from '../../src/cases/directory.ts'
import { findDeskChannel } from '../../src/cases/setup-guide.ts'
import type { SetupStore } from '../../src/cases/setup-store.ts'
import { codes } from '../support/run-commands.ts'
import { ben, personWith } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const nobody: Identity = { accounts: [], desk: null, customers: [] }
const minutes = (count: number) => count * 60_000

eachStore((_name, open) => {
  let store: SetupStore
  let at: number

  beforeEach(async () => {
    store = (await open()).setup
    at = Date.parse('2026-03-02T09:00:00.000Z')
  })

  const person = (user: string): Person => ({ ...personWith(null), user })
  const setupWith = (given: GivenSettings = { deskChannels: {} }) =>
    createSetup({
      store,
      directory: { isOperator: async (email) => email === ben },
      given,
      now: () => new Date(at),
    })

  async function aCode(): Promise<string> {
    const code = await setupWith().issueCode({ always: true })
    if (code === undefined) throw new Error('no code was made')
    return code
  }

  describe('DOM-5: the code of an installation', () => {
    it('makes whoever types it an operator, once, and is open to nobody after that', async () => {
      const setup = setupWith()
      const code = await aCode()
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
      expect(await setup.mayManage(person('U1'), nobody)).toBe(false)

      expect(await setup.claim(person('U1'), code)).toEqual({ ok: true, value: { again: false } })
      expect(codes(await setup.claim(person('U2'), code))).toEqual(['setup-code-wrong'])
      expect(await setup.mayManage(person('U1'), nobody)).toBe(true)
      expect(await setup.mayManage(person('U2'), nobody)).toBe(false)
      expect(await setup.mayManage({ ...person('U1'), tenant: 'T2' }, nobody)).toBe(false)
    })

    it('is of two who type it at the same moment only one person’s', async () => {
      const code = await aCode()
      const claimed = await Promise.all(
        ['U1', 'U2', 'U3'].map((user) => setupWith().claim(person(user), code)),
      )

      expect(claimed.filter(({ ok }) => ok)).toHaveLength(1)
      expect((await store.read())?.operators).toHaveLength(1)
    })

    it('answers its bearer the same when a chat sends it twice', async () => {
      const code = await aCode()
      await setupWith().claim(person('U1'), code)

      expect(await setupWith().claim(person('U1'), code)).toEqual({ ok: true, value: { again: true } })
    })

    it('is taken as people type it', async () => {
      const code = await aCode()
      const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`

      expect(looksLikeCode(typed)).toBe(true)
      expect((await setupWith().claim(person('U1'), typed)).ok).toBe(true)
    })

    it('stands nowhere in the store', async () => {
      const code = await aCode()
      await setupWith().claim(person('U2'), '0000-0000-0000-0000')
      const kept = JSON.stringify(await store.read())

      expect(kept).not.toContain(code)
      expect(kept).not.toContain(code.replaceAll('-', ''))
    })

    it('is good for a day', async () => {
      const code = await aCode()
      at += minutes(24 * 60) - 1
      const setup = setupWith()
      const another = person('U2')
      at += 1
      expect(codes(await setup.claim(another, code))).toEqual(['setup-code-late'])
      at -= 1
      expect((await setup.claim(another, code)).ok).toBe(true)
    })

    it('takes five wrong ones in a quarter of an hour from one person, over all instances, and goes on for others', async () => {
      const code = await aCode()
      for (let tried = 0; tried < 5; tried += 1)
        expect(codes(await setupWith().claim(person('U9'), `0000-0000-0000-000${tried}`))).toEqual([
          'setup-code-wrong',
        ])

      expect(codes(await setupWith().claim(person('U9'), code))).toEqual(['setup-code-tries'])
      at += minutes(15)
      expect(codes(await setupWith().claim(person('U9'), '0000-0000-0000-0000'))).toEqual([
        'setup-code-wrong',
      ])
      expect((await setupWith().claim(person('U1'), code)).ok).toBe(true)
    })

    it('is made by one of the instances that start together, by a later start anew, and by none once claimed', async () => {
      const made = await Promise.all([1, 2, 3, 4].map(() => setupWith().issueCode()))
      const [first = ''] = made.filter((code) => code !== undefined)
      expect(made.filter((code) => code !== undefined)).toHaveLength(1)

      at += 30_000
      const second = await setupWith().issueCode()
      expect(second).toBeDefined()
      expect(codes(await setupWith().claim(person('U1'), first))).toEqual(['setup-code-wrong'])
      expect((await setupWith().claim(person('U1'), second ?? '')).ok).toBe(true)

      at += minutes(60)
      expect(await setupWith().issueCode()).toBeUndefined()
    })

    it('is made for a second operator too, and leaves the first', async () => {
      await setupWith().claim(person('U1'), await aCode())
      await setupWith().claim(person('U2'), await aCode())

      expect((await store.read())?.operators.map(({ user }) => user)).toEqual(['slack:T1/U1', 'slack:T1/U2'])
    })
  })

  describe('DOM-5: what is chosen in chat', () => {
    it('is known to another instance once it looks, which is told of it', async () => {
      const heard: unknown[] = []
      const other = createSetup({
        store,
        directory: { isOperator: async () => false },
        given: { deskChannels: {} },
        now: () => new Date(at),
        onChange: ({ chosen }) => heard.push(chosen),
      })
      await setupWith().chooseGrantDefault(person('U1'), 'assume')
      await setupWith().chooseDesk(person('U1'), { platform: 'slack', tenant: 'T1' }, 'C1')
      expect(findGrantDefault(other)).toBe('ask')

      await other.refresh()
      await other.refresh()
      const deskChannels = [{ platform: 'slack', tenant: 'T1', channel: 'C1' }]
      expect(findGrantDefault(other)).toBe('assume')
      expect(heard).toEqual([{ grantDefault: 'assume', deskChannels }])
    })

    it('is the desk’s channel also by another id', async () => {
      const setup = setupWith()
      await setup.chooseDesk(person('U1'), { platform: 'slack', tenant: 'T1' }, 'C1')
      const from = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const

      expect(await setup.moveDesk({ ...from, tenant: 'T2' }, 'C9')).toBe(false)
      expect(await setup.moveDesk(from, 'C9')).toBe(true)
      expect(await setup.moveDesk(from, 'C9')).toBe(false)

      expect((await store.read())?.chosen.deskChannels).toEqual([{ ...from, channel: 'C9' }])
    })

    it('is one desk’s channel for each workspace, until it is taken away', async () => {
      const setup = setupWith()
      await setup.chooseDesk(person('U1'), { platform: 'slack', tenant: 'T1' }, 'C1')
      await setup.chooseDesk(person('U1'), { platform: 'slack', tenant: 'T2' }, 'C2')
      await setup.chooseDesk(person('U1'), { platform: 'slack', tenant: 'T1' }, 'C3')
      expect(setup.latest().chosen.deskChannels.map(({ channel }) => channel)).toEqual(['C2', 'C3'])

      await setup.chooseDesk(person('U1'), { platform: 'slack', tenant: 'T2' }, null)
      expect(setup.latest().chosen.deskChannels.map(({ channel }) => channel)).toEqual(['C3'])
    })

    it('does not win over the environment', async () => {
      const setup = setupWith({
        deskChannels: {
          slack: { setting: 'SLACK_DESK_CHANNEL', value: 'C0', isIn: (tenant) => tenant === 'T1' },
        },
        grantDefault: { setting: 'GRANT_DEFAULT', value: 'ask' },
      })
      await setupWith().chooseGrantDefault(person('U1'), 'assume')
      await setup.refresh()

      expect(findGrantDefault(setup)).toBe('ask')
      expect(codes(await setup.chooseGrantDefault(person('U1'), 'assume'))).toEqual(['setup-fixed'])
      expect(codes(await setup.chooseDesk(person('U1'), { platform: 'slack', tenant: 'T1' }, 'C1'))).toEqual([
        'setup-fixed',
      ])
      expect((await setup.chooseDesk(person('U1'), { platform: 'gchat', tenant: '' }, 'spaces/A')).ok).toBe(
        true,
      )
      expect((await setup.chooseDesk(person('U1'), { platform: 'slack', tenant: 'T2' }, 'C2')).ok).toBe(true)
      expect(
        ['T1', 'T2', 'T3'].map((tenant) => findDeskChannel(setup, { platform: 'slack', tenant })),
      ).toEqual(['C0', 'C2', undefined])
    })

    it('is also for those whom the directory lists as operators', async () => {
      const desk = { email: ben, name: 'Ben Carter' }
      expect(await setupWith().mayManage(person('U5'), { ...nobody, desk })).toBe(true)
    })
  })
})
