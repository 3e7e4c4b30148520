/** The page of the import has every column and field that it reads, and what it shows is read. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CaseLine, caseColumns, describeProblems } from '../../src/import-export/case-line.ts'
import { csvBegin, toCsvLine } from '../../src/import-export/csv-lines.ts'
import { parseRow, readRows } from '../../src/import-export/read-rows.ts'
import { readDocument } from '../support/list-documents.ts'
import { readCodes, readTable } from '../support/read-table.ts'

interface JsonSchema {
  readonly const?: string
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly oneOf?: readonly JsonSchema[]
}

const schema = z.toJSONSchema(CaseLine, { io: 'input', unrepresentable: 'any' }) as JsonSchema
const entrySchema = schema.properties?.history?.items
const eventSchemas = entrySchema?.properties?.event?.oneOf ?? []

/** One case from a CSV file of these columns, as the import reads it. */
async function readCase(columns: Readonly<Record<string, string>>) {
  const file = join(mkdtempSync(join(tmpdir(), 'casethread-importing-')), 'cases.csv')
  writeFileSync(file, csvBegin + toCsvLine(Object.keys(columns)) + toCsvLine(Object.values(columns)))
  for await (const written of readRows(file, { encoding: 'utf-8', columns: caseColumns })) {
    const row = parseRow(written)
    if (!('value' in row)) throw new Error(row.problem)
    const read = CaseLine.safeParse(row.value, { reportInput: true })
    return read.success ? read.data : describeProblems(read.error)
  }
  throw new Error('no row')
}

const codesOf = (cell = '') => readCodes(cell)[0] ?? ''

describe.each([
  [
    'docs/importing.md',
    { fields: 'The fields of a case', dates: 'Dates', entry: 'An entry of the history', yes: 'Yes' },
  ],
  ['docs/importing.ja.md', { fields: 'ケースの項目', dates: '日時', entry: '履歴の記録', yes: '○' }],
] as const)('%s', (file, { fields, dates, entry, yes }) => {
  const text = readDocument(file)
  const rows = readTable(file, fields)
  const formOf = (name: string) => rows.find(([cell]) => codesOf(cell) === name)?.[2]
  const examples = Object.fromEntries(rows.map(([name, , , example]) => [codesOf(name), codesOf(example)]))
  const section = (heading: string) => text.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''

  it('has a row for each column, says which are required, and none besides', () => {
    expect(rows.map(([name]) => codesOf(name))).toEqual(caseColumns.known)
    const required = rows.filter(([, cell = '']) => cell.startsWith(yes)).map(([name]) => codesOf(name))
    expect(required.toSorted()).toEqual(caseColumns.required.flat().toSorted())
  })

  it('names all that a field with few values may be', () => {
    for (const name of ['severity', 'status'] as const)
      expect(readCodes(formOf(name) ?? ''), name).toEqual(schema.properties?.[name]?.enum)
    for (const kind of schema.properties?.partners?.items?.properties?.kind?.enum ?? [])
      expect(formOf('partners')).toContain(`\`${kind}\``)
  })

  it('shows examples that are one case, with either way to name the customer', async () => {
    const { customer = '', ...withParts } = examples
    const { 'customer.id': _, 'customer.name': __, 'customer.domain': ___, ...rest } = withParts
    expect(await readCase({ ...rest, customer })).toMatchObject({ number: 40355, status: 'closed' })
    expect(await readCase(withParts)).toMatchObject({ customer: { id: 'C99gone' } })
  })

  it('says how dates are written: what it shows is read, and Excel’s own is not', async () => {
    const { customer: _, ...columns } = examples
    const told = readCodes(section(dates))
    const moments = told.filter((code) => /^\d{4}-\d\d-\d\dT/.test(code))
    expect(moments).toHaveLength(2)
    for (const createdAt of moments)
      expect(await readCase({ ...columns, createdAt, status: 'new', closedAt: '' })).toMatchObject({
        createdAt: new Date('2026-04-01T00:05:00Z'),
      })
    const [ofExcel = ''] = told.filter((code) => code.includes('/'))
    expect(await readCase({ ...columns, createdAt: ofExcel })).toEqual([
      'createdAt is no moment: write it like 2026-03-02T09:00:00Z',
    ])
  })

  it('gives Excel a format whose outcome is read', async () => {
    const [, format = ''] = /^```\n(.*)\n```/m.exec(section(dates)) ?? []
    // Excel's minutes are called as its months; quotes hold what stands as it is.
    const createdAt = format
      .replace('hh:mm:ss', '09:05:00')
      .replace('yyyy-mm-dd', '2026-04-01')
      .replaceAll('"', '')
    const { customer: _, ...columns } = examples
    expect(await readCase({ ...columns, createdAt, status: 'new', closedAt: '' })).toMatchObject({
      createdAt: new Date('2026-04-01T00:05:00Z'),
    })
  })

  it('has the fields of an entry, its audiences, and each event with its own fields', () => {
    const { author, audience, ...plain } = entrySchema?.properties ?? {}
    const wanted = [
      ...Object.keys({ ...plain, audience }).map((name) => (name === 'event' ? 'event.type' : name)),
      ...Object.keys(author?.properties ?? {}).map((name) => `author.${name}`),
    ]
    const own = readTable(file, entry)
    expect(own.map(([name]) => codesOf(name)).toSorted()).toEqual(wanted.toSorted())
    const readers = own.find(([name]) => codesOf(name) === 'audience')?.[2] ?? ''
    expect(readCodes(readers)).toEqual(audience?.enum)

    const events = [...section(entry).matchAll(/^\| `([a-z-]+)` \| ([^|]*) \|$/gm)].filter(
      ([, , cell = '']) => !readTable(file, entry).some(([, second]) => second === cell),
    )
    expect(events.map(([, type]) => type)).toEqual(
      eventSchemas.map(({ properties }) => properties?.type?.const),
    )
    for (const [index, [, type, cell = '']] of events.entries()) {
      const { type: _, ...others } = eventSchemas[index]?.properties ?? {}
      const values = Object.values(others).flatMap((other) =>
        type === 'escalated' ? (other.enum ?? []) : [],
      )
      expect(readCodes(cell).toSorted(), type).toEqual([...Object.keys(others), ...values].toSorted())
    }
  })

  it('shows an entry that is read', async () => {
    const [, history = ''] = /^```json\n(.*?)^```/ms.exec(text) ?? []
    const { customer: _, ...columns } = examples
    expect(await readCase({ ...columns, history })).toMatchObject({
      history: [{ audience: 'everyone', event: { type: 'message' } }],
    })
  })
})
