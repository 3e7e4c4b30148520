import { mongo } from 'mongoose'
import type { Log } from '../../config/log.ts'

/** A primary that steps down is followed by another one within some ten seconds; nothing is begun anew after this long (ms). */
const patience = 20_000
const firstPause = 50
const longestPause = 1_000

/** The server is not to be had, or is no primary (any more): what the driver takes for passing as well, and tries a second time. */
const passingCodes: ReadonlySet<unknown> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  89, // NetworkTimeout
  91, // ShutdownInProgress
  189, // PrimarySteppedDown
  9001, // SocketException
  10_058, // LegacyNotPrimary
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_602, // InterruptedDueToReplStateChange
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
])
const passingLabels = ['RetryableWriteError', 'RetryableError', 'PoolRequestedRetry']

/** The server could not be reached, or is no primary just now. Whether a write was made is not known. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false
  return (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    passingCodes.has(error.code) ||
    // The driver wraps what a bulk write failed with.
    (error instanceof mongo.MongoBulkWriteError && isPassing(error.errorResponse)) ||
    passingLabels.some((label) => error.hasErrorLabel(label))
  )
}

/** Begins `work` anew while what fails is passing, with growing pauses, for as long as a change of the primary may take. */
export async function withRetry<T>(work: () => Promise<T>, log?: Pick<Log, 'warn'>): Promise<T> {
  const until = Date.now() + patience
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    try {
      return await work()
    } catch (err) {
      if (!isPassing(err) || Date.now() + pause > until) throw err
      log?.warn({ err }, 'MongoDB unavailable, retrying')
      // Not all at the same moment: half of the pause is chance.
      await wait(pause / 2 + (pause / 2) * Math.random())
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/**
 * The same methods, each begun anew as `patiently` says, so that a primary's step-down is a wait and not a fault. Right for methods
 * that do nothing a second time and answer a repeat as they would answer the first; name those that do not in `once`.
 */
export function retrying<T extends object>(
  methods: T,
  { once = [], log }: { readonly once?: readonly (keyof T & string)[]; readonly log?: Log | undefined },
): T {
  const wrapped = Object.entries(methods).map(([name, method]) => {
    const asItIs = typeof method !== 'function' || (once as readonly string[]).includes(name)
    return [
      name,
      asItIs ? method : (...parameters: readonly unknown[]) => withRetry(() => method(...parameters), log),
    ]
  })
  return Object.fromEntries(wrapped) as T
}
