import { readDocument } from './list-documents.ts'

/** The cells of each row of the first table under a heading of a page, without its head. Throws where there is none. */
export function readTable(file: string, heading: string): readonly (readonly string[])[] {
  const lines = readDocument(file).split('\n')
  const begin = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  if (begin < 0) throw new Error(`${file} has no heading "${heading}"`)
  const after = lines.slice(begin + 1)
  const end = after.findIndex((line) => /^#+ /.test(line))
  const own = end < 0 ? after : after.slice(0, end)
  const first = own.findIndex((line) => line.startsWith('|'))
  if (first < 0) throw new Error(`${file} has no table under "${heading}"`)
  const length = own.slice(first).findIndex((line) => !line.startsWith('|'))
  const table = length < 0 ? own.slice(first) : own.slice(first, first + length)
  return table.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** What stands in a cell as code. */
export function readCodes(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
