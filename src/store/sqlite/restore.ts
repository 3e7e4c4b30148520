import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { StoreUnavailable } from '../store-unavailable.ts'
import { type Manifest, readManifest } from './backup-format.ts'
import { findDamage } from './check-database.ts'
import { copyFile, isSame, writeNewFile } from './copy-file.ts'
import { describeFault } from './describe-fault.ts'
import { takeFolder } from './folder-lock.ts'
import { finishRestore, putInPlace } from './put-in-place.ts'
import { readFacts } from './snapshot.ts'
import { migrations } from './sqlite-schema.ts'

export interface RestoreOptions {
  readonly backup: string
  readonly dataDir: string
  /** Data that is there already is put aside. Without it nothing is restored over it. */
  readonly replace: boolean
  /** Ledgers of removals beside the one in the backup and the one in the data folder. */
  readonly ledgers: readonly string[]
  readonly now: () => Date
  /**
   * Works on the data before they are in place: in a folder like a data folder, whose `removals.jsonl` has all that was ever removed.
   * No case number up to `lastNumber` may be handed out again; `createdAt`: when the backup was made.
   */
  readonly prepare: (
    folder: string,
    facts: { readonly lastNumber: number; readonly createdAt: string },
  ) => Promise<void>
}

export interface Restored {
  readonly manifest: Manifest
  /** The folder with the data that were there before. */
  readonly former: string | undefined
}

/** All or nothing: what stops it, also a kill at any moment, leaves the data as they were or as restored. Throws `StoreUnavailable`. */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const backup = resolve(options.backup)
  const target = resolve(options.dataDir)
  const manifest = await readManifest(backup)
  if (manifest.schema > migrations.length)
    throw new StoreUnavailable(
      `${backup} was made by a newer version of Casethread (${manifest.version}): install that, then restore.`,
      { refused: true },
    )
  try {
    await mkdir(target, { recursive: true, mode: 0o700 })
    finishRestore(target)
    const lock = takeFolder(target)
    if (!lock)
      throw new StoreUnavailable(
        `Casethread, or another of its commands, is at work on ${target}: stop it, then restore. Nothing was changed.`,
      )
    try {
      return await restoreInto(target, backup, manifest, options)
    } finally {
      lock.release()
    }
  } catch (error) {
    throw describeFault(error, { reading: backup, writing: target })
  }
}

async function restoreInto(
  target: string,
  backup: string,
  manifest: Manifest,
  { replace, ledgers, now, prepare }: RestoreOptions,
): Promise<Restored> {
  const present = join(target, 'casethread.db')
  if (existsSync(present) && !replace)
    throw new StoreUnavailable(
      `${target} holds a database already: with --replace it is put aside, in a folder of its own. Nothing was changed.`,
      { refused: true },
    )
  const moment = now().toISOString().replaceAll(/[:.]/g, '-')
  const [from, aside] = [`restoring-${moment}`, `before-restore-${moment}`]
  const staged = join(target, from)
  try {
    await mkdir(staged, { mode: 0o700 })
    await copyBack(backup, staged, manifest)
    const files = [join(staged, 'removals.jsonl'), join(target, 'removals.jsonl'), ...ledgers]
    await mergeLedgers(files, join(staged, 'removals.jsonl'))
    const before = existsSync(present) ? readFacts(present) : undefined
    await prepare(staged, {
      lastNumber: before?.lastNumber ?? 0,
      createdAt: manifest.createdAt,
    })
    const damage = findDamage(join(staged, 'casethread.db'))
    if (damage !== undefined)
      throw new StoreUnavailable(`the restored database is damaged: ${damage}.`, {
        refused: true,
        damaged: true,
      })
  } catch (error) {
    await rm(staged, { recursive: true, force: true })
    throw error
  }
  putInPlace(target, { from, aside })
  const former = join(target, aside)
  const empty = await rmdir(former).then(
    () => true,
    () => false,
  )
  return { manifest, former: empty ? undefined : former }
}

async function copyBack(backup: string, staged: string, { contents }: Manifest): Promise<void> {
  for (const { name, ...print } of contents) {
    const copied = await copyFile(join(backup, name), join(staged, name)).catch(unlessMissing)
    if (copied && isSame(copied, print)) continue
    throw new StoreUnavailable(
      `${join(backup, name)} is ${copied ? 'not as it was written' : 'missing'}: take another backup. Nothing was changed.`,
      { refused: true, damaged: true },
    )
  }
}

/** The same line in several is one. */
async function mergeLedgers(files: readonly string[], into: string): Promise<void> {
  const lines = new Set<string>()
  for (const file of files) {
    const text = (await readFile(file, 'utf8').catch(unlessMissing)) ?? ''
    for (const line of text.split('\n')) if (line.trim() !== '') lines.add(line)
  }
  const draft = `${into}.new`
  await writeNewFile(draft, [...lines].map((line) => `${line}\n`).join(''))
  await rename(draft, into)
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
