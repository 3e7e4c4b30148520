/**
 * Which encoding a file came in, where its bytes leave no doubt (docs/decisions/0036). What is misread once is stored for good (MIG-1), so
 * that a doubt is told, with what the text would say in each encoding that it could be in, and never settled by a guess.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { FileIssue } from '../config/file-validation-error.ts'
import { createDecoder, decodeText, type Encoding, encodingNames, readMark } from './encodings.ts'
import { createJapaneseScale, type JapaneseScale } from './japanese-scale.ts'

export type Detected =
  | { readonly encoding: Encoding }
  | {
      readonly encoding?: undefined
      readonly issue: FileIssue
      /** What it could be in, the likeliest first. */
      readonly possible: readonly Encoding[]
    }

/** What to do about a file, beside saving it as UTF-8. */
export interface DetectOptions {
  /** The encoding that somebody named: it is checked, and nothing else is looked for. */
  readonly named?: Encoding | undefined
  /** Whether it can be named (`--encoding`). */
  readonly canBeNamed?: boolean
}

export function detectEncoding(bytes: Uint8Array, options: DetectOptions = {}): Detected {
  const first = surveyBytes()
  for (const piece of cutPieces(bytes)) first.write(piece)
  const survey = first.end()
  const settled = settle(survey, options)
  if (settled) return settled
  const second = weighEncodings(survey, options)
  for (const piece of cutPieces(bytes)) second.write(piece)
  return second.end()
}

/** The same for a file that may be too large to be held at once; where it is not plain UTF-8, it is read twice. */
export async function detectFileEncoding(file: string, options: DetectOptions = {}): Promise<Detected> {
  const first = surveyBytes()
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) first.write(chunk)
  const survey = first.end()
  const settled = settle(survey, options)
  if (settled) return settled
  const second = weighEncodings(survey, options)
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) second.write(chunk)
  return second.end()
}

interface BadLine {
  readonly line: number
  /** Its beginning. */
  readonly bytes: Uint8Array
}

interface Survey {
  /** The first bytes of the file. */
  readonly start: Uint8Array
  readonly hasZeros: boolean
  /** Seven bits that shift into other characters: ISO-2022-JP. */
  readonly shifts: boolean
  /** The first line that is no UTF-8. */
  readonly bad?: BadLine
  readonly badLines: number
  /** That are UTF-8 and hold more than ASCII. */
  readonly goodLines: number
}

const lineFeed = 0x0a
const escapeSequence = Buffer.from('\u001b$')
/** As much of a line as is shown. */
const shownBytes = 240

function surveyBytes(): { write(bytes: Uint8Array): void; end(): Survey } {
  let start: Uint8Array = new Uint8Array()
  let rest: Buffer = Buffer.alloc(0)
  let line = 1
  const found = { hasZeros: false, shifts: false, badLines: 0, goodLines: 0 }
  let bad: BadLine | undefined

  /** Whole lines: a line feed is never a part of another character in UTF-8. */
  function look(lines: Buffer): void {
    if (lines.length === 0) return
    found.hasZeros ||= lines.includes(0)
    found.shifts ||= lines.includes(escapeSequence)
    if (isAscii(lines)) line += countLines(lines)
    else for (const one of cutLines(lines)) lookAtLine(one)
  }

  function lookAtLine(bytes: Buffer): void {
    if (!isUtf8(bytes)) {
      bad ??= { line, bytes: Uint8Array.prototype.slice.call(bytes, 0, shownBytes) }
      found.badLines += 1
    } else if (!isAscii(bytes)) found.goodLines += 1
    if (bytes.at(-1) === lineFeed) line += 1
  }

  return {
    write(bytes) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      if (start.length < 4) start = Buffer.concat([start, chunk.subarray(0, 4 - start.length)])
      const end = chunk.lastIndexOf(lineFeed) + 1
      if (end === 0) {
        rest = Buffer.concat([rest, chunk])
        return
      }
      look(Buffer.concat([rest, chunk.subarray(0, end)]))
      rest = Buffer.from(chunk.subarray(end))
    },
    end() {
      look(rest)
      return { start, ...found, ...(bad && { bad }) }
    },
  }
}

