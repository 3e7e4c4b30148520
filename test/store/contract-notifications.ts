import { describe, expect, it } from 'vitest'
import type { NotifyPreference } from '../../src/cases/notification-store.ts'
import type { OpenStore } from '../support/stores.ts'

const kenji = { email: 'kenji@hoshi.example.com', choice: 'digest', timeZone: 'Asia/Tokyo' } as const
const priya = { email: 'priya@northwind.example', choice: 'digest', timeZone: 'Europe/London' } as const
const kept = (chosen: Omit<NotifyPreference, 'digestedOn'>): NotifyPreference => ({
  ...chosen,
  digestedOn: null,
})

export function notificationsContract(open: OpenStore): void {
  describe('how an account is told (PLC-7)', () => {
    it('is what it chose last, also over another handle; nothing where it never chose', async () => {
      const { notifications } = await open('shared')
      await notifications.choose(kenji)
      await notifications.choose({ ...kenji, choice: 'nothing' })
      await notifications.choose({ ...kenji, choice: 'nothing' })

      const other = (await open('shared')).notifications
      expect(await other.find(kenji.email)).toEqual(kept({ ...kenji, choice: 'nothing' }))
      expect(await other.find('nobody@hoshi.example.com')).toBeUndefined()
    })

    it('is kept with the chat in which it was chosen last', async () => {
      const { notifications } = await open()
      await notifications.choose({ ...kenji, platform: 'slack' })
      await notifications.choose({ ...kenji, platform: 'gchat' })
      await notifications.choose(priya)

      expect((await notifications.find(kenji.email))?.platform).toBe('gchat')
      expect((await notifications.listDigests({ limit: 9 })).map(({ platform }) => platform)).toEqual([
        'gchat',
        undefined,
      ])
    })

    it('is forgotten, and that alone', async () => {
      const { notifications } = await open()
      await notifications.choose(kenji)
      await notifications.choose(priya)

      expect([await notifications.forget(kenji.email), await notifications.forget(kenji.email)]).toEqual([
        true,
        false,
      ])
      expect(await notifications.find(kenji.email)).toBeUndefined()
      expect(await notifications.find(priya.email)).toEqual(kept(priya))
    })

    it('lists those with a digest page by page, and nobody else', async () => {
      const { notifications } = await open()
      for (const one of [priya, kenji, { ...kenji, email: 'a@x.example', choice: 'direct' as const }])
        await notifications.choose(one)

      expect(await notifications.listDigests({ limit: 1 })).toEqual([kept(kenji)])
      expect(await notifications.listDigests({ after: kenji.email, limit: 9 })).toEqual([kept(priya)])
      expect(await notifications.listDigests({ after: priya.email, limit: 9 })).toEqual([])
    })

    it('remembers the last day that a digest was settled for, over a new choice; never an earlier one', async () => {
      const { notifications } = await open()
      await notifications.choose(kenji)
      await notifications.settleDigest(kenji.email, '2026-03-03')
      await notifications.settleDigest(kenji.email, '2026-03-02')
      await notifications.choose({ ...kenji, timeZone: 'UTC' })

      expect(await notifications.find(kenji.email)).toEqual({
        ...kenji,
        timeZone: 'UTC',
        digestedOn: '2026-03-03',
      })
      await notifications.settleDigest('nobody@hoshi.example.com', '2026-03-02')
      expect(await notifications.find('nobody@hoshi.example.com')).toBeUndefined()
    })
  })
}
