/** MIG-1: cases of the former support center come along. Everything is checked before anything is written. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type AuditLog, operatorSide, toAuditId } from '../cases/audit-log.ts'
import { type CaseStore, type NewCase, NumberTaken } from '../cases/case-store.ts'
import type { Directory } from '../cases/directory.ts'
import type { ImportRun, ImportRunStore } from '../cases/import-runs.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { detectFileEncoding } from '../files/detect-encoding.ts'
import type { Encoding } from '../files/encodings.ts'
import { caseColumns, type ListedCustomer, putUnderIds } from './case-line.ts'
import { inOrder } from './in-order.ts'
import { describeUnknownCustomer, type FoundCase } from './prepare-rows.ts'
import { readRows, type WrittenRow } from './read-rows.ts'
import { createRowPreparer, type RowPreparer } from './row-preparer.ts'

export type ImportStore = CaseStore & {
  readonly importRuns: ImportRunStore
  readonly auditLog: Pick<AuditLog, 'record'>
}

export interface ImportOptions {
  readonly file: string
  readonly store: ImportStore
  readonly directory: Pick<Directory, 'customer' | 'domain' | 'names'>
  /** The encoding that somebody named; found by the bytes without it. */
  readonly encoding?: Encoding | undefined
  readonly now: () => Date
  /** For the run, by which it can be taken back. */
  readonly newId: () => string
  /** Who runs it, as their system says. */
  readonly by: string
  /** Bad lines are named and left out instead of holding up the others. */
  readonly skipBad: boolean
  /** Nothing is written. */
  readonly dryRun: boolean
  /** Called before the first row is read. */
  readonly onEncoding?: (encoding: Encoding) => void
  /** Called for each problem as it is found, with the line's number. */
  readonly onProblem: (line: number, problem: string) => void
  readonly onProgress?: (progress: ImportProgress) => void
  /** Called before the first case is written; `resumed` where the run was broken off before. */
  readonly onRun?: (run: ImportRun, resumed: boolean) => void
}

/** Of the file in bytes while it is checked, in cases while they are written. */
export interface ImportProgress {
  readonly phase: 'checking' | 'writing'
  readonly done: number
  readonly total: number
  /** Lines so far in this phase. */
  readonly lines: number
}

export interface Imported {
  readonly encoding: Encoding
  readonly lines: number
  /** How many were made, or, where nothing was written, would be. */
  readonly added: number
  /** There already, as the line says. */
  readonly unchanged: number
  readonly bad: number
  readonly written: boolean
  /** By which it can be taken back; missing where nothing was written. */
  readonly run?: string
}

/**
 * Reads the file twice, a line at a time: once to check all of it, once to write. Run twice it changes nothing the second time, and one
 * that was broken off goes on where it stopped, as the same run. Throws a `FileValidationError`, and writes nothing, where the file's
 * encoding is in doubt or its rows cannot be told apart.
 */
export async function importCases(options: ImportOptions): Promise<Imported> {
  const { file, skipBad, dryRun } = options
  const detected = await detectFileEncoding(file, { named: options.encoding, canBeNamed: true })
  if (!detected.encoding) throw new FileValidationError('The file', file, [detected.issue])
  const { encoding } = detected
  options.onEncoding?.(encoding)
  const preparer = await createRowPreparer((await stat(file)).size)
  try {
    const checked = await checkAll(options, { encoding, preparer })
    const { lines, added, unchanged, bad } = checked
    const counted = { encoding, lines, added, unchanged }
    const written = !dryRun && added > 0 && (bad.size === 0 || skipBad)
    if (!written) {
      if (!dryRun && unchanged > 0) await endBrokenOff(options)
      return { ...counted, bad: bad.size, written }
    }
    const made = await write(options, { encoding, preparer, checked })
    return { ...counted, ...made, bad: bad.size, written }
  } finally {
    await preparer.close()
  }
}

/** How many batches are at work ahead of the one that is looked at. */
const ahead = 4

interface Reading {
  readonly encoding: Encoding
  readonly preparer: RowPreparer
}

interface Checked {
  readonly lines: number
  readonly added: number
  readonly unchanged: number
  /** Lines that are left out; what is found while writing comes to them. */
  readonly bad: Set<number>
  /** Lines whose cases are there already. */
  readonly known: ReadonlySet<number>
  /** The number of the highest case to be made. */
  readonly highest: number
  /** The customer's id of each line to be written. */
  readonly customerOf: ReadonlyMap<number, string>
}