/** What the bytes tell without being weighed. */
function settle(survey: Survey, { named }: DetectOptions): Detected | undefined {
  const { start, bad, hasZeros, shifts } = survey
  const program = findProgram(start)
  if (program) return fault(1, `is ${program}`)
  const mark = readMark(start)
  if (mark === 'utf-16le' && start[2] === 0 && start[3] === 0) return fault(1, `is UTF-32: ${saveAs}`)
  if (named) {
    if (mark && mark !== named)
      return fault(
        1,
        `begins with the mark of ${encodingNames[mark]}, and is not ${encodingNames[named]}: ${nameIt}`,
      )
    if (named !== 'utf-8') return undefined
    return bad ? fault(bad.line, `is not UTF-8: ${nameIt}`) : { encoding: 'utf-8' }
  }
  if (mark === 'utf-8' && bad)
    return fault(bad.line, `is not UTF-8, as the file's mark says it is: ${damaged}`)
  if (mark === 'utf-16le' || mark === 'utf-16be' || bad || hasZeros || shifts) return undefined
  return { encoding: 'utf-8' }
}

function fault(line: number, message: string, possible: readonly Encoding[] = []): Detected {
  return { issue: { line, path: '', message }, possible }
}

/** What other programs' files begin with, whatever their name ends in. */
const programs: readonly (readonly [start: readonly number[], what: string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    'a workbook (.xlsx, .ods) or another archive, whatever the name says: open it and save it as "CSV UTF-8"',
  ],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'a workbook of an old Excel (.xls), whatever the name says: open it and save it as "CSV UTF-8"',
  ],
  [[0x1f, 0x8b], 'compressed (gzip): unpack it first'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF: export the cases as CSV or JSON Lines instead'],
]

function findProgram(start: Uint8Array): string | undefined {
  return programs.find(([signs]) => signs.every((sign, at) => start[at] === sign))?.[1]
}

const saveAs = 'save the file as UTF-8 and try again (in Excel: "CSV UTF-8"; in an editor: encoding UTF-8)'
const nameIt = 'name the encoding that the file is in'
const damaged = 'the file is damaged, or was put together from several; save all of it as UTF-8 and try again'

interface Candidate {
  readonly encoding: Encoding
  readonly scale: JapaneseScale
  /** The share of it that is ASCII, from 0 to 1. */
  plainness(): number
  write(bytes: Uint8Array): void
  /** The first line that is no text in this encoding. */
  end(): number | undefined
}

/** Signs that no text holds; tab, line ends, form feed and escape (coloured logs, old Japanese mail) are none of them. */
export function hasBinarySigns(text: string): boolean {
  return binarySigns.test(text.includes(escapeSign) ? text.replaceAll(escapeSign, '') : text)
}

const binarySigns = /[^\P{Cc}\t\n\r\f\u0085]/u
const escapeSign = '\u001b'
const plain = /[\n -~]/g
/** Of UTF-16 that nobody says it is: every table and every log has separators, digits and line ends. */
const minPlain = 0.1
/** What a decoder makes of bytes that are none of its encoding. */
const lost = /\uFFFD/
/** Where nobody says what the encoding is: what nobody writes either. */
const unlikely = /[\p{Cn}\p{Co}]/u

function createCandidate(encoding: Encoding, isTold: boolean): Candidate {
  const decoder = createDecoder(encoding)
  const scale = createJapaneseScale()
  let line = 1
  let badLine: number | undefined
  const counted = { all: 0, plain: 0 }
  const isText = (text: string) =>
    !hasBinarySigns(text) && !lost.test(text) && (isTold || !unlikely.test(text))

  function look(text: string): void {
    if (badLine !== undefined || text === '') return
    if (isText(text)) {
      scale.add(text)
      counted.all += text.length
      counted.plain += text.match(plain)?.length ?? 0
      line += text.split('\n').length - 1
      return
    }
    for (const [index, one] of text.split('\n').entries()) {
      if (isText(one)) continue
      badLine = line + index
      return
    }
  }

  return {
    encoding,
    scale,
    plainness: () => counted.plain / Math.max(1, counted.all),
    write(bytes) {
      if (badLine === undefined) look(decoder.write(bytes))
    },
    end() {
      if (badLine === undefined) look(decoder.end())
      return badLine
    },
  }
}

function weighEncodings(
  survey: Survey,
  options: DetectOptions,
): { write(bytes: Uint8Array): void; end(): Detected } {
  const isTold = options.named !== undefined || readMark(survey.start) !== undefined
  const candidates = listCandidates(survey, options.named).map((encoding) =>
    createCandidate(encoding, isTold),
  )
  return {
    write(bytes) {
      for (const candidate of candidates) candidate.write(bytes)
    },
    end() {
      const read = candidates.map((candidate) => ({ ...candidate, badLine: candidate.end() }))
      if (options.named) return checkNamed(read[0], options.named)
      return decide(survey, read, options)
    },
  }
}

