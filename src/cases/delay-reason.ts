/** Why a thread is late, as far as people can do something about it: platforms have dozens of codes for it. */
import type { DeliveryFault, Subscription } from './case.ts'

export const delayReasons = [
  'archived',
  'uninvited',
  'not-allowed',
  'gone',
  'channel',
  'person',
  'thread',
  'address',
  'mail-server',
  'installation',
  'passing',
] as const
export type DelayReason = (typeof delayReasons)[number]

/** Of channels, by the code of either platform; one that is missing here is told as a channel that takes no posts. */
const ofChannel: Readonly<Record<string, DelayReason>> = {
  is_archived: 'archived',
  // A private channel that the app is not in is to it as none at all.
  channel_not_found: 'uninvited',
  not_in_channel: 'uninvited',
  PERMISSION_DENIED: 'uninvited',
  NOT_FOUND: 'gone',
  missing_scope: 'not-allowed',
  no_permission: 'not-allowed',
  restricted_action: 'not-allowed',
  restricted_action_non_threadable_channel: 'not-allowed',
  restricted_action_read_only_channel: 'not-allowed',
  restricted_action_thread_only_channel: 'not-allowed',
}

export function describeDelay(
  { scope, code }: Pick<DeliveryFault, 'scope' | 'code'>,
  { platform, direct }: Pick<Subscription, 'platform' | 'direct'>,
): DelayReason {
  if (platform === 'mail')
    return scope === 'passing' ? 'passing' : scope === 'installation' ? 'mail-server' : 'address'
  if (scope !== 'channel') return scope
  if (direct) return 'person'
  return Object.hasOwn(ofChannel, code) ? (ofChannel[code] ?? 'channel') : 'channel'
}
