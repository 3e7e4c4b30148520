/** `casethread import <file>`: the cases of the former support center (MIG-1); `--list` of imports, and `--undo` of one. */
import { randomUUID } from 'node:crypto'
import { access, constants } from 'node:fs/promises'
import type { ImportRun } from '../cases/import-runs.ts'
import { type Config, readConfig } from '../config/config.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { toOneLine } from '../config/one-line.ts'
import { type Encoding, encodingNames } from '../files/encodings.ts'
import { type Imported, ImportUndone, importCases } from '../import-export/import-cases.ts'
import { type KeptBecause, undoImport } from '../import-export/undo-import.ts'
import { createLog, orExit } from '../main.ts'
import { openDirectory } from '../people/open-directory.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { formatTable } from './align-columns.ts'
import { exitCodes } from './exit-codes.ts'
import { createProgressLine } from './progress-line.ts'
import { createSay, joinSentences, paint, type Say } from './terminal.ts'
import { readUserName } from './user-name.ts'

export const badData = exitCodes.badData

type Env = Readonly<Record<string, string | undefined>>

export interface ImportFlags {
  readonly skipBad?: boolean
  readonly dryRun?: boolean
  readonly encoding?: Encoding
  readonly json?: boolean
}

interface Problem {
  readonly line: number
  readonly problem: string
}

/** Prints each bad line and what came of it; exit code 65 when there was a bad one, 66 without a file. */
export async function runImport(
  file: string,
  { skipBad = false, dryRun = false, encoding, json = false }: ImportFlags,
  env: Env,
): Promise<void> {
  if (!(await isReadable(file, env))) return
  const say = createSay(env)
  const progress = createProgress(say)
  const problems: Problem[] = []
  const tell = (line: number, problem: string) => {
    if (json) problems.push({ line, problem })
    else progress.say(paint('red', say('cli.bad-line', { line, problem }), process.stderr))
  }
  const begun = performance.now()
  const imported = await withImportStore(env, async (store, config) => {
    const directory = await openDirectory({
      file: config.directoryFile,
      named: config.directoryFileNamed,
      store: store.directory,
      log: createLog({ logLevel: 'warn' }),
    })
    try {
      return await importCases({
        file,
        store,
        directory,
        skipBad,
        dryRun,
        encoding,
        now: () => new Date(),
        newId: () => randomUUID().slice(0, 8),
        by: readUserName(),
        onEncoding: (found) => {
          if (found !== 'utf-8') progress.say(say('cli.read-as', { file, encoding: encodingNames[found] }))
        },
        onProblem: tell,
        onProgress: ({ phase, ...how }) =>
          progress.show({ what: say(`cli-progress.${phase}`), describe: describeLines(say), ...how }),
        onRun: ({ id: run, added }, resumed) =>
          progress.say(
            resumed ? say('cli.import.resumed', { run, added }) : say('cli.import.begun', { run }),
          ),
      })
    } catch (error) {
      // A file that cannot be read at all is told as its bad lines are.
      if (error instanceof FileValidationError) {
        if (json) problems.push(...error.faults.map(({ line, message }) => ({ line, problem: message })))
        else progress.say(describeBadFile(say, error))
      } else if (error instanceof ImportUndone) progress.say(say('cli.import.ended', { run: error.run }))
      else throw error
      return undefined
    } finally {
      progress.end()
    }
  })
  const seconds = (performance.now() - begun) / 1000
  if (imported) {
    const speed = Math.round(imported.lines / seconds)
    if (json) console.log(JSON.stringify({ ...imported, dryRun, seconds, problems }, null, 2))
    else
      console.log(
        joinSentences(
          ...tellOutcome(say, imported, dryRun),
          say('cli.import.speed', { seconds: seconds.toFixed(1), speed }),
        ),
      )
  } else {
    if (json) console.log(JSON.stringify({ written: false, dryRun, seconds, problems }, null, 2))
    else console.error(say('cli.nothing-written'))
  }
  if (!imported || imported.bad > 0) process.exitCode = badData
}

function createProgress(say: Say) {
  return createProgressLine(process.stderr, { describeLeft: (time) => say('cli-progress.left', { time }) })
}

function describeLines(say: Say) {
  return (count: number, speed: number) => say('cli-progress.lines', { count, speed })
}

