/**
 * What a claim on a subscription costs, with many workers over several processes on one MongoDB: `npm run bench:claims -- 600 1 4 16 64`, with
 * MONGODB_URI (subscriptions per round, then how many workers). The reference takes whatever is due with one find-and-modify and ends it with one update.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mongo } from 'mongoose'
import { createClaimer } from '../src/delivery/claimer.ts'
import { connectTo } from '../src/store/mongo/connection.ts'
import { mongoDeliveries } from '../src/store/mongo/mongo-deliveries.ts'
import { openMongoStore } from '../src/store/mongo/mongo-store.ts'
import { machine } from './support/figures.ts'
import { newCaseOf } from './support/many-cases.ts'

interface Share {
  readonly kind: 'ours' | 'bare'
  readonly uri: string
  readonly dbName: string
  readonly workers: number
}

/** What one process did. */
interface Done {
  readonly claims: number
  readonly commands: number
}

const mostProcesses = 8
const leaseMs = 30_000
const routes = [{ platform: 'slack', tenant: 'T1' }] as const

if (process.send) await runShare()
else await measure(process.argv.slice(2).map(Number))

async function measure([count = 600, ...sizes]: readonly number[]): Promise<void> {
  const uri = process.env.MONGODB_URI
  if (!uri) throw new Error('MONGODB_URI names no server')
  console.log(`${machine()}\n`)
  console.log('| workers | processes | commands per claim | claims per second | find-and-modify | ratio |')
  console.log('|---|---|---|---|---|---|')
  for (const workers of sizes.length > 0 ? sizes : [1, 4, 16, 64]) {
    const processes = Math.min(mostProcesses, workers)
    const dbName = `casethread-bench-${Date.now()}`
    await fill(uri, dbName, count)
    const share = { uri, dbName, workers: workers / processes }
    const bare = await race(processes, { kind: 'bare', ...share })
    const ours = await race(processes, { kind: 'ours', ...share })
    for (const { claims } of [bare, ours])
      if (claims !== count) throw new Error(`${claims} claims of ${count} subscriptions`)
    const perClaim = (ours.commands / ours.claims).toFixed(2)
    console.log(
      `| ${workers} | ${processes} | ${perClaim} | ${ours.rate.toFixed(0)} /s | ${bare.rate.toFixed(0)} /s | ${(ours.rate / bare.rate).toFixed(2)}x |`,
    )
    await onDatabase(uri, dbName, (db) => db.dropDatabase())
  }
}

/** Cases with one thread each that is due, and the same documents for the reference. */
async function fill(uri: string, dbName: string, count: number): Promise<void> {
  const store = await openMongoStore({ uri, dbName })
  await store.createAll(
    Array.from({ length: count }, (_, index) => {
      const made = newCaseOf(1_001 + index)
      const thread = {
        id: 't-1',
        ...routes[0],
        channel: `C${index}`,
        root: null,
        reader: { party: 'partner', domain: made.case.domain },
        locale: 'en',
        cursor: 0,
        renderedVersion: 0,
        tries: 0,
        retryAt: null,
        suspended: null,
      } as const
      return { ...made, case: { ...made.case, subscriptions: [thread] } }
    }),
  )
  await store.close()
  await onDatabase(uri, dbName, async (db) => {
    const documents = await db.collection('cases').find().toArray()
    const state = { dueAt: new Date(0), leaseUntil: new Date(0), token: 0 }
    await db.collection('bare').insertMany(documents.map((document) => ({ ...document, ...state })))
    await db.collection('bare').createIndex({ dueAt: 1, leaseUntil: 1 })
  })
}

async function onDatabase(
  uri: string,
  dbName: string,
  work: (db: mongo.Db) => Promise<unknown>,
): Promise<void> {
  const client = await new mongo.MongoClient(uri).connect()
  await work(client.db(dbName))
  await client.close()
}

/** All begin at once, when each is connected. */
async function race(processes: number, share: Share): Promise<Done & { readonly rate: number }> {
  const children = Array.from({ length: processes }, () =>
    fork(process.argv[1] ?? '', { execArgv: process.execArgv }),
  )
  const ended = children.map((child) => once(child, 'exit'))
  for (const child of children) child.send(share)
  await Promise.all(children.map(nextMessage))
  const began = performance.now()
  const answers = children.map(nextMessage)
  for (const child of children) child.send('go')
  const all = (await Promise.all(answers)) as readonly Done[]
  const seconds = (performance.now() - began) / 1_000
  await Promise.all(ended)
  const sum = (name: keyof Done) => all.reduce((total, one) => total + one[name], 0)
  return { claims: sum('claims'), commands: sum('commands'), rate: sum('claims') / seconds }
}

async function nextMessage(child: ChildProcess | NodeJS.Process): Promise<unknown> {
  const [message] = await once(child as NodeJS.EventEmitter, 'message')
  return message
}

async function runShare(): Promise<void> {
  const share = (await nextMessage(process)) as Share
  const connection = await connectTo(withMonitoring(share.uri), {
    dbName: share.dbName,
    callMs: 30_000,
    maxPoolSize: 100,
  })
  let commands = 0
  connection.getClient().on('commandStarted', () => {
    commands += 1
  })
  const begin = nextMessage(process)
  process.send?.('ready')
  await begin
  commands = 0
  const claims = await (share.kind === 'ours' ? claimAll : takeAll)(connection, share.workers)
  process.send?.({ claims, commands } satisfies Done)
  await connection.close()
  process.disconnect()
}

function withMonitoring(uri: string): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`
}

type Connection = Awaited<ReturnType<typeof connectTo>>

async function claimAll(connection: Connection, workers: number): Promise<number> {
  const store = mongoDeliveries(connection, { repeat: (work) => work() })
  const claimer = createClaimer({ store, owner: `bench-${process.pid}`, leaseMs })
  const running = new Set<Promise<unknown>>()
  let claims = 0
  for (;;) {
    const { found } = await claimer.take({
      routes,
      except: [],
      now: new Date(),
      limit: 64,
      refill: true,
      isTaken: () => running.size >= workers,
      onClaim({ case: { number }, thread, token, pendingDeliveries }) {
        claims += 1
        const released = store.releaseClaim({ number, thread, token, pendingDeliveries, retryAt: null })
        const ended = released.finally(() => running.delete(ended))
        running.add(ended)
      },
    })
    if (running.size > 0) await Promise.race(running)
    else if (found === 0) return claims
  }
}

async function takeAll(connection: Connection, workers: number): Promise<number> {
  const bare = connection.getClient().db(connection.name).collection('bare')
  let claims = 0
  const work = async () => {
    for (;;) {
      const now = new Date()
      const taken = await bare.findOneAndUpdate(
        { dueAt: { $lte: now }, leaseUntil: { $lte: now } },
        { $set: { leaseUntil: new Date(now.getTime() + leaseMs) }, $inc: { token: 1 } },
        { projection: { history: 0, words: 0, found: 0, keys: 0 } },
      )
      if (!taken) return
      claims += 1
      await bare.updateOne(
        { _id: taken._id, token: taken.token + 1 },
        { $set: { dueAt: null, leaseUntil: new Date(0) } },
      )
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  return claims
}
