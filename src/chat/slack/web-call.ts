import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api'
import { createRest } from '../rest.ts'
import { describe } from './slack-log.ts'

const limited: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited'])
const limitedMs = 30_000

/** Calls a method of the Web API. Throws `CallFailed`; at once while the method rests after a limit. */
export type Call = <T>(method: string, ask: () => Promise<T>) => Promise<T>

/** The method that failed; the cause is the client's own error. */
export class CallFailed extends Error {
  readonly method: string
  constructor(method: string, cause: unknown) {
    super(`${method}: ${describe(cause)}`, { cause })
    this.method = method
  }
}

/** Slack's limits are by method. */
export function createWebCall(now: () => Date): Call {
  const rest = createRest(now)
  return async (method, ask) => {
    const restMs = rest.remainingMs(method)
    if (restMs > 0)
      throw new CallFailed(method, new Error(`Slack asked for a rest of ${Math.ceil(restMs / 1000)} s more`))
    try {
      return await ask()
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError) rest.begin(method, error.retryAfter * 1000)
      if (error instanceof WebAPIPlatformError && limited.has(error.data.error)) rest.begin(method, limitedMs)
      throw new CallFailed(method, error)
    }
  }
}
