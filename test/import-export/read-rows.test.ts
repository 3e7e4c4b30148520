import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseRow, type Row, readRows } from '../../src/import-export/read-rows.ts'

const known = [
  'number',
  'title',
  'partners',
  'sharedWith',
  'history',
  'createdBy.email',
  'createdBy.name',
  'closedAt',
]

async function rowsOf(name: string, content: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'casethread-rows-')), name)
  writeFileSync(file, content)
  const rows: Row[] = []
  for await (const row of readRows(file, { encoding: 'utf-8', columns: { known, required: [] } }))
    rows.push(parseRow(row))
  return rows
}

const noJson = 'is no JSON: each line holds one case as a JSON object'
const lost =
  'holds a character that was lost when the file was written (U+FFFD): correct it where the file comes from'

describe('MIG-1: JSON Lines', () => {
  it('gives each line with its number and size, and passes over blank ones', async () => {
    expect(await rowsOf('cases.jsonl', '{"number":1}\n\n  \n{"number":22}')).toEqual([
      { line: 1, size: 12, value: { number: 1 } },
      { line: 4, size: 13, value: { number: 22 } },
    ])
    expect(await rowsOf('cases.jsonl', '')).toEqual([])
  })

  it('a byte order mark, Windows’ line ends and a last line feed change nothing', async () => {
    const rows = await rowsOf('cases.jsonl', '\uFEFF{"number":1}\r\n{"number":2}\r\n')

    expect(rows).toMatchObject([
      { line: 1, value: { number: 1 } },
      { line: 2, value: { number: 2 } },
    ])
  })

  it('only line feeds end a line, and a mark within the text stays', async () => {
    expect(await rowsOf('cases.jsonl', '{"a":"x\u2028y\u0085z\uFEFF"}')).toMatchObject([
      { line: 1, value: { a: 'x\u2028y\u0085z\uFEFF' } },
    ])
  })

  it('also where the file comes in several pieces, wherever they end', async () => {
    const long = `${'x'.repeat(65_535)}\uFEFF${'長'.repeat(30_000)}`

    expect(await rowsOf('cases.jsonl', `"${long}"\n2`)).toMatchObject([
      { line: 1, value: long },
      { line: 2, value: 2 },
    ])
  })

  it('a line that is no JSON, or lost a character, is told by its number; the others are read', async () => {
    expect(await rowsOf('cases.jsonl', '{"number":1\n{"a":"\uFFFD"}\n{"number":3}')).toEqual([
      { line: 1, size: 0, problem: noJson },
      { line: 2, size: 0, problem: lost },
      { line: 3, size: 12, value: { number: 3 } },
    ])
  })
})

describe('MIG-1: CSV', () => {
  it('names its columns in the first line; a dot leads into an object, an empty cell says nothing', async () => {
    const rows = await rowsOf(
      'CASES.CSV',
      'number,title,createdBy.email,createdBy.name,closedAt\n 1001 , Mail ,a@example.com,Aoi,\n',
    )

    expect(rows).toEqual([
      {
        line: 2,
        size: 24,
        value: { number: 1001, title: 'Mail', createdBy: { email: 'a@example.com', name: 'Aoi' } },
      },
    ])
  })

  it('reads partners, addresses and history from their cells', async () => {
    const rows = await rowsOf(
      'cases.csv',
      'partners,sharedWith,history\n"a.example=reseller; b.example=support-partner;","x@example.com ; ;y@example.com","[{""at"":1}]"\n',
    )

    expect(rows).toMatchObject([
      {
        value: {
          partners: [
            { domain: 'a.example', kind: 'reseller' },
            { domain: 'b.example', kind: 'support-partner' },
          ],
          sharedWith: ['x@example.com', 'y@example.com'],
          history: [{ at: 1 }],
        },
      },
    ])
  })

  it('tells the line at which a row begins, also behind one that spans several', async () => {
    const rows = await rowsOf('cases.csv', '\uFEFFnumber,title\n1,"two\nlines"\n\n2,x\n3,y\n')

    expect(rows).toMatchObject([
      { line: 2, value: { number: 1, title: 'two\nlines' } },
      { value: { number: 2 } },
      { line: 6, value: { number: 3 } },
    ])
  })

  it('a history that is no JSON is told by its line; the other rows are read', async () => {
    expect(await rowsOf('cases.csv', 'number,history\n1,[\n3,[]\n')).toEqual([
      { line: 2, size: 0, problem: 'history is no JSON: give a JSON array, or leave it empty' },
      { line: 3, size: 3, value: { number: 3, history: [] } },
    ])
  })

  it('a row with more cells than columns is told by its line; one with fewer lacks the last ones', async () => {
    expect(await rowsOf('cases.csv', 'number,title\n1,a\n2\n3,c,d\n4,\n')).toEqual([
      { line: 2, size: 2, value: { number: 1, title: 'a' } },
      { line: 3, size: 1, value: { number: 2 } },
      {
        line: 4,
        size: 0,
        problem: 'has 3 cells, and 2 columns are named: put a cell that holds commas into quotation marks',
      },
      { line: 5, size: 1, value: { number: 4 } },
    ])
  })
})
