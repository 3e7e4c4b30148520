/** `npm run test:faults`: the whole bot is killed again and again while everything around it fails; told is what was left of it. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../src/config/package-root.ts'
import { findPrometheus } from '../support/prometheus.ts'
import { buildBot } from './build-bot.ts'
import { type FaultKind, faultKinds, planWorld, type StoreKind } from './fault-plan.ts'
import { runWorld, type WorldReport } from './fault-world.ts'
import { describeSeen, summarizeLag } from './watch-lag.ts'
import { measureRate } from './world-clock.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    kills: { type: 'string', default: '1000' },
    only: { type: 'string' },
    store: { type: 'string' },
    instances: { type: 'string' },
    bot: { type: 'string' },
    /** Where the lag that Prometheus saw is kept, as JSON. */
    lag: { type: 'string' },
  },
})
const tell = (line: string) => process.stdout.write(`${line}\n`)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const kills = Number(values.kills)
const kinds = values.only === undefined ? faultKinds : values.only.split(',').filter(Boolean).map(toKind)
const root = values.bot ?? fileURLToPath(packageRoot())
const mongodbUri = process.env.TEST_MONGODB_URI
const prometheus = findPrometheus()

function toKind(name: string): FaultKind {
  const kind = faultKinds.find((each) => each === name)
  if (!kind) throw new Error(`There is no fault "${name}". There are: ${faultKinds.join(', ')}.`)
  return kind
}

const stores: readonly StoreKind[] = mongodbUri ? ['sqlite', 'mongo'] : ['sqlite']
const wanted = stores.filter((store) => values.store === undefined || values.store === store)
if (!prometheus) tell('Without Prometheus: nobody reads the figures meanwhile')
if (values.lag !== undefined && !prometheus) throw new Error('--lag needs a Prometheus: set PROMETHEUS_PATH')
if (!mongodbUri) tell('Without MongoDB: set TEST_MONGODB_URI to the address of a server')
const instanceCounts = values.instances === undefined ? [1, 2, 4] : [Number(values.instances)]
/** Each store with one, two and four instances; a world's share of the kills is as large as its number of instances. */
const shares = wanted.flatMap((store) => instanceCounts.map((instances) => ({ store, instances })))
const whole = shares.reduce((sum, { instances }) => sum + instances, 0)
const plans = shares.map(({ store, instances }) => {
  const share = Math.ceil((kills * instances) / whole)
  return planWorld(seed, `${store} with ${instances}`, {
    store,
    instances,
    kills: share,
    commands: Math.max(50, share * 20),
    kinds,
  })
})

tell(`Seed ${seed}: ${plans.map(({ name }) => name).join(', ')}; ${kills} kills`)
const begun = performance.now()
const bot = await buildBot(root)
const rate = measureRate(bot.entry)
tell(`Time runs ${rate} times as fast`)
const reports: { readonly name: string; readonly report: WorldReport }[] = []
/** Side by side, as the machine has it: one of each store. */
try {
  await Promise.all(
    wanted.map(async (store) => {
      for (const plan of plans) {
        if (plan.store !== store) continue
        const since = performance.now()
        const report = await runWorld(
          plan,
          { root, entry: bot.entry, mongodbUri, rate },
          { settleMs: 20_000, tell, prometheus },
        )
        reports.push({ name: plan.name, report })
        tell(describe(plan.name, report, performance.now() - since))
      }
    }),
  )
} finally {
  bot.clear()
}

function describe(name: string, report: WorldReport, ms: number): string {
  const { kills: died, violations, faults } = report
  const sum = Object.values(died).reduce((all, count) => all + count, 0)
  const lines = [
    `${name}: ${sum} kills (${Object.entries(died)
      .map(([how, count]) => `${how} ${count}`)
      .join(', ')}), ${report.starts} starts, ${Math.round(ms / 1000)} s`,
    `  ${report.accepted} commands accepted, ${report.unanswered} unanswered, ${report.refused} refused; ${report.cases} cases, ${report.entries} entries, ${report.posts} posts, ${report.notices} notices`,
    `  faults: ${Object.entries(faults)
      .map(([kind, { times, calls }]) => `${kind} ${times}${calls > 0 ? ` (${calls} calls)` : ''}`)
      .join(', ')}`,
    ...(report.lag ? [`  ${describeSeen(report.lag).replaceAll('\n', '\n  ')}`] : []),
    violations.length === 0
      ? '  nothing lost, doubled, reordered or leaked'
      : `  ${violations.length} VIOLATIONS, see ${report.folder}`,
    ...violations.slice(0, 20).map(({ kind, what }) => `    ${kind}: ${what}`),
  ]
  return lines.join('\n')
}

const failed = reports.filter(({ report }) => report.violations.length > 0)
const total = (count: (report: WorldReport) => number) =>
  reports.reduce((sum, { report }) => sum + count(report), 0)
const died = total(({ kills: died }) => Object.values(died).reduce((all, count) => all + count, 0))
tell(
  `Seed ${seed}: ${died} kills, ${total(({ entries }) => entries)} entries, ${total(({ posts }) => posts)} posts, ${total(({ notices }) => notices)} notices, ${total(({ violations }) => violations.length)} violations in ${Math.round((performance.now() - begun) / 1000)} s`,
)
if (values.lag !== undefined) {
  const kept = reports.map(({ name, report: { lag } }) => ({
    name,
    ...(lag && { posted: summarizeLag(lag.posted), late: summarizeLag(lag.late), series: lag }),
  }))
  writeFileSync(values.lag, JSON.stringify({ seed, rate, worlds: kept }, null, 1))
}
process.exitCode = failed.length > 0 ? 1 : 0
