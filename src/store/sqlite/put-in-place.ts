/**
 * How a restored data folder takes the place of the one before. Several files cannot be renamed at once: so what is to be done is noted
 * first, and from that note on it will be done, by this process or by the next that opens the folder. Before it nothing has changed.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { StoreUnavailable } from '../store-unavailable.ts'
import { takeFolder } from './folder-lock.ts'

export interface Replacement {
  /** Folders within the data folder: where the new files wait, where the former ones go. */
  readonly from: string
  readonly aside: string
}

const noteName = 'restoring.json'

/** What goes with what: the log of writes belongs to its database and to no other. */
const places: readonly { readonly name: string; readonly along: readonly string[] }[] = [
  { name: 'casethread.db', along: ['casethread.db-wal', 'casethread.db-shm'] },
  { name: 'files', along: [] },
  { name: 'casethread.key', along: [] },
  { name: 'removals.jsonl', along: [] },
]

/** For who has taken the folder (`takeFolder`). What the new files do not have stays as it is. */
export function putInPlace(folder: string, replacement: Replacement): void {
  const draft = join(folder, `${noteName}.new`)
  const note = openSync(draft, 'w', 0o600)
  try {
    writeSync(note, JSON.stringify(replacement))
    fsyncSync(note)
  } finally {
    closeSync(note)
  }
  renameSync(draft, join(folder, noteName))
  syncFolder(folder)
  carryOut(folder, replacement)
}

/** Ends what a restore began that was broken off. */
export function finishRestore(folder: string): void {
  if (!existsSync(join(folder, noteName))) return
  const lock = takeFolder(folder)
  if (!lock) throw new StoreUnavailable(`${folder} is being restored: start when that is done.`)
  try {
    const replacement = readNote(folder)
    if (replacement) carryOut(folder, replacement)
  } finally {
    lock.release()
  }
}

/** Undefined where another process has ended it meanwhile. */
function readNote(folder: string): Replacement | undefined {
  const path = join(folder, noteName)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Replacement) : undefined
}

/** Each step is one rename; done again, it finds nothing left to do. */
function carryOut(folder: string, { from, aside }: Replacement): void {
  mkdirSync(join(folder, aside), { recursive: true, mode: 0o700 })
  for (const { name, along } of places) {
    if (!existsSync(join(folder, from, name))) continue
    for (const former of [...along, name]) {
      if (existsSync(join(folder, former))) renameSync(join(folder, former), join(folder, aside, former))
    }
    syncFolder(join(folder, aside))
    renameSync(join(folder, from, name), join(folder, name))
    syncFolder(folder)
  }
  rmSync(join(folder, noteName))
  rmSync(join(folder, from), { recursive: true, force: true })
  syncFolder(folder)
}

/** Some systems (Windows) cannot do that and need not. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch {
    // Then the names are safe once the system sees to it.
  }
}
