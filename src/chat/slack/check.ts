import type { WebClient } from '@slack/web-api'
import type { Log } from '../../config/log.ts'
import type { ChatUnavailable, Unasked } from '../chat-unavailable.ts'
import { isPassing, toDeliveryFailure } from './delivery-failure.ts'
import { boltLogger, describe, slackError } from './slack-log.ts'
import { appCredential, botCredential, toUnavailable } from './unavailable.ts'
import { createWeb } from './web-client.ts'

/** What Slack tells of the bot's token, for `casethread doctor`. */
export interface SlackFacts {
  readonly team: string
  /** The id of the workspace; of an organisation's token, that of the organisation. */
  readonly tenant: string
  /** The organisation that the workspace is in, or that it is. */
  readonly enterprise: string | undefined
  readonly bot: string
  /** The scopes that the token was granted; undefined where Slack does not say. */
  readonly scopes: readonly string[] | undefined
  /** Whether the bot can read that channel, and so is in it. */
  isIn(channel: string): Promise<boolean | Unasked>
}

interface Asking {
  /** Null: at Slack. */
  readonly apiUrl: string | null
  readonly log: Log
}

/** Asks Slack. Throws `ChatUnavailable` with Slack's own error name (`invalid_auth`) in the message; never with the token. */
export async function askSlack({ botToken, ...asking }: Asking & { botToken: string }): Promise<SlackFacts> {
  try {
    return await askWithToken(open(botToken, asking))
  } catch (error) {
    throw toUnavailable(error, botCredential)
  }
}

/** As `askSlack`, with the token of a workspace that installed the app; throws what the client throws. */
export async function askInstalled({
  botToken,
  ...asking
}: Asking & { botToken: string }): Promise<SlackFacts> {
  return askWithToken(open(botToken, asking))
}

/** Why Slack opens no socket for the app-level token, if it doesn't. An address is made, and nobody connects to it. */
export async function askForSocket({
  appToken,
  ...asking
}: Asking & { appToken: string }): Promise<ChatUnavailable | undefined> {
  try {
    await open(appToken, asking).apps.connections.open()
    return undefined
  } catch (error) {
    return toUnavailable(error, appCredential)
  }
}

function open(botToken: string, { apiUrl, log }: Asking): WebClient {
  return createWeb({ botToken, apiUrl: apiUrl ?? undefined, logger: boltLogger(log) })
}

async function askWithToken(web: WebClient): Promise<SlackFacts> {
  const me = await web.auth.test()
  const tenant = (me.is_enterprise_install ? me.enterprise_id : me.team_id) ?? ''
  return {
    team: me.team ?? tenant,
    tenant,
    enterprise: me.enterprise_id,
    bot: me.user ?? me.user_id ?? '',
    scopes: me.response_metadata?.scopes,
    isIn: (channel) => isIn(web, channel),
  }
}

/** A history is read by members alone. */
async function isIn(web: WebClient, channel: string): Promise<boolean | Unasked> {
  try {
    await web.conversations.history({ channel, limit: 1 })
    return true
  } catch (error) {
    if (/^(not_in_channel|channel_not_found)$/.test(slackError(error) ?? '')) return false
    return { why: describe(error), passes: isPassing(toDeliveryFailure(error)) }
  }
}
