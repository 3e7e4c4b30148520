/** Writes into a directory file as its operator wrote it: comments, order and everything that does not change stay. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from 'yaml'
import { collectNames, toWritten } from './directory-names.ts'
import type { DirectoryFile } from './directory-schema.ts'
import { type DirectoryItems, type ItemWrite, itemKey, writtenKey } from './directory-store.ts'
import { importedSections } from './import-plan.ts'

type Written = (typeof importedSections)[number]
/** As it stands in a file: texts, flags, lists and maps. */
type Fields = Readonly<Record<string, unknown>>

interface Edit {
  readonly section: Written
  /** Where the item stands in its section; undefined for a new one. */
  readonly at: number | undefined
  /** Undefined: it is taken out. A field that is undefined is taken out of the item. */
  readonly fields: Fields | undefined
}

/** What the file is to say after these writes: what stays in its place, what is new at the end. */
export function applyWrites(file: DirectoryFile, writes: readonly ItemWrite[]): DirectoryFile {
  const sections = importedSections.map((section) => {
    const items = new Map((file[section] as readonly never[]).map((item) => [itemKey(section, item), item]))
    for (const write of writes) {
      if (write.section !== section) continue
      if (write.op === 'put') items.set(writtenKey(write), write.item as never)
      else items.delete(writtenKey(write))
    }
    return [section, [...items.values()]] as const
  })
  return { ...file, ...Object.fromEntries(sections) }
}

/** `file`: what the text says, checked. */
export function editDirectoryText(text: string, file: DirectoryFile, writes: readonly ItemWrite[]): string {
  const edits = toEdits(file, writes)
  const json = readJson(text)
  if (json) return `${JSON.stringify(editJson(json, edits), undefined, 2)}\n`
  const document = parseDocument(text)
  for (const edit of edits) editDocument(document, edit)
  for (const { section, at } of removals(edits)) document.deleteIn([section, at])
  return document.toString({ lineWidth: 0 })
}

/** What differs is told by the ids (DOM-4); what is written has the names of today. */
function toEdits(file: DirectoryFile, writes: readonly ItemWrite[]): readonly Edit[] {
  const names = collectNames(applyWrites(file, writes))
  const places = new Map(
    importedSections.map((section) => [
      section as string,
      new Map((file[section] as readonly never[]).map((item, at) => [itemKey(section, item), at])),
    ]),
  )
  return writes.flatMap((write): readonly Edit[] => {
    const section: string = write.section
    if (!isWritten(section)) return []
    const at = places.get(section)?.get(writtenKey(write))
    if (write.op === 'remove') return at === undefined ? [] : [{ section, at, fields: undefined }]
    const written = toFields(toWritten(section, write.item as never, names))
    if (at === undefined) return [{ section, at, fields: withoutDefaults(written) }]
    const changed = listChanges(toFields(file[section][at] ?? {}), toFields(write.item))
    return [{ section, at, fields: pickWritten(section, changed, written) }]
  })
}

/** The name of today stands where the name stood. */
function pickWritten(section: Written, changed: readonly string[], written: Fields): Fields {
  const names = changed.map((name) =>
    name === 'renamedTo' ? (section === 'domains' ? 'domain' : 'email') : name,
  )
  return Object.fromEntries(names.map((name) => [name, written[name]]))
}

function isWritten(section: string): section is Written {
  return (importedSections as readonly string[]).includes(section)
}

function toFields(item: DirectoryItems[Written] | object): Fields {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toPlain(value)]))
}

/** A day where it is midnight UTC, as people write it. */
function toPlain(value: unknown): unknown {
  if (!(value instanceof Date)) return value
  return value.toISOString().replace(/T00:00:00\.000Z$/, '')
}

/** What a file need not say. */
function withoutDefaults(item: Fields): Fields {
  const needless = (value: unknown) =>
    value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(
    Object.entries(item).filter(([name, value]) => name === 'portal' || !needless(value)),
  )
}

function listChanges(old: Fields, item: Fields): readonly string[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(item)])]
  return names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(item[name]))
}

/** From the last on, so that those before keep their places. */
function removals(edits: readonly Edit[]): readonly { readonly section: Written; readonly at: number }[] {
  return edits
    .flatMap(({ section, at, fields }) => (at !== undefined && !fields ? [{ section, at }] : []))
    .toSorted((a, b) => b.at - a.at)
}

function editDocument(document: Document, { section, at, fields }: Edit): void {
  if (!fields) return
  if (!isSeq(document.get(section))) document.set(section, document.createNode([]))
  const list = document.get(section)
  if (!isSeq(list)) return
  if (at === undefined) {
    // `[]` is on one line; what is put into it is not.
    if (list.items.length === 0) list.flow = false
    list.add(document.createNode(fields))
    return
  }
  const item = list.get(at)
  if (isMap(item)) setFields(document, item, fields)
}

function setFields(document: Document, item: YAMLMap, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    const there = item.get(name)
    if (value === undefined) item.delete(name)
    else if (isMap(there) && isFields(value)) setFields(document, there, value)
    // In the node that is there: quotes and a comment behind it stay.
    else item.set(name, typeof value === 'object' ? document.createNode(value) : value)
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readJson(text: string): Fields | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Fields
  } catch {
    return undefined
  }
}

function editJson(json: Fields, edits: readonly Edit[]): Fields {
  const lists = new Map<string, unknown[]>()
  const listOf = (section: Written) => {
    const list = lists.get(section) ?? [...((json[section] as readonly unknown[] | undefined) ?? [])]
    lists.set(section, list)
    return list
  }
  for (const { section, at, fields } of edits) {
    if (!fields) continue
    if (at === undefined) listOf(section).push(fields)
    else listOf(section)[at] = { ...(listOf(section)[at] as object), ...fields }
  }
  for (const { section, at } of removals(edits)) listOf(section).splice(at, 1)
  return { ...json, ...Object.fromEntries(lists) }
}
