import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { type Ended, runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'casethread-codes-'))
// What is migrated has to be there.
beforeAll(async () => (await openSqliteStore({ file: join(folder, 'casethread.db') })).close())
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const page = readFileSync(new URL('docs/exit-codes.md', packageRoot()), 'utf8')

/** The rows of the page's tables, by their first cell. */
const rows = new Map(
  page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, first = '', second = '']) => [first, second]),
)

/** What the page says of something that happens. */
function codeOf(happens: string): number {
  const code = rows.get(happens)
  if (!code || !/^\d+$/.test(code)) throw new Error(`docs/exit-codes.md has no code for "${happens}"`)
  return Number(code)
}

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const none = join(folder, 'none')
const googleFile = file('google.yaml', 'domains: []\n')
const noDatabase = 'mongodb://127.0.0.1:9/casethread?serverSelectionTimeoutMS=300'

interface Example {
  /** Good, as far as the command line goes. */
  readonly args: readonly string[]
  /** With a file that is not there. */
  readonly withoutFile?: readonly string[]
  /** With something named that is not there. */
  readonly named?: readonly string[]
  /** Whether nothing of the command line may be left out. */
  readonly isComplete?: true
  /** Why no database is asked. */
  readonly withoutDatabase?: string
  readonly env?: Readonly<Record<string, string>>
}

const since = ['--since', '2026-01-01']

/** One for each command that there is. */
const examples: Readonly<Record<string, Example>> = {
  start: {
    args: [],
    env: {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: '0123456789abcdef',
      DIRECTORY_FILE: sampleDirectoryFile,
    },
  },
  import: { args: [file('cases.jsonl', '')], withoutFile: [none], isComplete: true },
  migrate: { args: [], env: { MONGODB_URI: noDatabase } },
  'setup code': { args: [] },
  'setup operators': { args: [] },
  'setup remove': { args: ['slack:T1/U1'], named: ['slack:T1/U1'], isComplete: true },
  'removals replay': { args: [file('ledger.jsonl', '')], withoutFile: [none], isComplete: true },
  backup: { args: [join(folder, 'backup')], isComplete: true, withoutDatabase: 'of the data folder alone' },
  restore: {
    args: [folder],
    withoutFile: [none],
    isComplete: true,
    withoutDatabase: 'of the data folder alone',
  },
  export: { args: ['--as', 'a@b.example'], named: ['--as', 'a@b.example'], isComplete: true },
  stats: {
    args: ['--as', 'a@b.example', ...since],
    named: ['--as', 'a@b.example', ...since],
    isComplete: true,
  },
  'directory import': { args: [sampleDirectoryFile], withoutFile: [none], isComplete: true },
  'directory show': { args: [], named: ['bogus.example.com'] },
  'directory join': { args: [] },
  'directory google login': {
    args: [],
    withoutFile: ['--client', none],
    withoutDatabase: 'a sign-in is kept in a file',
    env: { DIRECTORY_GOOGLE_FILE: googleFile },
  },
  'directory google sync': {
    args: [],
    env: { DIRECTORY_GOOGLE_FILE: googleFile },
    withoutDatabase: 'the file names no domain',
  },
  'gchat manifest': { args: [], withoutDatabase: 'nothing is stored' },
  'posts pause': { args: [] },
  'posts resume': { args: [] },
  'posts status': { args: [] },
  'customer export': {
    args: ['C-9', '--out', join(folder, 'export')],
    named: ['C-9', '--out', join(folder, 'export')],
    isComplete: true,
  },
  'customer erase': { args: ['C-9'], named: ['C-9'], isComplete: true },
  retention: { args: [], env: { KEEP_CLOSED_CASES: '1095d' } },
  hold: { args: ['9'], named: ['9'] },
  'person find': { args: ['a@b.example'], named: ['a@b.example'], isComplete: true },
  'person erase': { args: ['a@b.example'], named: ['a@b.example'], isComplete: true },
  'person forget': { args: ['a@b.example'], named: ['a@b.example'], isComplete: true },
  'deliveries list': { args: [] },
  'deliveries retry': { args: ['9'], named: ['9'], isComplete: true },
  'deliveries drop': { args: ['9', 't'], named: ['9', 't'], isComplete: true },
  'deliveries actions': { args: ['9'], isComplete: true },
  'audit log': { args: [] },
  'audit readers': { args: ['9', '1'], named: ['9', '1'], isComplete: true },
  'audit conversation': { args: ['slack', 'T1', 'C1'], isComplete: true },
  doctor: {
    args: [],
    named: ['bogus.example.com'],
    withoutDatabase: 'it sums up all that it finds: faults-matrix.test.ts',
    env: { DIRECTORY_FILE: sampleDirectoryFile },
  },
}

/** Every command that has none below it, as the help tells. */
async function listCommands(above: readonly string[] = []): Promise<readonly string[]> {
  const { stdout } = await runCli([...above, '--help'], {})
  const [, told = ''] = stdout.split('\nCommands:\n')
  const names = [...told.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name)
  const below = names.filter((name) => name !== 'help')
  if (below.length === 0) return [above.join(' ')]
  return (await Promise.all(below.map((name) => listCommands([...above, name])))).flat()
}

