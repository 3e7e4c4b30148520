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
import { alignColumns } from './align-columns.ts'
import { exitCodes } from './exit-codes.ts'
import { createProgressLine } from './progress-line.ts'
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
  if (!(await isReadable(file))) return
  const progress = createProgressLine(process.stderr)
  const problems: Problem[] = []
  const tell = (line: number, problem: string) => {
    if (json) problems.push({ line, problem })
    else progress.say(`line ${line}: ${problem}`)
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
          if (found !== 'utf-8') progress.say(`${file} is read as ${encodingNames[found]}.`)
        },
        onProblem: tell,
        onProgress: ({ phase, ...how }) => progress.show({ what: phaseNames[phase], unit: 'lines', ...how }),
        onRun: ({ id, added }, resumed) => {
          if (resumed) progress.say(`Import ${id} was broken off after ${added} cases, and goes on.`)
          else progress.say(`This is import ${id}: casethread import --undo ${id} takes it back.`)
        },
      })
    } catch (error) {
      // A file that cannot be read at all is told as its bad lines are.
      if (!(error instanceof FileValidationError || error instanceof ImportUndone)) throw error
      if (json && error instanceof FileValidationError)
        problems.push(...error.faults.map(({ line, message }) => ({ line, problem: message })))
      else progress.say(error.message)
      return undefined
    } finally {
      progress.end()
    }
  })
  const seconds = (performance.now() - begun) / 1000
  if (imported) {
    const speed = `${Math.round(imported.lines / seconds)} lines per second`
    if (json) console.log(JSON.stringify({ ...imported, dryRun, seconds, problems }, null, 2))
    else console.log(`${told(imported, dryRun)} ${seconds.toFixed(1)} s, ${speed}.`)
  } else {
    if (json) console.log(JSON.stringify({ written: false, dryRun, seconds, problems }, null, 2))
    else console.error('Nothing was written.')
  }
  if (!imported || imported.bad > 0) process.exitCode = badData
}

const phaseNames = { checking: 'Checking', writing: 'Writing' } as const

/** Takes an import back, and lists what stays; exit code 1 where there is no such import. */
export async function runUndo(
  id: string,
  { json = false }: Pick<ImportFlags, 'json'>,
  env: Env,
): Promise<void> {
  const progress = createProgressLine(process.stderr)
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
          if (!json) progress.say(`case ${number} stays: ${reasons[why]} (${toOneLine(title)})`)
        },
        onProgress: (how) => progress.show({ what: 'Taking back', unit: 'cases', lines: how.done, ...how }),
      })
    } finally {
      progress.end()
    }
  })
  if (!undone) {
    console.error(`There is no import ${toOneLine(id)}: casethread import --list shows those that there are.`)
    process.exitCode = exitCodes.notFound
    return
  }
  if (json) return console.log(JSON.stringify({ run: undone.run.id, removed: undone.removed, kept }, null, 2))
  console.log(
    `${undone.removed} cases of import ${undone.run.id} were taken away, ${undone.kept} stay.${undone.removed > 0 ? ' The file can be imported again.' : ''}`,
  )
}

const reasons: Readonly<Record<KeptBecause, string>> = {
  changed: 'it was changed since',
  threads: 'it has a thread, or is sent by mail',
  followed: 'another case goes on from it',
}

const maxListed = 1_000

/** The imports that there were, the newest first. */
export async function listImports({ json = false }: Pick<ImportFlags, 'json'>, env: Env): Promise<void> {
  const runs = await withImportStore(env, (store) => store.importRuns.list(maxListed))
  if (json) return console.log(JSON.stringify(runs, null, 2))
  if (runs.length === 0) return console.log('Nothing was imported yet.')
  const columns = ['Import', 'At', 'By', 'Cases', 'State', 'File']
  console.log(alignColumns([columns, ...runs.map(listCells)]).join('\n'))
}

function listCells(run: ImportRun): readonly string[] {
  const { id, at, by, added, file } = run
  return [id, at.toISOString(), toOneLine(by), String(added), describeState(run), toOneLine(file)]
}

function describeState({ added, removed, endedAt, undoingSince, undoneAt }: ImportRun): string {
  if (undoneAt) return removed < added ? `taken back, ${added - removed} stay` : 'taken back'
  if (undoingSince) return 'half taken back: run --undo again'
  return endedAt ? 'done' : 'broken off, or still going on'
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
export async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK)
    return true
  } catch {
    console.error(`There is no file ${file} that can be read: check its name and who may read it.`)
    process.exitCode = exitCodes.noInput
    return false
  }
}

function told({ lines, added, unchanged, bad, written }: Imported, dryRun: boolean): string {
  const read = `${lines} cases read: ${unchanged} there already, ${bad} bad.`
  if (written) return `${read} ${added} imported.`
  if (added === 0 && bad === 0) return `${read} Nothing to import, nothing changed.`
  if (dryRun) return `${read} ${added} would be imported; nothing was written.`
  return `${read} Nothing was written: mend the bad lines${added > 0 ? ', or leave them out with --skip-bad' : ''}.`
}
