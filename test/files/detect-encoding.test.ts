import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { type DetectOptions, detectEncoding, detectFileEncoding } from '../../src/files/detect-encoding.ts'
import { decodeText, type Encoding, encodings, parseEncoding } from '../../src/files/encodings.ts'
import { encodeIso2022Jp } from '../support/encode-text.ts'

/** Held and read in pieces, which must say the same. */
async function bothOf(bytes: Uint8Array, options: DetectOptions = {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'casethread-encoding-')), 'file')
  writeFileSync(file, bytes)
  const held = detectEncoding(bytes, options)
  expect(await detectFileEncoding(file, options)).toEqual(held)
  return held
}

const sentences = `番号,件名
1,共有カレンダーが空になる
2,ﾔﾏﾀﾞ ﾀﾛｳ 様のメールが届かない
3,㈱星クラウド ①～⑩ №3 ― 髙橋
4,"表示が「能」「表」「ソ」で終わる"
`
/** What only Windows' character set has. */
const everywhere = sentences.replace('㈱星クラウド ①～⑩ №3 ― 髙橋', '星クラウド')

function encode(text: string, encoding: Encoding): Buffer {
  return encoding === 'iso-2022-jp' ? encodeIso2022Jp(text) : iconv.encode(text, encoding)
}

describe('MIG-1: the encoding of a file in Japanese is told by its bytes, and read as it was written', () => {
  it.each(encodings.filter((encoding) => encoding !== 'windows-1252'))('%s', async (encoding) => {
    const text = encoding === 'iso-2022-jp' ? everywhere.replace('ﾔﾏﾀﾞ ﾀﾛｳ', 'ヤマダ') : everywhere
    const bytes = encode(text, encoding)

    expect(await bothOf(bytes)).toEqual({ encoding })
    expect(decodeText(bytes, encoding)).toBe(text)
  })

  it('with the characters that only Windows has', async () => {
    const bytes = iconv.encode(sentences, 'cp932')

    expect(await bothOf(bytes)).toEqual({ encoding: 'cp932' })
    expect(decodeText(bytes, 'cp932')).toBe(sentences)
  })

  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)(
    '%s with a mark, which is no part of the text',
    async (encoding) => {
      const bytes = iconv.encode(sentences, encoding, { addBOM: true })

      expect(await bothOf(bytes)).toEqual({ encoding })
      expect(decodeText(bytes, encoding)).toBe(sentences)
    },
  )

  it.each(['cp932', 'euc-jp', 'utf-16le'] as const)(
    '%s across the pieces that it is read in',
    async (encoding) => {
      const text = `${'a'.repeat(65_535)}${'長い文章です。'.repeat(20_000)}\n`
      const bytes = encode(text, encoding)

      expect(await bothOf(bytes)).toEqual({ encoding })
      expect(decodeText(bytes, encoding)).toBe(text)
    },
  )

  it('Shift_JIS with nothing but names in kanji, where no other encoding has such bytes', async () => {
    expect(await bothOf(iconv.encode('名前\n高橋 一郎\n山田 太郎\n', 'cp932'))).toEqual({ encoding: 'cp932' })
  })

  it.each([
    ['nothing', ''],
    ['plain letters', 'a\nb'],
    ['colours of a terminal', '\u001b[31mred\u001b[0m\n'],
    ['emoji', '😀👩‍👩‍👧'],
  ])('%s is UTF-8', async (_, text) => {
    expect(await bothOf(Buffer.from(text))).toEqual({ encoding: 'utf-8' })
  })
})

