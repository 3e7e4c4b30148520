/** One file of an export, written piece by piece, so that its size does not matter. */
import type { ExportedCase } from '../cases/exported-case.ts'
import type { ExportLines } from './export-lines.ts'

export interface ExportCounts {
  cases: number
  entries: number
}

/** Pieces of about this many characters: not a write for each line. */
const pieceLength = 32_000

/** `counts` is whole once the pieces ended. */
export function writeCases(cases: AsyncIterable<ExportedCase>, lines: ExportLines, counts: ExportCounts) {
  return inPieces(eachCase())

  async function* eachCase(): AsyncGenerator<string> {
    yield lines.casesBegin
    for await (const { case: supportCase } of cases) {
      counts.cases += 1
      yield lines.toCaseLine(supportCase)
    }
  }
}

export function writeEntries(cases: AsyncIterable<ExportedCase>, lines: ExportLines, counts: ExportCounts) {
  return inPieces(eachEntry())

  async function* eachEntry(): AsyncGenerator<string> {
    yield lines.entriesBegin
    for await (const { case: supportCase, entries } of cases) {
      counts.cases += 1
      for await (const entry of entries()) {
        counts.entries += 1
        yield lines.toEntryLine(supportCase.number, entry)
      }
    }
  }
}

/** Both in one pass, so that they tell of the same cases. Yields what became of each line; `counts` is whole once it ended. */
export async function* writeBoth<T>(
  cases: AsyncIterable<ExportedCase>,
  lines: ExportLines,
  take: (file: 'cases' | 'entries', text: string) => T,
  counts: ExportCounts,
): AsyncGenerator<Awaited<T>> {
  yield await take('cases', lines.casesBegin)
  yield await take('entries', lines.entriesBegin)
  for await (const { case: supportCase, entries } of cases) {
    counts.cases += 1
    yield await take('cases', lines.toCaseLine(supportCase))
    for await (const entry of entries()) {
      counts.entries += 1
      yield await take('entries', lines.toEntryLine(supportCase.number, entry))
    }
  }
}

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
