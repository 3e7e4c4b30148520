/** What a file is, told by its content: `file-type` knows the binary formats, text is recognised here. */
import { detectEncoding, hasBinarySigns } from './detect-encoding.ts'
import { decodeText } from './encodings.ts'

/** What a file's content says. `text` is what people would read in it; null where it is no text. */
export interface RecognisedContent {
  readonly type: string
  readonly text: string | null
}

const textTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  har: 'application/json',
  xml: 'application/xml',
  eml: 'message/rfc822',
  md: 'text/markdown',
  ics: 'text/calendar',
  vcf: 'text/vcard',
}

/** Formats whose files may be plain ASCII all through; any other signature in readable text is chance ("BM", "MZ", "ID3"). */
const asciiFormats: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/rtf',
  'application/postscript',
])

export async function recogniseFile(file: {
  readonly name: string
  readonly bytes: Uint8Array
}): Promise<RecognisedContent> {
  const text = decoded(file.bytes)
  // Loaded with the first file: its tables would weigh on every start.
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(file.bytes).catch(() => undefined)
  if (text === null)
    return { type: found?.mime ?? findCapture(file.bytes) ?? 'application/octet-stream', text: null }
  if (found && asciiFormats.has(found.mime)) return { type: found.mime, text: null }
  return { type: textType(file, text), text }
}

function textType({ name }: { readonly name: string }, text: string): string {
  const start = afterPreamble(text)
  if (start.startsWith('#!')) return 'text/x-script'
  if (/^<(?:html|script)[\s>]/i.test(start)) return 'text/html'
  if (/^<!doctype\s/i.test(start)) {
    const root = /^<!doctype\s+([a-z]+)/i.exec(start)?.[1]?.toLowerCase()
    if (root === 'html') return 'text/html'
    if (root === 'svg') return 'image/svg+xml'
  }
  if (/^<svg[\s>]/i.test(start)) return 'image/svg+xml'
  return textTypes[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'text/plain'
}

/** How much of what follows the preamble is looked at. */
const startLength = 200

/** Where the first element begins: after white space, an XML declaration and comments, each walked over once. */
function afterPreamble(text: string): string {
  let at = 0
  const pass = (opening: string, closing: string): boolean => {
    if (!text.startsWith(opening, at)) return false
    const end = text.indexOf(closing, at + opening.length)
    at = end < 0 ? text.length : end + closing.length
    return true
  }
  do {
    while (isSpace(text.charCodeAt(at))) at += 1
  } while (pass('<?xml', '>') || pass('<!--', '-->'))
  return text.slice(at, at + startLength)
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff
}

/**
 * The text in Unicode, whichever encoding it came in; null where it is none. It is looked through and not kept: where the encoding is in
 * doubt, the likeliest will do, and a few bytes of another one are passed over.
 */
function decoded(bytes: Uint8Array): string | null {
  const detected = detectEncoding(bytes)
  if (!detected.encoding && bytes.includes(0)) return null
  const text = decodeText(bytes, detected.encoding ?? detected.possible[0] ?? 'utf-8')
  return hasBinarySigns(text) ? null : text
}

/** Captures of network traffic that `file-type` does not know. */
function findCapture(bytes: Uint8Array): string | undefined {
  // With nanoseconds.
  const isExact = startsWith(bytes, [0xa1, 0xb2, 0x3c, 0x4d]) || startsWith(bytes, [0x4d, 0x3c, 0xb2, 0xa1])
  if (isExact) return 'application/vnd.tcpdump.pcap'
  // A section header, and in which order its bytes are (draft-ietf-opsawg-pcapng).
  if (!startsWith(bytes, [0x0a, 0x0d, 0x0d, 0x0a])) return undefined
  const order = bytes.subarray(8)
  const isSection = startsWith(order, [0x1a, 0x2b, 0x3c, 0x4d]) || startsWith(order, [0x4d, 0x3c, 0x2b, 0x1a])
  return isSection ? 'application/x-pcapng' : undefined
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}
