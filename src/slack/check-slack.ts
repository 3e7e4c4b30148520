import type { Log } from '../log.ts'
import { boltLogger, describe, slackError } from './slack-log.ts'
import { createWeb } from './web.ts'

/** What Slack tells of the bot's token, for `casethread doctor`. */
export interface SlackFacts {
  readonly team: string
  readonly bot: string
  /** The scopes that the token was granted; undefined where Slack does not say. */
  readonly scopes: readonly string[] | undefined
  readonly deskChannel:
    | { readonly name: string; readonly member: boolean; readonly archived: boolean }
    | 'not-found'
    | undefined
}

/** Asks Slack. Throws with Slack's own error name (`invalid_auth`) in the message; never with the token. */
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
      deskChannel: options.deskChannel === null ? undefined : await channel(options.deskChannel),
    }
  } catch (error) {
    throw new Error(describe(error))
  }

  async function channel(id: string): Promise<SlackFacts['deskChannel']> {
    try {
      const { channel: found } = await web.conversations.info({ channel: id })
      return {
        name: found?.name ?? id,
        member: found?.is_member === true,
        archived: found?.is_archived === true,
      }
    } catch (error) {
      if (slackError(error) === 'channel_not_found') return 'not-found'
      throw error
    }
  }
}
