import { type Document, LineCounter, parseDocument } from 'yaml'
import { describeIssue, formatPath, locateLine } from '../config/describe-file-issues.ts'
import type { FileIssue } from '../config/file-validation-error.ts'
import { readText } from '../files/read-text.ts'
import { crossCheck, type Found, type Numbered, withIdentities } from './directory-cross-check.ts'
import { DirectoryFileError } from './directory-file-error.ts'
import {
  type DirectoryFile,
  type Item,
  requiredSections,
  type SectionName,
  sectionNames,
  sections,
} from './directory-schema.ts'

/**
 * Reads the text of a directory file (YAML, so JSON as well). Throws a `DirectoryFileError` with every fault at once:
 * of form (unknown keys, wrong kinds of values) and of sense (references to nothing, doubles, overlaps). What was renamed goes by its
 * id in all that is answered (DOM-4).
 */
export function parseDirectoryFile(text: string, file: string): DirectoryFile {
  const json = jsonObject(text)
  if (json) {
    const read = readSections(json)
    if (read.faults.length === 0 && crossCheck(read.found).length === 0) return toDirectory(read.found)
  }

  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    throw new DirectoryFileError(
      file,
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        path: '',
        message: error.message,
      })),
    )
  }
  const { found, faults } = readSections(rawSections(document, file))
  const all = [...faults, ...crossCheck(found)]
  if (all.length === 0) return toDirectory(found)

  const located = all.map(
    (fault): FileIssue => ({
      line: locateLine(document, lines, fault.path),
      path: formatPath(fault.path),
      message: fault.message,
    }),
  )
  throw new DirectoryFileError(
    file,
    located.toSorted((a, b) => a.line - b.line),
  )
}

/** Reads the bytes of a directory file; one whose encoding is in doubt is refused by name and line. */
export function readDirectoryBytes(bytes: Uint8Array, file: string): DirectoryFile {
  return parseDirectoryFile(toDirectoryText(bytes, file), file)
}

/** The text of a directory file, in whichever encoding it came. */
export function toDirectoryText(bytes: Uint8Array, file: string): string {
  const read = readText(bytes)
  if (read.issue) throw new DirectoryFileError(file, [read.issue])
  return read.text
}

/** Large files are written by programs, as JSON: reading that is many times faster. Faults are told by the YAML way, with lines. */
function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function rawSections(document: Document, file: string): Readonly<Record<string, unknown>> {
  let raw: unknown
  try {
    raw = document.toJS()
  } catch (error) {
    // Aliases that multiply, or that refer to nothing.
    throw new DirectoryFileError(file, [
      { line: 1, path: '', message: error instanceof Error ? error.message : String(error) },
    ])
  }
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>
  const message = `must hold the lists ${requiredSections.join(', ')}`
  throw new DirectoryFileError(file, [{ line: 1, path: '', message }])
}

export type PathIssue = { readonly path: readonly (string | number)[]; readonly message: string }

/** Each item is checked for itself, so that one bad item hides no fault of another. */
function readSections(raw: Readonly<Record<string, unknown>>): {
  readonly found: Found
  readonly faults: readonly PathIssue[]
} {
  const faults: PathIssue[] = []
  for (const key of Object.keys(raw)) {
    if ((sectionNames as readonly string[]).includes(key)) continue
    faults.push(
      ...describeIssue({ code: 'unrecognized_keys', keys: [key], path: [], message: '' }, sectionNames),
    )
  }
  const read = <Name extends SectionName>(name: Name) => readSection(name, raw[name], faults)
  const found: Found = {
    domains: read('domains'),
    accounts: read('accounts'),
    people: read('people'),
    customers: read('customers'),
    relationships: read('relationships'),
    grants: read('grants'),
    desk: read('desk'),
    customerUsers: read('customerUsers'),
    operators: read('operators'),
    raw,
  }
  return { found, faults }
}

function readSection<Name extends SectionName>(
  name: Name,
  raw: unknown,
  faults: PathIssue[],
): readonly Numbered<Item<Name>>[] {
  if (raw === undefined || raw === null) {
    if (requiredSections.includes(name))
      faults.push({ path: [name], message: `the list "${name}" is missing` })
    return []
  }
  if (!Array.isArray(raw)) {
    faults.push({ path: [name], message: 'must be a list: lines that begin with "- "' })
    return []
  }
  return checkItems(name, raw, 0, faults)
}

/** The items that are sound in themselves; the others' faults are added. `first` is the index of the first one. */
export function checkItems<Name extends SectionName>(
  name: Name,
  raw: readonly unknown[],
  first: number,
  faults: PathIssue[],
): readonly Numbered<Item<Name>>[] {
  const schema = sections[name]
  const good: Numbered<Item<Name>>[] = []
  for (const [at, value] of raw.entries()) {
    const index = first + at
    const result = schema.safeParse(value, { reportInput: true })
    if (result.success) {
      good.push({ item: result.data as Item<Name>, path: [name, index] })
      continue
    }
    for (const issue of result.error.issues) {
      const told = describeIssue(
        issue,
        issue.path.includes('contact') ? ['name', 'email', 'phone'] : Object.keys(schema.shape),
      )
      faults.push(...told.map((fault) => ({ path: [name, index, ...fault.path], message: fault.message })))
    }
  }
  return good
}

function toDirectory(written: Found): DirectoryFile {
  const found = withIdentities(written)
  const items = <T>(numbered: readonly Numbered<T>[]) => numbered.map(({ item }) => item)
  return {
    domains: items(found.domains),
    accounts: items(found.accounts),
    people: items(found.people),
    customers: items(found.customers),
    relationships: items(found.relationships),
    grants: items(found.grants),
    desk: items(found.desk),
    customerUsers: items(found.customerUsers),
    operators: items(found.operators),
  }
}
