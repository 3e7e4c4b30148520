/** What takes most of an import's time and needs neither the store nor the directory: rows are read, checked and made cases. Runs in threads. */
import type { IdempotencyKey, NewCase } from '../cases/case-store.ts'
import {
  CaseLine,
  createImportKey,
  describeProblems,
  findImpossibleMoments,
  type ListedCustomer,
  toNewCase,
} from './case-line.ts'
import { parseRow, type WrittenRow } from './read-rows.ts'

export interface CheckTask {
  readonly rows: readonly WrittenRow[]
  readonly now: Date
}

/** A row that can be read may have problems all the same. */
export interface CheckedRow {
  readonly line: number
  readonly problems: readonly string[]
  readonly found?: FoundCase
}

/** What is asked of the store and the directory for a line. */
export interface FoundCase {
  readonly number: number
  readonly key: IdempotencyKey
  readonly customer: string
  /** The line says all that a case has to know of its customer. */
  readonly namesCustomer: boolean
  readonly partners: readonly string[]
}

export function checkRows({ rows, now }: CheckTask): readonly CheckedRow[] {
  return rows.map((row) => {
    const { caseLine, problems } = readLine(row, now)
    return { line: row.line, problems, ...(caseLine && { found: toFoundCase(caseLine) }) }
  })
}

export interface PrepareTask extends CheckTask {
  /** Those of the rows that the directory knows, by their ids. */
  readonly customers: ReadonlyMap<string, ListedCustomer>
}

export interface PreparedRow {
  readonly line: number
  readonly problems: readonly string[]
  readonly input?: NewCase
}

/** The cases of rows that were checked: where one is bad all the same, the file was changed meanwhile. */
export function prepareRows({ rows, customers, now }: PrepareTask): readonly PreparedRow[] {
  return rows.map((row) => {
    const { line } = row
    const { caseLine, problems } = readLine(row, now)
    if (!caseLine || problems.length > 0) return { line, problems }
    const { customer: id, namesCustomer } = toFoundParts(caseLine)
    const customer = customers.get(id)
    if (!customer && !namesCustomer) return { line, problems: [describeUnknownCustomer(id)] }
    return { line, problems, input: toNewCase(caseLine, customer) }
  })
}

function readLine(
  written: WrittenRow,
  now: Date,
): { readonly caseLine?: CaseLine; readonly problems: readonly string[] } {
  const row = parseRow(written)
  if ('problem' in row) return { problems: [row.problem] }
  const parsed = CaseLine.safeParse(row.value, { reportInput: true })
  if (!parsed.success) return { problems: describeProblems(parsed.error) }
  return { caseLine: parsed.data, problems: findImpossibleMoments(parsed.data, now) }
}

function toFoundCase(line: CaseLine): FoundCase {
  return { number: line.number, key: createImportKey(line), ...toFoundParts(line) }
}

function toFoundParts({ customer: { id, name, domain }, partners }: CaseLine) {
  return {
    customer: id,
    namesCustomer: Boolean(name && domain),
    partners: partners.map((partner) => partner.domain),
  }
}

export function describeUnknownCustomer(id: string): string {
  return `customer ${id} is not in the directory: add it there, or give its id, name and domain here`
}
