/** A file of cases as it comes to an operator, and what becomes of it. */
import type { Encoding } from '../../src/files/encodings.ts'
import { first as firstRow, second as secondRow, toCsv, columns as told } from './case-table.ts'

export interface RealFile {
  /** What it is; no two are called the same. */
  readonly what: string
  readonly content: string | Uint8Array
  /** With the ending that says what is in it. */
  readonly name?: string
  /** As with `--encoding`. */
  readonly named?: Encoding
  readonly outcome: Taken | Refused
}

/** What can be told apart is read: `bad` rows are told and, with `--skip-bad`, left out; the `cases` are kept. */
export interface Taken {
  readonly encoding: Encoding
  readonly bad?: readonly string[]
  readonly cases: readonly KeptCase[]
}

/** Some of what a case says, by which it is told. */
export interface KeptCase {
  readonly number: number
  readonly title?: string
  readonly description?: string
  readonly createdAt?: string
}

/** Nothing of it is read, whatever is skipped: the one fault, with its line. */
export interface Refused {
  readonly refused: string
}

/** The table of `case-table.ts` with the domain of who opened the case, without which none is taken. */
const withDomain = (row: readonly string[], cell: string) => [...row.slice(0, 5), cell, ...row.slice(5)]
export const columns = withDomain(told, 'createdBy.domain')
export const first = withDomain(firstRow, 'northwind-apps.example.com')
export const second = withDomain(secondRow, 'northwind-apps.example.com')
export const table = [columns, first, second]

export const firstCase = { number: 5001, title: String(firstRow[5]), description: String(firstRow[6]) }
export const secondCase = { number: 5002, title: String(secondRow[5]), description: String(secondRow[6]) }
export const bothCases = [firstCase, secondCase]

/** The table where the second case has another title. */
export function withTitle(title: string): string {
  return toCsv([columns, first, second.with(columns.indexOf('title'), title)])
}

/** The first case, and the second with this in the column. */
export function withCell(column: (typeof told)[number], cell: string): string {
  return toCsv([columns, first, second.with(columns.indexOf(column), cell)])
}

export function taken(cases: readonly KeptCase[], encoding: Encoding = 'utf-8'): Taken {
  return { encoding, cases }
}

/** The first case is kept, the other row is bad. */
export function bad(...problems: readonly string[]): Taken {
  return { encoding: 'utf-8', bad: problems, cases: [firstCase] }
}

export function refused(fault: string): Refused {
  return { refused: fault }
}
