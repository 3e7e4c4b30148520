/** PLC-7: how somebody is told, as they see and change it. */
import type { Platform } from './case.ts'
import { toLocalTime } from './local-time.ts'
import { defaultChoice, type NotificationStore, type NotifyChoice } from './notification-store.ts'

export interface Notifications {
  readonly read: (
    email: string,
  ) => Promise<{ readonly choice: NotifyChoice; readonly timeZone: string | null }>
  /** The first digest comes the next morning: whoever chooses it in the course of a day knows what waits. */
  readonly choose: (
    email: string,
    choice: NotifyChoice,
    person: { readonly timeZone: string; readonly platform: Platform },
  ) => Promise<void>
}

/** When the digest comes, by the clock on the wall. */
export const digestHour = 9

export function createNotifications(
  store: Pick<NotificationStore, 'find' | 'choose' | 'settleDigest'>,
  now: () => Date,
): Notifications {
  return {
    async read(email) {
      const chosen = await store.find(email.toLowerCase())
      return { choice: chosen?.choice ?? defaultChoice, timeZone: chosen?.timeZone ?? null }
    },
    async choose(address, choice, { timeZone, platform }) {
      const email = address.toLowerCase()
      await store.choose({ email, choice, timeZone, platform })
      const { day, hour } = toLocalTime(now(), timeZone)
      if (choice === 'digest' && hour >= digestHour) await store.settleDigest(email, day)
    },
  }
}
