/** PLC-7: how each account wants to be told, as both databases keep it. */

import type { Platform } from './case.ts'

export const notifyChoices = ['mention', 'direct', 'digest', 'nothing'] as const
/**
 * `mention`: in their side's thread, by name; directly where no thread tells it. `direct`: in a direct message. `digest`: once a day.
 * `nothing`: not at all, but for a P1 that they own.
 */
export type NotifyChoice = (typeof notifyChoices)[number]

/** Where nobody chose. */
export const defaultChoice: NotifyChoice = 'mention'

export interface NotifyPreference {
  /** The account's e-mail, in lower case. */
  readonly email: string
  readonly choice: NotifyChoice
  /** Where they were when they chose: the digest comes in their morning. */
  readonly timeZone: string
  /** The chat in which they chose; missing: from before that was kept. */
  readonly platform?: Platform
  /** The last day (`2026-11-28`, in their time zone) that a digest was settled for; null: none yet. */
  readonly digestedOn: string | null
}

/** Each method is one write of one document, or one read, and may be repeated. */
export interface NotificationStore {
  find(email: string): Promise<NotifyPreference | undefined>
  /** In the place of what the account chose before; the day of its last digest stays. */
  choose(preference: Omit<NotifyPreference, 'digestedOn'>): Promise<void>
  /** Back to what holds for everybody; false where nothing was kept. */
  forget(email: string): Promise<boolean>
  /** Those who chose the digest, by e-mail; `after`: the last one of the page before. */
  listDigests(page: { readonly after?: string; readonly limit: number }): Promise<readonly NotifyPreference[]>
  /** Says that the digest of this day is settled; only ever later. */
  settleDigest(email: string, day: string): Promise<void>
}
