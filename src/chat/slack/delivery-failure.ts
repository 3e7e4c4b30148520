import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { noAnswer } from '../../delivery/call-platform.ts'
import { DeliveryFailure, type FailureScope } from '../../delivery/publishers.ts'
import { RenderError } from '../render-error.ts'
import { describe } from './slack-log.ts'

/** What may be about one method alone, although the workspace's admins have to mend it: `auth.test` tells whether nothing goes there. */
const ofPermission = ['missing_scope', 'no_permission'] as const

/**
 * Slack's own words, by what they are about (docs.slack.dev, the methods' errors). A word that stands nowhere here is taken for passing:
 * it is tried again and again.
 */
const codesByScope: Readonly<Record<Exclude<FailureScope, 'passing'>, readonly string[]>> = {
  installation: [
    ...ofPermission,
    'access_denied',
    'account_inactive',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'invalid_auth',
    'not_allowed_token_type',
    'not_authed',
    'org_login_required',
    'team_access_not_granted',
    'team_not_found',
    'token_expired',
    'token_revoked',
    'two_factor_setup_required',
  ],
  channel: [
    'as_user_not_supported',
    'cannot_dm_bot',
    'channel_is_limited_access',
    'channel_not_found',
    'channel_type_not_supported',
    'is_archived',
    'is_inactive',
    'messages_tab_disabled',
    'method_not_supported_for_channel_type',
    'not_in_channel',
    'restricted_action',
    'restricted_action_non_threadable_channel',
    'restricted_action_read_only_channel',
    'restricted_action_thread_locked',
    'restricted_action_thread_only_channel',
    'slack_connect_blocked_file_type',
    'slack_connect_canvas_sharing_blocked',
    'slack_connect_file_link_sharing_blocked',
    'user_disabled',
    'user_not_found',
    'user_not_visible',
    'users_not_found',
  ],
  thread: [
    'cannot_reply_to_message',
    'invalid_thread_ts',
    'message_not_found',
    'thread_locked',
    'thread_not_found',
  ],
  message: [
    'attachment_payload_limit_exceeded',
    'block_mismatch',
    'invalid_arg_name',
    'invalid_arguments',
    'invalid_array_arg',
    'invalid_attachments',
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'markdown_text_conflict',
    'message_blocked',
    'metadata_must_be_sent_from_app',
    'metadata_too_large',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_text',
    'too_many_attachments',
    'too_many_contact_cards',
  ],
}
const scopes: ReadonlyMap<string, FailureScope> = new Map(
  Object.entries(codesByScope).flatMap(([scope, codes]) =>
    codes.map((code): [string, FailureScope] => [code, scope as FailureScope]),
  ),
)

/** Those that an invitation of the app mends: a private channel that it is not in is to it as none at all. */
const uninvited: ReadonlySet<string> = new Set(['channel_not_found', 'not_in_channel'])

const limited: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])
const limitedMs = 30_000

/** Slack's errors that say nothing against what was sent, nor against who sent it. */
const passing: ReadonlySet<string> = new Set([
  ...limited,
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
])

/** Whether the same call may go through later: anything but a refusal by Slack itself. */
export function isPassing({ cause }: DeliveryFailure): boolean {
  return !(cause instanceof WebAPIPlatformError) || passing.has(cause.data.error)
}

/** Whether Slack itself said so, and not the way to it. */
export function hasAnswered(error: unknown): boolean {
  return (
    error instanceof WebAPIPlatformError ||
    error instanceof WebAPIRateLimitedError ||
    error instanceof WebAPIHTTPError
  )
}

/** Whether it is a permission that this call would need. */
export function isNotPermitted({ code }: DeliveryFailure): boolean {
  return ofPermission.some((one) => one === code)
}

/** How long Slack asks to be left alone, in ms; undefined where it does not. */
export function readRestMs(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1000
  return error instanceof WebAPIPlatformError && limited.has(error.data.error) ? limitedMs : undefined
}

/** What a failed call means for a thread. `limits`: what a rate limit of this call holds up. */
export function toDeliveryFailure(
  error: unknown,
  limits: DeliveryFailure['limits'] = 'thread',
): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  const text = describe(error)
  const code = readCode(error)
  const restMs = readRestMs(error)
  if (restMs !== undefined)
    return new DeliveryFailure(text, {
      scope: 'passing',
      code,
      retryAfterMs: restMs,
      limits: code === 'message_limit_exceeded' ? 'workspace' : limits,
      cause: error,
    })
  return new DeliveryFailure(text, {
    scope: findScope(error),
    code,
    uninvited: uninvited.has(code),
    cause: error,
  })
}

/** For `auth.test`: whatever Slack refuses there but for a fault of its own is about the token. */
export function toInstallationFailure(error: unknown): DeliveryFailure {
  const failure = toDeliveryFailure(error)
  if (isPassing(failure)) return failure
  return new DeliveryFailure(describe(error), { scope: 'installation', code: readCode(error), cause: error })
}

function findScope(error: unknown): FailureScope {
  if (error instanceof RenderError) return 'message'
  const scope = error instanceof WebAPIPlatformError ? scopes.get(error.data.error) : undefined
  return scope ?? 'passing'
}

function readCode(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return error.data.error
  if (error instanceof WebAPIRateLimitedError) return 'ratelimited'
  if (error instanceof WebAPIHTTPError) return `http_${error.statusCode}`
  if (error instanceof RenderError) return 'render'
  return error instanceof WebAPIRequestError ? noAnswer : 'unknown'
}
