import { setTimeout as wait } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import type { Log } from '../../config/log.ts'
import { isPassing } from './retry.ts'

/** The part of a change stream that is asked here. */
export interface NewsStream {
  readonly resumeToken: unknown
  tryNext(): Promise<unknown>
  close(): Promise<void>
}

type OpenStream = (options: mongo.ChangeStreamOptions) => NewsStream

/** How long the server holds back an answer while nothing happens, ms: shorter than a call may take (`storeLimits`). */
const quietMs = 2_000
/** There are servers that do not: how long they are left alone then, ms. */
const restMs = 250
const firstPauseMs = 1_000
const longestPauseMs = 60_000

/**
 * Tells of each change, and after a break of those that were made meanwhile, as long as the server still knows them. Undefined where the server
 * has no change streams; throws where it could not be asked.
 */
export async function watchNews(
  open: OpenStream,
  onChange: () => void,
  log?: Pick<Log, 'info'>,
  pauseMs = firstPauseMs,
): Promise<{ close(): Promise<void> } | undefined> {
  const first = open({ maxAwaitTimeMS: 1 })
  let token: unknown
  try {
    if (await first.tryNext()) onChange()
    token = first.resumeToken
  } catch (error) {
    if (isPassing(error)) throw error
    return undefined
  } finally {
    await first.close().catch(() => undefined)
  }
  const closing = new AbortController()
  let stream = openAfter(token)

  function openAfter(resumeAfter: unknown): NewsStream {
    return open({ maxAwaitTimeMS: quietMs, ...(resumeAfter ? { resumeAfter } : {}) })
  }

  async function listen(): Promise<void> {
    const asked = performance.now()
    const change = await stream.tryNext()
    token = stream.resumeToken ?? token
    if (change) onChange()
    else if (performance.now() - asked < restMs) await rest(restMs)
  }

  function rest(ms: number): Promise<void> {
    return wait(ms, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
  }

  async function reopen(error: unknown): Promise<void> {
    await stream.close().catch(() => undefined)
    // What is refused is the token: the server has forgotten what came since.
    if (!isPassing(error)) token = undefined
    stream = openAfter(token)
    onChange()
  }

  async function listenOn(): Promise<void> {
    let pause = pauseMs
    while (!closing.signal.aborted) {
      try {
        await listen()
        pause = pauseMs
      } catch (err) {
        if (closing.signal.aborted) return
        log?.info({ err }, 'The database tells of no changes just now; it is asked again')
        await rest(pause)
        pause = Math.min(2 * pause, longestPauseMs)
        if (!closing.signal.aborted) await reopen(err)
      }
    }
  }

  // Not waited for at the end: the server may hold back its last answer for a while.
  void listenOn()
  return {
    async close() {
      closing.abort()
      await stream.close().catch(() => undefined)
    },
  }
}
