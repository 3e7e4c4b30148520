import type { Log } from '../../config/log.ts'
import { boltLogger, slackError } from './slack-log.ts'
import { botCredential, toUnavailable } from './unavailable.ts'
import { createWeb } from './web-client.ts'

/** What Slack tells of the bot's token, for `casethread doctor`. */
export interface SlackFacts {
  readonly team: string
  readonly bot: string
  /** The scopes that the token was granted; undefined where Slack does not say. */
  readonly scopes: readonly string[] | undefined
  /** Whether the bot can read it, and so is in it; undefined where none is set. */
  readonly inDeskChannel: boolean | undefined
}

/** Asks Slack. Throws `ChatUnavailable` with Slack's own error name (`invalid_auth`) in the message; never with the token. */
export async function askSlack(options: {
  readonly botToken: string
  readonly apiUrl: string | null
  readonly deskChannel: string | null
  readonly log: Log
}): Promise<SlackFacts> {
  const web = createWeb({
    botToken: options.botToken,
    apiUrl: options.apiUrl ?? undefined,
    logger: boltLogger(options.log),
  })
  try {
    const me = await web.auth.test()
    return {
      team: me.team ?? me.team_id ?? '',
      bot: me.user ?? me.user_id ?? '',
      scopes: me.response_metadata?.scopes,
      inDeskChannel: options.deskChannel === null ? undefined : await isIn(options.deskChannel),
    }
  } catch (error) {
    throw toUnavailable(error, botCredential)
  }

  /** A history is read by members alone. */
  async function isIn(channel: string): Promise<boolean> {
    try {
      await web.conversations.history({ channel, limit: 1 })
      return true
    } catch (error) {
      if (/^(not_in_channel|channel_not_found)$/.test(slackError(error) ?? '')) return false
      throw error
    }
  }
}
