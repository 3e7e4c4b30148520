/** Reads a file of cases, one row at a time, so that its size does not matter: JSON Lines or CSV. */
import { FileValidationError } from '../config/file-validation-error.ts'
import { suggestClosest } from '../config/suggest-closest.ts'
import type { Encoding } from '../files/encodings.ts'
import { readTextPieces } from '../files/read-text.ts'
import { type CsvCell, type CsvRecord, cutRecords, QuoteFault, TooLong } from './csv-records.ts'

/** `line` counts from 1 and is where the row begins; `size` is how many characters it has, about. */
interface Placed {
  readonly line: number
  readonly size: number
}

export type Row = Placed & ({ readonly value: unknown } | { readonly problem: string })

/** A row as it was cut out of the file. JSON is read where there is time for it (`parseRow`). */
export type WrittenRow = Row | (Placed & { readonly json: string })

export interface RowOptions {
  /** As `detectFileEncoding` found it. */
  readonly encoding: Encoding
  /** What a CSV file may name in its first line; a dot leads into an object (`createdBy.email`). */
  readonly columns: Columns
  /** Called as the file is read, with how many of its bytes were. */
  readonly onRead?: (bytes: number) => void
}

export interface Columns {
  readonly known: readonly string[]
  /** Of each of these, one at least. */
  readonly required: readonly (readonly string[])[]
}

/** Enough for as many entries as a case may have, each as long as a form takes; read as one piece. */
const longestRow = 24_000_000

/**
 * Throws a `FileValidationError` where the rest of the file cannot be told apart: a first line that names no columns, and a quotation
 * mark that is never closed, which would take row after row into its cell.
 */
export async function* readRows(file: string, options: RowOptions): AsyncGenerator<WrittenRow> {
  const pieces = readTextPieces(file, options.encoding, options.onRead)
  const fail = (line: number, message: string) =>
    new FileValidationError('The file', file, [{ line, path: '', message }])
  yield* isCsv(file) ? csvRows(pieces, options.columns, fail) : jsonRows(pieces, fail)
}

/** What makes the whole file unreadable. */
type Fail = (line: number, message: string) => Error

function isCsv(file: string): boolean {
  return /\.(csv|tsv)$/i.test(file)
}

const lostCharacters =
  'holds a character that was lost when the file was written (U+FFFD): correct it where the file comes from'

/** Looked for in what was written before it is looked for in what was read. */
const maybeLost = /\uFFFD|\\ufffd/i

function hasLostCharacters(value: unknown, written: string): boolean {
  return maybeLost.test(written) && JSON.stringify(value).includes('\uFFFD')
}

async function* jsonRows(pieces: AsyncIterable<string>, fail: Fail): AsyncGenerator<WrittenRow> {
  let line = 0
  let isFirst = true
  for await (const text of readLines(pieces)) {
    line += 1
    if (!/\S/.test(text)) continue
    if (isFirst && /^\s*\[/.test(text))
      throw fail(
        line,
        'begins a list: give each case as a JSON object in a line of its own, without a list around them',
      )
    isFirst = false
    yield text.length > longestRow
      ? { line, size: 0, problem: tooLong() }
      : { line, size: text.length, json: text }
  }
}

/** What a row says; of CSV that is known since it was cut. */
export function parseRow(row: WrittenRow): Row {
  if (!('json' in row)) return row
  const { line, size, json } = row
  try {
    const value: unknown = JSON.parse(json)
    return hasLostCharacters(value, json) ? { line, size: 0, problem: lostCharacters } : { line, size, value }
  } catch {
    return { line, size: 0, problem: 'is no JSON: each line holds one case as a JSON object' }
  }
}

function tooLong(): string {
  return `is longer than ${longestRow} characters (MIG-1): leave out the oldest history`
}

/**
 * Only line feeds end a line: a JSON text may hold the other separators that readline knows. Of a line that is too long no more is
 * kept than shows that it is.
 */
async function* readLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const kept: string[] = []
  let length = 0
  const keep = (piece: string) => {
    if (length <= longestRow) kept.push(piece)
    length += piece.length
  }
  const line = () => {
    const whole = kept.join('')
    kept.length = 0
    length = 0
    return whole
  }
  for await (const piece of pieces) {
    const [begun = '', ...parts] = piece.split('\n')
    keep(begun)
    for (const part of parts) {
      yield line()
      keep(part)
    }
  }
  if (length > 0) yield line()
}

