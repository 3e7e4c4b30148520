import { Agent } from 'node:https'
import type { OAuth2ClientOptions } from 'google-auth-library'
import { toAgentOptions } from '../config/proxy-agent.ts'

/** Where Google is. Left out: at Google, by the environment's proxy where there is one. */
export interface GoogleNetwork {
  /** The origin of one that plays Google, sign-in and every API included: `https://127.0.0.1:4443`. */
  readonly origin?: string
  /** How it is connected to, such as with the certificate that it is known by. */
  readonly agent?: Agent
}

type TransporterOptions = NonNullable<OAuth2ClientOptions['transporterOptions']>

const tokenTimeoutMs = 15_000

/**
 * For every client of google-auth-library, which sends the APIs' requests too. Google's own retries are off: they do not know
 * Retry-After, and a code is good for one answer (`google-caller.ts` does it).
 */
export function toTransporterOptions(network: GoogleNetwork = {}): TransporterOptions {
  const { origin, agent } = network
  const once = {
    timeout: tokenTimeoutMs,
    retryConfig: { retry: 0, noResponseRetries: 0, shouldRetry: () => false },
  }
  if (origin === undefined) return { ...once, ...(agent ? { agent } : toAgentOptions()) }
  return {
    ...once,
    // A proxy of the environment is for the way to Google.
    agent: agent ?? new Agent(),
    // The addresses of some endpoints are no setting of Google's library.
    adapter: (options, send) => {
      const { pathname, search } = new URL(options.url)
      return send({ ...options, url: new URL(`${pathname}${search}`, origin) })
    },
  }
}
