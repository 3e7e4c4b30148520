/** A table in a text: columns of facts, the last one (which may have blanks) is the outcome. The first row that fits counts. */

export interface AccessTable {
  /** The outcome of the first row that fits; `no row fits` where there is none. */
  outcomeOf(facts: Readonly<Record<string, string>>): string
  /** The rows that are the first to fit none of these facts. */
  unused(all: readonly Readonly<Record<string, string>>[]): readonly string[]
}

interface Row {
  readonly line: string
  readonly outcome: string
  readonly fits: (facts: Readonly<Record<string, string>>) => boolean
}

/** In a cell `*` stands for any letters, and a comma for "or". */
export function accessTable(text: string): AccessTable {
  const [head = '', ...lines] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const columns = head.split(/\s+/).slice(0, -1)
  const rows = lines.map((line) => rowOf(line, columns))
  const first = (facts: Readonly<Record<string, string>>) => rows.find((row) => row.fits(facts))
  return {
    outcomeOf: (facts) => first(facts)?.outcome ?? 'no row fits',
    unused(all) {
      const used = new Set(all.map(first))
      return rows.filter((row) => !used.has(row)).map(({ line }) => line)
    },
  }
}

function rowOf(line: string, columns: readonly string[]): Row {
  const cells = line.split(/\s+/)
  const wanted = columns.map((name, at) => ({ name, pattern: patternOf(cells[at] ?? '') }))
  return {
    line,
    outcome: cells.slice(columns.length).join(' '),
    fits: (facts) => wanted.every(({ name, pattern }) => pattern.test(facts[name] ?? '')),
  }
}

function patternOf(cell: string): RegExp {
  const names = cell.split(',').map((name) => name.replace(/[+.]/g, '\\$&').replaceAll('*', '.*'))
  return new RegExp(`^(${names.join('|')})$`)
}
