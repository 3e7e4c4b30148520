/**
 * Cuts CSV into records as they come. Of our own for its places: a quotation mark that is never closed has to be told by the line in which
 * it opens, since all that follows it is no longer rows but one cell (docs/decisions/0036).
 */

export interface CsvRecord {
  /** Where it begins, from 1. */
  readonly line: number
  readonly cells: readonly CsvCell[]
  /** False for the last one of a file that ends within its line. */
  readonly isEnded: boolean
}

export interface CsvCell {
  readonly text: string
  /** The line in which its quotation mark opens. */
  readonly quotedAt?: number
}

/** A quotation mark opens in this line, and what comes after cannot be told from its cell. */
export class QuoteFault extends Error {
  readonly line: number
  /** Where the next mark stands that does not end the cell; none in the whole rest of the file. */
  readonly next: number | undefined

  constructor(line: number, next?: number) {
    super(`A quotation mark that opens in line ${line} is not closed`)
    this.name = 'QuoteFault'
    this.line = line
    this.next = next
  }
}

/** Records of the pieces of a text, in order. Empty lines are none. Throws a `QuoteFault`. */
export async function* cutRecords(
  pieces: AsyncIterable<string>,
  separator: string,
  longest: number,
): AsyncGenerator<CsvRecord> {
  let text = ''
  let line = 1
  /** Of a record that is not whole yet, twice as much is awaited before it is looked at again. */
  let wanted = 0

  function* cut(isLast: boolean): Generator<CsvRecord> {
    let from = 0
    while (from < text.length) {
      const found = cutRecord(text, { from, line, separator, isLast })
      if (!found) break
      if (found.cells.length > 1 || found.cells[0]?.text !== '')
        yield { line, cells: found.cells, isEnded: found.isEnded }
      from = found.to
      line = found.line
    }
    text = text.slice(from)
    wanted = text.length * 2
    if (text.length > longest) throw new TooLong(line)
  }

  for await (const piece of pieces) {
    text += piece
    if (text.length >= wanted) yield* cut(false)
  }
  yield* cut(true)
}

/** No row is so long: mostly it is a quotation mark that is not closed. */
export class TooLong extends Error {
  readonly line: number

  constructor(line: number) {
    super(`The row that begins in line ${line} is too long`)
    this.name = 'TooLong'
    this.line = line
  }
}

interface Place {
  readonly from: number
  readonly line: number
  readonly separator: string
  /** No more text follows. */
  readonly isLast: boolean
}

interface Cut {
  readonly cells: readonly CsvCell[]
  readonly isEnded: boolean
  /** Where the next one begins. */
  readonly to: number
  readonly line: number
}

/** Undefined where the text ends before the record does. */
function cutRecord(text: string, { from, line: first, separator, isLast }: Place): Cut | undefined {
  const cells: CsvCell[] = []
  const plainEnd = separator === ',' ? /[,\r\n]/g : separator === ';' ? /[;\r\n]/g : /[\t\r\n]/g
  let line = first
  let at = from
  for (;;) {
    const begin = skipBlanks(text, at, separator)
    if (text[begin] === '"') {
      const quoted = cutQuoted(text, begin, { line, separator, isLast })
      if (!quoted) return undefined
      cells.push({ text: quoted.text, quotedAt: line })
      line = quoted.line
      at = quoted.to
    } else {
      plainEnd.lastIndex = at
      const end = plainEnd.exec(text)?.index ?? text.length
      if (end === text.length && !isLast) return undefined
      cells.push({ text: text.slice(at, end).trim() })
      at = end
    }
    if (text[at] === separator) {
      at += 1
      continue
    }
    if (at >= text.length) return isLast ? { cells, isEnded: false, to: at, line } : undefined
    // It may be the first half of Windows' line end.
    if (text[at] === '\r' && at + 1 === text.length && !isLast) return undefined
    const to = at + (text.startsWith('\r\n', at) ? 2 : 1)
    return { cells, isEnded: true, to, line: line + 1 }
  }
}

function cutQuoted(
  text: string,
  begin: number,
  { line, separator, isLast }: Omit<Place, 'from'>,
): { readonly text: string; readonly to: number; readonly line: number } | undefined {
  let close = text.indexOf('"', begin + 1)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  if (close < 0) {
    if (isLast) throw new QuoteFault(line)
    return undefined
  }
  const to = skipBlanks(text, close + 1, separator)
  if (to >= text.length && !isLast) return undefined
  const content = text.slice(begin + 1, close)
  const endLine = line + countLineEnds(content)
  const sign = text[to]
  if (sign !== undefined && sign !== separator && sign !== '\n' && sign !== '\r')
    throw new QuoteFault(line, endLine)
  return { text: content.replaceAll('""', '"'), to, line: endLine }
}

function skipBlanks(text: string, from: number, separator: string): number {
  let at = from
  while (text[at] === ' ' || (text[at] === '\t' && separator !== '\t')) at += 1
  return at
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}
