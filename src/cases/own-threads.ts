import { actorKey } from './actor-key.ts'
import type { Platform, Subscription } from './case.ts'
import type { Actor } from './policy.ts'

/** Whether somebody is told where a thread stands and may have it tried again: their own side's, and for partners the mails of a sharing. */
export function isOwnThread(
  { platform, reader }: Pick<Subscription, 'platform' | 'reader'>,
  actor: Actor,
): boolean {
  if (platform === 'person') return false
  return platform === 'mail' ? actor.party === 'partner' : actorKey(reader) === actorKey(actor)
}

/** Whether it stands in a chat, to be read by whoever is there: no mails, and no notices for one person (PLC-7). */
export function isChatThread<T extends Pick<Subscription, 'platform'>>(
  thread: T,
): thread is T & { readonly platform: Platform } {
  return thread.platform !== 'mail' && thread.platform !== 'person'
}

/** Why the bot itself suspends a thread (VIS-1); any other reason is an operator's, who dropped it. */
export const unreadable = 'its reader may not see this case'