async function checkAll(options: ImportOptions, { encoding, preparer }: Reading): Promise<Checked> {
  const { file, onProblem, onProgress, now } = options
  const { size } = await stat(file)
  const lineOf = new Map<number, number>()
  const bad = new Set<number>()
  const known = new Set<number>()
  const customerOf = new Map<number, string>()
  /** One text for each, however many lines name it. */
  const ids = new Map<string, string>()
  let [lines, unchanged, highest] = [0, 0, 0]
  const onRead = (done: number) => onProgress?.({ phase: 'checking', done, total: size, lines })

  const rows = inBatches(readRows(file, { encoding, columns: caseColumns, onRead }))
  const check = (some: readonly WrittenRow[]) => preparer.check({ rows: some, now: now() })
  for await (const batch of inOrder(rows, check, ahead)) {
    for (const { line, found, problems: own } of batch) {
      lines += 1
      const there = found && (await findInStore(found, options))
      const problems = there === 'same' ? [] : [...own]
      if (found && there !== 'same') problems.push(...(await findUnknown(found, options)))
      if (there === 'other')
        problems.push(`number ${found?.number} is a case with other content already: it is left as it is`)
      if (found) {
        const before = lineOf.get(found.number)
        if (before) problems.push(`number ${found.number} stands in line ${before} already: keep one of them`)
        else lineOf.set(found.number, line)
      }
      for (const problem of problems) onProblem(line, problem)
      if (problems.length > 0 || !found) bad.add(line)
      else if (there === 'same') {
        unchanged += 1
        known.add(line)
      } else {
        highest = Math.max(highest, found.number)
        if (!ids.has(found.customer)) ids.set(found.customer, found.customer)
        customerOf.set(line, ids.get(found.customer) ?? found.customer)
      }
    }
  }
  return { lines, added: customerOf.size, unchanged, bad, known, highest, customerOf }
}

async function write(
  options: ImportOptions,
  { encoding, preparer, checked }: Reading & { readonly checked: Checked },
): Promise<{ readonly added: number; readonly run: string }> {
  const { file, store, directory, now, onProblem, onProgress } = options
  const { bad, known, highest, customerOf } = checked
  // Before the first case: a new one that is opened meanwhile gets a number above all of these.
  await store.raiseNumber(highest)
  const run = await beginRun(options)
  let added = 0
  let pause = Promise.resolve()
  const toIds = (input: NewCase) => (directory.names.isEmpty ? input : putUnderIds(input, directory.names))
  const fail = (line: number, problem: string) => {
    bad.add(line)
    onProblem(line, problem)
  }
  const rows = inBatches(
    readRows(file, { encoding, columns: caseColumns }),
    (line) => bad.has(line) || known.has(line),
  )
  const prepare = async (some: readonly WrittenRow[]) => {
    const customers = await findCustomers(some, customerOf, directory)
    return preparer.prepare({ rows: some, customers, now: now() })
  }
  for await (const prepared of inOrder(rows, prepare, ahead)) {
    const current = await store.importRuns.find(run.id)
    if (current?.undoingSince) throw new ImportUndone(run.id)
    const batch: { readonly line: number; readonly input: NewCase }[] = []
    for (const { line, input, problems } of prepared) {
      // Only where the file or the directory changed since it was checked.
      const unknown = input
        ? await findUnknownPartners(
            input.case.partners.map(({ domain }) => domain),
            options,
          )
        : problems
      if (!input || unknown.length > 0) fail(line, unknown.join('; '))
      else batch.push({ line, input: { ...toIds(input), importRun: run.id } })
    }
    if (batch.length === 0) continue
    await pause
    const answers = await store.createAll(batch.map(({ input }) => input))
    // A case may have been opened meanwhile under this very number.
    for (const [index, answer] of answers.entries()) {
      if (answer instanceof NumberTaken) fail(batch[index]?.line ?? 0, answer.message)
      else if (answer.kind === 'created') added += 1
    }
    await store.importRuns.change(run.id, { added: run.added + added })
    onProgress?.({ phase: 'writing', done: added, total: checked.added, lines: added })
    pause = wait(pauseMs)
  }
  await endRun({ ...run, added: run.added + added }, added, options)
  return { added, run: run.id }
}

/** `cases`: how many were made since it was begun, or went on. */
async function endRun({ id, added }: ImportRun, cases: number, { store, now, by }: ImportOptions) {
  const endedAt = now()
  await store.importRuns.change(id, { added, endedAt })
  await store.auditLog.record({
    id: await toAuditId('import', id, endedAt.toISOString()),
    at: endedAt,
    side: operatorSide,
    by,
    what: 'imported',
    about: id,
    counts: { cases },
  })
}

