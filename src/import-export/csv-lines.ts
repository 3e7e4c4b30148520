/** For spreadsheets: a byte order mark, so that they read UTF-8, and lines that end as theirs do. */
export const csvBegin = '\uFEFF'

/** A spreadsheet takes a cell that begins so for a formula; full-width signs count too. */
const formula = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

export function toCsvLine(cells: readonly string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`
}

function toCell(cell: string): string {
  const text = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
