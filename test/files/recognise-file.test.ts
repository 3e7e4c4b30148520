import iconv from 'iconv-lite'
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

  it.each([
    ['Windows-1252', 'windows-1252', '10:04 Zustellung an Grüße@example.com fehlgeschlagen: “Käse” – 4 ms'],
    ['Shift_JIS without kana', 'cp932', '10:04 山田太郎 認証失敗 03-1234-5678'],
    ['EUC-JP', 'euc-jp', '10:04 ログインに失敗しました 03-1234-5678'],
    ['half-width kana', 'cp932', '10:04 ﾔﾏﾀﾞ ﾀﾛｳ 03-1234-5678'],
    ['UTF-16 without a mark', 'utf-16le', '10:04 ログイン 03-1234-5678'],
  ])('a log in %s is text, and read as it was written', async (_, encoding, text) => {
    expect(await of('server.log', iconv.encode(`${text}\r\n`, encoding))).toEqual({
      type: 'text/plain',
      text: `${text}\r\n`,
    })
  })

  it('a log that was put together from several encodings is text all the same', async () => {
    const log = Buffer.concat([
      Buffer.from('10:04 ログイン\n10:05 ログアウト\n10:06 090-1234-5678\n'),
      iconv.encode('10:07 Größe\n', 'windows-1252'),
    ])

    const { type, text } = await of('server.log', log)

    expect(type).toBe('text/plain')
    expect(text).toContain('10:06 090-1234-5678')
  })

  it.each([
    [
      'pcapng, little-endian',
      [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a],
      'application/x-pcapng',
    ],
    [
      'pcapng, big-endian',
      [0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d],
      'application/x-pcapng',
    ],
    ['pcap with nanoseconds', [0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0], 'application/vnd.tcpdump.pcap'],
    ['line ends and zeros', [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 1, 2, 3, 4], 'application/octet-stream'],
  ])('a capture of network traffic: %s', async (_, start, type) => {
    expect(await of('traffic', Buffer.concat([Buffer.from(start), Buffer.alloc(200)]))).toEqual({
      type,
      text: null,
    })
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
