/** `casethread directory import` and `directory show`: the directory that is kept in the database. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { createNames } from '../cases/names.ts'
import { type Config, readConfig } from '../config/config.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { toOneLine } from '../config/one-line.ts'
import { findConverted } from '../files/find-converted.ts'
import { orExit } from '../main.ts'
import { readDirectoryBytes } from '../people/directory-file.ts'
import { carryOut, type PlanFor, planFor, readStored } from '../people/import-directory.ts'
import type { ImportPlan } from '../people/import-plan.ts'
import { describeLateName, findLateNames, joinDirectory } from '../people/join-late-names.ts'
import type { Store } from '../store/store.ts'
import { exitCodes } from './exit-codes.ts'
import { isReadable } from './import-command.ts'
import { describeStored, findStored } from './show-directory.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface ImportOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly prune?: boolean
  readonly json?: boolean
}

/** Checks the whole file, shows what would change, and writes it once that is agreed to. */
export async function importDirectory(file: string, options: ImportOptions, env: Env): Promise<void> {
  if (!(await isReadable(file, env))) return
  await orExit(async () => {
    const config = readConfig(env)
    const wanted = await readHandedOver(file)
    if (!wanted) return
    for (const { name } of await findConverted([file])) console.error(`${file} is read as ${name}.`)
    await withStore(config, async (all) => {
      const store = all.directory
      const plan = await planFor(store, wanted, { now: new Date(), prune: options.prune ?? false })
      const late = await findLateNames(plan.wanted, all)
      const say = (text: string) => {
        if (!options.json) console.log(text)
      }
      say(describePlan(plan))
      for (const one of late) say(`= ${describeLateName(one)} They are joined with the others.`)
      const done = await carryOutAgreed({ plan, late, options, say }, all)
      if (done.outcome === 'written' && !options.json) tellWhichCounts(config)
      if (options.json) console.log(JSON.stringify(toReport(plan, late, done), null, 2))
      if (notDone.has(done.outcome) || done.lost.length > 0) process.exitCode = exitCodes.notDone
    })
  }, 'do it')
}

type Outcome = 'does-not-fit' | 'unchanged' | 'dry-run' | 'not-agreed' | 'written'

const notDone: ReadonlySet<Outcome> = new Set<Outcome>(['does-not-fit', 'not-agreed'])

interface Done {
  readonly outcome: Outcome
  /** What somebody else changed meanwhile. */
  readonly lost: readonly string[]
}

async function carryOutAgreed(
  {
    plan,
    late,
    options,
    say,
  }: {
    readonly plan: PlanFor
    readonly late: readonly unknown[]
    readonly options: ImportOptions
    readonly say: (text: string) => void
  },
  all: Store,
): Promise<Done> {
  const ended = (outcome: Outcome): Done => ({ outcome, lost: [] })
  if (plan.faults.length > 0) return ended('does-not-fit')
  if (plan.steps.length === 0 && late.length === 0) return ended('unchanged')
  if (options.dryRun) return ended('dry-run')
  // Nobody is asked by a program.
  if (!(options.json ? options.yes : await agreed(options))) {
    say('Nothing was written.')
    return ended('not-agreed')
  }
  const lost = await carryOut(all.directory, plan)
  for (const text of lost) say(`Changed meanwhile, run the import again: ${text}`)
  say(`Written: ${counted(plan.steps.length - lost.length)}.`)
  if (late.length > 0) say(describeJoined(await joinDirectory(plan.wanted, all)))
  return { outcome: 'written', lost }
}

function toReport({ steps, missing, kept, faults }: ImportPlan, late: readonly object[], done: Done) {
  const changes = steps.map(({ kind, text }) => ({ kind, text }))
  return { ...done, steps: changes, missing, kept, faults, laterNames: late }
}

/** Its faults are those of a file that was handed over, and not of the settings. */
async function readHandedOver(file: string) {
  try {
    return readDirectoryBytes(await readFile(file), file)
  } catch (error) {
    if (!(error instanceof FileValidationError)) throw error
    console.error(`${error.message}\nNothing was written.`)
    process.exitCode = exitCodes.badData
    return undefined
  }
}

/** DOM-4: what was stored under a later name of something that was renamed comes under its first one. May be run at any time. */
export async function joinDirectoryNames({ json }: Pick<ImportOptions, 'json'>, env: Env): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    const { directoryFile, directoryFileNamed } = config
    await withStore(config, async (store) => {
      const hasFile = directoryFileNamed || existsSync(directoryFile)
      const known = hasFile
        ? readDirectoryBytes(await readFile(directoryFile), directoryFile)
        : await readStored(store.directory)
      const cases = await joinDirectory(known, store)
      console.log(json ? JSON.stringify({ cases }) : describeJoined(cases))
    })
  }, 'do it')
}

function describeJoined(cases: number): string {
  return `Every case goes by the first names: ${cases} looked through.`
}

/** What is stored, of one reseller domain or whole. Exit code 1 where there is no such domain. */
export async function showDirectory(
  domain: string | undefined,
  { json }: Pick<ImportOptions, 'json'>,
  env: Env,
): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    await withStore(config, async ({ directory: store }) => {
      const found = await findStored(store, domain?.toLowerCase())
      if (json && found) {
        console.log(JSON.stringify(found, null, 2))
        return
      }
      const lines = found ? describeStored(found, createNames(await store.renamed())) : []
      if (lines.length > 0) console.log(lines.join('\n'))
      else if (domain === undefined) console.log(nothingYet)
      else {
        console.error(`The database knows no reseller domain ${toOneLine(domain)}.`)
        process.exitCode = exitCodes.notFound
      }
      if (!json) tellWhichCounts(config)
    })
  }, 'do it')
}

const nothingYet = 'The database holds no directory yet: casethread directory import <file>.'

function tellWhichCounts({ directoryFile, directoryFileNamed }: Config): void {
  if (!directoryFileNamed && !existsSync(directoryFile)) return
  console.log(
    `Note: while there is the directory file ${directoryFile}, casethread start reads that and not the database.`,
  )
}

export async function agreed({ yes }: Pick<ImportOptions, 'yes'>): Promise<boolean> {
  if (yes) return true
  if (!process.stdin.isTTY) {
    console.log('Not a terminal: pass --yes to apply.')
    return false
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question('Write this? [y/N] ')
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}

const headings = { renamed: '= Renamed', added: '+ Added', changed: '~ Changed', ended: '- Ended' } as const

/** The plan in plain words, a line for each thing. */
export function describePlan(plan: ImportPlan): string {
  return [
    ...describeSteps(plan.steps),
    ...describeList('? Not in the file, left as it is (--prune ends it)', plan.missing),
    ...describeList('! Settled in chat later than the file says, left as it is', plan.kept),
    ...describeList(
      '✗ This would not fit together; end it in the file ("to") or with --prune. Nothing is written',
      plan.faults,
    ),
    ...(plan.steps.length === 0 ? ['Nothing to write: all of it is stored as the file says.'] : []),
  ].join('\n')
}

/** What would be written, by what becomes of it. */
export function describeSteps(steps: ImportPlan['steps']): readonly string[] {
  return (['renamed', 'added', 'changed', 'ended'] as const).flatMap((kind) =>
    describeList(
      headings[kind],
      steps.filter((step) => step.kind === kind).map(({ text }) => text),
    ),
  )
}

export function describeList(heading: string, items: readonly string[]): readonly string[] {
  return items.length > 0 ? [heading, ...items.map((item) => `    ${item}`)] : []
}

export function counted(changes: number): string {
  return changes === 1 ? 'one change' : `${changes} changes`
}
