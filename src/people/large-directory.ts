/** A large directory file, read piece by piece; for a thread of its own, since it takes its time. */
import { foldCustomer } from '../cases/find-customers.ts'
import { createNames, type Names, noNames, type Renaming } from '../cases/names.ts'
import { formatPath } from '../config/describe-file-issues.ts'
import type { FileIssue } from '../config/file-validation-error.ts'
import { readAsUtf8 } from '../files/read-text.ts'
import {
  cutDirectory,
  type DirectoryChunk,
  NotInPieces,
  readQuickly,
  readWithCare,
} from './directory-chunks.ts'
import { crossCheck, type Found, type Numbered, withIdentities } from './directory-cross-check.ts'
import { checkItems, type PathIssue, parseDirectoryFile } from './directory-file.ts'
import { DirectoryFileError } from './directory-file-error.ts'
import { toIdentities, toRenaming } from './directory-names.ts'
import {
  type DirectoryFile,
  type Item,
  renamableSections,
  requiredSections,
  type SectionName,
  sectionNames,
} from './directory-schema.ts'
import { orderCustomers } from './indexed-directory.ts'

/** What becomes an index: items first, then what is in which order. At a `restart` all that came before is void. */
export type DirectoryPiece =
  | { readonly kind: 'items'; readonly section: SectionName; readonly items: readonly Item<SectionName>[] }
  | { readonly kind: 'order'; readonly domain: string; readonly customers: readonly string[] }
  | { readonly kind: 'restart' }

const pieceItems = 1_000
/** More than anybody mends in one go. */
const maxFaults = 100

/** Throws `DirectoryFileError`, where items do not fit together after they were handed over: nothing counts before the end. */
export function* readDirectoryPieces(content: Uint8Array, file: string): Generator<DirectoryPiece> {
  const read = readAsUtf8(content)
  if (read.issue) throw new DirectoryFileError(file, [read.issue])
  const { bytes } = read
  if (!isJson(bytes)) {
    try {
      return yield* readChunks(bytes, file)
    } catch (error) {
      if (!(error instanceof NotInPieces)) throw error
      yield { kind: 'restart' }
    }
  }
  const directory = parseDirectoryFile(new TextDecoder().decode(bytes), file)
  for (const section of sectionNames) yield* toItemPieces(section, directory[section])
  yield* toOrderPieces(directory)
}

function isJson(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 100)).trimStart().startsWith('{')
}

function* readChunks(bytes: Uint8Array, file: string): Generator<DirectoryPiece> {
  const found = Object.fromEntries(sectionNames.map((name) => [name, []])) as unknown as {
    readonly [Name in SectionName]: Numbered<Item<Name>>[]
  }
  const toText = ({ start, end }: Pick<DirectoryChunk, 'start' | 'end'>) =>
    new TextDecoder().decode(bytes.subarray(start, end))
  const names = findNames(bytes, toText)
  const counts = new Map<SectionName, number>()
  const chunks: (DirectoryChunk & { readonly section: SectionName })[] = []
  const issues: FileIssue[] = []
  for (const cut of cutDirectory(bytes)) {
    const section = sectionNames.find((name) => name === cut.section)
    if (!section) throw new NotInPieces(`${cut.section} is no section`)
    const chunk = { ...cut, section, first: counts.get(section) ?? 0 }
    const read = readChunk(chunk, toText(chunk))
    counts.set(section, chunk.first + read.count)
    chunks.push(chunk)
    issues.push(...read.issues)
    if (issues.length > 0) continue
    const list: Numbered<Item<SectionName>>[] = found[section]
    for (const { item, path } of read.good) list.push({ item: toChecked(section, item), path })
    yield* toItemPieces(
      section,
      read.good.map(({ item }) => toIdentities(section, item, names)),
    )
  }
  // A key may be written in ways that a look through the bytes doesn't see.
  const renamings = renamableSections.flatMap((name) =>
    (found[name] as readonly Numbered<Item<'accounts'>>[]).flatMap(
      ({ item }) => toRenaming(name, item) ?? [],
    ),
  )
  if (renamings.some(({ id, present }) => names.presentName(id) !== present))
    throw new NotInPieces('what was renamed is written unusually')
  if (requiredSections.some((name) => !counts.has(name))) throw new NotInPieces('a section is missing')
  if (issues.length === 0) issues.push(...locate(crossCheck(withRaw(found)), chunks, toText))
  if (issues.length > 0) throw new DirectoryFileError(file, limited(issues))
  const items = <T>(numbered: readonly Numbered<T>[]) => numbered.map(({ item }) => item)
  const known = withIdentities(withRaw(found))
  yield* toOrderPieces({
    domains: items(known.domains),
    customers: items(known.customers),
    relationships: items(known.relationships),
  })
}

