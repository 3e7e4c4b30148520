import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { StoreUnavailable } from '../store-unavailable.ts'
import { fileName, type Manifest, manifestName } from './backup-format.ts'
import { findDamage } from './check-database.ts'
import { copyFile, type FilePrint, isSame, readPrint, writeNewFile } from './copy-file.ts'
import { describeFault } from './describe-fault.ts'
import { shareFolder } from './folder-lock.ts'
import { copyDatabase, isNamedNow, readFacts } from './snapshot.ts'

export interface BackUpOptions {
  readonly dataDir: string
  /** A folder that is not there yet, or empty. */
  readonly to: string
  /** Of Casethread. */
  readonly version: string
  readonly now: () => Date
  /** Called between the copy of the database and those of the files, for tests. */
  readonly onDatabaseCopied?: () => Promise<void>
}

export interface BackedUp extends Manifest {
  readonly folder: string
}

/** How often the database is copied anew because a file went meanwhile. Removals are rare. */
const mostCopies = 20

/**
 * Copies the data folder while others work on it: the database as it is at one moment, with every attachment that it names. Read again
 * and compared before it gets its name, so a folder of that name is whole. Throws `StoreUnavailable`.
 */
export async function backUp({
  dataDir,
  to,
  version,
  now,
  onDatabaseCopied,
}: BackUpOptions): Promise<BackedUp> {
  const source = resolve(dataDir)
  const folder = resolve(to)
  const database = join(source, 'casethread.db')
  if (!existsSync(database))
    throw new StoreUnavailable(`there is no database in ${source}: set DATA_DIR to the data folder.`, {
      refused: true,
    })
  await assertFree(folder)
  const lock = shareFolder(source)
  if (!lock) throw new StoreUnavailable(`${source} is being restored: try again when that is done.`)
  const draft = `${folder}.unfinished-${randomUUID().slice(0, 8)}`
  try {
    const createdAt = now().toISOString()
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(draft, { mode: 0o700 })
    const { prints, missing } = await copyWhole(source, draft, onDatabaseCopied)
    for (const name of ['casethread.key', 'removals.jsonl'])
      if (existsSync(join(source, name)))
        prints.set(name, await copyFile(join(source, name), join(draft, name)))
    const facts = await assertReadable(draft, prints)
    const contents = [...prints].map(([name, print]) => ({ name, ...print }))
    const manifest: Manifest = { format: 1, version, createdAt, ...facts, contents, missing }
    await writeNewFile(join(draft, manifestName), `${JSON.stringify(manifest, null, 1)}\n`)
    if (existsSync(folder)) await rmdir(folder)
    await rename(draft, folder)
    return { ...manifest, folder }
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw describeFault(error, { reading: source, writing: folder })
  } finally {
    lock.release()
  }
}

/** An empty folder may be one that was made for this. */
async function assertFree(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : undefined,
  )
  if (found?.length === 0) return
  throw new StoreUnavailable(`${folder} is there already: name a folder that is not. Nothing was written.`, {
    refused: true,
  })
}

/** A file that went while it was to be copied was removed for good: then the database is copied as it is without it. */
async function copyWhole(
  source: string,
  draft: string,
  onDatabaseCopied: (() => Promise<void>) | undefined,
): Promise<{ readonly prints: Map<string, FilePrint>; readonly missing: readonly string[] }> {
  const database = join(source, 'casethread.db')
  const copy = join(draft, 'casethread.db')
  const copied = new Map<string, FilePrint>()
  for (let copies = 1; ; copies += 1) {
    await rm(copy, { force: true })
    await copyDatabase(database, copy)
    await onDatabaseCopied?.()
    const named = new Set((readFacts(copy)?.files ?? []).map(fileName))
    const missing: string[] = []
    let removed = false
    for (const name of named) {
      if (copied.has(name)) continue
      const print = await copyFile(join(source, name), join(draft, name)).catch(unlessMissing)
      const id = name.slice(name.lastIndexOf('/') + 1)
      if (print) copied.set(name, print)
      else if (isNamedNow(database, id)) missing.push(id)
      else removed = true
    }
    if (removed && copies < mostCopies) continue
    if (removed) throw new StoreUnavailable('files are being removed all the time: try again later.')
    for (const name of copied.keys()) {
      if (named.has(name)) continue
      copied.delete(name)
      await rm(join(draft, name))
    }
    return { prints: copied, missing }
  }
}

/** Reads all of it again, and notes the print of the database. */
async function assertReadable(
  draft: string,
  prints: Map<string, FilePrint>,
): Promise<{ readonly schema: number; readonly cases: number }> {
  const copy = join(draft, 'casethread.db')
  const damage = findDamage(copy)
  const facts = readFacts(copy)
  if (damage !== undefined || !facts)
    throw new StoreUnavailable(
      `the copy of the database is not whole, so the database may be damaged: see what "casethread doctor" says. Nothing was kept.`,
      { cause: damage, refused: true },
    )
  for (const [name, print] of prints) {
    if (isSame(print, await readPrint(join(draft, name)))) continue
    throw new StoreUnavailable(
      `${name} was not read back as it was written: look at the disk. Nothing was kept.`,
      {
        refused: true,
      },
    )
  }
  prints.set('casethread.db', await readPrint(copy))
  return { schema: facts.schema, cases: facts.cases }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
