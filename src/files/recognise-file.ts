/** What a file is, told by its content: `file-type` knows the binary formats, text is recognised here. */

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
  if (text === null) return { type: found?.mime ?? 'application/octet-stream', text: null }
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

/** Signs that no text holds; tab, line ends, form feed and escape (coloured logs, old Japanese mail) are none of them. */
const binarySigns = /[^\P{Cc}\t\n\r\f\u0085]/u
const escapeSign = '\u001b'

/** The text in Unicode, whichever encoding it came in; null where it is none. */
function decoded(bytes: Uint8Array): string | null {
  const mark = [...bytes.subarray(0, 2)].join()
  if (mark === '255,254') return readAs('utf-16le', bytes)
  if (mark === '254,255') return readAs('utf-16be', bytes)
  const text = readAs('utf-8', bytes)
  // Mail in Japanese: seven bits that shift into other characters and back.
  if (text?.includes(`${escapeSign}$`)) return readAs('iso-2022-jp', bytes) ?? text
  if (text !== null || bytes.subarray(0, 4_096).includes(0)) return text
  return readAs('shift_jis', bytes) ?? readAs('euc-jp', bytes)
}

function readAs(encoding: string, bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return binarySigns.test(text.replaceAll(escapeSign, '')) ? null : text
  } catch {
    return null
  }
}
