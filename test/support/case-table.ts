/** Two cases as the rows of a table, and the table as programs and people write it. */

export const columns = [
  'number',
  'customer',
  'partners',
  'createdBy.email',
  'createdBy.name',
  'title',
  'description',
  'category',
  'severity',
  'status',
  'createdAt',
  'sharedWith',
  'history',
] as const

export const first: readonly string[] = [
  '5001',
  'C09brightwater',
  'northwind-apps.example.com=reseller',
  'marcus.bell@northwind-apps.example.com',
  'Marcus Bell',
  '共有カレンダーが「空」になる',
  '月曜日から、\nあるチームの予定が見えない。"オフライン"と出る; それだけ, です。',
  'calendar.sharing',
  'P2',
  'new',
  '2026-01-05T09:00:00Z',
  'it@brightwater.example.com;office@brightwater.example.com',
  '[]',
]
export const second: readonly string[] = [
  ...['5002', ...first.slice(1, 5), '表示がおかしい', 'ソフトウェアの表', ...first.slice(7, 11)],
  '',
  '',
]

export interface CsvShape {
  readonly separator?: ',' | ';' | '\t'
  readonly lineEnd?: string
  readonly quotesAll?: boolean
  readonly before?: string
  /** At the end of each line. */
  readonly more?: string
  readonly lastEnd?: string
  readonly between?: string
}

export function toCsv(rows: readonly (readonly string[])[], shape: CsvShape = {}): string {
  const {
    separator = ',',
    lineEnd = '\r\n',
    quotesAll = false,
    before = '',
    more = '',
    lastEnd = lineEnd,
  } = shape
  const toCell = (cell: string) =>
    quotesAll || /[",;\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  const lines = rows.map((row) => row.map(toCell).join(separator) + more)
  return before + lines.join(`${lineEnd}${shape.between ?? ''}`) + lastEnd
}