function listCandidates(
  { start, hasZeros, shifts, bad }: Survey,
  named: Encoding | undefined,
): readonly Encoding[] {
  if (named) return [named]
  const mark = readMark(start)
  if (mark) return [mark]
  if (hasZeros) return ['utf-16le', 'utf-16be']
  if (shifts && !bad) return ['iso-2022-jp', 'utf-8']
  return ['windows-1252', 'cp932', 'euc-jp']
}

type ReadCandidate = Candidate & { readonly badLine: number | undefined }

function checkNamed(read: ReadCandidate | undefined, named: Encoding): Detected {
  if (read?.badLine === undefined) return { encoding: named }
  return fault(read.badLine, `is not ${encodingNames[named]}: ${nameIt}`)
}

function decide(survey: Survey, read: readonly ReadCandidate[], options: DetectOptions): Detected {
  const { bad, badLines, goodLines, hasZeros, start } = survey
  const fitting = read.filter(({ badLine }) => badLine === undefined)
  const [only, ...others] = fitting
  const mark = readMark(start)
  if (mark) {
    if (only) return { encoding: mark }
    return fault(
      read[0]?.badLine ?? 1,
      `is not ${encodingNames[mark]}, as the file's mark says it is: ${damaged}`,
    )
  }
  if (hasZeros) {
    if (only && others.length === 0 && only.plainness() >= minPlain) return { encoding: only.encoding }
    return fault(1, 'is no text: it holds bytes that are zero')
  }
  // A line with an escape sequence for colours is no Japanese.
  if (!bad)
    return { encoding: only?.encoding === 'iso-2022-jp' && only.scale.isJapanese() ? 'iso-2022-jp' : 'utf-8' }
  if (goodLines > badLines) return fault(bad.line, `is not UTF-8, while other lines are: ${damaged}`)
  const isWestern = fitting.some(({ encoding }) => encoding === 'windows-1252')
  const certain = fitting.filter(
    ({ encoding, scale }) =>
      encoding !== 'windows-1252' &&
      (scale.isJapanese() || (encoding === 'cp932' && !isWestern && scale.isKanji())),
  )
  const [sure] = certain
  if (sure && certain.length === 1) return { encoding: sure.encoding }
  const possible = fitting
    .toSorted((a, b) => b.scale.likeness() - a.scale.likeness())
    .map(({ encoding }) => encoding)
  return fault(bad.line, describeDoubt(bad, possible, options), possible)
}

/** Shows what the line would say in each encoding that it may be in, for who knows what it should say. */
function describeDoubt(
  { bytes }: BadLine,
  possible: readonly Encoding[],
  { canBeNamed = false }: DetectOptions,
): string {
  if (possible.length === 0) return `is not UTF-8: ${saveAs}`
  const readings = possible.map(
    (encoding) => `${encodingNames[encoding]} reads «${excerpt(bytes, encoding)}»`,
  )
  const choose = canBeNamed
    ? `name the right one with --encoding ${possible.join(' or --encoding ')}, or `
    : ''
  return `is not UTF-8, and which encoding it is in cannot be told for certain (${readings.join('; ')}): ${choose}${saveAs}`
}

/** So many characters before the first that is not ASCII, and in all. */
const leadIn = 12
const shownCharacters = 40

function excerpt(bytes: Uint8Array, encoding: Encoding): string {
  // The last bytes may be half a character.
  const whole = decodeText(bytes, encoding)
    .replace(/\uFFFD$/u, '')
    .trimEnd()
  const first = whole.search(/[^\p{ASCII}]/u)
  const from = Math.max(0, first - leadIn)
  const shown = [...whole.slice(from)]
  const cut = shown.length > shownCharacters
  return `${from > 0 ? '…' : ''}${shown.slice(0, shownCharacters).join('')}${cut ? '…' : ''}`
}

/** In bytes: of a whole file no more is decoded at a time. */
const pieceBytes = 65_536

function* cutPieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes)
}

function* cutLines(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, from)
    const to = end < 0 ? bytes.length : end + 1
    yield bytes.subarray(from, to)
    from = to
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) lines += 1
  return lines
}
