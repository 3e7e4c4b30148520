import { describe, expect, it } from 'vitest'
import { recogniseFile } from '../../src/files/recognise-file.ts'

const of = (name: string, bytes: Uint8Array | string) => recogniseFile({ name, bytes: Buffer.from(bytes) })

describe('what a file is, by its content', () => {
  it('text is text in whichever encoding it comes', async () => {
    const words = 'メール, 2026'
    const shiftJis = Buffer.from([0x83, 0x81, 0x81, 0x5b, 0x83, 0x8b, ...Buffer.from(', 2026')])
    const jis = Buffer.from('\u001b$B%a!<%k\u001b(B, 2026', 'latin1')
    const utf16 = Buffer.from(`\ufeff${words}`, 'utf16le')

    expect(await of('a.csv', words)).toEqual({ type: 'text/csv', text: words })
    expect(await of('a.csv', shiftJis)).toEqual({ type: 'text/csv', text: words })
    expect(await of('a.eml', jis)).toEqual({ type: 'message/rfc822', text: words })
    expect(await of('a.txt', utf16)).toEqual({ type: 'text/plain', text: words })
    expect((await of('a.log', '\u001b[31mred\u001b[0m')).text).toContain('red')
  })

  it('words that begin like another format stay words', async () => {
    for (const words of ['BM is short for bitmap', 'MZ begins a program', 'ID3 is a tag'])
      expect((await of('a.txt', words)).type).toBe('text/plain')
  })

  it('a PDF in plain letters is a PDF, a program is a program, noise is nothing', async () => {
    expect(await of('a.txt', '%PDF-1.4\n1 0 obj\n')).toEqual({ type: 'application/pdf', text: null })
    const program = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(200)])
    expect(await of('a.png', program)).toEqual({ type: 'application/x-msdownload', text: null })
    expect(await of('a.dat', Buffer.from([0, 1, 2, 250, 251, 0]))).toEqual({
      type: 'application/octet-stream',
      text: null,
    })
  })

  it.each([
    ['#!/bin/sh\n', 'text/x-script'],
    ['<!DOCTYPE html><p>', 'text/html'],
    ['<?xml version="1.0"?>\n<!-- x --><svg onload="x">', 'image/svg+xml'],
    ['\ufeff <html>', 'text/html'],
    ['<!-- one --> <!-- two -->\n<!doctype svg PUBLIC "x"><svg>', 'image/svg+xml'],
    [`<!--${'x'.repeat(5_000)}--><script>`, 'text/html'],
    ['<!-- never closed <html>', 'text/plain'],
    [`${'<!---->'.repeat(100_000)}words`, 'text/plain'],
    [`${'<!---->'.repeat(100_000)}<html>`, 'text/html'],
  ])('%j under a harmless name is %s', async (content, type) => {
    expect((await of('a.txt', content)).type).toBe(type)
  })
})
