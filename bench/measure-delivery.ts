/**
 * Delivery beside a bare loop of chat.postMessage, over a Slack that takes 20 ms for an answer: commit → post, how fast a backlog goes out,
 * what one instance and four make of it, how near it comes to what Slack allows, and what hangs or fails beside it.
 * `npm run bench:delivery`, or `npm run bench:delivery -- latency backlog limited troubled`; on MongoDB where MONGODB_URI names a server.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../src/config/package-root.ts'
import { openMongoStore } from '../src/store/mongo/mongo-store.ts'
import { openStore } from '../src/store/open-store.ts'
import type { DeliveringSettings, Order, Report } from './support/delivering.ts'
import { machine } from './support/figures.ts'
import { channelOf, createPending, type PendingCase } from './support/pending-cases.ts'
import { moment, startSlackRecorder } from './support/slack-recorder.ts'

const parts = process.argv.slice(2)
const mongoUri = process.env.MONGODB_URI
const slack = await startSlackRecorder()
console.log(`${machine()}, ${mongoUri ? 'MongoDB' : 'the embedded store'}, an answer of Slack takes 20 ms`)
const all = { latency, backlog, limited, troubled }
for (const [name, measure] of Object.entries(all))
  if (parts.length === 0 || parts.includes(name)) await measure()
slack.close()

async function latency(): Promise<void> {
  console.log(
    '\n| commit → post, ms | p50 | p95 | p99 | bare: p50 | p95 | p99 | p95, ratio |\n|---|---|---|---|---|---|---|---|',
  )
  for (const [channels, perSecond, seconds] of [
    [1, 0.8, 40],
    [100, 50, 10],
    [1_000, 100, 10],
  ] as const)
    for (const instances of channels === 1 ? [1] : [1, 4]) {
      const cases = pendingCases(channels)
      const steps = Math.round(perSecond * seconds)
      const reference = await withBare(async (bare) => {
        for (let step = 0; step < steps; step += 1) {
          bare.order({ kind: 'post', of: [[channelOf(pick(channels)), `${step}:1`]] })
          await sleep(1_000 / perSecond)
        }
        await sleep(500)
        return listLags(bare.written)
      })
      const ours = await withWorkers(cases, instances, async (workers) => {
        await waitForPosts(cases.length * 2)
        await sleep(2_000)
        for (let step = 0; step < steps; step += 1) {
          workers[step % instances]?.order({ kind: 'commit', numbers: [pick(channels)] })
          await sleep(1_000 / perSecond)
        }
        await sleep(6_000)
        return listLags(workers.flatMap(({ written }) => written))
      })
      const told = (lags: readonly number[]) =>
        [50, 95, 99].map((p) => percentile(lags, p).toFixed(0)).join(' | ')
      const ratio = percentile(ours, 95) / percentile(reference, 95)
      console.log(
        `| ${channels} channels, ${perSecond} changes a second, ${instances} instance(s) | ${told(ours)} | ${told(reference)} | ${ratio.toFixed(2)}x |`,
      )
      if (ours.length < steps) console.log(`${steps - ours.length} of ${steps} did not come`)
    }
}

async function backlog(): Promise<void> {
  const count = 10_000
  const cases = pendingCases(count)
  const reference = await withBare(async (bare) => {
    const began = moment()
    bare.order({
      kind: 'post',
      of: cases.flatMap(({ number, channel }) => [0, 1].map((seq) => [channel, `${number}:${seq}`] as const)),
    })
    await bare.done()
    return (2 * count) / ((moment() - began) / 1_000)
  })
  console.log(
    `\n| ${count} cases with a pending card and entry, posts per second | | bare | ratio |\n|---|---|---|---|`,
  )
  for (const instances of [1, 4]) {
    const rate = await withWorkers(cases, instances, async () => {
      const began = moment()
      await waitForPosts(2 * count)
      return (2 * count) / ((moment() - began) / 1_000)
    })
    console.log(
      `| ${instances} instance(s) | ${rate.toFixed(0)} | ${reference.toFixed(0)} | ${(rate / reference).toFixed(2)}x |`,
    )
  }
}

async function limited(): Promise<void> {
  const channels = 20
  const from = 10
  const to = 50
  const allowed = channels * (to - from)
  const rule = { burst: 4, refused: 0.05 }
  const countBetween = async () => {
    await sleep(from * 1_000)
    const before = slack.posts.size
    await sleep((to - from) * 1_000)
    return slack.posts.size - before
  }
  const reference = await withBare(async (bare) => {
    slack.limit(rule)
    bare.order({
      kind: 'post-paced',
      channels: Array.from({ length: channels }, (_, index) => channelOf(index + 1_001)),
      seconds: to + 1,
    })
    const count = await countBetween()
    await bare.done()
    return count
  })
  const cases = pendingCases(channels).map((one) => ({ ...one, entries: 100 }))
  console.log(
    '\n| one message a second and channel, 5 % refused | of what is allowed | refused | bare | ratio |\n|---|---|---|---|---|',
  )
  for (const instances of [1, 4]) {
    const count = await withWorkers(
      cases,
      instances,
      () => countBetween(),
      () => slack.limit(rule),
    )
    console.log(
      `| ${instances} instance(s) | ${((100 * count) / allowed).toFixed(0)} % | ${slack.limited()} | ${((100 * reference) / allowed).toFixed(0)} % | ${(count / reference).toFixed(2)}x |`,
    )
  }
}

async function troubled(): Promise<void> {
  const count = 3_000
  const sound = pendingCases(count)
  const archived = pendingCases(50, 20_000).map((one) => ({ ...one, channel: 'CARCHIVED' }))
  const silent = pendingCases(50, 30_000).map((one) => ({ ...one, channel: 'CSILENT' }))
  const mailed = pendingCases(50, 40_000).map((one) => ({ ...one, mails: [`a${one.number}@example.com`] }))
  const drain = async (cases: readonly PendingCase[], hangingMail: boolean) => {
    const isSound = (key: string) => Number(key.split(':')[0]) < 20_000
    return withWorkers(
      cases,
      1,
      async () => {
        const began = moment()
        for (;;) {
          const times = [...slack.posts].filter(([key]) => isSound(key)).map(([, at]) => at)
          if (times.length >= 2 * count) return Math.max(...times) - began
          await sleep(100)
        }
      },
      () => {
        slack.archived.add('CARCHIVED')
        slack.silent.add('CSILENT')
      },
      hangingMail,
    )
  }
  const ratios: number[] = []
  console.log(
    `\n| ${count} cases in as many channels, s | alone | beside what fails and hangs | ratio |\n|---|---|---|---|`,
  )
  for (let round = 0; round < 3; round += 1) {
    const alone = await drain(sound, false)
    const beside = await drain([...archived, ...silent, ...mailed, ...sound], true)
    ratios.push(beside / alone)
    console.log(
      `| round ${round + 1} | ${(alone / 1_000).toFixed(1)} | ${(beside / 1_000).toFixed(1)} | ${(beside / alone).toFixed(2)}x |`,
    )
  }
  console.log(`median ${percentile(ratios, 50).toFixed(2)}x`)
}

function pendingCases(count: number, after = 1_000): readonly PendingCase[] {
  return Array.from({ length: count }, (_, index) => {
    const number = after + index + 1
    return { number, channel: channelOf(number) }
  })
}

function pick(channels: number): number {
  return 1_001 + Math.floor(Math.random() * channels)
}

interface Running {
  readonly written: readonly (readonly [string, number])[]
  order(order: Order): void
  done(): Promise<void>
}

async function withBare<T>(measure: (bare: Running) => Promise<T>): Promise<T> {
  slack.forget()
  const bare = await start({ role: 'bare', slackUrl: slack.url, dataDir: '' })
  try {
    return await measure(bare)
  } finally {
    await bare.stop()
  }
}

async function withWorkers<T>(
  cases: readonly PendingCase[],
  instances: number,
  measure: (workers: readonly Running[]) => Promise<T>,
  prepare = () => {},
  hangingMail = false,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-bench-'))
  const dbName = `casethread-bench-${Date.now()}`
  const store = mongoUri ? await openMongoStore({ uri: mongoUri, dbName }) : await openStore({ dataDir })
  await createPending(store, cases)
  await store.close()
  slack.forget()
  prepare()
  const settings = { role: 'worker', slackUrl: slack.url, dataDir, mongoUri, dbName, hangingMail } as const
  const workers = await Promise.all(Array.from({ length: instances }, () => start(settings)))
  try {
    return await measure(workers)
  } finally {
    await Promise.all(workers.map((one) => one.stop()))
    rmSync(dataDir, { recursive: true })
    if (mongoUri) await dropDatabase(mongoUri, dbName)
  }
}

async function dropDatabase(uri: string, dbName: string): Promise<void> {
  const { mongo } = await import('mongoose')
  const client = new mongo.MongoClient(uri)
  await client.db(dbName).dropDatabase()
  await client.close()
}

async function start(settings: DeliveringSettings): Promise<Running & { stop(): Promise<void> }> {
  const child: ChildProcess = fork(
    fileURLToPath(new URL('dist/bench/support/delivering.js', packageRoot())),
    { env: { ...process.env, NODE_ENV: 'production', BENCH_DELIVERING: JSON.stringify(settings) } },
  )
  const written: (readonly [string, number])[] = []
  let done = () => {}
  await new Promise<void>((resolve, reject) => {
    child.on('message', (report: Report) => {
      if (report.ready) resolve()
      written.push(...(report.written ?? []))
      if (report.done) done()
    })
    child.once('exit', (code) => reject(new Error(`a process ended with code ${code}`)))
  })
  return {
    written,
    order: (order) => child.send(order),
    done: () =>
      new Promise((resolve) => {
        done = resolve
      }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.send({ kind: 'stop' } satisfies Order)
        setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
      }),
  }
}

async function waitForPosts(count: number): Promise<void> {
  const end = Date.now() + 600_000
  while (slack.posts.size < count) {
    if (Date.now() > end) throw new Error(`${slack.posts.size} of ${count} posts came`)
    await sleep(20)
  }
}

/** What did not come is missing. */
function listLags(written: Running['written']): readonly number[] {
  return written.flatMap(([key, at]) => {
    const came = slack.posts.get(key)
    return came === undefined ? [] : [came - at]
  })
}

function percentile(numbers: readonly number[], p: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN
}