const separators = [',', ';', '\t'] as const
const separatorNames: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }

interface Header {
  readonly names: readonly string[]
  readonly separator: string
}

async function* csvRows(pieces: AsyncIterable<string>, columns: Columns, fail: Fail): AsyncGenerator<Row> {
  const begun = await readBeginning(pieces)
  if (/^\s*[[{]/.test(begun.text)) throw fail(1, 'is JSON, and the file is called CSV: call it .jsonl')
  const { separator, declaredAt } = findSeparator(begun.text, columns)
  let header: Header | undefined
  try {
    for await (const record of cutRecords(begun.all(), separator, longestRow)) {
      if (record.line === declaredAt) continue
      // Excel writes rows in which nothing stands.
      if (withoutEmptyEnd(record.cells).length === 0 || isEndOfDos(record)) continue
      if (header) yield csvRow(record, header, fail)
      else header = readHeader(record, separator, columns, fail)
    }
  } catch (error) {
    if (error instanceof QuoteFault) throw fail(error.line, describeQuote(error))
    if (error instanceof TooLong) throw fail(error.line, tooLong())
    throw error
  }
}

function describeQuote({ line, next }: QuoteFault): string {
  const where =
    next === undefined
      ? 'is never closed'
      : `is not closed: the next one${next === line ? '' : `, in line ${next},`} does not end the cell`
  return `a quotation mark opens a cell here that ${where}. Close it, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out`
}

/** Whole ones, with something in them. */
function hasTwoLines(text: string): boolean {
  const lines = text.split(/[\r\n]/).slice(0, -1)
  return lines.filter((line) => line.trim() !== '').length >= 2
}

/** As much as the separator is found by, and then all of it. */
async function readBeginning(
  pieces: AsyncIterable<string>,
): Promise<{ readonly text: string; all(): AsyncIterable<string> }> {
  const iterator = pieces[Symbol.asyncIterator]()
  let text = ''
  while (!hasTwoLines(text) && text.length < 100_000) {
    const { value, done } = await iterator.next()
    if (done) break
    text += value
  }
  return {
    text,
    async *all() {
      yield text
      yield* { [Symbol.asyncIterator]: () => iterator }
    },
  }
}

/** What the first line says by `sep=`, as Excel reads it; else the one that finds the most columns. */
function findSeparator(
  text: string,
  { known }: Columns,
): { readonly separator: string; readonly declaredAt?: number } {
  const [blank = ''] = /^\s*/.exec(text) ?? []
  const [first = ''] = text.slice(blank.length).split(/[\r\n]/, 1)
  const declared = /^"?sep=([,;\t])"?[,;\t]*$/i.exec(first)?.[1]
  if (declared) return { separator: declared, declaredAt: (blank.match(/\r\n|\r|\n/g)?.length ?? 0) + 1 }
  const found = separators.map((separator) => ({
    separator,
    count: first.split(separator).filter((name) => known.includes(name.replaceAll('"', '').trim())).length,
  }))
  return found.reduce((best, one) => (one.count > best.count ? one : best))
}

/** Control-Z, with which DOS and what was made for it end a file. */
function isEndOfDos({ cells, isEnded }: CsvRecord): boolean {
  return !isEnded && cells.length === 1 && cells[0]?.text === '\u001a'
}

/** Excel writes columns in which nothing stands, with or without their separators. */
function withoutEmptyEnd(cells: readonly CsvCell[]): readonly CsvCell[] {
  return cells.slice(0, cells.findLastIndex(({ text }) => text.trim() !== '') + 1)
}

/** So many faults of the first line are named one by one. */
const maxNamed = 20

function readHeader(
  { line, cells }: CsvRecord,
  separator: string,
  { known, required }: Columns,
  fail: Fail,
): Header {
  const names = withoutEmptyEnd(cells).map(({ text }) => text.trim())
  const named = names.filter((name) => name !== '')
  if (!named.some((name) => known.includes(name)))
    throw fail(
      line,
      `names no column of a case: the first line names them, such as ${known.slice(0, 4).join(', ')}`,
    )
  const problems: string[] = []
  for (const [index, name] of named.entries()) {
    if (named.indexOf(name) !== index) problems.push(`names the column ${name} twice: keep one of them`)
    else if (!known.includes(name)) {
      const meant = suggestClosest(name.normalize('NFKC'), known)
      problems.push(
        `names a column that is not known (${name}): ${meant ? `write ${meant}, or remove it` : 'remove it'}`,
      )
    }
    if (named.some((other) => other.startsWith(`${name}.`)))
      problems.push(`names both ${name} and parts of it (${name}.…): keep one of them`)
  }
  for (const choices of required) {
    if (!choices.some((name) => named.includes(name)))
      problems.push(`lacks the column ${choices.join(' or ')}: add it`)
  }
  const left = problems.length - maxNamed
  if (left > 0) problems.splice(maxNamed, left, `${left} more of its columns are not right`)
  if (problems.length > 0) throw fail(line, problems.join('; '))
  return { names, separator }
}

function csvRow(record: CsvRecord, header: Header, fail: Fail): Row {
  const { line, isEnded } = record
  const { names, separator } = header
  const cells = withoutEmptyEnd(record.cells)
  const bad = (problem: string): Row => ({ line, size: 0, problem })
  const long = cells.find(({ text, quotedAt }) => quotedAt !== undefined && /[\r\n]/.test(text))
  const swallowing = cells.find((cell, index) => holdsRows(cell, index, header))
  if (swallowing)
    throw fail(
      swallowing.quotedAt ?? line,
      'a quotation mark opens a cell here that holds whole rows: close it where its cell ends, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out',
    )
  const isCutOff = !isEnded && record.cells.length < names.length
  const unnamed = cells.findIndex(({ text }, index) => text !== '' && !names[index])
  if (long && (unnamed >= 0 || isCutOff))
    throw fail(
      long.quotedAt ?? line,
      `a quotation mark opens a cell of several lines here, in a row whose cells do not fit the ${names.length} columns: see where it is to be closed; which rows follow it cannot be told, so none is left out`,
    )
  if (unnamed >= names.length)
    return bad(
      `has ${cells.length} cells, and ${names.length} columns are named: put a cell that holds ${separatorNames[separator]} into quotation marks`,
    )
  if (unnamed >= 0)
    return bad(`has something in column ${unnamed + 1}, which has no name: name it, or empty it`)
  if (isCutOff)
    return bad(
      `has ${record.cells.length === 1 ? '1 cell' : `${record.cells.length} cells`} of ${names.length}, and the file ends within it: is it all there?`,
    )
  return toRow(line, cells, names)
}

/** Whether lines within a cell are rows by themselves: as many cells as there are columns, and a case number where it belongs. */
function holdsRows({ text, quotedAt }: CsvCell, index: number, { names, separator }: Header): boolean {
  const numberAt = names.indexOf('number')
  if (quotedAt === undefined || numberAt < 0 || names.length < 3) return false
  const lines = text.split(/\r\n|\r|\n/).slice(1)
  return lines.some((line, at) => {
    const parts = line.split(separator)
    const isLast = at === lines.length - 1
    // The last one goes on in the cells that follow.
    const isWide = isLast ? index > numberAt && parts.length > index : parts.length >= names.length
    return isWide && /^\s*"?\d+"?\s*$/.test(parts[numberAt] ?? '')
  })
}

function toRow(line: number, cells: readonly CsvCell[], names: readonly string[]): Row {
  const value: Record<string, unknown> = {}
  for (const [index, { text }] of cells.entries()) {
    const column = names[index]
    if (text === '' || !column) continue
    const [name = '', inner] = column.split('.', 2)
    const read = parseCell(column, text)
    if (read === undefined)
      return { line, size: 0, problem: 'history is no JSON: give a JSON array, or leave it empty' }
    if (inner === undefined) value[name] = read
    else value[name] = { ...(value[name] as object | undefined), [inner]: read }
  }
  if (cells.some(({ text }) => hasLostCharacters(value, text)))
    return { line, size: 0, problem: lostCharacters }
  return { line, size: cells.reduce((sum, { text }) => sum + text.length, 0), value }
}

function parseCell(column: string, cell: string): unknown {
  switch (column) {
    case 'number':
      // What is no number is told as it was written.
      return /^\d+$/.test(cell) ? Number(cell) : cell
    case 'partners':
      return listed(cell).map((value) => {
        const [domain, kind] = value.split('=', 2)
        return { domain, kind }
      })
    case 'sharedWith':
      return listed(cell)
    case 'history':
      try {
        return JSON.parse(cell)
      } catch {
        return undefined
      }
    default:
      return cell
  }
}

function listed(cell: string): readonly string[] {
  return cell
    .split(';')
    .map((value) => value.trim())
    .filter(Boolean)
}
