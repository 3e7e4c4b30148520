import type { Case, Entry } from './case.ts'

/** An entry by its place among those that the reader may read: gaps would tell of others. */
export interface ExportedEntry {
  readonly position: number
  readonly entry: Entry
  /** The position of another entry of this case that the reader may read; undefined for one that they may not. */
  positionOf(seq: number): number | undefined
}

export interface ExportedCase {
  readonly case: Case
  /** Read when they are asked for, page by page. */
  entries(): AsyncIterable<ExportedEntry>
}