/** Runs the command of each example that has what it takes, four at once; told with the command where it differs. */
async function codesOf(
  run: (command: readonly string[], example: Example) => Promise<Ended> | undefined,
): Promise<Readonly<Record<string, number>>> {
  const open = Object.entries(examples)
  const codes: Record<string, number> = {}
  async function work(): Promise<void> {
    for (let next = open.shift(); next; next = open.shift()) {
      const [command, example] = next
      const ended = await run(command.split(' '), example)
      if (!ended) continue
      codes[command] = ended.code
      expect(ended.stderr, command).not.toMatch(/\n\s+at /)
    }
  }
  await Promise.all([work(), work(), work(), work()])
  return codes
}

/** The same code for all of these. */
function all(codes: Readonly<Record<string, number>>, code: number): Readonly<Record<string, number>> {
  expect(Object.keys(codes).length).toBeGreaterThan(2)
  return Object.fromEntries(Object.keys(codes).map((command) => [command, code]))
}

describe('how every command ends', { timeout: 180_000 }, () => {
  it('is one of the codes of the page, and the page has no others', () => {
    const told = [...rows.keys()].filter((cell) => /^\d+$/.test(cell)).map(Number)
    expect(told).toEqual([...new Set([0, ...Object.values(exitCodes)])].toSorted((a, b) => a - b))
  })

  it('is looked at for every command', async () => {
    expect((await listCommands()).toSorted()).toEqual(Object.keys(examples).toSorted())
  })

  it('where a command is missing, or something that it needs', async () => {
    const code = codeOf('A command is missing, or something that it needs')
    const groups = [
      [],
      ['directory'],
      ['directory', 'google'],
      ['posts'],
      ['person'],
      ['customer'],
      ['audit'],
      ['deliveries'],
      ['setup'],
    ]
    const bare = await Promise.all(groups.map(async (group) => (await runCli(group, {})).code))
    expect(bare).toEqual(groups.map(() => code))
    const codes = await codesOf((command, { isComplete }) => (isComplete ? runCli(command, {}) : undefined))
    expect(codes).toEqual(all(codes, code))
  })

  it('where an option is unknown, or a value is none of those possible', async () => {
    const code = codeOf('An option is unknown, or a value is none of those possible')
    const codes = await codesOf((command, { args }) => runCli([...command, ...args, '--bogus'], {}))
    expect(codes).toEqual(all(codes, code))
    for (const args of [
      ['audit', 'readers', 'x', '1'],
      ['audit', 'conversation', 'irc', 'T1', 'C1'],
      ['export', '--as', 'a@b.example', '--format', 'pdf'],
      ['stats', '--as', 'a@b.example', '--since', 'soon'],
      ['nothing'],
    ])
      expect(await runCli(args, {}), args.join(' ')).toMatchObject({ code })
  })

  it('where a file on the command line isn’t there', async () => {
    const codes = await codesOf((command, { withoutFile, env = {} }) =>
      withoutFile ? runCli([...command, ...withoutFile], { DATA_DIR: folder, ...env }) : undefined,
    )
    expect(codes).toEqual(all(codes, codeOf("A file on the command line isn't there")))
  })

  it('where a setting is invalid', async () => {
    const codes = await codesOf((command, { args, env = {} }) =>
      runCli([...command, ...args], { DATA_DIR: folder, ...env, PORT: '"3000"' }),
    )
    expect(codes).toEqual(all(codes, codeOf('A setting is invalid')))
  })

  it('where the database doesn’t answer', async () => {
    const codes = await codesOf((command, { args, withoutDatabase, env = {} }) =>
      withoutDatabase === undefined
        ? runCli([...command, ...args], { DATA_DIR: folder, ...env, MONGODB_URI: noDatabase })
        : undefined,
    )
    expect(codes).toEqual(all(codes, codeOf("The database doesn't answer")))
  })

  it('where the database is damaged', async () => {
    const damaged = mkdtempSync(join(tmpdir(), 'casethread-damaged-'))
    writeFileSync(
      join(damaged, 'casethread.db'),
      'no database at all, but long enough to be taken for one'.repeat(99),
    )
    const codes = await codesOf((command, { args, withoutDatabase, env = {} }) =>
      withoutDatabase === undefined
        ? runCli([...command, ...args], { DATA_DIR: damaged, ...env })
        : undefined,
    )
    rmSync(damaged, { recursive: true })
    expect(codes).toEqual(all(codes, codeOf('The database is damaged')))
  })

  it('where something that was named isn’t there', async () => {
    const codes = await codesOf((command, { named, env = {} }) =>
      named
        ? runCli([...command, ...named], { DATA_DIR: folder, DIRECTORY_FILE: sampleDirectoryFile, ...env })
        : undefined,
    )
    expect(codes).toEqual(
      all(codes, codeOf("A case, domain, account, person, or customer that you named isn't there")),
    )
  })
})
