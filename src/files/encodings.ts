/** The encodings that a text may come in, and how it is brought into Unicode: never by U+FFFD in the place of what was meant. */
import { Buffer } from 'node:buffer'
import iconv from 'iconv-lite'

export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'cp932',
  'euc-jp',
  'iso-2022-jp',
  'windows-1252',
] as const
export type Encoding = (typeof encodings)[number]

/** As people know them. */
export const encodingNames: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little-endian)',
  'utf-16be': 'UTF-16 (big-endian)',
  cp932: 'Shift_JIS (CP932)',
  'euc-jp': 'EUC-JP',
  'iso-2022-jp': 'ISO-2022-JP',
  'windows-1252': 'Windows-1252',
}

const aliases: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  shift_jis: 'cp932',
  'shift-jis': 'cp932',
  sjis: 'cp932',
  ms932: 'cp932',
  'windows-31j': 'cp932',
  eucjp: 'euc-jp',
  jis: 'iso-2022-jp',
  cp1252: 'windows-1252',
}

/** The encoding that somebody names, also by one of its other names. */
export function parseEncoding(name: string): Encoding | undefined {
  const folded = name.trim().toLowerCase()
  return encodings.find((one) => one === folded) ?? aliases[folded]
}

/** The encoding that a mark at the start tells. */
export function readMark(start: Uint8Array): Encoding | undefined {
  const [first, second, third] = start
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return undefined
}

export interface StreamDecoder {
  /** What these bytes bring; a character that they cut in two waits for the next ones. */
  write(bytes: Uint8Array): string
  end(): string
}

/**
 * For bytes that come in pieces, without the mark at their start. What is none of the encoding becomes U+FFFD: whoever keeps the text
 * looks for it first (`detectEncoding`).
 */
export function createDecoder(encoding: Encoding): StreamDecoder {
  switch (encoding) {
    case 'cp932':
    case 'euc-jp':
    case 'windows-1252': {
      // By Microsoft's tables: those of ICU, and so of TextDecoder, differ from one build of Node to the other.
      const decoder = iconv.getDecoder(encoding)
      return { write: (bytes) => decoder.write(toBuffer(bytes)), end: () => decoder.end() ?? '' }
    }
    default: {
      const decoder = new TextDecoder(encoding)
      return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
    }
  }
}

export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  const decoder = createDecoder(encoding)
  return decoder.write(bytes) + decoder.end()
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
