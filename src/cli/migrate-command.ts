/** `casethread migrate`: from the embedded store to MongoDB. */
import { readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { orExit } from '../main.ts'
import type { Transferred } from '../store/transfer/transfer.ts'
import { formatTable } from './align-columns.ts'
import { badData } from './import-command.ts'

export interface MigrateOptions {
  /** The address of the MongoDB database; left out: MONGODB_URI. */
  readonly to?: string
  readonly json?: boolean
}

/** Exit code 65 where MongoDB does not hold what the data folder does, or the folder lacks attachments that cases name. */
export async function runMigrate(
  { to, json = false }: MigrateOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const transferred = await orExit(async () => {
    const { mongodbUri: uri, dataDir } = readConfig(to === undefined ? env : { ...env, MONGODB_URI: to })
    if (uri === null)
      throw new ConfigError([
        { setting: 'MONGODB_URI', message: 'is missing: name the new database with it, or with --to' },
      ])
    const { transfer } = await import('../store/transfer/transfer.ts')
    const onPortion = json || !process.stderr.isTTY ? undefined : showProgress
    return transfer({ dataDir, uri, now: () => new Date(), ...(onPortion && { onPortion }) })
  }, 'copy the data')
  if (json) console.log(JSON.stringify(transferred))
  else tell(transferred)
  if (!transferred.isWhole || transferred.missing.length > 0) process.exitCode = badData
}

/** One line of the terminal, over and over. */
function showProgress(collection: string, count: number): void {
  process.stderr.write(`\r${collection}: ${count}`.padEnd(60))
}

function tell({ database, collections, missing, isWhole }: Transferred): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${' '.repeat(60)}\r`)
  const rows = collections.map(({ collection, count, copied, isSame }) => [
    collection,
    String(count),
    String(copied),
    isSame ? 'same' : 'NOT THE SAME',
  ])
  for (const line of formatTable([['collection', 'read', 'copied', 'compared'], ...rows])) console.log(line)
  if (missing.length > 0)
    console.error(
      `${missing.length} attachments were missing from the data folder already: ${missing.join(', ')}.`,
    )
  if (isWhole)
    console.log(
      `All is in ${database}, read back and compared. Nothing was changed in the data folder. Set MONGODB_URI and keep DATA_DIR: the key of drafts and the ledger of removals stay there.`,
    )
  else
    console.error(
      `${database} does not hold what the data folder does, so no bot starts on it. Something else wrote to it: empty it, and run this again.`,
    )
}
