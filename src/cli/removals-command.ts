/** `casethread removals replay <ledger>`: a restored backup is rid again of what the desk removed (UPD-3), and of who was erased. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openCategories } from '../categories/open-categories.ts'
import { readConfig } from '../config/config.ts'
import { packageRoot } from '../config/package-root.ts'
import { type Erasure, hasWholeErasure } from '../import-export/erasures.ts'
import { type ErasedAgain, replayRemovals } from '../import-export/removal-ledger.ts'
import { createLog, orExit } from '../main.ts'
import { eraseCustomer } from '../people/erase-customer.ts'
import { erasePerson } from '../people/erase-person.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { exitCodes } from './exit-codes.ts'
import { badData, isReadable } from './import-command.ts'

export interface ReplayFlags {
  readonly asOf?: Date
  readonly json?: boolean
}

/**
 * Prints each bad line and what came of it. Exit code 64 where somebody was erased and it is not said of when the data are, 65 when there
 * was a bad line, 66 without a file, 1 where something was left as it is on hold.
 */
export async function runReplay(
  file: string,
  { asOf, json = false }: ReplayFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (!(await isReadable(file, env))) return
  if (asOf === undefined && hasWholeErasure((await readFile(file, 'utf8')).split('\n'))) {
    console.error(
      `People or customers were erased, and may be back since: give the moment when the backup was made, as --as-of 2026-03-02T03:00:00Z. Nothing was changed.`,
    )
    process.exitCode = exitCodes.usage
    return
  }
  const problems: { readonly line: number; readonly problem: string }[] = []
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
        erase: (erasure) => eraseAgain(erasure, store),
        ...(asOf ? { asOf } : {}),
        onProblem: (line, problem) => {
          problems.push({ line, problem })
          if (!json) console.error(`line ${line}: ${problem}`)
        },
      })
    } finally {
      await store.close()
    }
  })
  if (!replayed) return
  const { removed, unchanged, bad, held } = replayed
  if (json) console.log(JSON.stringify({ removed, unchanged, bad, held, problems }, null, 2))
  else console.log(`${removed} removed again, ${unchanged} with nothing to remove, ${bad} bad lines.`)
  if (bad > 0) process.exitCode = badData
  reportHeld(held)
}

/** Erases a person, or a customer with its people, once more. */
export async function eraseAgain(
  { tombstone, person, isCustomer }: Erasure,
  store: Store,
): Promise<ErasedAgain> {
  if (!isCustomer) {
    const { cases, records, held } = await erasePerson(person, tombstone, store)
    return { isChanged: cases + records > 0, held }
  }
  const erased = await eraseCustomer(isCustomer, { people: person, tombstone }, store, () => new Date())
  const { cases, records, kept, named } = erased
  return { isChanged: cases + records > 0, held: [...kept, ...named] }
}

/** Says where something of who was erased is left. Exit code 1 where it is, unless there is another one. */
export function reportHeld(held: readonly number[]): void {
  if (held.length === 0) return
  console.error(
    `On hold, so that something of who was erased is left in them: ${held.join(', ')}. If they may go, release them ("casethread hold <case> --release"), then run "casethread removals replay" with the same ledger and --as-of.`,
  )
  process.exitCode ??= exitCodes.notDone
}
