/** `npm run test:faults` in short. */
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'
import { builtEntry } from '../support/built-entry.ts'
import { findPrometheus } from '../support/prometheus.ts'
import { mongoForTests } from '../support/stores.ts'
import { type FaultKind, planWorld, type StoreKind } from './fault-plan.ts'
import { runWorld } from './fault-world.ts'
import { summarizeLag } from './watch-lag.ts'
import { measureRate } from './world-clock.ts'

const seed = inject('seed')
const mongo = mongoForTests()
const kinds: readonly FaultKind[] = [
  'slack-429',
  'gchat-429',
  'slack-5xx',
  'gchat-5xx',
  'slack-answer-lost',
  'gchat-answer-lost',
  'slack-cut',
  'gchat-cut',
  'events-shuffled',
  'clock-jump',
]

describe.concurrent(`the whole bot, killed again and again (FC_SEED=${seed})`, () => {
  it(
    'leaves every history whole and every thread complete, in order, on SQLite',
    { timeout: 600_000, meta: { store: 'SQLite' } },
    () => expectWhole('sqlite'),
  )

  it.skipIf(mongo.kind === 'none')(
    'leaves every history whole and every thread complete, in order, on MongoDB',
    { timeout: 600_000, meta: { store: 'MongoDB' } },
    () => expectWhole('mongo'),
  )
})

async function expectWhole(store: StoreKind): Promise<void> {
  const size = { store, instances: 2, kills: 10, commands: 200, kinds }
  const plan = planWorld(seed, `short ${store}`, size)
  const root = fileURLToPath(packageRoot())
  const mongodbUri = mongo.kind === 'server' ? mongo.uri : undefined
  const entry = await builtEntry('src/cli/cli')
  const bot = { root, entry, mongodbUri, rate: measureRate(entry) }

  const report = await runWorld(plan, bot, { settleMs: 20_000, prometheus: findPrometheus() })

  expect(report.violations, `see ${report.folder}`).toEqual([])
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBe(10)
  expect(report.accepted).toBeGreaterThan(0)
  expect(report.posts).toBeGreaterThan(report.entries)
  expect(report.notices).toBeGreaterThan(0)
  // Whatever was late, and as often as they died: in the end the figures say that nothing is.
  if (report.lag) {
    expect(summarizeLag(report.lag.late)).toMatchObject({ last: 0 })
    expect(summarizeLag(report.lag.posted)?.peak).toBeGreaterThan(0)
  }
}
