import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noNames } from '../../src/cases/names.ts'
import { toCsvLine } from '../../src/import-export/csv-lines.ts'
import { createExportLines } from '../../src/import-export/export-lines.ts'
import { toLocalTime } from '../../src/import-export/exported-time.ts'
import { aCase, anEntry } from '../support/build-case.ts'

const categories = { product: () => undefined, category: () => undefined }
const reader = { party: 'desk' } as const

describe('a line of CSV', () => {
  it('makes text of whatever a spreadsheet would take for a formula', () => {
    expect(toCsvLine(['=1+1', '+81', '-5', '@x', '\tx', '＝1', 'a=1'])).toBe(
      "'=1+1,'+81,'-5,'@x,'\tx,'＝1,a=1\r\n",
    )
  })

  it('is read back as it was, whatever stands in its cells', () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'あ', '=', ' ', 'x', "'", '-') })
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const [read = []] = parse(toCsvLine(cells), { relax_column_count: true }) as string[][]
        expect(read.map((text) => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text))).toEqual(
          cells.map((text) => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)),
        )
      }),
    )
  })
})

describe('a moment', () => {
  it.each([
    ['Asia/Tokyo', '2026-11-02T21:00:00.123+09:00'],
    ['UTC', '2026-11-02T12:00:00.123+00:00'],
    ['America/St_Johns', '2026-11-02T08:30:00.123-03:30'],
    ['Asia/Kathmandu', '2026-11-02T17:45:00.123+05:45'],
  ])('is told in the asker’s zone with its offset: %s', (zone, told) => {
    const at = new Date('2026-11-02T12:00:00.123Z')
    expect(toLocalTime(at, zone)).toBe(told)
    expect(new Date(toLocalTime(at, zone))).toEqual(at)
  })

  it('is the same moment on both sides of a change of the clocks', () => {
    for (const iso of ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'])
      expect(new Date(toLocalTime(new Date(iso), 'Europe/Berlin')).toISOString()).toBe(iso)
  })
})

describe('an export', () => {
  const lines = (format: 'csv' | 'jsonl', locale: 'en' | 'ja' = 'en') =>
    createExportLines(format, { names: noNames, reader, categories, locale, timeZone: 'Asia/Tokyo' })

  it('begins its CSV with a byte order mark and the names of the columns, in the asker’s language', () => {
    expect(lines('csv').casesBegin).toMatch(/^\uFEFFCase,Title,Status,.*\r\n$/)
    expect(lines('csv', 'ja').casesBegin).toMatch(/^\uFEFFケース,タイトル,ステータス,.*\r\n$/)
    expect(lines('jsonl').casesBegin).toBe('')
  })

  it('UPD-3: has no text that was removed, and no name of a file that was', () => {
    const removed = { at: new Date('2026-11-03T00:00:00Z'), by: 'ben@desk.example.org' }
    const entry = anEntry({
      event: { type: 'message', text: '' },
      removed: [
        { ...removed, part: 'text' },
        { ...removed, part: 'file:0123456789abcdef' },
      ],
    })
    const line = lines('jsonl').toEntryLine(1001, { position: 2, entry, positionOf: () => undefined })

    expect(JSON.parse(line)).toMatchObject({
      event: { type: 'message', text: '' },
      removed: [{ part: 'text', at: '2026-11-03T09:00:00.000+09:00' }, { part: 'file' }],
    })
    expect(line).not.toContain('0123456789abcdef')
    const titled = aCase({ title: 'gmail.delivery', titleRemoved: removed })
    expect(JSON.parse(lines('jsonl').toCaseLine(titled))).toMatchObject({ title: null })
    expect(lines('csv', 'ja').toCaseLine(titled)).toContain('gmail.delivery')
  })

  it('names people as a card does: without their addresses, and no message of a chat by its id', () => {
    const source = { platform: 'slack', tenant: 'T1', channel: 'C-secret', message: '1.1' } as const
    const entry = anEntry({ event: { type: 'message', text: 'Hello', source } })
    for (const format of ['csv', 'jsonl'] as const) {
      const text = lines(format).toEntryLine(1001, { position: 1, entry, positionOf: () => 1 })
      expect(text).toContain(entry.author.name)
      expect(text).not.toContain(entry.author.email)
      expect(text).not.toContain('C-secret')
      expect(lines(format).toCaseLine(aCase())).not.toContain(aCase().createdBy.email)
    }
  })

  it('VIS-2: names an earlier case only to who may see it', () => {
    const followUp = aCase({ followUpOf: { number: 900, partners: [] } })
    const forYama = createExportLines('jsonl', {
      names: noNames,
      reader: { party: 'partner', domain: 'yama.example.com' },
      categories,
      locale: 'en',
      timeZone: 'UTC',
    })
    expect(JSON.parse(lines('jsonl').toCaseLine(followUp))).toMatchObject({ followUpOf: 900 })
    expect(JSON.parse(forYama.toCaseLine(followUp))).toMatchObject({ followUpOf: null })
  })
})
