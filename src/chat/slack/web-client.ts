import type { Logger } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'

/** How long one call may take, ms. */
export const callMs = 10_000

/** The Web API as the bot calls it: each call is made once, and a limit is told at once. */
export function createWeb(options: {
  /** A function: the token is another one from time to time, and is asked for at each call. */
  readonly botToken: string | (() => string)
  /** Where the Web API is, if not at Slack. */
  readonly apiUrl?: string | undefined
  readonly logger: Logger
}): WebClient {
  const { botToken } = options
  return new WebClient(typeof botToken === 'string' ? botToken : undefined, {
    ...(typeof botToken === 'string' ? {} : { fetch: withToken(botToken) }),
    logger: options.logger,
    // A trigger is dead and a thread's turn is over before a second try would help; and a limit is the caller's to keep.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: callMs,
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  })
}

function withToken(botToken: () => string): NonNullable<WebClientOptions['fetch']> {
  return (address, init) => {
    const headers = { ...init?.headers, Authorization: `Bearer ${botToken()}` }
    return fetch(address, { ...(init as RequestInit), headers })
  }
}
