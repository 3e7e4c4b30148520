/** UPD-1, CRE-1: what may be attached. By content and not by name; what a name promises must be what the content is. */
import { ok, type Refusal, type Result, refused } from './refusal.ts'

export const maxFiles = 10
/** In bytes; Slack's own limit for the files of a form. */
export const fileLimit = 10_000_000

/** A file as somebody hands it over: neither its name nor its content is trusted. */
export interface OfferedFile {
  readonly name: string
  readonly content: FileContent
  /** Of a file that the person cannot take out by themselves: it is left out where it is refused, and this is told why. */
  readonly leaveOut?: (refusal: Refusal) => void
}

/** A file's bytes, which lie on disk until they are kept or let go: no send needs as much memory as its files. */
export interface FileContent {
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** In hex. */
  readonly sha256: string
  /** The bytes in pieces, as often as they are asked for. */
  read(): AsyncIterable<Uint8Array>
}

/** The files of one send. */
export interface OfferedFiles {
  readonly files: readonly OfferedFile[]
  /** Lets them go; to be called whatever became of the send. */
  discard(): Promise<void>
}

/** Brings the files that came with a send; asked once all else about the send is in order, since it may take long. */
export type OfferFiles = () => Promise<Result<OfferedFiles>>

/** Where files are put down while they arrive. What all sends together may lay there is bounded. */
export interface IncomingFiles {
  /** Room for this many files; a refusal where there is none for too long. */
  open(count: number): Promise<Result<IncomingSend>>
}

export interface IncomingSend {
  /** Writes one file down as its pieces come, a little beyond `fileLimit` at most. Rejects where they break off. */
  receive(pieces: AsyncIterable<Uint8Array>): Promise<FileContent>
  discard(): Promise<void>
}

/** What a file's content says. */
export interface Recognised {
  readonly type: string
  /** Whether people would read it as text. */
  readonly isText: boolean
}

/** Looks at what files hold, away from whatever else the process does: that may take long, and is bounded. */
export interface FileScanner {
  /** A file that takes too long is of no known type. */
  recognise(file: OfferedFile): Promise<Recognised>
  /** CRE-3: as `findInFile`, for at most `ms`. */
  findPersonalData(file: OfferedFile, region: string, ms: number): Promise<SearchedFile>
}

export interface SearchedFile {
  readonly found: readonly Refusal[]
  /** How long the search itself went on, ms: who waits for their turn loses nothing of their time. */
  readonly ms: number
}

