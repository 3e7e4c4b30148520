/** Whoever copies a command from a document has to get what the document says: each is read by the command line itself. */
import { Command, CommanderError } from 'commander'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { settingVariables } from '../../src/config/config.ts'
import { listCode, listDocuments, readDocument, type Shown } from '../support/list-documents.ts'

let program: Command

/** The command line as it is built, with nothing behind it. */
beforeAll(async () => {
  const parse = vi.spyOn(Command.prototype, 'parseAsync').mockImplementation(async function (this: Command) {
    program = this
    return this
  })
  await import('../../src/cli/cli.ts')
  parse.mockRestore()
  // Nor are the files there that they name.
  vi.spyOn(process, 'loadEnvFile').mockReturnValue()
  disarm(program)
}, 60_000)

function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} })
  if (command.commands.length === 0) command.action(() => {})
  for (const child of command.commands) disarm(child)
}

/** Names of what is to be put in, by something that fits. */
const placeholders: Readonly<Record<string, string>> = {
  '<case>': '1001',
  '<ケース>': '1001',
  '<number>': '1001',
  '<番号>': '1001',
  '<entry>': '2',
  '<履歴の番号>': '2',
  '<slack|gchat>': 'slack',
}

const called = /(?:(?:^|[(&] ?)casethread|npx casethread|node \S*dist\/src\/cli\/cli\.js) (.*)$/

/** The words after `casethread`, as a shell would split them; undefined for what is no call of it. */
function readArguments(text: string): readonly string[] | undefined {
  const [, line] = called.exec(text.replace(/\s+# .*$/, '')) ?? []
  if (line === undefined || /^[^a-z-]/.test(line)) return undefined
  const words = line.match(/'[^']*'|"[^"]*"|<[^>]*>|[^\s[\]]+/g) ?? []
  return words
    .map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
    .filter((word) => word !== '…')
    .map((word) => placeholders[word] ?? word)
}

/** A command is named in a sentence without what it takes. */
const unfinished: ReadonlySet<string> = new Set([
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
])

async function findFault({ text, isBlock }: Pick<Shown, 'text' | 'isBlock'>): Promise<string | undefined> {
  const words = readArguments(text)
  if (!words) return undefined
  try {
    await program.parseAsync([...words], { from: 'user' })
    return undefined
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0 || (!isBlock && unfinished.has(error.code))) return undefined
    return error.message
  }
}

describe('every command of casethread that a document shows', () => {
  it('is there, with its options and what it takes', async () => {
    const shown = listDocuments().flatMap(listCode)
    const calls = shown.filter(({ text }) => readArguments(text))
    const faults: string[] = []
    for (const call of calls) {
      const fault = await findFault(call)
      if (fault !== undefined) faults.push(`${call.at}: ${call.text}: ${fault}`)
    }

    expect(faults).toEqual([])
    expect(calls.filter(({ isBlock }) => isBlock).length).toBeGreaterThan(50)
    expect(calls.filter(({ isBlock }) => !isBlock).length).toBeGreaterThan(100)
  })

  it.each([
    'npx casethread frobnicate',
    'npx casethread deliveries frobnicate',
    'npx casethread backup',
    'npx casethread backup /a --frobnicate',
    'npx casethread deliveries retry one',
    'sudo docker exec casethread node /app/dist/src/cli/cli.js directory frobnicate',
  ])('would not pass if it were wrong: %s', async (text) => {
    expect(await findFault({ text, isBlock: true })).toBeDefined()
  })
})

describe('every npm script that a document shows', () => {
  const { scripts } = JSON.parse(readDocument('package.json')) as { readonly scripts: object }

  it('is there', () => {
    const shown = listDocuments().flatMap(listCode)
    const called = shown.flatMap(({ at, text }) =>
      [...text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => ({
        at,
        name: run ?? short ?? '',
      })),
    )
    expect(called.length).toBeGreaterThan(20)
    expect(called.filter(({ name }) => !(name in scripts))).toEqual([])
  })
})

describe('every setting that a document names', () => {
  const families = [...new Set(settingVariables.map((name) => `${name.split('_')[0]}_`))]
  const known: ReadonlySet<string> = new Set([
    ...settingVariables,
    // What `docs/settings.md` tells is reported.
    'SLACK_TOKEN',
    'MONGODB_URL',
  ])
  const findUnknown = ({ text }: Pick<Shown, 'text'>) =>
    (text.match(/(?<![\w-])[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g) ?? []).filter(
      (name) => families.some((family) => name.startsWith(family)) && !known.has(name),
    )

  it('is there', () => {
    const unknown = listDocuments()
      .flatMap(listCode)
      .flatMap((shown) => findUnknown(shown).map((name) => `${shown.at}: ${name}`))
    expect(unknown).toEqual([])
    expect(findUnknown({ text: 'SLACK_FROBNICATE=true SLACK_BOT_TOKEN_FILE=/run/x' })).toEqual([
      'SLACK_FROBNICATE',
    ])
  })
})
