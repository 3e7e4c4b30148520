/** vitest's default reporter, whose summary also names the seed, what was left out, and how many tests ran on each store. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import Libsql from 'libsql'
import type { TestModule, TestRunEndReason } from 'vitest/node'
import { DefaultReporter } from 'vitest/node'
import { leftOutLine } from './fast-group.ts'
import type { MongoForTests } from './mongo-setup.ts'

declare module 'vitest' {
  export interface TaskMeta {
    /** The store that the test runs on; `stores.ts` says so of each test that it runs on one. */
    store?: StoreName
  }
}

export type StoreName = 'SQLite' | 'MongoDB'

/** One test as the summary counts it. */
export interface Counted {
  readonly store: StoreName | undefined
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
}

/** `SQLite … : 412 passed · MongoDB … : 410 passed, 1 skipped`; undefined where no test has to do with a store. */
export function storesLine(
  tests: readonly Counted[],
  names: Readonly<Record<StoreName, string>>,
): string | undefined {
  const told = (['SQLite', 'MongoDB'] as const).flatMap((store) => {
    const own = tests.filter((one) => one.store === store)
    if (own.length === 0) return []
    const counts = (['failed', 'passed', 'skipped', 'pending'] as const)
      .map((state) => ({ state, count: own.filter((one) => one.state === state).length }))
      .filter(({ state, count }) => count > 0 || state === 'passed')
      .map(({ state, count }) => `${count} ${state}`)
    return [`${names[store]}: ${counts.join(', ')}`]
  })
  return told.length > 0 ? told.join(' · ') : undefined
}

export class StoresReporter extends DefaultReporter {
  readonly #fast: boolean
  #line: string | undefined

  constructor({ fast }: { readonly fast: boolean }) {
    super()
    this.#fast = fast
  }

  override onTestRunEnd(
    modules: readonly TestModule[],
    errors: Parameters<DefaultReporter['onTestRunEnd']>[1],
    reason: TestRunEndReason,
  ): void {
    const tests = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((test): Counted => ({ store: test.meta().store, state: test.result().state }))
    const { mongo } = this.ctx.getRootProject().getProvidedContext()
    this.#line = storesLine(tests, { SQLite: sqliteName(), MongoDB: mongoName(mongo) })
    super.onTestRunEnd(modules, errors, reason)
  }

  /** As a part of vitest's own summary: above its counts, which stay the last word of a run, good or bad. */
  override reportTestSummary(...summary: Parameters<DefaultReporter['reportTestSummary']>): void {
    const { seed } = this.ctx.getRootProject().getProvidedContext()
    this.log(`\n       Seed  ${seed} (FC_SEED=${seed} draws the same again)`)
    if (this.#line) this.log(`     Stores  ${this.#line}`)
    if (this.#fast) this.log(`   Left out  ${leftOutLine()}; npm test runs everything`)
    super.reportTestSummary(...summary)
  }
}

function mongoName(found: MongoForTests | undefined): string {
  return found?.kind === 'server' ? found.name : 'MongoDB (none here)'
}

/** SQLite as libsql carries it. */
function sqliteName(): string {
  const database = new Libsql(':memory:')
  try {
    const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
    const folder = dirname(createRequire(import.meta.url).resolve('libsql'))
    const libsql = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return `SQLite ${version} (libsql ${libsql.version})`
  } finally {
    database.close()
  }
}
