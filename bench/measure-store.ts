/**
 * The stores: `lists` fills files of the embedded store with so many cases and times lists and searches; `rates` compares creating,
 * changing and reading one case with the bare driver doing the same writes, on SQLite and, with MONGODB_URI, on MongoDB.
 * `npm run bench:store -- lists 10000 100000 1000000`, `npm run bench:store -- rates 9`; without arguments both.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { header, machine, median, row } from './support/figures.ts'
import { listTimes, type Seen } from './support/lists.ts'
import { loadSqlite } from './support/load-sqlite.ts'
import { mongoRates, type Rates, sqliteRates } from './support/rates.ts'

const [part, ...numbers] = process.argv.slice(2)
console.log(`${machine()}\n`)
if (part !== 'lists') await rates(Number(numbers[0] ?? 9))
if (part !== 'rates') await lists(numbers.length > 0 ? numbers.map(Number) : [10_000, 100_000, 1_000_000])

async function rates(rounds: number): Promise<void> {
  console.log(
    `${rounds} rounds, operations per second, more is better; last column: ratio by processor time\n`,
  )
  console.log(
    header
      .split('\n')
      .map((line, index) => `${line}${index === 0 ? ' by processor time |' : '---|'}`)
      .join('\n'),
  )
  report('SQLite', 'bare libsql', await sqliteRates(rounds))
  const uri = process.env.MONGODB_URI
  if (uri) report('MongoDB', 'bare driver', await mongoRates(uri, rounds))
  else console.log('\nMongoDB was left out: MONGODB_URI is not set.')
}

function report(name: string, reference: string, rates: Rates): void {
  for (const [what, { ours, bare }] of rates) {
    const [rates, references] = [ours, bare].map((all) => all.map(({ rate }) => rate)) as [number[], number[]]
    const cpu = median(ours.map(({ cpu }, index) => (bare[index]?.cpu ?? Number.NaN) / cpu))
    console.log(`${row(`${name}: ${what} (${reference})`, rates, references, '/s')} ${cpu.toFixed(2)}x |`)
  }
}

async function lists(sizes: readonly number[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'casethread-bench-'))
  const seen: ReadonlyMap<string, Seen>[] = []
  try {
    for (const size of sizes) {
      const file = join(folder, `${size}.db`)
      const began = performance.now()
      await loadSqlite(file, size)
      const seconds = (performance.now() - began) / 1_000
      const store = await openSqliteStore({ file })
      seen.push(await listTimes(store, 200))
      await store.close()
      const bytes = (await stat(file)).size
      await rm(file)
      console.log(
        `\n${size} cases: loaded in ${seconds.toFixed(0)} s, ${(bytes / size).toFixed(0)} bytes per case (${(bytes / 2 ** 20).toFixed(0)} MiB)`,
      )
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  console.log(
    `\np95 · processor time in ms, first and second page of 20; (n): cases on the first page, where it is not full\n\n| question | ${sizes.join(' | ')} | last / first |`,
  )
  console.log(`|---|${sizes.map(() => '---|').join('')}---|`)
  for (const name of seen[0]?.keys() ?? []) {
    const times = seen.map((one) => one.get(name) ?? { p95: Number.NaN, cpu: Number.NaN, shown: 0 })
    const growth = (times.at(-1)?.cpu ?? 0) / (times[0]?.cpu ?? 1)
    const cells = times.map(
      ({ p95, cpu, shown }) =>
        `${p95.toFixed(2)} · ${cpu.toFixed(2)}${shown > 19.5 ? '' : ` (${shown.toFixed(0)})`}`,
    )
    console.log(`| ${name} | ${cells.join(' | ')} | ${growth.toFixed(1)}x |`)
  }
}