/** A run that made its last case and was broken off before it could say so. */
async function endBrokenOff(options: ImportOptions): Promise<void> {
  const run = await findBrokenOff(options)
  if (run) await endRun(run, 0, options)
}

/** Somebody takes this very import back. */
export class ImportUndone extends Error {
  readonly run: string

  constructor(run: string) {
    super(`Import ${run} is being taken back: nothing more is written`)
    this.name = 'ImportUndone'
    this.run = run
  }
}

/** So many of the newest runs are looked through for one that this file began. */
const recentRuns = 100

async function beginRun(options: ImportOptions): Promise<ImportRun> {
  const { file, store, now, newId, by, onRun } = options
  const known = await findBrokenOff(options)
  const sha256 = known?.sha256 ?? (await hashFile(file))
  const run = known ?? { id: newId(), at: now(), by, file: basename(file), sha256, added: 0, removed: 0 }
  if (!known) await store.importRuns.keep(run)
  onRun?.(run, known !== undefined)
  return run
}

/** The run that this file began, and did not end, with all that it made so far. */
async function findBrokenOff({ file, store }: ImportOptions): Promise<ImportRun | undefined> {
  const open = (await store.importRuns.list(recentRuns)).filter((run) => !run.endedAt && !run.undoingSince)
  if (open.length === 0) return undefined
  const sha256 = await hashFile(file)
  const run = open.find((one) => one.sha256 === sha256)
  return run && { ...run, added: await countMade(run.id, store) }
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** What a run that was broken off made: it may have had no time to write down its last cases. */
async function countMade(run: string, store: Pick<CaseStore, 'listImported'>): Promise<number> {
  let made = 0
  let after: number | undefined
  do {
    const cases = await store.listImported(run, { limit: batchRows, ...(after !== undefined && { after }) })
    made += cases.length
    after = cases.at(-1)?.number
  } while (after !== undefined)
  return made
}

/** From one write to the next the bot has its turn: longer than a process that waits for the database takes between two looks. */
const pauseMs = 15
const batchRows = 200
/** About as many characters as are held at once, so that long histories do not add up. */
const batchSize = 1_000_000

/** The rows that are not left out, some at a time: one write for many is many times as fast. */
async function* inBatches(
  rows: AsyncIterable<WrittenRow>,
  isLeftOut: (line: number) => boolean = () => false,
): AsyncGenerator<readonly WrittenRow[]> {
  let batch: WrittenRow[] = []
  let size = 0
  try {
    for await (const row of rows) {
      if (isLeftOut(row.line)) continue
      batch.push(row)
      size += row.size
      if (batch.length < batchRows && size < batchSize) continue
      yield batch
      batch = []
      size = 0
    }
  } catch (error) {
    // What stands before it is told first.
    if (batch.length > 0) yield batch
    throw error
  }
  if (batch.length > 0) yield batch
}

/** What the directory does not know of a line. */
async function findUnknown(
  { customer, namesCustomer, partners }: FoundCase,
  { directory }: ImportOptions,
): Promise<readonly string[]> {
  const problems: string[] = []
  if (!namesCustomer && !(await directory.customer(customer)))
    problems.push(describeUnknownCustomer(customer))
  return [...problems, ...(await findUnknownPartners(partners, { directory }))]
}

async function findUnknownPartners(
  domains: readonly string[],
  { directory }: Pick<ImportOptions, 'directory'>,
): Promise<readonly string[]> {
  const problems: string[] = []
  for (const domain of domains) {
    if (!(await directory.domain(domain)))
      problems.push(
        `partners names ${domain}, which the directory does not know: add it there, or correct it`,
      )
  }
  return problems
}

async function findCustomers(
  rows: readonly WrittenRow[],
  customerOf: ReadonlyMap<number, string>,
  directory: ImportOptions['directory'],
): Promise<ReadonlyMap<string, ListedCustomer>> {
  const ids = new Set(rows.map(({ line }) => customerOf.get(line) ?? ''))
  const found = new Map<string, ListedCustomer>()
  for (const id of ids) {
    const customer = await directory.customer(id)
    if (!customer) continue
    const { name, domain, language, timeZone } = customer
    found.set(id, { name, domain, language, timeZone })
  }
  return found
}

/** Whether its case is there already, made from the same line, or its number is another one's. */
async function findInStore(
  { number, key }: FoundCase,
  { store }: ImportOptions,
): Promise<'same' | 'other' | undefined> {
  if (!(await store.get(number))) return undefined
  return (await store.createdWith(key)) ? 'same' : 'other'
}
