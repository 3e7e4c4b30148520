import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Visible } from '../../cases/audience.ts'
import type { Case, CaseHead } from '../../cases/case.ts'
import type { CaseQuery } from '../../cases/case-store.ts'
import type { Database, Parameter } from './query.ts'
import { listReaderNames, lookup, readerName } from './rows.ts'

/**
 * What a search walks: an FTS5 index without content, whose rows stand in the order of a list as far as the week of a case's last
 * update (docs/decisions/0015). Its tokens are (reader, word) pairs, so that a reader's matches lie together (VIS-1), and the
 * customer and the creator. A case moves in it only with its first change in a new week.
 */
export const searchTable = `CREATE VIRTUAL TABLE search
  USING fts5(tokens, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'")`

const weekMs = 7 * 24 * 60 * 60 * 1000
/** A row's id is the week before the number: 13 bits for a week up to the year 2126 and for the one after it, 50 for any number. */
export const lastWeek = 2 ** 13 - 2
const rowId = '((CAST(? AS INTEGER) << 50) | CAST(? AS INTEGER))'
export const insertTokens = `INSERT INTO search (rowid, tokens) VALUES (${rowId}, ?)`
export const deleteTokens = `DELETE FROM search WHERE rowid = ${rowId}`

/** The next matches in the order of the index: their weeks and numbers, below the end of a week. */
export const matchesUpTo = `SELECT rowid >> 50, rowid & ((1 << 50) - 1) FROM search
  WHERE search MATCH ? AND rowid < (CAST(? AS INTEGER) << 50) ORDER BY rowid DESC LIMIT ?`

/** Moments before and after what fits belong to the first and the last week, which keeps the order. */
export function toWeek(at: Date | number): number {
  return Math.min(Math.max(Math.floor(Number(at) / weekMs), 0), lastWeek)
}

/** The first moment of the week. The first week has no beginning, the last one no end. */
export function startOfWeek(week: number): number {
  if (week === 0) return Number.MIN_SAFE_INTEGER
  return week > lastWeek ? Number.MAX_SAFE_INTEGER : week * weekMs
}

/** Each word between line feeds, which no looked-up text holds: a word is in there as itself only with one on either side. */
export function wordList(words: readonly string[]): string {
  return `\n${[...new Set(words)].map((word) => `${lookup(word)}\n`).join('')}`
}

export function inWordList(word: string): string {
  return `\n${lookup(word)}\n`
}

/** Takes a new case in. */
export function addToSearch(
  { query }: Pick<Database, 'query'>,
  head: CaseHead,
  words: readonly string[],
): void {
  const list = wordList(words)
  query('INSERT INTO searched (number, words) VALUES (?, ?)').run(head.number, list)
  query(insertTokens).run(toWeek(head.updatedAt), head.number, toTokens(head, list))
}

/** Cases as they will stand in the index. */
export function inSearchOrder<T extends { readonly case: CaseHead }>(cases: readonly T[]): readonly T[] {
  return cases.toSorted(
    ({ case: a }, { case: b }) => toWeek(a.updatedAt) - toWeek(b.updatedAt) || a.number - b.number,
  )
}

/** Puts a case where its update belongs, for all who see it from now on. Most changes leave it where it is. */
export function moveInSearch({ query }: Pick<Database, 'query'>, before: Case, next: CaseHead): void {
  const from = toWeek(before.updatedAt)
  const to = toWeek(next.updatedAt)
  if (from === to && listReaderNames(before).length === listReaderNames(next).length) return
  const { number } = before
  const row = query('SELECT words FROM searched WHERE number = ?').first(number)
  query(deleteTokens).run(from, number)
  query(insertTokens).run(to, number, toTokens(next, String(row?.[0])))
}

/** Takes out a case that is there no longer. */
export function removeFromSearch({ query }: Pick<Database, 'query'>, head: CaseHead): void {
  query('DELETE FROM searched WHERE number = ?').run(head.number)
  query(deleteTokens).run(toWeek(head.updatedAt), head.number)
}

/** The case under other words, in its place. What it was found by before is gone with the next `packSearch`. */
export function replaceInSearch(
  { query }: Pick<Database, 'query'>,
  head: CaseHead,
  words: readonly string[],
): void {
  const list = wordList(words)
  const week = toWeek(head.updatedAt)
  query('UPDATE searched SET words = ? WHERE number = ?').run(list, head.number)
  query(deleteTokens).run(week, head.number)
  query(insertTokens).run(week, head.number, toTokens(head, list))
}

/** Pages of the index that one write packs: a hundredth of a second's work. */
const packPages = 200

/**
 * FTS5 only marks what was deleted, and lets go of it when it puts its pieces together: all of them, a few pages at a time, so that
 * others have their turn in between. The first step (a negative number) takes all pieces up, the others go on; the last changes nothing.
 */
export async function packSearch({ query, write }: Pick<Database, 'query' | 'write'>): Promise<void> {
  const changes = () => Number(query('SELECT total_changes()').first()?.[0])
  for (let pages = -packPages; ; pages = packPages) {
    const changed = await write(() => {
      const before = changes()
      query("INSERT INTO search (search, rank) VALUES ('merge', ?)").run(pages)
      return changes() - before
    })
    if (changed < 2) return
    await nextTurn()
  }
}

type Tokened = Visible & Pick<CaseHead, 'createdBy'>

/** All that the index knows of a case with this word list. */
export function toTokens(head: Tokened, list: string): string {
  const words = list.split('\n').slice(1, -1).map(encoded)
  const scopes = listReaderNames(head).map((reader) => encoded(`${reader}\n`))
  return [
    ...scopes.flatMap((scope) => words.map((word) => scope + word)),
    encoded(`c\n${lookup(head.customer.id)}`),
    encoded(`by\n${lookup(head.createdBy.email)}`),
  ].join(' ')
}

/** The words, the customers and the creator of a query, asked of the index; status and severity change too often to be in it. */
export function toMatch(query: CaseQuery): Parameter {
  const { reader, words = [], wordsOrCustomers = [], customers, createdBy } = query
  const scope = encoded(`${readerName(reader)}\n`)
  const toWords = (some: readonly string[]) =>
    [...new Set(some)].map((word) => `"${scope}${encoded(lookup(word))}"`)
  const toCustomers = (ids: readonly string[]) =>
    ids.map((id) => `"${encoded(`c\n${lookup(id)}`)}"`).join(' OR ')
  const all = toWords(words)
  for (const one of wordsOrCustomers)
    all.push(`((${toWords(one.words).join(' AND ')}) OR ${toCustomers(one.customers)})`)
  if (customers) all.push(`(${toCustomers(customers)})`)
  if (createdBy !== undefined) all.push(`"${encoded(`by\n${lookup(createdBy)}`)}"`)
  return all.join(' AND ')
}

/** Whether a query asks for words at all: it is looked up in the index then. */
export function asksForWords({ words = [], wordsOrCustomers = [] }: CaseQuery): boolean {
  return words.length > 0 || wordsOrCustomers.length > 0
}

/** One token to FTS5's `ascii` tokenizer, which folds A to Z and ends a token at most other characters. */
function encoded(text: string): string {
  return text.replace(/[\0-/:-`{-\x7f]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`)
}
