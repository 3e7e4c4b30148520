/** Reads a file of cases, one row at a time, so that its size does not matter: JSON Lines or CSV. */
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { FileValidationError } from '../config/file-validation-error.ts'
import { findUtf8IssueInFile } from '../files/utf8.ts'

/** `line` counts from 1 and is where the row begins; `size` is how many characters it has, about. */
export type Row = { readonly line: number; readonly size: number } & (
  | { readonly value: unknown }
  | { readonly problem: string }
)

/** Enough for as many entries as a case may have, each as long as a form takes; read as one piece. */
const longestRow = 24_000_000

/** Throws a `FileValidationError` before the first row where the file is not UTF-8: nothing of it may be stored as U+FFFD. */
export async function* readRows(file: string): AsyncGenerator<Row> {
  const fault = await findUtf8IssueInFile(file)
  if (fault) throw new FileValidationError('The file', file, [fault])
  for await (const row of file.toLowerCase().endsWith('.csv') ? csvRows(file) : jsonRows(file))
    yield hasLostCharacters(row) ? { line: row.line, size: 0, problem: lostCharacters } : row
}

const lostCharacters =
  'holds a character that was lost when the file was written (U+FFFD): correct it where the file comes from'

function hasLostCharacters(row: Row): boolean {
  return 'value' in row && JSON.stringify(row.value).includes('\uFFFD')
}

async function* jsonRows(file: string): AsyncGenerator<Row> {
  let line = 0
  for await (const text of readLines(file)) {
    line += 1
    if (text.trim() === '') continue
    yield text.length > longestRow ? { line, size: 0, problem: tooLong() } : jsonRow(line, text)
  }
}

function jsonRow(line: number, text: string): Row {
  try {
    return { line, size: text.length, value: JSON.parse(text) }
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
async function* readLines(file: string): AsyncGenerator<string> {
  const pieces: string[] = []
  let length = 0
  const keep = (piece: string) => {
    if (length <= longestRow) pieces.push(piece)
    length += piece.length
  }
  const line = () => {
    const whole = pieces.join('')
    pieces.length = 0
    length = 0
    return whole
  }
  let first = true
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const [begun = '', ...parts] = (first ? String(chunk).replace(/^\uFEFF/, '') : String(chunk)).split('\n')
    first = false
    keep(begun)
    for (const part of parts) {
      yield line()
      keep(part)
    }
  }
  if (length > 0) yield line()
}

interface Parsed {
  readonly record: Readonly<Record<string, string>>
  readonly info: { readonly lines: number }
}

/** The first line names the columns; a dot in a name leads into an object (`createdBy.email`). */
async function* csvRows(file: string): AsyncGenerator<Row> {
  const skipped: Row[] = []
  let line = 2
  const parser = createReadStream(file).pipe(
    parse({
      columns: true,
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: longestRow,
      on_skip: (error) => {
        skipped.push({
          line: Number(error?.lines ?? 0),
          size: 0,
          problem: `cannot be read: ${error?.message ?? ''}`,
        })
        return undefined
      },
    }),
  )
  for await (const one of parser) {
    yield* skipped.splice(0)
    const { record, info } = one as Parsed
    yield csvRow(line, record)
    line = info.lines + 1
  }
  yield* skipped
}

function csvRow(line: number, record: Parsed['record']): Row {
  const value: Record<string, unknown> = {}
  for (const [column, cell] of Object.entries(record)) {
    if (cell === '') continue
    const [name = '', inner] = column.split('.', 2)
    const read = parseCell(column, cell)
    if (read === undefined)
      return { line, size: 0, problem: 'history is no JSON: give a JSON array, or leave it empty' }
    if (inner === undefined) value[name] = read
    else value[name] = { ...(value[name] as object | undefined), [inner]: read }
  }
  const size = Object.values(record).reduce((sum, cell) => sum + cell.length, 0)
  return { line, size, value }
}

function parseCell(column: string, cell: string): unknown {
  switch (column) {
    case 'number':
      return Number(cell)
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
