/** A large YAML directory in pieces, so that reading it needs no more memory than a piece and what comes of it. */
import { CORE_SCHEMA, load } from 'js-yaml'
import { LineCounter, parseDocument } from 'yaml'
import { locateLine } from '../config/describe-file-issues.ts'
import type { FileIssue } from '../config/file-validation-error.ts'

/** A run of items of one section: the list itself, indented as in the file. */
export interface DirectoryChunk {
  readonly section: string
  /** The index of its first item. */
  readonly first: number
  readonly start: number
  readonly end: number
  /** The line before its first, counted from 1. */
  readonly linesBefore: number
}

/** The file is not laid out in a way that can be cut: it has to be read as a whole. */
export class NotInPieces extends Error {
  override readonly name = 'NotInPieces'
}

const chunkBytes = 64 * 1024
const newline = 10
const space = 32
const hash = 35
const dash = 45

/**
 * Cuts the bytes of a file whose top level is sections that each hold a list of items, one below the other, where the next item
 * begins. Whether a cut was right shows when the piece is read. Throws `NotInPieces`.
 */
export function* cutDirectory(bytes: Uint8Array): Generator<Omit<DirectoryChunk, 'first'>> {
  const seen = new Set<string>()
  let section: string | undefined
  let indent: number | undefined
  let start = 0
  let linesBefore = 0
  let line = 0

  for (let at = bytes[0] === 0xef ? 3 : 0; at < bytes.length; line += 1) {
    const found = bytes.indexOf(newline, at)
    const end = found < 0 ? bytes.length : found + 1
    let text = at
    while (bytes[text] === space) text += 1
    const first = text < end ? bytes[text] : newline
    const isItem = first === dash && (bytes[text + 1] === space || bytes[text + 1] === newline)
    const isBlank = first === newline || first === 13 || first === hash
    if (text === at && !isItem && !isBlank) {
      if (section !== undefined && indent !== undefined) yield { section, start, end: at, linesBefore }
      section = readKey(bytes.subarray(at, end))
      if (seen.has(section)) throw new NotInPieces(`${section} stands twice`)
      seen.add(section)
      indent = undefined
    } else if (isItem && section !== undefined) {
      if (indent === undefined) {
        indent = text - at
        start = at
        linesBefore = line
      } else if (text - at === indent && at - start >= chunkBytes) {
        yield { section, start, end: at, linesBefore }
        start = at
        linesBefore = line
      }
    } else if (!isBlank && indent === undefined) throw new NotInPieces('a section holds no list of items')
    at = end
  }
  if (section !== undefined && indent !== undefined) yield { section, start, end: bytes.length, linesBefore }
}

/** `customers:` and nothing else but a comment. */
function readKey(bytes: Uint8Array): string {
  const match = /^([A-Za-z]+):[ \t]*(?:#.*)?\r?\n?$/.exec(Buffer.from(bytes.subarray(0, 200)).toString())
  if (!match?.[1]) throw new NotInPieces('the top level is more than a list of items per section')
  return match[1]
}

/** What a chunk holds, quickly: undefined where it has to be read with care. */
export function readQuickly(text: string): readonly unknown[] | undefined {
  try {
    const items = load(text, { schema: CORE_SCHEMA })
    return Array.isArray(items) ? items : undefined
  } catch {
    return undefined
  }
}

export interface CarefullyRead {
  readonly items: readonly unknown[]
  readonly issues: readonly Pick<FileIssue, 'line' | 'message'>[]
  /** The line within the chunk, counted from 1, of a path that begins with the item's index within it. */
  locate(path: readonly (string | number)[]): number
}

/** The same as one reads a whole small file, with the lines of what is wrong. Throws `NotInPieces`. */
export function readWithCare(text: string): CarefullyRead {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const issues = document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message }))
  return {
    items: issues.length > 0 ? [] : toList(() => document.toJS()),
    issues,
    locate: (path) => locateLine(document, lines, path),
  }
}

function toList(read: () => unknown): readonly unknown[] {
  let items: unknown
  try {
    items = read()
  } catch (cause) {
    // It refers to what another piece holds.
    throw new NotInPieces('a piece cannot be read for itself', { cause })
  }
  if (!Array.isArray(items)) throw new NotInPieces('a piece is no list')
  return items
}
