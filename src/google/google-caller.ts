import { Semaphore } from 'async-mutex'
import type { z } from 'zod'
import { GoogleApiError } from './google-api-error.ts'
import {
  type GoogleQuestion,
  type GoogleRefusal,
  readGoogleRefusal,
  toGoogleProblem,
} from './read-google-refusal.ts'

/** Milliseconds since 1970, and a wait. */
export interface GoogleClock {
  now(): number
  sleep(ms: number): Promise<unknown>
}

const systemClock: GoogleClock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

/** How a call goes out: handed on to Google's client as its last argument. */
export interface GoogleCallOptions {
  readonly timeout: number
  readonly retry: false
}

type Ask = (how: GoogleCallOptions) => Promise<{ readonly data: unknown }>

export interface GoogleCaller {
  /**
   * Reads one thing, and again where the fault may pass. So only reads are called. Throws `GoogleApiError`, an answer of another
   * shape included.
   */
  read<T>(question: GoogleQuestion, schema: z.ZodType<T>, ask: Ask): Promise<T>
  /** Every page's items; a page that fails fails the whole list. */
  readPages<Page extends { readonly nextPageToken?: string | null | undefined }, Item>(
    question: GoogleQuestion,
    list: {
      readonly schema: z.ZodType<Page>
      ask(page: { readonly pageToken?: string }, how: GoogleCallOptions): ReturnType<Ask>
      items(page: Page): readonly Item[] | null | undefined
    },
  ): Promise<readonly Item[]>
}

export interface GoogleCallerOptions {
  readonly clock?: GoogleClock
  /** 0 to 1, for the waits. */
  readonly random?: () => number
  /** How often one thing is asked for at most. */
  readonly maxTries?: number
}

const callTimeoutMs = 30_000
/** Directory's limit is 2,400 a minute and user, Reseller's far lower: four at a time stay below both. */
const atOnce = 4
const usualTries = 6
/** Where not even an answer comes, such as without a network. */
const maxUnreachedTries = 3
const firstPauseMs = 1_000
const longestPauseMs = 32_000
/** A longer rest is left to the next sync. */
const longestRestMs = 120_000
/** Half a million users. */
const maxPages = 5_000

/**
 * Asks Google with few calls at a time, keeps to Retry-After (for every call, not only the refused one), and pauses longer from try
 * to try: https://developers.google.com/workspace/admin/directory/v1/limits
 */
export function createGoogleCaller(options: GoogleCallerOptions = {}): GoogleCaller {
  const { clock = systemClock, random = Math.random, maxTries = usualTries } = options
  const slots = new Semaphore(atOnce)
  let restUntil = 0

  async function keepRest(): Promise<void> {
    while (clock.now() < restUntil) await clock.sleep(restUntil - clock.now())
  }

  async function once(ask: Ask): Promise<{ readonly data: unknown } | GoogleRefusal> {
    await keepRest()
    try {
      return await ask({ timeout: callTimeoutMs, retry: false })
    } catch (error) {
      // Of the credentials, which know better what to do.
      if (error instanceof GoogleApiError) throw error
      return readGoogleRefusal(error, clock.now())
    }
  }

  function fail(question: GoogleQuestion, refusal: GoogleRefusal): never {
    throw new GoogleApiError([toGoogleProblem(question, refusal)])
  }

  async function answer(question: GoogleQuestion, ask: Ask): Promise<unknown> {
    for (let tried = 1; ; tried += 1) {
      const result = await once(ask)
      if ('data' in result) return result.data
      const rest = result.retryAfterMs ?? 0
      const passes = result.reason === 'throttled' || result.reason === 'unavailable'
      const isLast = tried >= (result.unreached ? Math.min(maxUnreachedTries, maxTries) : maxTries)
      if (!passes || isLast || rest > longestRestMs) fail(question, result)
      if (rest > 0) restUntil = Math.max(restUntil, clock.now() + rest)
      const pause = Math.min(firstPauseMs * 2 ** (tried - 1), longestPauseMs)
      await clock.sleep(Math.max(rest, Math.round(pause / 2 + (pause / 2) * random())))
    }
  }

  const read: GoogleCaller['read'] = async (question, schema, ask) => {
    const data = await slots.runExclusive(() => answer(question, ask))
    const parsed = schema.safeParse(data)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return fail(question, {
      reason: 'unexpected',
      said: `${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'cannot be read'}`,
    })
  }

  return {
    read,
    async readPages(question, { schema, ask, items }) {
      const all = []
      const seen = new Set<string>()
      let pageToken: string | undefined
      do {
        const at = pageToken === undefined ? {} : { pageToken }
        const page = await read(question, schema, (how) => ask(at, how))
        all.push(...(items(page) ?? []))
        pageToken = page.nextPageToken || undefined
        if (pageToken !== undefined && (seen.has(pageToken) || seen.size >= maxPages))
          fail(question, { reason: 'unexpected', said: 'its pages have no end' })
        if (pageToken !== undefined) seen.add(pageToken)
      } while (pageToken !== undefined)
      return all
    },
  }
}
