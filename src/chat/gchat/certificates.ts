import { z } from 'zod'
import type { Log } from '../../config/log.ts'

/** PEM by key id, as Google publishes it: certificates, or bare public keys. */
const Pems = z.record(z.string(), z.string().startsWith('-----BEGIN '))
export type Pems = z.infer<typeof Pems>

/** `unknown`: no such key. `unreachable`: nobody could be asked, so nothing can be said of it. */
export type FoundKey =
  | { readonly kind: 'found'; readonly keys: Pems }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable' }

export interface Certificates {
  /** The keys that hold this one. */
  holding(kid: string): Promise<FoundKey>
}

const patienceMs = 5_000
const freshMs = 60 * 60_000
/** Keys that were read before still serve while Google cannot be asked. */
const staleMs = 24 * 60 * 60_000
/** A key that is missing is asked for once a minute at most: anybody may name one. */
const unknownAgainMs = 60_000
const failedAgainMs = 5_000

export interface CertificatesOptions {
  readonly url: string
  readonly log: Log
  readonly now: () => Date
  readonly patienceMs?: number
}

/** The public keys at an address, kept for an hour; requests at the same time share one question. */
export function createCertificates({ url, log, now, ...options }: CertificatesOptions): Certificates {
  let known: { readonly keys: Pems; readonly at: number } | undefined
  let failedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<boolean> | undefined

  /** Whether it was answered. */
  async function ask(): Promise<boolean> {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(options.patienceMs ?? patienceMs) })
      if (!response.ok) throw new Error(`it answered ${response.status}`)
      known = { keys: Pems.parse(await response.json()), at: now().getTime() }
      return true
    } catch (error) {
      failedAt = now().getTime()
      const why = error instanceof z.ZodError ? 'no keys in its answer' : String(error)
      log.error({ url, error: why }, 'Google’s certificates could not be read')
      return false
    } finally {
      asking = undefined
    }
  }

  function shared(): Promise<boolean> {
    asking ??= ask()
    return asking
  }

  return {
    async holding(kid) {
      const at = now().getTime()
      const age = known ? at - known.at : Number.POSITIVE_INFINITY
      const has = known !== undefined && Object.hasOwn(known.keys, kid)
      if (known && has && age < freshMs) return { kind: 'found', keys: known.keys }
      if (age < unknownAgainMs) return { kind: 'unknown' }
      const answered = at - failedAt >= failedAgainMs && (await shared())
      if (known && Object.hasOwn(known.keys, kid) && at - known.at < staleMs)
        return { kind: 'found', keys: known.keys }
      return { kind: answered ? 'unknown' : 'unreachable' }
    },
  }
}
