import { findNetworkFault, findSystemCode } from '../../config/network-fault.ts'
import { ChatUnavailable } from '../chat-unavailable.ts'
import { hasAnswered, toInstallationFailure } from './delivery-failure.ts'
import { describe, slackError } from './slack-log.ts'

/** A token of Slack's, and where an operator finds it. */
interface Credential {
  readonly setting: string
  readonly place: string
  /** By Slack's own words, where another copy of the token would help nothing. */
  readonly remedies: Readonly<Record<string, string>>
}

const installAgain = 'install the app in the workspace again ("Install App"), then copy the new token from'
const withScope =
  'make a token with the scope connections:write under "Basic Information", "App-Level Tokens", of your Slack app'

export const botCredential: Credential = {
  setting: 'SLACK_BOT_TOKEN',
  place: '"OAuth & Permissions"',
  remedies: {
    account_inactive: `${installAgain} "OAuth & Permissions"`,
    token_revoked: `${installAgain} "OAuth & Permissions"`,
    token_expired:
      'a token that expires cannot be renewed in a setting: leave it out, set SLACK_CLIENT_ID and what belongs to it, and add the app at PUBLIC_URL followed by /slack/install (docs/several-workspaces.md), or use a Slack app without token rotation',
  },
}

export const appCredential: Credential = {
  setting: 'SLACK_APP_TOKEN',
  place: '"Basic Information", "App-Level Tokens",',
  remedies: { missing_scope: withScope, no_permission: withScope, not_allowed_token_type: withScope },
}

/** Why a first call did not go through. What is Slack's own trouble, or the way's, blames no token. */
export function toUnavailable(cause: unknown, { setting, place, remedies }: Credential): ChatUnavailable {
  if (cause instanceof ChatUnavailable) return cause
  if (toInstallationFailure(cause).scope === 'installation') {
    const remedy = remedies[slackError(cause) ?? ''] ?? `copy it again from ${place} of your Slack app`
    return new ChatUnavailable(`Slack does not accept ${setting} (${describe(cause)}): ${remedy}`, {
      refused: true,
      cause,
    })
  }
  if (hasAnswered(cause))
    return new ChatUnavailable(
      `Slack does not work at this moment (${describe(cause)}): nothing is wrong with ${setting}; see https://slack-status.com and start again once it is over`,
      { refused: false, cause },
    )
  const fault = findNetworkFault(cause)
  if (fault)
    return new ChatUnavailable(`Slack cannot be called: ${fault.what}: ${fault.remedy}`, {
      refused: fault.lasts,
      cause,
    })
  const why = findSystemCode(cause) ?? describe(cause).replace(/^Slack was not reached: /, '')
  return new ChatUnavailable(
    `Slack was not reached (${why}): check the network, HTTPS_PROXY where a proxy is needed, and SLACK_API_URL if it is set`,
    { refused: false, cause },
  )
}

/** Slack opens sockets no more: somebody turned Socket Mode off. */
export function socketModeIsOff(): ChatUnavailable {
  return new ChatUnavailable(
    'Socket Mode is off in your Slack app (link_disabled): turn it on under "Socket Mode", or leave SLACK_APP_TOKEN out and set SLACK_SIGNING_SECRET',
    { refused: true },
  )
}

/** Slack gave an address, and nobody greeted there. */
export function noSocket(cause?: unknown): ChatUnavailable {
  const fault = findNetworkFault(cause)
  return new ChatUnavailable(
    fault
      ? `Slack opened no socket: ${fault.what}: ${fault.remedy}`
      : 'Slack opened no socket: check that the network, or the proxy, lets WebSockets through to wss-primary.slack.com',
    { refused: fault?.lasts ?? false, cause },
  )
}
