import { mongo } from 'mongoose'
import { StoreDidNotAnswer } from '../../cases/store-did-not-answer.ts'
import type { Log } from '../../config/log.ts'
import { timedOut } from '../../config/with-timeout.ts'
import { noteWrite } from '../one-wish.ts'
import type { StoreLimits } from './store-limits.ts'

const firstPause = 50
const longestPause = 1_000

/** The server is not to be had, or is no primary (any more): what drivers take for passing as well. */
const passingCodes: ReadonlySet<unknown> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  64, // WriteConcernTimeout: written, and not yet where it is safe
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

/** The server refused it before it did anything. */
const refusedUnbegun: ReadonlySet<unknown> = new Set([10_058, 10_107, 13_435, 13_436])

/** MaxTimeMSExpired: the server ended a query that took too long. To ask anew would only add to its load. */
const tooSlow = 50

/** The server could not be reached, or is no primary just now. Whether a write was made is not known. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false
  return (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    isWaitQueueTimeout(error) ||
    passingCodes.has(error.code) ||
    // The driver wraps what a bulk write failed with.
    (error instanceof mongo.MongoBulkWriteError && isPassing(error.errorResponse)) ||
    passingLabels.some((label) => error.hasErrorLabel(label))
  )
}

/** Nothing of it can have reached the server, or the server would have none of it. */
function wasNotSent(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false
  return (
    error instanceof mongo.MongoServerSelectionError ||
    isWaitQueueTimeout(error) ||
    error.hasErrorLabel('PoolRequestedRetry') ||
    isBeforeHandshake(error) ||
    (!(error instanceof mongo.MongoBulkWriteError) && refusedUnbegun.has(error.code))
  )
}

/** The driver keeps that to itself, too. */
function isBeforeHandshake(error: mongo.MongoError): boolean {
  return (
    error instanceof mongo.MongoNetworkError && 'beforeHandshake' in error && error.beforeHandshake === true
  )
}

/** The driver does not hand out the class. */
function isWaitQueueTimeout(error: mongo.MongoError): boolean {
  return error.name === 'MongoWaitQueueTimeoutError'
}

/** Begins `work` anew while what fails is passing. */
export type Repeat = <T>(work: () => Promise<T>) => Promise<T>

/** As `Repeat`, with growing pauses, until `until`. What took long to fail is not begun where it could not end in time. */
async function repeatUntil<T>(
  until: number,
  work: () => Promise<T>,
  { log, isEnded }: { readonly log?: Pick<Log, 'warn'> | undefined; readonly isEnded?: () => boolean },
): Promise<T> {
  let saved: 'no' | 'unknown' = 'no'
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    const began = Date.now()
    try {
      return await work()
    } catch (err) {
      if (!isPassing(err)) throw err
      if (!wasNotSent(err)) saved = 'unknown'
      const took = Date.now() - began
      if (isEnded?.() || Date.now() + pause + took > until) throw new StoreDidNotAnswer(saved, { cause: err })
      log?.warn({ err }, 'MongoDB unavailable, retrying')
      // Not all at the same moment: half of the pause is chance.
      await wait(pause / 2 + (pause / 2) * Math.random())
    }
  }
}

/** What a start and a command line do: nobody is to be told anything before `patienceMs` are over. Throws what was wrong at last. */
export async function withRetry<T>(
  work: () => Promise<T>,
  { patienceMs, log }: { readonly patienceMs: number; readonly log?: Pick<Log, 'warn'> | undefined },
): Promise<T> {
  try {
    return await repeatUntil(Date.now() + patienceMs, work, { log })
  } catch (error) {
    throw error instanceof StoreDidNotAnswer ? error.cause : error
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Which methods are begun anew where the server was not to be had. One that is not named is begun once. */
export interface RetryHabits<T> {
  readonly reads: readonly (keyof T & string)[]
  /** Writes that do nothing a second time, and answer a repeat as they would answer the first. */
  readonly writes: readonly (keyof T & string)[]
  /** What may take long as a whole, and sees to each of its steps itself. */
  readonly inSteps?: readonly (keyof T & string)[]
  /** The same, where it only reads. */
  readonly walks?: readonly (keyof T & string)[]
}

/** What is only read leaves nothing behind, whatever became of its answer. */
async function withoutTrace<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof StoreDidNotAnswer && error.saved === 'unknown')
      throw new StoreDidNotAnswer('no', { cause: error.cause })
    throw error
  }
}

