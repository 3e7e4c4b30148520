/** MIG-1: CSV as spreadsheets, databases and people write it: each shape says the same two cases. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { FileValidationError } from '../../src/config/file-validation-error.ts'
import { detectFileEncoding } from '../../src/files/detect-encoding.ts'
import { type Encoding, encodingNames } from '../../src/files/encodings.ts'
import { caseColumns } from '../../src/import-export/case-line.ts'
import { parseRow, type Row, readRows } from '../../src/import-export/read-rows.ts'
import { type CsvShape, columns, first, second, toCsv } from '../support/case-table.ts'
import { encodeIso2022Jp } from '../support/encode-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'casethread-spreadsheets-'))
let files = 0

async function rowsOf(
  content: string | Uint8Array,
  name = 'cases.csv',
  named?: Encoding,
): Promise<readonly Row[]> {
  files += 1
  const file = join(folder, `${files}-${name}`)
  writeFileSync(file, content)
  const detected = await detectFileEncoding(file, { named, canBeNamed: true })
  if (!detected.encoding) throw new FileValidationError('The file', file, [detected.issue])
  const rows: Row[] = []
  for await (const row of readRows(file, { encoding: detected.encoding, columns: caseColumns }))
    rows.push(parseRow(row))
  return rows
}

const table = [columns, first, second]

function valuesOf(rows: readonly Row[]) {
  return rows.map((row) => ('value' in row ? row.value : row.problem))
}

const bothCases = [
  {
    number: 5001,
    customer: 'C09brightwater',
    partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
    createdBy: { email: first[3], name: 'Marcus Bell' },
    title: first[5],
    description: first[6],
    category: 'calendar.sharing',
    severity: 'P2',
    status: 'new',
    createdAt: '2026-01-05T09:00:00Z',
    sharedWith: ['it@brightwater.example.com', 'office@brightwater.example.com'],
    history: [],
  },
  expect.objectContaining({ number: 5002, title: '表示がおかしい', description: 'ソフトウェアの表' }),
]

const written: readonly (readonly [string, (text: string) => Uint8Array])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 LE with a mark (Excel: Unicode text)', (text) => iconv.encode(text, 'utf-16le', { addBOM: true })],
  ['UTF-16 BE with a mark', (text) => iconv.encode(text, 'utf-16be', { addBOM: true })],
  ['UTF-16 LE without a mark', (text) => iconv.encode(text, 'utf-16le')],
  ['UTF-16 BE without a mark', (text) => iconv.encode(text, 'utf-16be')],
  ['CP932 (Excel: CSV)', (text) => iconv.encode(text, 'cp932')],
  ['EUC-JP', (text) => iconv.encode(text, 'euc-jp')],
  ['ISO-2022-JP', encodeIso2022Jp],
]
const separators = [
  ['commas', ','],
  ['semicolons', ';'],
  ['tabs', '\t'],
] as const
const lineEnds = [
  ['CRLF', '\r\n'],
  ['LF', '\n'],
  ['CR', '\r'],
] as const

describe('MIG-1: each encoding with each separator and each line end says the same', () => {
  const all = written.flatMap(([encoding, encode]) =>
    separators.flatMap(([name, separator]) =>
      lineEnds.map(([endName, lineEnd]) => ({
        what: `${encoding}, ${name}, ${endName}`,
        encode,
        separator,
        lineEnd,
      })),
    ),
  )

  it.each(all)('$what', async ({ encode, separator, lineEnd }) => {
    expect(valuesOf(await rowsOf(encode(toCsv(table, { separator, lineEnd }))))).toEqual(bothCases)
  })

  it('Windows-1252 once it is named', async () => {
    const row = first.with(5, 'Größe “über” 5 €').with(6, 'Käse')
    const bytes = iconv.encode(toCsv([columns, row], { separator: ';' }), 'windows-1252')

    await expect(rowsOf(bytes)).rejects.toThrow('--encoding windows-1252')
    expect(valuesOf(await rowsOf(bytes, 'cases.csv', 'windows-1252'))).toEqual([
      expect.objectContaining({ title: 'Größe “über” 5 €', description: 'Käse' }),
    ])
  })

  it('JSON Lines in each encoding, too', async () => {
    const text = bothCases.map((_, index) => JSON.stringify({ number: index, title: first[5] })).join('\n')
    for (const [name, encode] of written)
      expect(valuesOf(await rowsOf(encode(text), 'cases.jsonl')), name).toEqual([
        { number: 0, title: first[5] },
        { number: 1, title: first[5] },
      ])
  })

  it('each encoding has a name that people know', () => {
    expect(new Set(Object.values(encodingNames)).size).toBe(Object.keys(encodingNames).length)
  })
})

describe('MIG-1: what spreadsheets put around it changes nothing', () => {
  it.each<[string, CsvShape]>([
    ['all cells in quotation marks', { quotesAll: true }],
    ['sep=; in the first line', { separator: ';', before: 'sep=;\r\n' }],
    ['sep=, in the first line', { before: 'sep=,\r\n' }],
    ['"sep=\t" in quotation marks', { separator: '\t', before: '"sep=\t"\r\n' }],
    ['an empty line before', { before: '\r\n' }],
    ['empty lines between', { between: '\r\n\r\n' }],
    ['rows of separators between', { between: `${','.repeat(columns.length - 1)}\r\n` }],
    ['rows of blanks between', { between: ' , , , ,\r\n' }],
    ['columns without a name at the end', { more: ',,,' }],
    ['more separators than columns, in the rows alone', { between: '', more: '' }],
    ['no line end at the end', { lastEnd: '' }],
    ['many empty rows at the end', { lastEnd: `\r\n${`${','.repeat(20)}\r\n`.repeat(50)}` }],
    ['Control-Z of old programs left out', { lastEnd: '\r\n\r\n' }],
  ])('%s', async (_, shape) => {
    expect(valuesOf(await rowsOf(toCsv(table, shape)))).toEqual(bothCases)
  })

  it('rows from which Excel left the empty cells at the end', async () => {
    const cut = [columns, first, second.slice(0, 11)]

    expect(valuesOf(await rowsOf(toCsv(cut)))).toEqual(bothCases)
  })

  it('rows with more separators than there are columns', async () => {
    const text = toCsv([columns]) + toCsv([first, second], { more: ',,,,' })

    expect(valuesOf(await rowsOf(text))).toEqual(bothCases)
  })

  it('blanks around the names of the columns, and around quotation marks', async () => {
    const text = toCsv(table).replace('number,customer', ' number , customer').replace(',"', ', "')

    expect(valuesOf(await rowsOf(text))).toEqual(bothCases)
  })

  it('columns in any order, with one that has no name and holds nothing', async () => {
    const turned = table.map((row, index) => [
      ...row.slice(1),
      '',
      ...(index === 0 ? ['number'] : row.slice(0, 1)),
    ])

    expect(valuesOf(await rowsOf(toCsv(turned)))).toEqual(bothCases)
  })

  it('a .tsv file', async () => {
    expect(valuesOf(await rowsOf(toCsv(table, { separator: '\t' }), 'cases.tsv'))).toEqual(bothCases)
  })

  it('quotation marks within a cell that none opens', async () => {
    const text = toCsv([columns, second]).replace('表示がおかしい', '24" の画面')

    expect(valuesOf(await rowsOf(text))).toEqual([expect.objectContaining({ title: '24" の画面' })])
  })

  it('cells of many lines, with doubled quotation marks, however the file is cut into pieces', async () => {
    const long = `${'「長い」"説明"\n'.repeat(20_000)}終わり`
    const [row] = valuesOf(await rowsOf(toCsv([columns, first.with(6, long)])))

    expect(row).toMatchObject({ description: long })
  }, 30_000)
})

describe('MIG-1: a first line that cannot be meant so is refused before any row', () => {
  it.each([
    ['a column twice', [...columns, 'title'].join(','), 'line 1: names the column title twice'],
    [
      'a column and a part of it',
      [...columns, 'customer.name'].join(','),
      'names both customer and parts of it',
    ],
    ['a slip', columns.join(',').replace('severity', 'severty'), 'is not known (severty): write severity'],
    [
      'something else',
      [...columns, 'owner'].join(','),
      'names a column that is not known (owner): remove it',
    ],
    ['no title', columns.filter((name) => name !== 'title').join(','), 'lacks the column title: add it'],
    [
      'no customer',
      columns.filter((name) => name !== 'customer').join(','),
      'lacks the column customer or customer.id',
    ],
    ['no names at all', first.join(','), 'line 1: names no column of a case'],
    ['another separator', columns.join('|'), 'line 1: names no column of a case'],
  ])('%s', async (_, header, message) => {
    await expect(rowsOf(`${header}\r\n${toCsv([first])}`)).rejects.toThrow(message)
  })

  it('by the line where it stands', async () => {
    await expect(rowsOf(`sep=;\r\n\r\n${[...columns, 'title'].join(';')}\r\n`)).rejects.toThrow(
      'line 3: names',
    )
  })
})

describe('MIG-1: a quotation mark that is not closed is told where it opens, and takes no row along', () => {
  const rowsFrom = (count: number, edit: (row: readonly string[], index: number) => string) =>
    [
      columns.join(','),
      ...Array.from({ length: count }, (_, index) => edit(second.with(0, String(6000 + index)), index)),
    ].join('\r\n')
  const plain = (row: readonly string[]) => row.join(',')
  const at =
    (line: number, edit: (row: readonly string[]) => string) => (row: readonly string[], index: number) =>
      index === line - 2 ? edit(row) : plain(row)
  const opened = (row: readonly string[]) => plain(row).replace('ソフトウェアの表', '"ソフトウェアの表')

  it.each<[string, string, string]>([
    [
      'and never closed',
      rowsFrom(300, at(12, opened)),
      'line 12: a quotation mark opens a cell here that is never closed',
    ],
    [
      'in the last row',
      rowsFrom(20, at(21, opened)),
      'line 21: a quotation mark opens a cell here that is never closed',
    ],
    [
      'before rows whose cells are in quotation marks',
      rowsFrom(30, (row, index) =>
        index === 10 ? opened(row) : plain(row).replace('表示がおかしい', '"表示"'),
      ),
      'line 12: a quotation mark opens a cell here that is not closed: the next one, in line 13, does not end the cell',
    ],
    [
      'and closed by chance at the end of a later cell',
      rowsFrom(300, (row, index) =>
        index === 10
          ? opened(row)
          : index === 40
            ? plain(row).replace('ソフトウェアの表', 'ソフトウェアの表"')
            : plain(row),
      ),
      'line 12: a quotation mark opens a cell here that holds whole rows',
    ],
    [
      'and closed by chance in the next row',
      rowsFrom(300, (row, index) =>
        index === 10
          ? opened(row)
          : index === 11
            ? plain(row).replace('ソフトウェアの表', '表"')
            : plain(row),
      ),
      'line 12: a quotation mark opens a cell here that holds whole rows',
    ],
    [
      'and closed by chance in a cell of another column',
      rowsFrom(300, (row, index) =>
        index === 10
          ? opened(row)
          : index === 40
            ? plain(row).replace('表示がおかしい', '表示"')
            : plain(row),
      ),
      'line 12: a quotation mark opens a cell here that holds whole rows',
    ],
    [
      'in the second line of a row',
      rowsFrom(
        300,
        at(12, (row) => `${row.with(5, '"two\r\nlines"').join(',')}`.replace('ソフトウェアの表', '"never')),
      ),
      'line 13: a quotation mark opens',
    ],
    [
      'around a word within a cell in quotation marks',
      rowsFrom(
        30,
        at(5, (row) => plain(row).replace('ソフトウェアの表', '"say "hello" to"')),
      ),
      'line 5: a quotation mark opens a cell here that is not closed: the next one does not end the cell',
    ],
  ])('%s', async (_, text, message) => {
    await expect(rowsOf(text)).rejects.toThrow(message)
  })

  it('a description that quotes a table of its own is a description', async () => {
    const pasted = '1,2,3\n4,5,6\n番号,件名,状態\n7001,x,y'

    expect(valuesOf(await rowsOf(toCsv([columns, first.with(6, pasted)])))).toEqual([
      expect.objectContaining({ description: pasted }),
    ])
  })
})

describe('MIG-1: a row that does not fit the columns is told, and the others are read', () => {
  it.each<[string, readonly string[], string]>([
    [
      'more cells',
      [...first, 'x'],
      'has 14 cells, and 13 columns are named: put a cell that holds commas into',
    ],
    ['a broken history', first.with(12, '['), 'history is no JSON'],
    ['a lost character', first.with(5, 'a\uFFFDb'), 'holds a character that was lost'],
  ])('%s', async (_, row, problem) => {
    const rows = await rowsOf(
      toCsv([columns, row, second]).replaceAll('\n月', '月').replaceAll('、\nあ', 'あ'),
    )

    expect(valuesOf(rows)).toEqual([expect.stringContaining(problem), bothCases[1]])
    expect(rows[0]?.line).toBe(2)
  })

  it('a last row that breaks off', async () => {
    const rows = await rowsOf(toCsv(table).slice(0, -20))

    expect(valuesOf(rows)).toEqual([bothCases[0], expect.stringContaining('the file ends within it')])
  })

  it('something in a column that has no name', async () => {
    const rows = await rowsOf(
      `${[...columns.slice(0, 12), '', 'history'].join(',')}\n${[...first.slice(0, 5), 'x', 'y', ...first.slice(7, 11), '', 'x', '[]'].join(',')}`,
    )

    expect(valuesOf(rows)).toEqual([expect.stringContaining('has something in column 13, which has no name')])
  })
})
