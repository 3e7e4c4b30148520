import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importCases } from '../src/import-export/import-cases.ts'
import { createLog } from '../src/main.ts'
import { openDirectory } from '../src/people/open-directory.ts'
import { openStore } from '../src/store/open-store.ts'
import { createSampleLines } from './sample-cases.ts'

/** Takes the sample's cases into the embedded store of the folder, as `casethread import` would, before the bot opens it. Throws where a line is bad. */
export async function addSampleCases({
  dataDir,
  directoryFile,
  now = new Date(),
}: {
  readonly dataDir: string
  readonly directoryFile: string
  readonly now?: Date
}): Promise<void> {
  const file = join(dataDir, 'sample-cases.jsonl')
  await writeFile(
    file,
    createSampleLines(now)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  )
  const store = await openStore({ dataDir })
  try {
    const log = createLog({ logLevel: 'warn' })
    const directory = await openDirectory({ file: directoryFile, named: true, store: store.directory, log })
    await importCases({
      file,
      store,
      directory,
      skipBad: false,
      dryRun: false,
      now: () => now,
      newId: randomUUID,
      by: 'playground',
      onProblem: (line, problem) => {
        throw new Error(`sample case ${line}: ${problem}`)
      },
    })
  } finally {
    await store.close()
    await rm(file)
  }
}
