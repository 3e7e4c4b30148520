/**
 * `npm run test:mutation [-- files or folders]`: how many small faults, put into a file one at a time, its nearest tests notice.
 * Each file has a run of its own, ended after MUTATION_MINUTES (10 where not set); what it had not tried by then counts as not
 * noticed. `reports/mutation/survivors.txt` lists the faults that went unnoticed.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { findNearestTests, listFiles } from './nearest-tests.ts'

/** What is measured where nothing is named, and under which sum. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'src/cases': ['src/cases/'],
  'src/delivery': ['src/delivery/'],
  parsing: [
    'commands/parse-line.ts',
    'commands/arguments.ts',
    'src/import-export/read-rows.ts',
    'src/import-export/case-line.ts',
    'src/people/directory-file.ts',
    'src/people/directory-schema.ts',
    'src/chat/gchat/event/',
  ],
}

const reports = 'reports/mutation'
const minutes = Number(process.env.MUTATION_MINUTES ?? 10)

/** As Stryker's event recorder writes it. */
interface Mutant {
  readonly mutatorName: string
  readonly replacement: string
  readonly status: string
  readonly static?: boolean
  readonly testsCompleted?: number
  readonly location: { readonly start: { readonly line: number; readonly column: number } }
}

interface Count {
  readonly killed: number
  readonly survived: number
  readonly uncovered: number
  readonly timeout: number
  readonly untried: number
}

interface Measured extends Count {
  readonly file: string
  readonly note: string
  readonly survivors: readonly Mutant[]
}

async function measure(file: string): Promise<Measured> {
  const tests = findNearestTests(file)
  const events = `${reports}/${file.replaceAll('/', '.')}`
  mkdirSync(events, { recursive: true })
  const note = tests.length === 0 ? 'no test is near' : await runStryker(file, tests, events)
  const [plan] = readEvents<{ mutantPlans: readonly unknown[] }>(events, 'onMutationTestingPlanReady')
  const mutants = readEvents<Mutant>(events, 'onMutantTested')
  const tried = mutants.filter(({ status }) => status !== 'Ignored')
  const count = (noticed: (mutant: Mutant) => boolean) => tried.filter(noticed).length
  return {
    file,
    note,
    killed: count(isKilled),
    survived: count((mutant) => mutant.status === 'Survived' && !isKilled(mutant)),
    uncovered: count(({ status }) => status === 'NoCoverage'),
    timeout: count(({ status }) => status === 'Timeout'),
    untried: (plan?.mutantPlans.length ?? 0) - mutants.length,
    survivors: tried.filter(
      (mutant) => ['Survived', 'NoCoverage'].includes(mutant.status) && !isKilled(mutant),
    ),
  }
}

/** Stryker says "survived" also where a fault in a module's constants let no test file load, so that no test ran at all. */
function isKilled({ status, static: isStatic, testsCompleted }: Mutant): boolean {
  return status === 'Killed' || (status === 'Survived' && isStatic === true && testsCompleted === 0)
}

/** In a process group of its own, so that whatever hangs can be ended with all that it started. The answer: what went wrong. */
function runStryker(file: string, tests: readonly string[], events: string): Promise<string> {
  const config = `${events}.json`
  const options = {
    mutate: [file],
    testRunner: 'vitest',
    vitest: { configFile: '.ci/mutation.config.ts', related: false },
    concurrency: 1,
    timeoutMS: 5_000,
    dryRunTimeoutMinutes: minutes,
    reporters: ['event-recorder'],
    eventReporter: { baseDir: events },
    ignorePatterns: ['bench', 'dist', 'playground/web', 'reports', 'screenshots'],
    allowConsoleColors: false,
    logLevel: 'warn',
  }
  writeFileSync(config, JSON.stringify(options))
  const stryker = spawn('npx', ['stryker', 'run', config], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { FC_SEED: '20260302', ...process.env, MUTATION_TESTS: tests.join(' ') },
  })
  const end = () => stryker.pid !== undefined && process.kill(-stryker.pid, 'SIGKILL')
  process.once('exit', end)
  let log = ''
  for (const stream of [stryker.stdout, stryker.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      log += text
    })
  }
  return new Promise((resolve) => {
    let isLate = false
    const limit = setTimeout(() => {
      isLate = true
      end()
    }, minutes * 60_000)
    stryker.on('close', (code) => {
      clearTimeout(limit)
      process.off('exit', end)
      writeFileSync(`${events}.log`, log)
      if (isLate) resolve(`OUT OF TIME after ${minutes} min`)
      else resolve(code === 0 ? '' : `FAILED, see ${events}.log`)
    })
  })
}

function readEvents<T>(events: string, name: string): readonly T[] {
  return readdirSync(events)
    .filter((file) => file.endsWith(`-${name}.json`))
    .map((file) => JSON.parse(readFileSync(`${events}/${file}`, 'utf8')))
}

function sum(counts: readonly Count[]): Count {
  const total = (key: keyof Count) => counts.reduce((all, count) => all + count[key], 0)
  return {
    killed: total('killed'),
    survived: total('survived'),
    uncovered: total('uncovered'),
    timeout: total('timeout'),
    untried: total('untried'),
  }
}

const columns = ['killed', 'timeout', 'survived', 'no test', 'untried', '% of all', '% of covered']

function toRow(name: string, { killed, survived, uncovered, timeout, untried }: Count, note = ''): string {
  const noticed = killed + timeout
  const covered = noticed + survived + untried
  const percent = (all: number) => (all === 0 ? '–' : ((100 * noticed) / all).toFixed(1))
  const figures = [
    killed,
    timeout,
    survived,
    uncovered,
    untried,
    percent(covered + uncovered),
    percent(covered),
  ]
  return toLine(name, figures.map(String), note)
}

function toLine(name: string, cells: readonly string[], note = ''): string {
  return `${name.padEnd(42)}${cells.map((cell) => cell.padStart(13)).join('')}  ${note}`.trimEnd()
}

// So that whoever ends this ends Stryker too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const named = process.argv.slice(2)
const isNamed = (file: string) => named.length === 0 || named.some((start) => file.startsWith(start))
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
console.log(toLine('', columns))
const sums: string[] = []
const survivors: string[] = []
for (const [part, starts] of Object.entries(parts)) {
  const measured: Measured[] = []
  for (const file of starts.flatMap((start) => (start.endsWith('/') ? listFiles(start) : [start]))) {
    if (!isNamed(file)) continue
    const one = await measure(file)
    measured.push(one)
    console.log(toRow(file, one, one.note))
    for (const { location, mutatorName, replacement, status } of one.survivors) {
      const { line, column } = location.start
      survivors.push(
        `${file}:${line}:${column} ${status} ${mutatorName} → ${replacement.replaceAll(/\s+/g, ' ')}`,
      )
    }
    writeFileSync(`${reports}/survivors.txt`, `${survivors.join('\n')}\n`)
  }
  if (measured.length > 0)
    sums.push(toRow(part, sum(measured), measured.some(({ note }) => note) ? 'not whole' : ''))
}
console.log(`\n${sums.join('\n')}`)
