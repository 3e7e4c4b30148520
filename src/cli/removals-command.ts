/** `casethread removals replay <ledger>`: a restored backup is rid again of what the desk removed (UPD-3). */
import { fileURLToPath } from 'node:url'
import { openCategories } from '../categories/open-categories.ts'
import { readConfig } from '../config/config.ts'
import { packageRoot } from '../config/package-root.ts'
import { replayRemovals } from '../import-export/removal-ledger.ts'
import { createLog, orExit } from '../main.ts'
import { openStore } from '../store/open-store.ts'
import { badData, isReadable } from './import-command.ts'

/** Prints each bad line and what came of it; exit code 65 when there was a bad one, 66 without a file. */
export async function runReplay(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (!(await isReadable(file))) return
  const replayed = await orExit(async () => {
    const config = readConfig(env)
    const log = createLog({ logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel })
    const store = await openStore({
      dataDir: config.dataDir,
      log,
      ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
    })
    try {
      return await replayRemovals({
        file,
        store,
        categories: await openCategories(
          fileURLToPath(new URL('data/categories.json', packageRoot())),
          config.categoriesFile,
        ),
        now: () => new Date(),
        onProblem: (line, problem) => console.error(`line ${line}: ${problem}`),
      })
    } finally {
      await store.close()
    }
  })
  if (!replayed) return
  const { removed, unchanged, bad } = replayed
  console.log(`${removed} removed again, ${unchanged} with nothing to remove, ${bad} bad lines.`)
  if (bad > 0) process.exitCode = badData
}
