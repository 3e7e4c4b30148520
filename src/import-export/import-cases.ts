/** MIG-1: cases of the former support center come along. Everything is checked before anything is written. */
import { setTimeout as wait } from 'node:timers/promises'
import { type CaseStore, type NewCase, NumberTaken } from '../cases/case-store.ts'
import type { Directory } from '../cases/directory.ts'
import { CaseLine, createImportKey, describeProblems, toNewCase } from './case-line.ts'
import { type Row, readRows } from './read-rows.ts'

export interface ImportOptions {
  readonly file: string
  readonly store: CaseStore
  readonly directory: Pick<Directory, 'customer' | 'domain' | 'names'>
  /** Bad lines are named and left out instead of holding up the others. */
  readonly skipBad: boolean
  /** Nothing is written. */
  readonly dryRun: boolean
  /** Called for each problem as it is found, with the line's number. */
  readonly onProblem: (line: number, problem: string) => void
}

export interface Imported {
  readonly lines: number
  /** How many were made, or, where nothing was written, would be. */
  readonly added: number
  /** There already, as the line says. */
  readonly unchanged: number
  readonly bad: number
  readonly written: boolean
}

/** Reads the file twice, a line at a time: once to check all of it, once to write. Run twice it changes nothing the second time. */
export async function importCases(options: ImportOptions): Promise<Imported> {
  const { file, store, onProblem, skipBad, dryRun } = options
  const lineOf = new Map<number, number>()
  const bad = new Set<number>()
  const counted = { lines: 0, added: 0, unchanged: 0 }
  let highest = 0
  for await (const row of readRows(file)) {
    counted.lines += 1
    const checked = await check(row, options)
    const problems = [...checked.problems]
    if (checked.line) {
      const { number } = checked.line
      const before = lineOf.get(number)
      if (before) problems.push(`number ${number} stands in line ${before} already: keep one of them`)
      else lineOf.set(number, row.line)
    }
    for (const problem of problems) onProblem(row.line, problem)
    if (problems.length > 0 || !checked.line) bad.add(row.line)
    else if (checked.known) counted.unchanged += 1
    else {
      counted.added += 1
      highest = Math.max(highest, checked.line.number)
    }
  }
  const written = !dryRun && counted.added > 0 && (bad.size === 0 || skipBad)
  if (!written) return { ...counted, bad: bad.size, written }

  // Before the first case: a new one that is opened meanwhile gets a number above all of these.
  await store.raiseNumber(highest)
  let added = 0
  const fail = (line: number, problem: string) => {
    bad.add(line)
    onProblem(line, problem)
  }
  for await (const rows of inBatches(readRows(file), bad)) {
    const batch: { readonly line: number; readonly input: NewCase }[] = []
    for (const row of rows) {
      const { line, known, problems } = await check(row, options)
      // Only what changed since it was checked: the file, or a case opened under this very number.
      if (!line || problems.length > 0) fail(row.line, problems.join('; '))
      else if (!known) {
        batch.push({
          line: row.line,
          input: toNewCase(line, await options.directory.customer(line.customer.id), options.directory.names),
        })
      }
    }
    const answers = await store.createAll(batch.map(({ input }) => input))
    for (const [index, answer] of answers.entries()) {
      if (answer instanceof NumberTaken) fail(batch[index]?.line ?? 0, answer.message)
      else if (answer.kind === 'created') added += 1
    }
    await wait(pauseMs)
  }
  return { ...counted, added, bad: bad.size, written }
}

/** Between two writes the bot has its turn: longer than a process that waits for the database takes between two looks. */
const pauseMs = 15
const batchRows = 200
/** About as many characters as are held at once, so that long histories do not add up. */
const batchSize = 1_000_000

/** The rows that are not left out, some at a time: one write for many is many times as fast. */
async function* inBatches(
  rows: AsyncIterable<Row>,
  leftOut: ReadonlySet<number>,
): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = []
  let size = 0
  for await (const row of rows) {
    if (leftOut.has(row.line)) continue
    batch.push(row)
    size += row.size
    if (batch.length < batchRows && size < batchSize) continue
    yield batch
    batch = []
    size = 0
  }
  if (batch.length > 0) yield batch
}

interface Checked {
  readonly line?: CaseLine
  /** The case is there already, made from the same line. */
  readonly known: boolean
  readonly problems: readonly string[]
}

async function check(row: Row, { store, directory }: ImportOptions): Promise<Checked> {
  if ('problem' in row) return { known: false, problems: [row.problem] }
  const parsed = CaseLine.safeParse(row.value, { reportInput: true })
  if (!parsed.success) return { known: false, problems: describeProblems(parsed.error) }
  const line = parsed.data
  if (await store.createdWith(createImportKey(line))) return { line, known: true, problems: [] }
  const problems: string[] = []
  if (await store.get(line.number)) {
    problems.push(`number ${line.number} is a case with other content already: it is left as it is`)
  }
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
  return { line, known: false, problems }
}
