/** `casethread export --as <account>`: what that account may read, and nothing else, as two files (VIS-1, VIS-7). */
import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAccess } from '../cases/access.ts'
import { actorKey } from '../cases/actor-key.ts'
import { operatorSide } from '../cases/audit-log.ts'
import type { Locale, Severity, Status } from '../cases/case.ts'
import { createCaseExport } from '../cases/export-cases.ts'
import { createOwnerKeeper } from '../cases/keep-owners.ts'
import { toReader } from '../cases/policy.ts'
import { createCaseReader } from '../cases/read-cases.ts'
import { openCategories } from '../categories/open-categories.ts'
import { readConfig } from '../config/config.ts'
import { packageRoot } from '../config/package-root.ts'
import { createExportLines, type ExportFormat } from '../import-export/export-lines.ts'
import { type ExportCounts, writeBoth } from '../import-export/write-export.ts'
import { orExit } from '../main.ts'
import { findActing, openConfiguredDirectory } from './as-account.ts'
import { exitCodes } from './exit-codes.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface ExportOptions {
  readonly as: string
  readonly side?: string
  readonly out: string
  readonly format: ExportFormat
  readonly language: Locale
  readonly timeZone: string
  readonly status?: readonly Status[]
  readonly severity?: readonly Severity[]
  readonly limit?: number
  readonly by?: string
  readonly json?: boolean
}

/** Exit code 1 where the account is not there, may not read cases, or the files are there already. */
export async function runExport(
  keywords: readonly string[],
  options: ExportOptions,
  env: Env,
): Promise<void> {
  const fault = await orExit(() => exportAs(keywords, options, env), 'export')
  if (fault === undefined) return
  console.error(fault)
  process.exitCode = exitCodes.notFound
}

async function exportAs(
  keywords: readonly string[],
  options: ExportOptions,
  env: Env,
): Promise<string | undefined> {
  const config = readConfig(env)
  const { format, language: locale, timeZone, out, by = readUserName(), json } = options
  return withStore(config, async (store) => {
    const directory = await openConfiguredDirectory(config, store)
    const actor = await findActing(directory, options.as, options.side)
    if (typeof actor === 'string') return actor
    const deps = { store, directory, now: () => new Date() }
    const access = createAccess(deps)
    const { list } = createCaseReader(deps, access, createOwnerKeeper(deps))
    const { text, statuses, severities } = {
      text: keywords.join(' '),
      statuses: options.status ?? [],
      severities: options.severity ?? [],
    }
    const outcome = await createCaseExport(deps, access, list).exportCases(
      actor,
      { text, statuses, severities },
      options.limit === undefined ? {} : { most: options.limit },
    )
    if (!outcome.ok) return `${options.as} may not read cases (${outcome.refusals[0]?.rule}).`
    const categories = await openCategories(
      fileURLToPath(new URL('data/categories.json', packageRoot())),
      config.categoriesFile,
    )
    const lines = createExportLines(format, {
      reader: toReader(actor),
      locale,
      timeZone,
      categories,
      names: directory.names,
    })
    const files = [join(out, `cases.${format}`), join(out, `entries.${format}`)] as const
    const act = {
      at: new Date(),
      side: operatorSide,
      by,
      about: `${format} as ${actorKey(actor)}`,
    }
    const id = randomUUID()
    await mkdir(out, { recursive: true, mode: 0o700 })
    const opened = await openNew(files)
    if (typeof opened === 'string') return opened
    try {
      await store.auditLog.record({ ...act, id: `${id}:begun`, what: 'downloaded' })
      const counts: ExportCounts = { cases: 0, entries: 0 }
      const [casesFile, entriesFile] = opened
      const append = (file: 'cases' | 'entries', text: string) =>
        (file === 'cases' ? casesFile : entriesFile).appendFile(text)
      for await (const _ of writeBoth(outcome.value, lines, append, counts));
      await store.auditLog.record({
        ...act,
        id,
        at: new Date(),
        what: 'exported',
        counts: { cases: counts.cases, entries: counts.entries },
      })
      if (json) console.log(JSON.stringify({ ...counts, files }, null, 2))
      else {
        console.log(`${counts.cases} cases: ${files[0]}`)
        console.log(`${counts.entries} entries: ${files[1]}`)
      }
    } finally {
      for (const file of opened) await file.close()
    }
    return undefined
  })
}

/** Readable by their owner alone; what is there already is never written over. */
async function openNew(
  files: readonly [string, string],
): Promise<readonly [FileHandle, FileHandle] | string> {
  const opened: FileHandle[] = []
  for (const file of files) {
    try {
      opened.push(await open(file, 'wx', 0o600))
    } catch (error) {
      for (const one of opened) await one.close()
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      return `${file} is there already. Name another folder with --out, or take it away.`
    }
  }
  return opened as unknown as readonly [FileHandle, FileHandle]
}
