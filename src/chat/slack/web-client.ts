import type { Logger } from '@slack/bolt'
import { WebClient } from '@slack/web-api'

/** How long one call may take, ms. */
export const callMs = 10_000

/** The Web API as the bot calls it: each call is made once, and a limit is told at once. */
export function createWeb(options: {
  readonly botToken: string
  /** Where the Web API is, if not at Slack. */
  readonly apiUrl?: string | undefined
  readonly logger: Logger
}): WebClient {
  return new WebClient(options.botToken, {
    logger: options.logger,
    // A trigger is dead and a thread's turn is over before a second try would help; and a limit is the caller's to keep.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: callMs,
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  })
}
