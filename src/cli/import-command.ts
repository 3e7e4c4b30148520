/** `casethread import <file>`: the cases of the former support center (MIG-1). */
import { access, constants } from 'node:fs/promises'
import { readConfig } from '../config/config.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { type Imported, importCases } from '../import-export/import-cases.ts'
import { createLog, orExit } from '../main.ts'
import { openDirectory } from '../people/open-directory.ts'
import { openStore } from '../store/open-store.ts'
import { exitCodes } from './exit-codes.ts'

export const badData = exitCodes.badData

export interface ImportFlags {
  readonly skipBad?: boolean
  readonly dryRun?: boolean
}

/** Prints each bad line and what came of it; exit code 65 when there was a bad one, 66 without a file. */
export async function runImport(
  file: string,
  { skipBad = false, dryRun = false }: ImportFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (!(await isReadable(file))) return
  const imported = await orExit(async () => {
    const config = readConfig(env)
    const log = createLog({ logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel })
    const store = await openStore({
      dataDir: config.dataDir,
      log,
      ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
    })
    try {
      const directory = await openDirectory({
        file: config.directoryFile,
        named: config.directoryFileNamed,
        store: store.directory,
        log,
      })
      return await orBadData(
        importCases({
          file,
          store,
          directory,
          skipBad,
          dryRun,
          onProblem: (line, problem) => console.error(`line ${line}: ${problem}`),
        }),
      )
    } finally {
      await store.close()
    }
  })
  if (!imported) return
  console.log(told(imported, dryRun))
  if (imported.bad > 0) process.exitCode = badData
}

/** A file that cannot be read at all is told as its bad lines are. */
async function orBadData(work: Promise<Imported>): Promise<Imported | undefined> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof FileValidationError)) throw error
    console.error(`${error.message}\nNothing was written.`)
    process.exitCode = badData
    return undefined
  }
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
