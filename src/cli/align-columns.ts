import { paint } from './terminal.ts'

/** A table for a terminal. The last column is not filled up: names may be wide. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => measure(row[column] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1
          ? cell
          : cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - measure(cell))),
      )
      .join('  '),
  )
}

/** The same with a first row that names the columns. */
export function formatTable(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = '', ...lines] = alignColumns(rows)
  return [paint('bold', head), ...lines]
}

/** Letters that take two places on a terminal: Japanese, Chinese, Korean and full-width ones. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/g

function measure(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0)
}
