import { type Connection, createConnection, mongo } from 'mongoose'
import { findNetworkFault } from '../../config/network-fault.ts'
import { withTimeout } from '../../config/with-timeout.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import { type ClientLimits, toClientOptions } from './store-limits.ts'

/** A server that does not answer is not told goodbye to for longer, ms. */
const goodbyeMs = 1_000

/**
 * Connects to MongoDB 4.4 or later, or to a service that speaks its protocol. The database is the one given, else the
 * address's own, else `casethread`. Throws `StoreUnavailable` with what to mend; never names the password.
 */
export async function connectTo(
  uri: string,
  { dbName, ...limits }: ClientLimits & { readonly dbName?: string | undefined },
): Promise<Connection> {
  const { servers, database } = readAddress(uri)
  const connection = createConnection()
  try {
    await connection.openUri(uri, {
      dbName: dbName ?? database ?? 'casethread',
      appName: 'casethread',
      ...toClientOptions(uri, limits),
      // What was just written must be seen: a lagging copy would lack pages that its case speaks of.
      readPreference: 'primary',
      // A field that is not there must not come back as null.
      ignoreUndefined: true,
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
    })
    return connection
  } catch (error) {
    await disconnect(connection)
    const { message, refused = true } = whatToMend(error, servers)
    throw new StoreUnavailable(message, { cause: error, refused })
  }
}

/** Ends in time, also where the server never answers: what hangs on the connection is refused, and the sockets go with the process. */
export async function disconnect(connection: { close(force?: boolean): Promise<unknown> }): Promise<void> {
  await withTimeout(
    connection.close(true).catch(() => undefined),
    goodbyeMs,
  )
}

interface Address {
  /** Hosts and ports, fit to be shown. */
  readonly servers: string
  readonly database: string | undefined
}

/** Reads the address by the driver's own rules without connecting. */
function readAddress(uri: string): Address {
  try {
    const { options } = new mongo.MongoClient(uri)
    // An address without a database reads as `test`, which nobody should fill by accident.
    const names = /^[^:]+:\/\/[^/]*\/[^?]/.test(uri)
    return {
      servers: options.srvHost ?? options.hosts.map(String).join(', '),
      database: names ? options.dbName : undefined,
    }
  } catch (error) {
    // No `cause`: some of the driver's errors carry the whole address, its password with it.
    throw new StoreUnavailable(
      `MONGODB_URI is not an address of MongoDB (${plainReason(error)}): write it like mongodb://user:password@host:27017/casethread, with characters such as @ : / ? in the password percent-encoded.`,
      { refused: true },
    )
  }
}

function plainReason(error: unknown): string {
  const known = error instanceof mongo.MongoParseError && !/["'`]/.test(error.message)
  return known ? error.message.replace(/\.$/, '') : 'it cannot be read'
}

/** Only what may come by itself is not refused. */
function whatToMend(
  error: unknown,
  servers: string,
): { readonly message: string; readonly refused?: boolean } {
  const reasons = collectReasons(error)
  const file = reasons.find(isUnreadFile)
  if (file) {
    return {
      message: `MONGODB_URI names the file ${file.path}, which ${file.code === 'ENOENT' ? 'is not there' : `cannot be read (${file.code})`}: check tlsCAFile and tlsCertificateKeyFile.`,
    }
  }
  if (
    reasons.some(
      (reason) => reason instanceof mongo.MongoCompatibilityError || /wire version/.test(reason.message),
    )
  ) {
    return { message: `The MongoDB at ${servers} is too old: Casethread needs version 4.4 or later.` }
  }
  if (reasons.some(isRefusedLogin)) {
    return {
      message: `MongoDB at ${servers} refused the login: check the user, the password and authSource in MONGODB_URI.`,
    }
  }
  if (reasons.some((reason) => /ENOTFOUND|EAI_AGAIN|ENODATA/.test(reason.message))) {
    return {
      message: `The name of the MongoDB server ${servers} cannot be found: check the host in MONGODB_URI.`,
      refused: false,
    }
  }
  const fault = reasons.map(findNetworkFault).find((found) => found !== undefined)
  if (fault) {
    return {
      message: `No secure connection to MongoDB at ${servers}: ${fault.what}. Do this: ${fault.remedy}; or name that file in MONGODB_URI with tlsCAFile.`,
      refused: fault.lasts,
    }
  }
  if (reasons.some((reason) => /tls|ssl|certificate/i.test(reason.message))) {
    return {
      message: `No secure connection to MongoDB at ${servers}: check the TLS settings in MONGODB_URI (${lastMessage(reasons)}).`,
    }
  }
  return {
    message: `MongoDB at ${servers} does not answer: check that it runs, that MONGODB_URI names the right host and port, and that no firewall (on Atlas: the IP access list) is in between.`,
    refused: false,
  }
}

/** A certificate or key that the address names. */
function isUnreadFile(error: Error): error is NodeJS.ErrnoException & { readonly path: string } {
  return 'path' in error && typeof error.path === 'string' && 'syscall' in error && error.syscall === 'open'
}

/** An unauthorised user (13), a failed login (18), Atlas' own code for it (8000). */
function isRefusedLogin(error: Error): boolean {
  return error instanceof mongo.MongoServerError && [13, 18, 8000].includes(Number(error.code))
}

/** The error, what caused it, and what each server said while one was being looked for. */
function collectReasons(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return []
  const servers = 'reason' in error ? listServers(error.reason) : []
  return [error, ...servers.flatMap(collectReasons), ...collectReasons(error.cause)]
}

function listServers(reason: unknown): readonly unknown[] {
  if (typeof reason !== 'object' || reason === null || !('servers' in reason)) return []
  const compatibility = 'compatibilityError' in reason && reason.compatibilityError
  const said = reason.servers instanceof Map ? [...reason.servers.values()].map((server) => server.error) : []
  return compatibility ? [new Error(`wire version: ${String(compatibility)}`), ...said] : said
}

function lastMessage(reasons: readonly Error[]): string {
  return reasons.at(-1)?.message ?? 'no reason given'
}
