import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findUtf8Issue, findUtf8IssueInFile } from '../../src/files/utf8.ts'

/** 日本 in the encodings that Japanese files come in. */
const encoded = {
  CP932: [0x93, 0xfa, 0x96, 0x7b],
  'EUC-JP': [0xc6, 0xfc, 0xcb, 0xdc],
} as const
const utf16 = {
  'UTF-16LE': Buffer.from('\ufeff日本', 'utf16le'),
  'UTF-16BE': Buffer.from('\ufeff日本', 'utf16le').swap16(),
}

async function bothOf(bytes: Uint8Array) {
  const file = join(mkdtempSync(join(tmpdir(), 'casethread-utf8-')), 'file')
  writeFileSync(file, bytes)
  const [held, streamed] = [findUtf8Issue(bytes), await findUtf8IssueInFile(file)]
  expect(streamed).toEqual(held)
  return held
}

describe('MIG-1: a file that is not UTF-8', () => {
  it.each(Object.entries(encoded))('in %s is told with the line of its first character', async (_, word) => {
    const bytes = Buffer.concat([Buffer.from('one\ntwo\nthree '), Buffer.from(word), Buffer.from('\nfour\n')])

    expect(await bothOf(bytes)).toMatchObject({
      line: 3,
      message: expect.stringContaining('is not UTF-8: save'),
    })
  })

  it.each(Object.entries(utf16))('in %s is told by its name', async (_, bytes) => {
    expect(await bothOf(bytes)).toMatchObject({
      line: 1,
      message: expect.stringContaining('is UTF-16: save'),
    })
  })

  it('cut off within a character is told with its last line', async () => {
    expect(await bothOf(Buffer.from('one\n日本').subarray(0, -1))).toMatchObject({ line: 2 })
  })

  it.each([
    ['nothing', ''],
    ['plain letters', 'a\nb'],
    ['a mark at its start', '\ufeff日本\n'],
    [
      'characters across the pieces that it is read in',
      `${'x'.repeat(65_535)}日本😀\n${'語'.repeat(100_000)}\n語`,
    ],
  ])('but with %s is none', async (_, text) => {
    expect(await bothOf(Buffer.from(text))).toBeUndefined()
  })

  it('is told with the right line far down in a large file', async () => {
    const bytes = Buffer.concat([
      Buffer.from('語'.repeat(30).concat('\n').repeat(5_000)),
      Buffer.from(encoded.CP932),
    ])

    expect(await bothOf(bytes)).toMatchObject({ line: 5_001 })
  })
})