/** DOM-4: of everything that was renamed, before the first item is handed over. Only the pieces that speak of it are read twice. */
function findNames(
  bytes: Uint8Array,
  toText: (piece: Pick<DirectoryChunk, 'start' | 'end'>) => string,
): Names {
  const mark = Buffer.from('formerly')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!buffer.includes(mark)) return noNames
  const renamings: Renaming[] = []
  for (const cut of cutDirectory(bytes)) {
    const section = renamableSections.find((name) => name === cut.section)
    if (!section || !buffer.subarray(cut.start, cut.end).includes(mark)) continue
    // What is wrong with them is told when they are read as the rest is.
    const items = readQuickly(toText(cut)) ?? []
    const good: readonly { readonly item: object }[] = checkItems(section, items, 0, [])
    renamings.push(...good.flatMap(({ item }) => toRenaming(section, item) ?? []))
  }
  return createNames(renamings)
}

interface ReadChunk {
  readonly count: number
  readonly good: readonly Numbered<Item<SectionName>>[]
  readonly issues: readonly FileIssue[]
}

function readChunk(chunk: DirectoryChunk & { readonly section: SectionName }, text: string): ReadChunk {
  const { section, first, linesBefore } = chunk
  const quick = readQuickly(text)
  const faults: PathIssue[] = []
  if (quick) {
    const good = checkItems(section, quick, first, faults)
    // A copy, since a piece of a text keeps the whole of it in memory.
    if (faults.length === 0) return { count: quick.length, good: structuredClone(good), issues: [] }
  }
  const { items, issues, locate } = readWithCare(text)
  if (issues.length > 0) {
    const located = issues.map(({ line, message }) => ({ line: linesBefore + line, path: '', message }))
    return { count: 0, good: [], issues: located }
  }
  const faultsOfItems: PathIssue[] = []
  const good = checkItems(section, items, first, faultsOfItems)
  const located = faultsOfItems.map(({ path, message }) => ({
    line: linesBefore + locate([Number(path[1]) - first, ...path.slice(2)]),
    path: formatPath(path),
    message,
  }))
  return { count: items.length, good, issues: located }
}

function locate(
  faults: readonly PathIssue[],
  chunks: readonly DirectoryChunk[],
  toText: (chunk: DirectoryChunk) => string,
): readonly FileIssue[] {
  return faults.map(({ path, message }, index) => {
    const [section, at] = [String(path[0]), Number(path[1])]
    const chunk = chunks.findLast((one) => one.section === section && one.first <= at)
    // To find a line is to read the piece once more: not for those that nobody is told.
    const line =
      chunk && index < maxFaults
        ? chunk.linesBefore + readWithCare(toText(chunk)).locate([at - chunk.first, ...path.slice(2)])
        : Number.POSITIVE_INFINITY
    return { line, path: formatPath(path), message }
  })
}

function limited(issues: readonly FileIssue[]): readonly FileIssue[] {
  const told = issues.toSorted((a, b) => a.line - b.line).slice(0, maxFaults)
  const more = issues.length - told.length
  const last = told.at(-1)
  return last && more > 0 ? [...told, { line: last.line, path: '', message: `${more} more follow` }] : told
}

/** As much of an item as is checked against others, and sorted by: the rest is somebody else's to keep. */
function toChecked(section: SectionName, item: Item<SectionName>): Item<SectionName> {
  if (section === 'customers') {
    const { id, name, phoneticName } = item as Item<'customers'>
    return { id, name, phoneticName } as Item<'customers'>
  }
  if (section === 'accounts') {
    const { email, domain, formerly } = item as Item<'accounts'>
    return { email, domain, ...(formerly && { formerly }) } as Item<'accounts'>
  }
  if (section === 'grants') {
    const { customer, domain } = item as Item<'grants'>
    return { customer, domain } as Item<'grants'>
  }
  return item
}

/** Where every item is sound, the items themselves tell what else there is. */
function withRaw(found: Omit<Found, 'raw'>): Found {
  const raw = Object.fromEntries(
    sectionNames.map((name) => [name, (found[name] as readonly Numbered<unknown>[]).map(({ item }) => item)]),
  )
  return { ...found, raw }
}

function* toItemPieces<Name extends SectionName>(
  section: Name,
  items: readonly Item<Name>[],
): Generator<DirectoryPiece> {
  for (const some of slices(items)) {
    // Folded here, so that nobody's search has to.
    const ready =
      section === 'customers'
        ? (some as readonly unknown[] as readonly Item<'customers'>[]).map((item) => ({
            ...item,
            folded: foldCustomer(item),
          }))
        : some
    yield { kind: 'items', section, items: ready }
  }
}

function* toOrderPieces(
  directory: Pick<DirectoryFile, 'domains' | 'customers' | 'relationships'>,
): Generator<DirectoryPiece> {
  for (const [domain, customers] of orderCustomers(directory))
    for (const some of slices(customers)) yield { kind: 'order', domain, customers: some }
}

function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += pieceItems) yield items.slice(start, start + pieceItems)
}
