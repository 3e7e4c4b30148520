/** How long anything may take that is asked of MongoDB, and how many connections it may take up. */
import { mongo } from 'mongoose'

/**
 * What a person waits for is answered or refused within ten seconds: `patienceMs` bounds a method of the store with all of its
 * attempts, and `callMs` each part of one attempt, so that there is time for a second one (docs/decisions/0026).
 */
export interface StoreLimits {
  /** Finding a server, getting a connection, connecting, and each answer of the server, ms. */
  readonly callMs: number
  /** A method of the store with all of its attempts, ms. */
  readonly patienceMs: number
  /** The same while nothing was heard of the database for `patienceMs`: others were refused already. */
  readonly shortMs: number
  readonly maxPoolSize: number
}

export const storeLimits: StoreLimits = {
  callMs: 3_500,
  patienceMs: 8_000,
  shortMs: 1_000,
  maxPoolSize: 50,
}

/** What one client of the driver keeps to. */
export interface ClientLimits {
  readonly callMs: number
  /** Each answer of the server, where that may take longer than the rest, ms. */
  readonly answerMs?: number
  readonly maxPoolSize: number
}

/** For a start that finds work to do: an index over many cases, a migration. An operator looks on. */
export const startLimits: ClientLimits = { callMs: 3_500, answerMs: 600_000, maxPoolSize: 2 }

/** For a start, and a command line that nobody waits at: as long as a replica set may take to find a new primary, ms. */
export const unattendedPatienceMs = 20_000

/** Shortly before the socket gives up, so that the server stops working on what nobody waits for any more. */
export function serverSideMs(callMs: number): number {
  return Math.ceil(callMs * 0.85)
}

/**
 * The driver's own time limits. Not its `timeoutMS`: that sends `maxTimeMS` with every command, which some services refuse, and
 * the driver still calls it experimental. What the address names is left as it is there.
 */
export function toClientOptions(
  uri: string,
  { callMs, answerMs = callMs, maxPoolSize }: ClientLimits,
): mongo.MongoClientOptions {
  const limits: mongo.MongoClientOptions = {
    serverSelectionTimeoutMS: callMs,
    waitQueueTimeoutMS: callMs,
    connectTimeoutMS: callMs,
    socketTimeoutMS: answerMs,
    maxPoolSize,
  }
  const named = readOptionNames(uri)
  const own = Object.entries(limits).filter(([name]) => !named.has(name.toLowerCase()))
  return {
    ...Object.fromEntries(own),
    writeConcern: {
      w: 'majority',
      ...(named.has('wtimeoutms') ? {} : { wtimeoutMS: serverSideMs(callMs) }),
    },
    // The store repeats what it can tell from its first time (docs/decisions/0026); the driver could not.
    retryWrites: false,
    retryReads: false,
  }
}

function readOptionNames(uri: string): ReadonlySet<string> {
  const [, query = ''] = uri.split('?', 2)
  return new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()))
}

/** Whether the server ends a query by itself after a while when it is asked to. Some services refuse the very field. */
export async function takesMaxTime(
  collection: Pick<mongo.Collection, 'findOne'>,
  callMs: number,
): Promise<boolean> {
  try {
    await collection.findOne({ _id: { $exists: false } }, { maxTimeMS: serverSideMs(callMs) })
    return true
  } catch (error) {
    if (error instanceof mongo.MongoServerError && refusals.has(Number(error.code))) return false
    throw error
  }
}

/** BadValue, FailedToParse, CommandNotFound, InvalidOptions, UnknownField or an option that is no option here (NotImplemented). */
const refusals: ReadonlySet<number> = new Set([2, 9, 59, 72, 238, 303, 40_415])
