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
import {
  CaseLine,
  caseColumns,
  createImportKey,
  describeProblems,
  findImpossibleMoments,
  toNewCase,
} from './case-line.ts'
import { type Row, readRows } from './read-rows.ts'

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
  const { file, onProblem, skipBad, dryRun, onProgress } = options
  const detected = await detectFileEncoding(file, { named: options.encoding, canBeNamed: true })
  if (!detected.encoding) throw new FileValidationError('The file', file, [detected.issue])
  const { encoding } = detected
  options.onEncoding?.(encoding)
  const { size } = await stat(file)
  const lineOf = new Map<number, number>()
  const bad = new Set<number>()
  const known = new Set<number>()
  const counted = { lines: 0, added: 0, unchanged: 0 }
  let highest = 0
  const onRead = (done: number) =>
    onProgress?.({ phase: 'checking', done, total: size, lines: counted.lines })
  for await (const row of readRows(file, { encoding, columns: caseColumns, onRead })) {
    counted.lines += 1
    const checked = await check(row, options)
    const there = checked.line && (await findInStore(checked.line, options))
    const problems = there === 'same' ? [] : [...checked.problems]
    if (there === 'other')
      problems.push(
        `number ${checked.line?.number} is a case with other content already: it is left as it is`,
      )
    if (checked.line) {
      const { number } = checked.line
      const before = lineOf.get(number)
      if (before) problems.push(`number ${number} stands in line ${before} already: keep one of them`)
      else lineOf.set(number, row.line)
    }
    for (const problem of problems) onProblem(row.line, problem)
    if (problems.length > 0 || !checked.line) bad.add(row.line)
    else if (there === 'same') {
      counted.unchanged += 1
      known.add(row.line)
    } else {
      counted.added += 1
      highest = Math.max(highest, checked.line.number)
    }
  }
  const written = !dryRun && counted.added > 0 && (bad.size === 0 || skipBad)
  if (!written) return { encoding, ...counted, bad: bad.size, written }

  const rows = readRows(file, { encoding, columns: caseColumns })
  const made = await write(rows, options, { bad, known, highest, expected: counted.added })
  return { encoding, ...counted, ...made, bad: bad.size, written }
}

interface Checked {
  /** Lines that are left out; what is found while writing comes to them. */
  readonly bad: Set<number>
  /** Lines whose cases are there already. */
  readonly known: ReadonlySet<number>
  readonly highest: number
  readonly expected: number
}

async function write(
  rows: AsyncIterable<Row>,
  options: ImportOptions,
  { bad, known, highest, expected }: Checked,
): Promise<{ readonly added: number; readonly run: string }> {
  const { store, directory, now, onProblem, onProgress } = options
  // Before the first case: a new one that is opened meanwhile gets a number above all of these.
  await store.raiseNumber(highest)
  const run = await beginRun(options)
  let added = 0
  let pause = Promise.resolve()
  const fail = (line: number, problem: string) => {
    bad.add(line)
    onProblem(line, problem)
  }
  for await (const some of inBatches(rows, (line) => bad.has(line) || known.has(line))) {
    const current = await store.importRuns.find(run.id)
    if (current?.undoingSince) throw new ImportUndone(run.id)
    const batch: { readonly line: number; readonly input: NewCase }[] = []
    for (const row of some) {
      const { line, problems } = await check(row, options)
      // Only where the file changed since it was checked.
      if (!line || problems.length > 0) fail(row.line, problems.join('; '))
      else {
        const input = toNewCase(line, await directory.customer(line.customer.id), directory.names)
        batch.push({ line: row.line, input: { ...input, importRun: run.id } })
      }
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
    onProgress?.({ phase: 'writing', done: added, total: expected, lines: added })
    pause = wait(pauseMs)
  }
  const endedAt = now()
  await store.importRuns.change(run.id, { added: run.added + added, endedAt })
  await store.auditLog.record({
    id: await toAuditId('import', run.id, endedAt.toISOString()),
    at: endedAt,
    side: operatorSide,
    by: options.by,
    what: 'imported',
    about: run.id,
    counts: { cases: added },
  })
  return { added, run: run.id }
}

/** Somebody takes this very import back. */
export class ImportUndone extends Error {
  constructor(run: string) {
    super(`Import ${run} is being taken back: nothing more is written`)
    this.name = 'ImportUndone'
  }
}

/** So many of the newest runs are looked through for one that this file began. */
const recentRuns = 100

async function beginRun({ file, store, now, newId, by, onRun }: ImportOptions): Promise<ImportRun> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const sha256 = hash.digest('hex')
  const known = (await store.importRuns.list(recentRuns)).find(
    (run) => run.sha256 === sha256 && !run.endedAt && !run.undoingSince,
  )
  const run = known ?? { id: newId(), at: now(), by, file: basename(file), sha256, added: 0, removed: 0 }
  if (!known) await store.importRuns.keep(run)
  onRun?.(run, known !== undefined)
  return run
}

/** From one write to the next the bot has its turn: longer than a process that waits for the database takes between two looks. */
const pauseMs = 15
const batchRows = 200
/** About as many characters as are held at once, so that long histories do not add up. */
const batchSize = 1_000_000

/** The rows that are not left out, some at a time: one write for many is many times as fast. */
async function* inBatches(
  rows: AsyncIterable<Row>,
  isLeftOut: (line: number) => boolean,
): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = []
  let size = 0
  for await (const row of rows) {
    if (isLeftOut(row.line)) continue
    batch.push(row)
    size += row.size
    if (batch.length < batchRows && size < batchSize) continue
    yield batch
    batch = []
    size = 0
  }
  if (batch.length > 0) yield batch
}

interface CheckedRow {
  readonly line?: CaseLine
  readonly problems: readonly string[]
}

/** What a row says, as far as the file and the directory tell. */
async function check(row: Row, { directory, now }: ImportOptions): Promise<CheckedRow> {
  if ('problem' in row) return { problems: [row.problem] }
  const parsed = CaseLine.safeParse(row.value, { reportInput: true })
  if (!parsed.success) return { problems: describeProblems(parsed.error) }
  const line = parsed.data
  const problems: string[] = [...findImpossibleMoments(line, now())]
  const { id, name, domain } = line.customer
  if (!(name && domain) && !(await directory.customer(id))) {
    problems.push(
      `customer ${id} is not in the directory: add it there, or give its id, name and domain here`,
    )
  }
  for (const partner of line.partners) {
    if (!(await directory.domain(partner.domain)))
      problems.push(
        `partners names ${partner.domain}, which the directory does not know: add it there, or correct it`,
      )
  }
  return { line, problems }
}

/** Whether its case is there already, made from the same line, or its number is another one's. */
async function findInStore(line: CaseLine, { store }: ImportOptions): Promise<'same' | 'other' | undefined> {
  if (!(await store.get(line.number))) return undefined
  return (await store.createdWith(createImportKey(line))) ? 'same' : 'other'
}
