import type { Log } from '../../config/log.ts'
import type { ChatUnavailable, Unasked } from '../chat-unavailable.ts'
import { isPassing, toDeliveryFailure } from './delivery-failure.ts'
import { boltLogger, describe, slackError } from './slack-log.ts'
import { appCredential, botCredential, toUnavailable } from './unavailable.ts'
import { createWeb } from './web-client.ts'

/** What Slack tells of the bot's token, for `casethread doctor`. */
export interface SlackFacts {
  readonly team: string
  readonly bot: string
  /** The scopes that the token was granted; undefined where Slack does not say. */
  readonly scopes: readonly string[] | undefined
  /** Whether the bot can read it, and so is in it; undefined where none is set. */
  readonly inDeskChannel: boolean | Unasked | undefined
  /** Why Slack opens no socket for the app-level token, if it doesn't; undefined too where none is set. */
  readonly noSocket: ChatUnavailable | undefined
}

/** Asks Slack. Throws `ChatUnavailable` with Slack's own error name (`invalid_auth`) in the message; never with the token. */
export async function askSlack(options: {
  readonly botToken: string
  /** Of Socket Mode. */
  readonly appToken: string | null
  readonly apiUrl: string | null
  readonly deskChannel: string | null
  readonly log: Log
}): Promise<SlackFacts> {
  const open = (botToken: string) =>
    createWeb({ botToken, apiUrl: options.apiUrl ?? undefined, logger: boltLogger(options.log) })
  const web = open(options.botToken)
  try {
    const me = await web.auth.test()
    return {
      team: me.team ?? me.team_id ?? '',
      bot: me.user ?? me.user_id ?? '',
      scopes: me.response_metadata?.scopes,
      inDeskChannel: options.deskChannel === null ? undefined : await isIn(options.deskChannel),
      noSocket: options.appToken === null ? undefined : await askForSocket(options.appToken),
    }
  } catch (error) {
    throw toUnavailable(error, botCredential)
  }

  /** A history is read by members alone. */
  async function isIn(channel: string): Promise<boolean | Unasked> {
    try {
      await web.conversations.history({ channel, limit: 1 })
      return true
    } catch (error) {
      if (/^(not_in_channel|channel_not_found)$/.test(slackError(error) ?? '')) return false
      return { why: describe(error), passes: isPassing(toDeliveryFailure(error)) }
    }
  }

  /** An address is made, and nobody connects to it. */
  async function askForSocket(appToken: string): Promise<ChatUnavailable | undefined> {
    try {
      await open(appToken).apps.connections.open()
      return undefined
    } catch (error) {
      return toUnavailable(error, appCredential)
    }
  }
}