describe('MIG-1: what cannot be told for certain is told as a doubt, with what it would say', () => {
  it.each([
    ['日本', 'cp932', 'Shift_JIS (CP932) reads «日本»; Windows-1252 reads «“ú–{»'],
    ['ﾔﾏﾀﾞ ﾀﾛｳ', 'cp932', 'Shift_JIS (CP932) reads «ﾔﾏﾀﾞ ﾀﾛｳ»'],
    ['山田 太郎', 'euc-jp', 'EUC-JP reads «山田 太郎»'],
    ['Käse', 'windows-1252', 'Windows-1252 reads «Käse»; Shift_JIS (CP932) reads «K舖e»'],
    ['Grüße aus München', 'windows-1252', 'Windows-1252 reads «Grüße aus München»'],
    ['Don’t know “why”', 'windows-1252', 'Windows-1252 reads «Don’t know “why”»'],
  ])('%s in %s', async (text, encoding, reading) => {
    const detected = await bothOf(iconv.encode(`a\n${text}\n`, encoding), { canBeNamed: true })

    if (detected.encoding) throw new Error(`taken for ${detected.encoding}`)
    expect(detected.issue.line).toBe(2)
    expect(detected.issue.message).toContain(reading)
    expect(detected.issue.message).toContain(`--encoding ${encoding}`)
    expect(detected.possible).toContain(encoding)
  })

  it.each([
    ['windows-1251', 'Привет, почта не приходит уже три дня'],
    ['koi8-r', 'Привет, почта не приходит уже три дня'],
    ['windows-1250', 'Żółć, wiadomość nie dociera, proszę o pomoc'],
    ['iso-8859-7', 'Το ηλεκτρονικό ταχυδρομείο δεν φτάνει'],
    ['gbk', '邮件无法送达，日历为空，请帮忙看看。共享日历在星期一之后没有事件'],
    ['big5', '郵件無法送達，日曆為空，請幫忙看看。共享日曆在星期一之後沒有事件'],
    ['euc-kr', '메일이 오지 않습니다. 달력이 비어 있습니다'],
    ['tis620', 'อีเมลไม่มาถึง ปฏิทินว่างเปล่า ความช่วยเหลือ'],
    ['cp437', 'château bâtiment déjà vu, été'],
    ['macroman', 'château bâtiment déjà vu, été'],
  ])('%s is never taken for one that is known here', async (encoding, text) => {
    expect(await bothOf(iconv.encode(`a\n${text}\n`, encoding))).toMatchObject({ issue: { line: 2 } })
  })

  it.each([
    ['cut off within a character', Buffer.from('1\n共有カレンダー').subarray(0, -1), 2, 'is not UTF-8'],
    [
      'put together from two',
      Buffer.concat([Buffer.from('共有\nカレンダー\n'), iconv.encode('メール\n', 'cp932')]),
      3,
      'is not UTF-8, while other lines are',
    ],
    [
      'damaged behind a mark',
      Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0xff]),
      2,
      'as the file’s mark says',
    ],
    ['of half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x0a, 0x00]), 1, 'is not UTF-16'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 1, 'is UTF-32'],
    ['with zeros', Buffer.from('ab\0c\n'), 1, 'is no text'],
  ])('a file that is %s', async (_, bytes, line, message) => {
    const detected = await bothOf(bytes)

    expect(detected).toMatchObject({
      issue: { line, message: expect.stringContaining(message.replace('’', "'")) },
    })
  })

  it('the line is right far down in a large file', async () => {
    const bytes = Buffer.concat([
      Buffer.from('語'.repeat(30).concat('\n').repeat(5_000)),
      Buffer.from([0x93, 0xfa]),
    ])

    expect(await bothOf(bytes)).toMatchObject({ issue: { line: 5_001 } })
  })
})

describe('an encoding that somebody names', () => {
  it.each([
    ['日本', 'cp932'],
    ['山田 太郎', 'euc-jp'],
    ['Grüße “aus” München', 'windows-1252'],
    ['日本', 'utf-8'],
  ] as const)('%s in %s is taken', async (text, encoding) => {
    expect(await bothOf(iconv.encode(text, encoding), { named: encoding, canBeNamed: true })).toEqual({
      encoding,
    })
  })

  it.each([
    ['cp932', 'euc-jp', 'is not EUC-JP'],
    ['euc-jp', 'cp932', 'is not Shift_JIS'],
    ['cp932', 'utf-8', 'is not UTF-8'],
    ['utf-8', 'windows-1252', 'is not Windows-1252'],
  ] as const)('a file in %s is not read as %s', async (encoding, named, message) => {
    const detected = await bothOf(iconv.encode(everywhere, encoding), { named, canBeNamed: true })

    expect(detected).toMatchObject({ issue: { message: expect.stringContaining(message) } })
  })

  it('a mark that says something else is believed', async () => {
    const bytes = iconv.encode(sentences, 'utf-16le', { addBOM: true })

    expect(await bothOf(bytes, { named: 'cp932', canBeNamed: true })).toMatchObject({
      issue: { line: 1, message: expect.stringContaining('begins with the mark of UTF-16') },
    })
  })

  it.each([
    ['Shift_JIS', 'cp932'],
    ['SJIS', 'cp932'],
    ['Windows-31J', 'cp932'],
    ['EUCJP', 'euc-jp'],
    ['utf8', 'utf-8'],
    ['CP1252', 'windows-1252'],
    ['klingon', undefined],
  ])('goes by the name %s too', (name, encoding) => {
    expect(parseEncoding(name)).toBe(encoding)
  })
})
