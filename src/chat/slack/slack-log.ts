import { type Logger, LogLevel } from '@slack/bolt'
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import type { Log } from '../../config/log.ts'

/**
 * Bolt's and the Web API client's log lines into ours. Their debug lines hold whole request bodies, and so case
 * text: they are dropped whatever the level.
 */
export function boltLogger(log: Log): Logger {
  return {
    debug: () => {},
    info: (...parts) => log.debug({ from: 'bolt' }, sentence(parts)),
    warn: (...parts) => log.warn({ from: 'bolt' }, sentence(parts)),
    error: (...parts) => log.error({ from: 'bolt' }, sentence(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  }
}

function sentence(parts: readonly unknown[]): string {
  return withoutTokens(
    parts
      .map((part) => (part instanceof Error ? describe(part) : String(part)))
      .join(' ')
      .slice(0, 500),
  )
}

/** What went wrong, for the log: names and codes, never a request's body. */
export function describe(error: unknown): string {
  if (error instanceof WebAPIPlatformError) {
    const details = error.data.response_metadata?.messages?.join('; ')
    return details ? `${error.data.error}: ${withoutTokens(details)}` : error.data.error
  }
  if (error instanceof WebAPIRateLimitedError) return `rate limited for ${error.retryAfter} s`
  if (error instanceof WebAPIHTTPError) return `HTTP ${error.statusCode}`
  if (error instanceof WebAPIRequestError)
    return `Slack was not reached: ${withoutTokens(error.original.message)}`
  return error instanceof Error ? withoutTokens(`${error.name}: ${error.message}`) : typeof error
}

/** Slack's own name of an error (`channel_not_found`), if it is one of Slack's. */
export function slackError(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined
}

function withoutTokens(text: string): string {
  return text.replace(/\bx(?:ox[a-z]|app|apps)-[\w-]+/g, '[token]').replace(/https?:\/\/\S+/g, '[address]')
}
