import { DryMongoBinary, MongoMemoryServer } from 'mongodb-memory-server'
import { mongo } from 'mongoose'
import type { TestProject } from 'vitest/node'

/** The MongoDB that this run tests on, or why there is none. */
export type MongoForTests =
  | {
      readonly kind: 'server'
      readonly uri: string
      /** What it is and which version, as it says itself: a stand-in says the version that it imitates. */
      readonly name: string
      readonly explains: boolean
    }
  | { readonly kind: 'none'; readonly reason: string }

declare module 'vitest' {
  export interface ProvidedContext {
    mongo: MongoForTests
  }
}

/**
 * Vitest's global setup: settles once per run which MongoDB it tests on, and says so in one line. With REQUIRE_MONGODB=1 a run
 * without one fails here, so that this half of the tests cannot drop out unseen.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { found, stop } = await findMongo()
  if (found.kind === 'none' && process.env.REQUIRE_MONGODB === '1') {
    throw new Error(`REQUIRE_MONGODB=1, but there is no MongoDB to test on: ${found.reason}`)
  }
  project.provide('mongo', found)
  const line =
    found.kind === 'server'
      ? `MongoDB tests run on ${found.name}`
      : `MongoDB tests are skipped: ${found.reason}`
  process.stdout.write(`${line}\n`)
  return stop
}

interface Finding {
  readonly found: MongoForTests
  readonly stop: () => Promise<void>
}

/** The first of: TEST_MONGODB_URI; a mongod that mongodb-memory-server starts (MONGOMS_SYSTEM_BINARY, or downloaded). */
async function findMongo(): Promise<Finding> {
  const given = process.env.TEST_MONGODB_URI
  if (given) return { found: await serverAt(given), stop: async () => {} }

  const obstacle = await whyNoBinary()
  if (obstacle) return without(obstacle)
  // One try: a run that cannot have a server should say so soon.
  process.env.MONGOMS_MAX_RETRIES ??= '0'
  try {
    const server = await MongoMemoryServer.create()
    return {
      found: await serverAt(server.getUri()),
      stop: async () => void (await server.stop()),
    }
  } catch (error) {
    return without(`mongodb-memory-server could not start one (${reasonOf(error)})`)
  }
}

function without(obstacle: string): Finding {
  const reason = `${obstacle}. Set TEST_MONGODB_URI to a server's address or MONGOMS_SYSTEM_BINARY to a mongod.`
  return { found: { kind: 'none', reason }, stop: async () => {} }
}

/** Asked before the download, which by itself would wait for minutes on a network that swallows it. */
async function whyNoBinary(): Promise<string | undefined> {
  const options = await DryMongoBinary.generateOptions()
  if (options.systemBinary || (await DryMongoBinary.locateBinary(options))) return undefined
  // Node's fetch takes no proxy from the environment, the download does.
  if (process.env.HTTPS_PROXY ?? process.env.https_proxy ?? process.env.MONGOMS_DOWNLOAD_URL) return undefined
  const mirror = process.env.MONGOMS_DOWNLOAD_MIRROR ?? 'https://fastdl.mongodb.org'
  try {
    await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(5_000) })
    return undefined
  } catch (error) {
    return `no mongod here, and ${mirror} cannot be reached to download one (${reasonOf(error)})`
  }
}

async function serverAt(uri: string): Promise<MongoForTests> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 10_000 })
  try {
    const admin = client.db('admin')
    const { version } = await admin.command({ buildInfo: 1 })
    const { setName, msg } = await admin.command({ isMaster: 1 })
    const explains = await canExplain(client)
    const kind = msg === 'isdbgrid' ? 'cluster' : setName ? 'replica set' : 'stand-alone server'
    const name = `MongoDB ${version} (${explains ? kind : 'a stand-in without explain'})`
    return { kind: 'server', uri, name, explains }
  } finally {
    await client.close()
  }
}

async function canExplain(client: mongo.MongoClient): Promise<boolean> {
  try {
    await client.db('admin').command({ explain: { find: 'none' } })
    return true
  } catch {
    return false
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
