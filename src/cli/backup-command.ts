/** `casethread backup <folder>` and `casethread restore <backup>`: the data folder of the embedded store. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openCategories } from '../categories/open-categories.ts'
import { type Config, readConfig } from '../config/config.ts'
import { packageRoot } from '../config/package-root.ts'
import { counted } from '../doctor/counted.ts'
import { replayRemovals } from '../import-export/removal-ledger.ts'
import { orExit } from '../main.ts'
import type { BackedUp } from '../store/sqlite/back-up.ts'
import { StoreUnavailable } from '../store/store-unavailable.ts'
import { badData, isReadable } from './import-command.ts'
import { eraseAgain, reportHeld } from './removals-command.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface BackupOptions {
  readonly json?: boolean
}

export interface RestoreFlags extends BackupOptions {
  readonly replace?: boolean
  readonly ledger?: string
}

/** Exit code 65 where a case names an attachment that the data folder lacks. */
export async function runBackup(
  to: string,
  version: string,
  { json = false }: BackupOptions,
  env: Env,
): Promise<void> {
  const backedUp = await orExit(async () => {
    const { dataDir } = readFileConfig(env)
    const { backUp } = await import('../store/sqlite/back-up.ts')
    return backUp({ dataDir, to, version, now: () => new Date() })
  }, 'make the backup')
  const { folder, createdAt, cases, missing } = backedUp
  const size = backedUp.contents.reduce((sum, file) => sum + file.size, 0)
  const files = countFiles(backedUp)
  if (json) console.log(JSON.stringify({ backup: folder, createdAt, cases, files, size, missing }))
  else
    console.log(
      `${folder} holds ${counted(cases, 'case')} and ${counted(files, 'attachment')} (${size} bytes), read again and found whole.`,
    )
  if (missing.length === 0) return
  process.exitCode = badData
  if (!json)
    console.error(
      `${missing.length} attachments were missing from the data folder already: ${missing.join(', ')}.`,
    )
}

/** Exit code 65 where the backup is damaged, or the ledger of removals has a bad line; 66 where either is not there; 1 where a hold kept something of who was erased. */
export async function runRestore(
  backup: string,
  { json = false, replace = false, ledger }: RestoreFlags,
  env: Env,
): Promise<void> {
  if (ledger !== undefined && !(await isReadable(ledger, env))) return
  let bad = 0
  let removedAgain = 0
  let held: readonly number[] = []
  const restored = await orExit(async () => {
    const config = readFileConfig(env)
    if (!(await isReadable(backup, env))) return undefined
    const { restore } = await import('../store/sqlite/restore.ts')
    return restore({
      backup,
      dataDir: config.dataDir,
      replace,
      ledgers: ledger === undefined ? [] : [ledger],
      now: () => new Date(),
      async prepare(folder, { lastNumber, createdAt }) {
        const replayed = await removeAgain(folder, { lastNumber, asOf: new Date(createdAt) }, config)
        bad = replayed.bad
        removedAgain = replayed.removed
        held = replayed.held
      },
    })
  }, 'restore the backup')
  if (!restored) return
  const { manifest, former } = restored
  const { cases, createdAt } = manifest
  const files = countFiles(manifest)
  if (json)
    console.log(
      JSON.stringify({ backup, createdAt, cases, files, removedAgain, held, former: former ?? null }),
    )
  else {
    console.log(`Restored: ${cases} cases and ${files} attachments, as of ${createdAt}.`)
    console.log(`${removedAgain} removals since then were made again.`)
    if (former !== undefined)
      console.log(
        `What was there before is in ${former}: delete it once you need it no more. It may hold removed content.`,
      )
  }
  if (bad > 0) process.exitCode = badData
  reportHeld(held)
}

/** UPD-3: the restored data are rid of what was removed after the backup, before anybody can read them. */
async function removeAgain(
  folder: string,
  { lastNumber, asOf }: { readonly lastNumber: number; readonly asOf: Date },
  config: Config,
) {
  const categories = await openCategories(
    fileURLToPath(new URL('data/categories.json', packageRoot())),
    config.categoriesFile,
  )
  return withStore({ dataDir: folder, mongodbUri: null }, async (store) => {
    await store.raiseNumber(lastNumber)
    return replayRemovals({
      file: join(folder, 'removals.jsonl'),
      store,
      categories,
      now: () => new Date(),
      asOf,
      erase: (erasure) => eraseAgain(erasure, store),
      onProblem: (line, problem) => console.error(`removals.jsonl, line ${line}: ${problem}`),
    })
  })
}

function readFileConfig(env: Env): Config {
  const config = readConfig(env)
  if (config.mongodbUri === null) return config
  throw new StoreUnavailable(
    'the data are in MongoDB. Use mongodump and mongorestore, then "casethread removals replay": see docs/backup.md.',
    { refused: true },
  )
}

function countFiles({ contents }: Pick<BackedUp, 'contents'>): number {
  return contents.filter(({ name }) => name.startsWith('files/')).length
}
