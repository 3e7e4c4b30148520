import { ChatUnavailable } from '../chat-unavailable.ts'
import { hasAnswered, toInstallationFailure } from './delivery-failure.ts'
import { describe } from './slack-log.ts'

/** A token of Slack's, and where an operator finds it. */
interface Credential {
  readonly setting: string
  readonly place: string
}

export const botCredential: Credential = { setting: 'SLACK_BOT_TOKEN', place: '"OAuth & Permissions"' }
export const appCredential: Credential = {
  setting: 'SLACK_APP_TOKEN',
  place: '"Basic Information", "App-Level Tokens",',
}

/** Why a first call did not go through. What is Slack's own trouble blames no token. */
export function toUnavailable(cause: unknown, { setting, place }: Credential): ChatUnavailable {
  if (toInstallationFailure(cause).scope === 'installation')
    return new ChatUnavailable(
      `Slack does not accept ${setting} (${describe(cause)}): copy it again from ${place} of your Slack app`,
      { refused: true, cause },
    )
  if (hasAnswered(cause))
    return new ChatUnavailable(
      `Slack does not work at this moment (${describe(cause)}): nothing is wrong with ${setting}; see https://slack-status.com and start again once it is over`,
      { refused: false, cause },
    )
  return new ChatUnavailable(
    `Slack was not reached (${describe(cause)}): check the network, and SLACK_API_URL if it is set`,
    { refused: false, cause },
  )
}
