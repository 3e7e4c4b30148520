/** UPD-3: a note of each removal beside the database, so that a restored backup can be rid of the same again. */
import { existsSync } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Entry, RemovablePart } from '../cases/case.ts'
import type { NotedRemoval } from '../cases/case-service.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { Categories } from '../cases/categories.ts'
import { decideRemoval, ofCase } from '../cases/remove-content.ts'
import { type Erasure, isOfErasure, readErasures } from './erasures.ts'
import { holdAgain, parseNotedHold } from './noted-holds.ts'

/** One line of the ledger. */
const NotedLine = z.object({
  number: z.number().int().positive(),
  of: z.number().int().nonnegative(),
  part: z.custom<RemovablePart>((part) => typeof part === 'string' && part !== ''),
  sentAt: z.iso.datetime().transform((text) => new Date(text)),
  at: z.iso.datetime().transform((text) => new Date(text)),
  by: z.string(),
})

/** Notes removals in `removals.jsonl` of this folder, each safe on disk when its promise resolves. */
export function createRemovalLedger(folder: string): { note(removal: NotedRemoval): Promise<void> } {
  return {
    note: ({ number, of, part, sentAt, at, by }) =>
      appendToLedger(folder, { number, of, part, sentAt, at, by }),
  }
}

/** Where a data folder has its ledger. */
export function toLedgerPath(folder: string): string {
  return join(folder, 'removals.jsonl')
}

/** The lines of a folder's ledger; none where nothing was ever removed. */
export async function readLedger(folder: string): Promise<readonly string[]> {
  const file = toLedgerPath(folder)
  return existsSync(file) ? (await readFile(file, 'utf8')).split('\n') : []
}

/** The line is safe on disk when the promise resolves. */
export async function appendToLedger(folder: string, line: object): Promise<void> {
  const file = toLedgerPath(folder)
  await mkdir(dirname(file), { recursive: true })
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.appendFile(`${JSON.stringify(line)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What came of it where a person or a customer was erased again. */
export interface ErasedAgain {
  /** False where nothing of them was there that could go. */
  readonly isChanged: boolean
  /** Cases in which something was left, as they are on hold. */
  readonly held: readonly number[]
}

export interface ReplayOptions {
  readonly file: string
  readonly store: Pick<CaseStore, 'get' | 'history' | 'commit' | 'purge' | 'listHolds' | 'setHold'>
  readonly categories: Pick<Categories, 'category'>
  readonly now: () => Date
  readonly erase: (erasure: Erasure) => Promise<ErasedAgain>
  /** Of when the data are: whoever was erased wholly before is not in them, and the holds of before are. */
  readonly asOf?: Date
  readonly onProblem: (line: number, problem: string) => void
}

export interface Replayed {
  readonly removed: number
  /** Gone already, or not in this database at all. */
  readonly unchanged: number
  readonly bad: number
  /** Cases in which something of who was erased is left, as they are on hold. */
  readonly held: readonly number[]
}

/**
 * Makes the removals of a ledger again, where they are not made. Run twice it changes nothing the second time. Holds and erasures come in the
 * order in which they were, so that each erasure finds on hold what was so then.
 */
export async function replayRemovals(options: ReplayOptions): Promise<Replayed> {
  const lines = (await readFile(options.file, 'utf8')).split('\n')
  const counted = { removed: 0, unchanged: 0, bad: 0 }
  const held = new Set<number>()
  const { asOf } = options
  const holds = lines.flatMap((line) => parseNotedHold(line) ?? []).filter(({ at }) => !asOf || at >= asOf)
  const erasures = readErasures(lines)
  for (const step of [...holds, ...erasures].toSorted(
    (one, other) => one.at.getTime() - other.at.getTime(),
  )) {
    if ('what' in step) {
      await holdAgain(step, options.store)
      continue
    }
    const isOfBefore = asOf !== undefined && step.wholeAt !== undefined && step.wholeAt < asOf
    const erased = isOfBefore ? undefined : await options.erase(step)
    for (const number of erased?.held ?? []) held.add(number)
    if (erased?.isChanged) counted.removed += 1
    else counted.unchanged += 1
  }
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || isOfErasure(line) || parseNotedHold(line)) continue
    const removal = parseLine(line)
    if (!removal) {
      counted.bad += 1
      options.onProblem(index + 1, 'is no line of a ledger of removals')
    } else if (await removeAgain(options, removal)) counted.removed += 1
    else counted.unchanged += 1
  }
  return { ...counted, held: [...held] }
}

function parseLine(line: string): NotedRemoval | undefined {
  try {
    return NotedLine.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** False where there is nothing to remove. A change that comes in between is taken into account. */
async function removeAgain(
  { store, categories, now }: ReplayOptions,
  removal: NotedRemoval,
): Promise<boolean> {
  const { number, of, part, sentAt, by } = removal
  for (;;) {
    const supportCase = await store.get(number)
    if (!supportCase) return false
    await store.purge(number)
    const [created] = await store.history(number, { limit: 1 })
    const entry = of === ofCase ? undefined : await readEntry(store, number, of)
    // Another one may have its number since: it came later than the backup.
    if ((entry?.at ?? supportCase.createdAt).getTime() !== sentAt.getTime()) return false
    const { subscriptions: _, ...head } = supportCase
    const category = categories.category(head.category)?.path[head.language] ?? head.category
    const author = { party: 'desk', email: by, name: by } as const
    const decision = decideRemoval(head, { of, part, why: '' }, { entry, created, category }, author, now())
    if (!decision.ok) return false
    const key = `replay:${number}:${head.version}:${of}:${part}`.slice(0, 255)
    const result = await store.commit({ number, expected: head.version, ...decision.value, key })
    if (result.kind === 'conflict') continue
    await store.purge(number)
    return result.kind === 'committed'
  }
}

async function readEntry(
  store: Pick<CaseStore, 'history'>,
  number: number,
  seq: number,
): Promise<Entry | undefined> {
  const [entry] = await store.history(number, { after: seq - 1, limit: 1 })
  return entry?.seq === seq ? entry : undefined
}
