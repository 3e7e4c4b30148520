import { actorKey } from './actor-key.ts'
import type { Subscription } from './case.ts'
import type { Actor } from './policy.ts'

/** Whether somebody is told where a thread stands and may have it tried again: their own side's, and for partners the mails of a sharing. */
export function isOwnThread(
  { platform, reader }: Pick<Subscription, 'platform' | 'reader'>,
  actor: Actor,
): boolean {
  return platform === 'mail' ? actor.party === 'partner' : actorKey(reader) === actorKey(actor)
}