/** Types that are no text, each with the endings that its files bear. What is neither here nor text is refused. */
const endingsOf: Readonly<Record<string, readonly string[]>> = {
  'image/png': ['png'],
  'image/apng': ['png', 'apng'],
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'image/heif': ['heic', 'heif'],
  'image/avif': ['avif'],
  'image/bmp': ['bmp'],
  'image/tiff': ['tif', 'tiff'],
  'video/mp4': ['mp4', 'm4v'],
  'video/quicktime': ['mov'],
  'video/webm': ['webm'],
  'application/pdf': ['pdf'],
  'application/rtf': ['rtf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  // Microsoft's old container: Word, Excel, PowerPoint, Outlook. Installers (msi) come in it too; their ending gives them away.
  'application/x-cfb': ['doc', 'xls', 'ppt', 'msg'],
  'application/zip': ['zip'],
  'application/gzip': ['gz', 'tgz'],
  'application/x-7z-compressed': ['7z'],
  'application/x-tar': ['tar'],
  'application/vnd.tcpdump.pcap': ['pcap', 'cap'],
  'application/x-pcapng': ['pcapng', 'ntar', 'cap'],
}

const binaryEndings: ReadonlySet<string> = new Set(Object.values(endingsOf).flat())

/** Endings that make a system run what it is given, and pages and pictures that carry scripts. */
const programEndings: ReadonlySet<string> = new Set(
  (
    'exe com scr pif cpl dll sys msi msp msix appx bat cmd ps1 psm1 vbs vbe js jse mjs cjs wsf wsh hta jar class ' +
    'sh bash zsh csh fish command py pyw pl rb php lnk url reg inf scf desktop app apk ipa dmg pkg deb rpm run bin iso ' +
    'img vhd docm dotm xlsm xltm xlam pptm potm ppam html htm xhtml mht mhtml svg svgz swf wasm chm gadget application'
  ).split(' '),
)

const programTypes: ReadonlySet<string> = new Set([
  'application/x-msdownload',
  'application/vnd.microsoft.portable-executable',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-sharedlib',
  'application/java-vm',
  'application/java-archive',
  'application/vnd.android.package-archive',
  'application/x-apple-diskimage',
  'application/x-deb',
  'application/x-rpm',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-ms-shortcut',
  'application/x.ms.shortcut',
  'application/x-shockwave-flash',
  'application/wasm',
  'application/vnd.ms-word.document.macroenabled.12',
  'application/vnd.ms-excel.sheet.macroenabled.12',
  'application/vnd.ms-powerpoint.presentation.macroenabled.12',
  'text/x-script',
  'text/html',
  'image/svg+xml',
])

/** Why this file is not taken; undefined where it is. `field` is the form's. */
export function denyFile(
  file: { readonly name: string; readonly size: number },
  { type, isText }: Recognised,
  field: string,
): Refusal | undefined {
  const tooBig = denySize(file, field)
  if (tooBig) return tooBig
  const ending = readEnding(file.name)
  const refuse = (code: Refusal['code']): Refusal => ({
    code,
    rule: 'UPD-1',
    field,
    values: { file: file.name, type },
  })
  if (programTypes.has(type) || programEndings.has(ending)) return refuse('file-is-program')
  if (isText) return binaryEndings.has(ending) ? refuse('file-mislabelled') : undefined
  const endings = endingsOf[type]
  if (!endings) return refuse('file-type-refused')
  return endings.includes(ending) ? undefined : refuse('file-mislabelled')
}

/** What the size alone tells: asked also before a file is fetched. */
export function denySize(
  file: { readonly name: string; readonly size: number },
  field: string,
): Refusal | undefined {
  const about = { rule: 'UPD-1', field, values: { file: file.name, most: fileLimit / 1_000_000 } }
  if (file.size === 0) return { code: 'file-empty', ...about }
  return file.size > fileLimit ? { code: 'file-too-large', ...about } : undefined
}

/** Too many files are on their way at this moment. */
export function denyRoom(field: string): Refusal {
  return { code: 'files-busy', rule: 'UPD-1', field }
}

export function denyCount(count: number, field: string): Refusal | undefined {
  if (count <= maxFiles) return undefined
  return { code: 'file-too-many', rule: 'UPD-1', field, values: { most: maxFiles } }
}

function readEnding(name: string): string {
  const match = /\.([^.]+)$/.exec(name)
  return match?.[1]?.toLowerCase() ?? ''
}

const longestName = 120

/**
 * A name that is safe to show and to save under: no folders, nothing invisible (a mark that turns the writing direction can
 * make `exe.png` out of `gnp.exe`), the ending kept where it must be cut.
 */
export function fileName(given: string): string {
  const name = withoutOuterDots(
    given
      .toWellFormed()
      .normalize('NFC')
      .replace(/^.*[/\\]/s, '')
      .replace(/[\p{C}\u2028\u2029]/gu, '')
      .replace(/[<>:"|?*]/g, '_')
      .replace(/\s+/g, ' '),
  )
  if (name === '') return 'file'
  const letters = [...name]
  if (letters.length <= longestName) return name
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? ''
  return `${letters.slice(0, longestName - ending.length).join('')}${ending}`
}

function withoutOuterDots(name: string): string {
  const isOuter = (at: number) => name[at] === '.' || name[at] === ' '
  let start = 0
  let end = name.length
  while (isOuter(start)) start += 1
  while (isOuter(end - 1)) end -= 1
  return name.slice(start, end)
}

/** Two files of one send with the same name are told apart: `log.txt`, `log (2).txt`. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const [, stem = name, ending = ''] = /^(.+?)(\.[^.]{1,10})?$/s.exec(name) ?? []
    let distinct = name
    for (let count = 2; taken.has(distinct.toLowerCase()); count += 1)
      distinct = `${stem} (${count})${ending}`
    taken.add(distinct.toLowerCase())
    return distinct
  })
}

/** All refusals at once, so that nobody mends one file after the other. */
export function checkFiles(
  files: readonly { readonly name: string; readonly size: number; readonly recognised: Recognised }[],
  field: string,
): Result<undefined> {
  const refusals = files.flatMap((file) => denyFile(file, file.recognised, field) ?? [])
  return refusals.length > 0 ? refused(...refusals) : ok(undefined)
}