function describeBadFile(say: Say, { file, faults }: FileValidationError): string {
  const lines = faults.map(({ line, message }) => `  ${say('cli.bad-line', { line, problem: message })}`)
  return [say('cli.bad-file', { file, count: faults.length }), ...lines].join('\n')
}

/** Takes an import back, and lists what stays; exit code 1 where there is no such import. */
export async function runUndo(
  id: string,
  { json = false }: Pick<ImportFlags, 'json'>,
  env: Env,
): Promise<void> {
  const say = createSay(env)
  const progress = createProgress(say)
  const kept: { readonly number: number; readonly title: string; readonly why: KeptBecause }[] = []
  const undone = await withImportStore(env, async (store) => {
    try {
      return await undoImport({
        run: id,
        store,
        now: () => new Date(),
        by: readUserName(),
        onKept: ({ number, title }, why) => {
          kept.push({ number, title, why })
          if (json) return
          const reason = say(`cli-kept.${why}`)
          progress.say(say('cli.undo.stays', { number, why: reason, title: toOneLine(title) }))
        },
        onProgress: (how) =>
          progress.show({
            what: say('cli-progress.taking-back'),
            describe: (count, speed) => say('cli-progress.cases', { count, speed }),
            lines: how.done,
            ...how,
          }),
      })
    } finally {
      progress.end()
    }
  })
  if (!undone) {
    console.error(say('cli.undo.unknown', { run: toOneLine(id) }))
    process.exitCode = exitCodes.notFound
    return
  }
  const { run, removed } = undone
  if (json) return console.log(JSON.stringify({ run: run.id, removed, kept }, null, 2))
  console.log(
    joinSentences(
      say('cli.undo.done', { run: run.id, removed }),
      ...(undone.kept > 0 ? [say('cli.undo.kept', { kept: undone.kept })] : []),
      ...(removed > 0 ? [say('cli.undo.again')] : []),
    ),
  )
}

const maxListed = 1_000

/** The imports that there were, the newest first. */
export async function listImports({ json = false }: Pick<ImportFlags, 'json'>, env: Env): Promise<void> {
  const say = createSay(env)
  const runs = await withImportStore(env, (store) => store.importRuns.list(maxListed))
  if (json) return console.log(JSON.stringify(runs, null, 2))
  if (runs.length === 0) return console.log(say('cli-imports.none'))
  const columns = (['import', 'at', 'by', 'cases', 'state', 'file'] as const).map((column) =>
    say(`cli-imports.${column}`),
  )
  console.log(formatTable([columns, ...runs.map((run) => listCells(say, run))]).join('\n'))
}

function listCells(say: Say, run: ImportRun): readonly string[] {
  const { id, at, by, added, file } = run
  return [id, at.toISOString(), toOneLine(by), String(added), describeState(say, run), toOneLine(file)]
}

function describeState(say: Say, { added, removed, endedAt, undoingSince, undoneAt }: ImportRun): string {
  const left = added - removed
  if (undoneAt) return left > 0 ? say('cli-imports.undone-in-part', { left }) : say('cli-imports.undone')
  if (undoingSince) return say('cli-imports.undoing')
  return say(endedAt ? 'cli-imports.done' : 'cli-imports.open')
}

function withImportStore<T>(env: Env, work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  return orExit(async () => {
    const config = readConfig(env)
    const log = createLog({ logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel })
    const store = await openStore({
      dataDir: config.dataDir,
      log,
      ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
    })
    try {
      return await work(store, config)
    } finally {
      await store.close()
    }
  }, 'import')
}

/** Says so, with its exit code, where it is not. */
export async function isReadable(file: string, env: Env): Promise<boolean> {
  try {
    await access(file, constants.R_OK)
    return true
  } catch {
    console.error(createSay(env)('cli.no-file', { file }))
    process.exitCode = exitCodes.noInput
    return false
  }
}

function tellOutcome(
  say: Say,
  { lines, added, unchanged, bad, written }: Imported,
  dryRun: boolean,
): readonly string[] {
  const read = say('cli.import.read', { lines, unchanged, bad })
  if (written) return [read, say('cli.import.imported', { added })]
  if (added === 0 && bad === 0) return [read, say('cli.import.unchanged')]
  if (dryRun) return [read, say('cli.import.would', { added })]
  return [read, say(added > 0 ? 'cli.import.held' : 'cli.import.all-bad')]
}
