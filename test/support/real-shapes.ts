/** Tables as spreadsheets, databases and people write them. */
import { toCsv } from './case-table.ts'
import {
  bad,
  bothCases,
  columns,
  first,
  firstCase,
  type RealFile,
  refused,
  second,
  secondCase,
  table,
  taken,
  withCell,
  withTitle,
} from './real-files.ts'

const csv = toCsv(table)
const names = columns.join(',')
const rows = toCsv([first, second])
const plainRow = second.join(',')
const bytes = (...some: readonly number[]) => Buffer.concat([Buffer.from(some), Buffer.alloc(600, 7)])
const manyRows = (at: number, edit: (row: string) => string) =>
  [names, ...Array.from({ length: 40 }, (_, index) => second.with(0, String(6000 + index)).join(','))]
    .map((row, index) => (index === at - 1 ? edit(row) : row))
    .join('\r\n')
const opened = (row: string) => row.replace('ソフトウェアの表', '"ソフトウェアの表')

export const realShapes: readonly RealFile[] = [
  { what: 'semicolons', content: toCsv(table, { separator: ';' }), outcome: taken(bothCases) },
  { what: 'tabs', content: toCsv(table, { separator: '\t' }), outcome: taken(bothCases) },
  {
    what: 'a .tsv file',
    content: toCsv(table, { separator: '\t', lineEnd: '\n' }),
    name: 'cases.tsv',
    outcome: taken(bothCases),
  },
  {
    what: 'sep=;',
    content: toCsv(table, { separator: ';', before: 'sep=;\r\n' }),
    outcome: taken(bothCases),
  },
  { what: 'sep=,', content: toCsv(table, { before: 'sep=,\r\n' }), outcome: taken(bothCases) },
  {
    what: '"sep=" of a tab, in quotation marks',
    content: toCsv(table, { separator: '\t', before: '"sep=\t"\r\n' }),
    outcome: taken(bothCases),
  },
  {
    what: 'sep= of a sign that separates nothing here',
    content: csv.replaceAll(',', '|').replace(/^/, 'sep=|\r\n'),
    outcome: refused(
      '1: names no column of a case: the first line names them, such as number, customer, customer.id, customer.name',
    ),
  },
  {
    what: 'bars',
    content: toCsv([columns, second]).replaceAll(',', '|'),
    outcome: refused(
      '1: names no column of a case: the first line names them, such as number, customer, customer.id, customer.name',
    ),
  },
  { what: 'CR alone', content: toCsv(table, { lineEnd: '\r' }), outcome: taken(bothCases) },
  { what: 'LF alone', content: toCsv(table, { lineEnd: '\n' }), outcome: taken(bothCases) },
  {
    what: 'CRLF, CR and LF by turns',
    content: `${names}\r\n${toCsv([first], { lineEnd: '\r' })}${toCsv([second], { lineEnd: '\n' })}`,
    outcome: taken(bothCases),
  },
  {
    what: 'all cells in quotation marks',
    content: toCsv(table, { quotesAll: true }),
    outcome: taken(bothCases),
  },
  {
    what: 'empty rows of Excel',
    content: toCsv(table, { between: `${','.repeat(columns.length - 1)}\r\n` }),
    outcome: taken(bothCases),
  },
  {
    what: 'hundreds of empty rows at the end',
    content: csv + `${','.repeat(12)}\r\n`.repeat(800),
    outcome: taken(bothCases),
  },
  { what: 'empty columns at the end', content: toCsv(table, { more: ',,,,' }), outcome: taken(bothCases) },
  {
    what: 'thousands of empty columns',
    content: toCsv(table, { more: ','.repeat(16_000) }),
    outcome: taken(bothCases),
  },
  {
    what: 'thousands of columns that are not known',
    content: `${names},${Array.from({ length: 3_000 }, (_, index) => `x${index}`).join(',')}\r\n${rows}`,
    outcome: refused(
      '1: names a column that is not known (x0): remove it; names a column that is not known (x1): remove it; names a column that is not known (x2): remove it; names a column that is not known (x3): remove it; names a column that is not known (x4): remove it; names a column that is not known (x5): remove it; names a column that is not known (x6): remove it; names a column that is not known (x7): remove it; names a column that is not known (x8): remove it; names a column that is not known (x9): remove it; names a column that is not known (x10): remove it; names a column that is not known (x11): remove it; names a column that is not known (x12): remove it; names a column that is not known (x13): remove it; names a column that is not known (x14): remove it; names a column that is not known (x15): remove it; names a column that is not known (x16): remove it; names a column that is not known (x17): remove it; names a column that is not known (x18): remove it; names a column that is not known (x19): remove it; 2980 more of its columns are not right',
    ),
  },
  {
    what: 'rows cut after the last cell that holds something',
    content: toCsv([columns, first, second.slice(0, 12)]),
    outcome: taken(bothCases),
  },
  { what: 'no line end at the end', content: csv.trimEnd(), outcome: taken(bothCases) },
  { what: 'Control-Z at the end (DOS)', content: `${csv}\u001a`, outcome: taken(bothCases) },
  {
    what: 'a form feed between pages',
    content: `${toCsv([columns, first])}\f\r\n${toCsv([second])}`,
    outcome: taken(bothCases),
  },
  { what: 'a blank line before the names', content: `\r\n \r\n${csv}`, outcome: taken(bothCases) },
  {
    what: 'a heading before the names',
    content: `Cases of 2026\r\n${csv}`,
    outcome: refused(
      '1: names no column of a case: the first line names them, such as number, customer, customer.id, customer.name',
    ),
  },
  { what: 'a file with nothing in it', content: '', outcome: taken([]) },
  { what: 'a mark and nothing else', content: '\ufeff', outcome: taken([]) },
  { what: 'blank lines alone', content: '\r\n\r\n  \r\n', outcome: taken([]) },
  { what: 'the names of the columns alone', content: `${names}\r\n`, outcome: taken([]) },
  {
    what: 'rows without names',
    content: rows,
    outcome: refused(
      '1: names no column of a case: the first line names them, such as number, customer, customer.id, customer.name',
    ),
  },
  {
    what: 'names in Japanese',
    content: `番号,お客様,パートナー,件名\r\n${rows}`,
    outcome: refused(
      '1: names no column of a case: the first line names them, such as number, customer, customer.id, customer.name',
    ),
  },
  {
    what: 'names in full-width letters',
    content: csv.replace('number', 'ｎｕｍｂｅｒ'),
    outcome: refused(
      '1: names a column that is not known (ｎｕｍｂｅｒ): write number, or remove it; lacks the column number: add it',
    ),
  },
  {
    what: 'names in capitals',
    content: csv.replace('number', 'Number'),
    outcome: refused(
      '1: names a column that is not known (Number): write number, or remove it; lacks the column number: add it',
    ),
  },
  {
    what: 'a name with a blank that nobody sees',
    content: csv.replace('number', 'number\u200b'),
    outcome: refused(
      '1: names a column that is not known (number\u200b): write number, or remove it; lacks the column number: add it',
    ),
  },
  {
    what: 'a column twice',
    content: csv.replace('title', 'title,title'),
    outcome: refused('1: names the column title twice: keep one of them'),
  },
  {
    what: 'a column and a part of it',
    content: csv.replace('customer', 'customer,customer.name'),
    outcome: refused('1: names both customer and parts of it (customer.…): keep one of them'),
  },
  {
    what: 'a column with a slip',
    content: csv.replace('severity', 'severty'),
    outcome: refused(
      '1: names a column that is not known (severty): write severity, or remove it; lacks the column severity: add it',
    ),
  },
  {
    what: 'without a column that is needed',
    content: csv.replace('status', ''),
    outcome: refused('1: lacks the column status: add it'),
  },
  {
    what: 'a quotation mark that is never closed',
    content: manyRows(12, opened),
    outcome: refused(
      '12: a quotation mark opens a cell here that is never closed. Close it, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out',
    ),
  },
  {
    what: 'a quotation mark that is never closed, in the last row',
    content: manyRows(41, opened),
    outcome: refused(
      '41: a quotation mark opens a cell here that is never closed. Close it, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out',
    ),
  },
  {
    what: 'a quotation mark that a later row closes',
    content: manyRows(12, opened).replace('6030,', '6030",'),
    outcome: refused(
      '12: a quotation mark opens a cell here that holds whole rows: close it where its cell ends, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out',
    ),
  },
  {
    what: 'a quotation mark that a later row closes at the end of a cell',
    content: manyRows(12, opened).replace(/(6030.*表示がおかしい)/, '$1"'),
    outcome: refused(
      '12: a quotation mark opens a cell here that holds whole rows: close it where its cell ends, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out',
    ),
  },
  {
    what: 'quotation marks within quotation marks that are not doubled',
    content: manyRows(5, (row) => row.replace('ソフトウェアの表', '"say "hello" to"')),
    outcome: refused(
      '5: a quotation mark opens a cell here that is not closed: the next one does not end the cell. Close it, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out',
    ),
  },
  {
    what: 'quotation marks escaped by backslashes (MySQL)',
    content: manyRows(5, (row) => row.replace('ソフトウェアの表', '"say \\"hello\\""')),
    outcome: refused(
      '5: a quotation mark opens a cell here that is not closed: the next one does not end the cell. Close it, or write "" for a quotation mark within a cell; which rows follow it cannot be told, so none is left out',
    ),
  },
  {
    what: 'a mark for inches in a cell without quotation marks',
    content: withTitle('x').replace(',x,', ',24" の画面,'),
    outcome: taken([firstCase, { ...secondCase, title: '24" の画面' }]),
  },
  {
    what: 'a cell of many lines, with doubled quotation marks',
    content: withCell('description', 'a "b"\r\nc\n\nd;e,f\tg'),
    outcome: taken([firstCase, { ...secondCase, description: 'a "b"\nc\n\nd;e,f\tg' }]),
  },
  {
    what: 'a comma in a cell without quotation marks',
    content: `${toCsv([columns, first])}${plainRow.replace('ソフトウェアの表', 'a,b')}x\r\n`,
    outcome: bad(
      '4: has 15 cells, and 14 columns are named: put a cell that holds commas into quotation marks',
    ),
  },
  {
    what: 'a row of one cell',
    content: `${toCsv([columns, first])}Total: 1\r\n`,
    outcome: bad(
      '4: number is no case number: give a whole number',
      '4: customer is missing: fill it in',
      '4: partners is missing: fill it in',
      '4: createdBy is missing: fill it in',
      '4: title is missing: fill it in',
      '4: description is missing: fill it in',
      '4: category is missing: fill it in',
      '4: severity is missing: write one of P1, P2, P3, P4',
      '4: status is missing: write one of new, in-progress, action-required, solution-provided, closed',
      '4: createdAt is missing: fill it in',
    ),
  },
  {
    what: 'a last row that breaks off',
    content: csv.slice(0, -40),
    outcome: bad('4: has 9 cells of 14, and the file ends within it: is it all there?'),
  },
  {
    what: 'the same number twice',
    content: toCsv([columns, first, second.with(0, '5001')]),
    outcome: bad('4: number 5001 stands in line 2 already: keep one of them'),
  },
  {
    what: 'a date of 1899 (an empty cell of Excel)',
    content: withCell('createdAt', '1899-12-30T00:00:00Z'),
    outcome: bad('4: createdAt is 1899-12-30T00:00:00.000Z, which is before the year 2000: correct it'),
  },
  {
    what: 'a date of 2099',
    content: withCell('createdAt', '2099-01-05T09:00:00Z'),
    outcome: bad('4: createdAt is 2099-01-05T09:00:00.000Z, which is still to come: correct it'),
  },
  {
    what: 'a date as a Japanese Excel shows it',
    content: withCell('createdAt', '2026/1/5 9:00'),
    outcome: bad('4: createdAt is no moment: write it like 2026-03-02T09:00:00Z'),
  },
  {
    what: 'a date as a number of Excel',
    content: withCell('createdAt', '46027.375'),
    outcome: bad('4: createdAt is no moment: write it like 2026-03-02T09:00:00Z'),
  },
  {
    what: 'a date of a Japanese era',
    content: withCell('createdAt', '令和8年1月5日'),
    outcome: bad('4: createdAt is no moment: write it like 2026-03-02T09:00:00Z'),
  },
  {
    what: 'a date that there is not',
    content: withCell('createdAt', '2026-02-30T09:00:00Z'),
    outcome: bad('4: createdAt is no moment: write it like 2026-03-02T09:00:00Z'),
  },
  {
    what: 'a date with another offset',
    content: withCell('createdAt', '2026-01-05T18:00:00+09:00'),
    outcome: taken([firstCase, { ...secondCase, createdAt: '2026-01-05T09:00:00.000Z' }]),
  },
  {
    what: 'a number as Excel shortens it',
    content: withCell('number', '1.0E+05'),
    outcome: bad('4: number is no case number: give a whole number'),
  },
  {
    what: 'a number with thousands',
    content: withCell('number', '5,002'),
    outcome: bad('4: number is no case number: give a whole number'),
  },
  {
    what: 'a number with decimals',
    content: withCell('number', '5002.0'),
    outcome: bad('4: number is no case number: give a whole number'),
  },
  {
    what: 'a number with zeros before it',
    content: withCell('number', '0005002'),
    outcome: taken(bothCases),
  },
  {
    what: 'a number in full-width digits',
    content: withCell('number', '５００２'),
    outcome: bad('4: number is no case number: give a whole number'),
  },
  {
    what: 'a number behind an apostrophe',
    content: withCell('number', "'5002"),
    outcome: bad('4: number is no case number: give a whole number'),
  },
  {
    what: 'a number below zero',
    content: withCell('number', '-5002'),
    outcome: bad('4: number is no case number: give a whole number'),
  },
  {
    what: 'an error of Excel in a cell',
    content: withCell('severity', '#N/A'),
    outcome: bad('4: severity is "#N/A": write one of P1, P2, P3, P4'),
  },
  {
    what: 'a formula in a title',
    content: withTitle('=1+1'),
    outcome: taken([firstCase, { ...secondCase, title: '=1+1' }]),
  },
  {
    what: 'NULL of a database',
    content: withCell('sharedWith', 'NULL'),
    outcome: bad('4: sharedWith.0 is no e-mail address'),
  },
  {
    what: 'a history with curly quotation marks',
    content: withCell('history', '[{“at”:1}]'),
    outcome: bad('4: history is no JSON: give a JSON array, or leave it empty'),
  },
  { what: 'a title of blanks', content: withTitle('　 　'), outcome: bad('4: title is missing: fill it in') },
  {
    what: 'a byte that is zero',
    content: csv.replace('おかしい', 'お\0かしい'),
    outcome: refused('1: is no text: it holds bytes that are zero'),
  },
  {
    what: 'a workbook (.xlsx) that is called .csv',
    content: bytes(0x50, 0x4b, 3, 4, 0x14, 0),
    outcome: refused(
      '1: is a workbook (.xlsx, .ods) or another archive, whatever the name says: open it and save it as "CSV UTF-8"',
    ),
  },
  {
    what: 'a workbook of an old Excel (.xls) that is called .csv',
    content: bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
    outcome: refused(
      '1: is a workbook of an old Excel (.xls), whatever the name says: open it and save it as "CSV UTF-8"',
    ),
  },
  {
    what: 'a compressed file',
    content: bytes(0x1f, 0x8b, 8, 0),
    outcome: refused('1: is compressed (gzip): unpack it first'),
  },
  {
    what: 'a PDF',
    content: `%PDF-1.7\n${csv}`,
    outcome: refused('1: is a PDF: export the cases as CSV or JSON Lines instead'),
  },
  {
    what: 'a web page of an export',
    content: '<html><table><tr><td>number</td></tr></table></html>\n',
    outcome: refused(
      '1: names no column of a case: the first line names them, such as number, customer, customer.id, customer.name',
    ),
  },
  {
    what: 'JSON Lines that are called .csv',
    content: '{"number":5001,"title":"x"}\n',
    outcome: refused('1: is JSON, and the file is called CSV: call it .jsonl'),
  },
  {
    what: 'CSV that is called .jsonl',
    content: toCsv([columns, second]),
    name: 'cases.jsonl',
    outcome: {
      ...bad(
        '1: is no JSON: each line holds one case as a JSON object',
        '2: is no JSON: each line holds one case as a JSON object',
      ),
      cases: [],
    },
  },
  {
    what: 'one list of JSON',
    content: '[\n{"number":5001}\n]\n',
    name: 'cases.jsonl',
    outcome: refused(
      '1: begins a list: give each case as a JSON object in a line of its own, without a list around them',
    ),
  },
  {
    what: 'two objects in one line of JSON',
    content: '{"number":5001}{"number":5002}\n',
    name: 'cases.jsonl',
    outcome: { ...bad('1: is no JSON: each line holds one case as a JSON object'), cases: [] },
  },
]
