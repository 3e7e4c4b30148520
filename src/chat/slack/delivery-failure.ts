import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api'
import { DeliveryFailure } from '../../delivery/publishers.ts'
import { describe } from './slack-log.ts'

/**
 * Slack's errors about the token or the workspace as a whole: the operator's to mend, and no channel's fault. What may be about one
 * method alone (`missing_scope`, `no_permission`) is none of them: it must not hold up what goes through.
 */
const ofInstallation: ReadonlySet<string> = new Set([
  'account_inactive',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'team_not_found',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
])

/** Slack's errors after which another try is of no use until someone mends the channel. */
const gone: ReadonlySet<string> = new Set([
  'cannot_dm_bot',
  'channel_not_found',
  'is_archived',
  'messages_tab_disabled',
  'not_in_channel',
  'restricted_action',
  'restricted_action_non_threadable_channel',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'restricted_action_thread_only_channel',
  'thread_not_found',
  'user_disabled',
  'user_not_found',
])

/** Those that an invitation of the app mends: a private channel that it is not in is to it as none at all. */
const uninvited: ReadonlySet<string> = new Set(['channel_not_found', 'not_in_channel'])

/** Slack's errors about the blocks themselves: the text alone may still get through. */
const unreadable: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
  'msg_blocks_too_long',
  'msg_too_long',
])

const limited: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])
const limitedMs = 30_000

/** Slack's errors that say nothing against what was sent. */
const passing: ReadonlySet<string> = new Set([
  ...limited,
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
])

/** Whether the same call may go through later: anything but a refusal by Slack itself. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof WebAPIPlatformError) || passing.has(error.data.error)
}

export function isUnreadable(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && unreadable.has(error.data.error)
}

/** What a failed call means for a thread: the installation's fault, the channel's, or to be tried again, after a rate limit not before its end. */
export function toDeliveryFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  const text = describe(error)
  if (error instanceof WebAPIRateLimitedError) {
    return new DeliveryFailure(text, { gone: false, retryAfterMs: error.retryAfter * 1000, cause: error })
  }
  if (error instanceof WebAPIPlatformError) {
    if (limited.has(error.data.error))
      return new DeliveryFailure(text, { gone: false, retryAfterMs: limitedMs, cause: error })
    const { error: code } = error.data
    if (ofInstallation.has(code))
      return new DeliveryFailure(text, { gone: false, ofInstallation: true, cause: error })
    return new DeliveryFailure(text, { gone: gone.has(code), uninvited: uninvited.has(code), cause: error })
  }
  return new DeliveryFailure(text, { gone: false, cause: error })
}
