import { timedOut, withTimeout } from '../config/with-timeout.ts'
import type { Route } from './request-route.ts'

/** Something that the bot cannot serve without. */
export interface ReadinessCheck {
  /** As the answer names it. Whoever can reach the port reads it: no address, and no secret. */
  readonly name: string
  /** False, or a fault, where it is not to be had. */
  readonly isReady: () => boolean | Promise<boolean>
}

/** Shorter than a probe waits most times, ms. */
const limitMs = 2_000
/** Probes of several watchers, and of whoever else finds the port, ask once in this time, ms. */
const rememberMs = 1_000

/**
 * `GET /readyz`: 200 while all can be served, else 503 with the names of what cannot. The process itself may be well meanwhile
 * (`/healthz`): to start it anew would mend nothing.
 */
export function createReadiness(
  checks: readonly ReadinessCheck[],
  /** What is not to be had, by name, though all else is served: told, and no reason to send nobody here. */
  listMissing: () => readonly string[] = () => [],
  limits: { readonly limitMs: number; readonly rememberMs: number } = { limitMs, rememberMs },
): Route {
  let known: { readonly notReady: Promise<readonly string[]>; readonly until: number } | undefined

  async function isReady(check: ReadinessCheck): Promise<boolean> {
    try {
      const answer = await withTimeout(Promise.resolve(check.isReady()), limits.limitMs)
      return answer !== timedOut && answer
    } catch {
      return false
    }
  }

  async function listNotReady(): Promise<readonly string[]> {
    const answers = await Promise.all(checks.map(async (check) => ({ check, ready: await isReady(check) })))
    return answers.filter(({ ready }) => !ready).map(({ check }) => check.name)
  }

  function ask(): Promise<readonly string[]> {
    const now = performance.now()
    if (!known || now >= known.until) {
      const notReady = listNotReady()
      known = { notReady, until: Number.POSITIVE_INFINITY }
      const asked = known
      // From the answer on, not from the question: one that takes long is waited for by all.
      void notReady.then(() => {
        if (known === asked) known = { notReady, until: performance.now() + limits.rememberMs }
      })
    }
    return known.notReady
  }

  return (request, response, url) => {
    const { method } = request
    if (url.pathname !== '/readyz' || (method !== 'GET' && method !== 'HEAD')) return undefined
    return ask().then((notReady) => {
      const missing = listMissing()
      const body = {
        ready: notReady.length === 0,
        ...(notReady.length > 0 ? { notReady } : {}),
        ...(missing.length > 0 ? { missing } : {}),
      }
      response
        .writeHead(body.ready ? 200 : 503, {
          'content-type': 'application/json',
          'cache-control': 'no-store',
        })
        .end(JSON.stringify(body))
    })
  }
}