/** What was written, or may have been, counts for the wish that it belongs to. */
async function noting<T>(writing: Promise<T>): Promise<T> {
  try {
    const answer = await writing
    noteWrite()
    return answer
  } catch (error) {
    if (!(error instanceof StoreDidNotAnswer && error.saved === 'no')) noteWrite()
    throw error
  }
}

export interface Patience {
  /** For methods that repeat from within: in the time of the method that calls it. */
  readonly repeat: Repeat
  /** One step of something long: begun anew as `repeat` says, and ended in time as a method is. */
  readonly step: Repeat
  /** The same methods, each of which ends in time, with `StoreDidNotAnswer` at the latest. */
  bound<T extends object>(methods: T, habits: RetryHabits<T>): T
  /** What is under way is refused at once, and what comes later too. */
  end(): void
}

/** Holds everything that is asked of one database to `limits`. */
export function createPatience(options: {
  readonly limits: Pick<StoreLimits, 'patienceMs' | 'shortMs'>
  readonly log?: Pick<Log, 'warn'> | undefined
}): Patience {
  const { limits, log } = options
  let isEnded = false
  /** What is under way, by how it is given up. */
  const underWay = new Set<() => void>()
  /** When it was asked the first time without an answer; undefined once it answered. */
  let silentSince: number | undefined

  function heard(): void {
    silentSince = undefined
  }

  /** Whoever comes when others have waited in vain already is told so soon. */
  function untilWhen(): number {
    const now = Date.now()
    const isAway = silentSince !== undefined && now - silentSince >= limits.patienceMs
    return now + (isAway ? limits.shortMs : limits.patienceMs)
  }

  const repeat: Repeat = (work) => repeatUntil(untilWhen(), work, { log, isEnded: () => isEnded })

  /** `timedOut` once `ms` are over, or all is ended. What it may come to later is nobody's any more. */
  function orGivenUp<T>(work: Promise<T>, ms: number): Promise<T | typeof timedOut> {
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(timedOut)
      const timer = setTimeout(giveUp, ms)
      underWay.add(giveUp)
      work.then(resolve, reject).finally(() => {
        clearTimeout(timer)
        underWay.delete(giveUp)
      })
    })
  }

  async function within<T>(work: () => Promise<T>): Promise<T> {
    const began = Date.now()
    const until = untilWhen()
    if (isEnded) throw new StoreDidNotAnswer('no')
    try {
      const answer = await orGivenUp(work(), until - began)
      if (answer === timedOut) throw new StoreDidNotAnswer('unknown')
      heard()
      return answer
    } catch (error) {
      if (error instanceof StoreDidNotAnswer) {
        silentSince ??= began
        throw error
      }
      if (isPassing(error)) {
        silentSince ??= began
        throw new StoreDidNotAnswer(wasNotSent(error) ? 'no' : 'unknown', { cause: error })
      }
      heard()
      if (error instanceof mongo.MongoServerError && error.code === tooSlow)
        throw new StoreDidNotAnswer('no', { cause: error })
      throw error
    }
  }

  return {
    repeat,
    step: (work) => noting(within(() => repeat(work))),
    bound(methods, { reads, writes, inSteps = [], walks = [] }) {
      const named = (names: readonly string[], name: string) => names.includes(name)
      const bounded = Object.entries(methods).map(([name, method]) => {
        if (typeof method !== 'function' || named([...inSteps, ...walks], name)) return [name, method]
        const isRead = named(reads, name)
        const isRepeated = isRead || named(writes, name)
        const call = (...parameters: readonly unknown[]) => {
          const work = async () => method(...parameters)
          const ended = within(() => (isRepeated ? repeat(work) : work()))
          return isRead ? withoutTrace(ended) : noting(ended)
        }
        return [name, call]
      })
      return Object.fromEntries(bounded)
    },
    end() {
      isEnded = true
      for (const giveUp of underWay) giveUp()
    },
  }
}
