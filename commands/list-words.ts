/** VIS-5: what somebody types after `/case list`, understood in the words that the product shows, in either language. */
import { type Severity, type Status, severities, statuses } from '../src/cases/case.ts'
import { type Sort, sorts } from '../src/cases/case-store.ts'
import type { QueueName } from '../src/cases/queues.ts'
import { en, ja } from '../src/i18n/catalogue.ts'
import type { MessageKey } from '../src/i18n/translator.ts'

/** What is asked of a list, however it was said. `who`: `me`, `nobody` or the e-mail of who works on it. */
export interface ListRequest {
  readonly statuses: readonly Status[]
  readonly severities: readonly Severity[]
  readonly text: string
  readonly mine: boolean
  readonly who?: string
  readonly aside: boolean
  readonly overdue: boolean
  readonly sort?: Sort
  /** OWN-2: one of the queues that homes show. */
  readonly queue?: QueueName
  /** The form is asked for, with what else was typed in it. */
  readonly form: boolean
}

type Meaning =
  | { readonly statuses: readonly Status[] }
  | { readonly severity: Severity }
  | { readonly who: 'me' | 'nobody' }
  | { readonly sort: Sort }
  | { readonly queue: QueueName }
  | { readonly flag: 'mine' | 'aside' | 'overdue' | 'form' }

export const openStatuses = statuses.filter((status) => status !== 'closed')

/** No label has more words than this. */
const maxWords = 6

let meanings: ReadonlyMap<string, Meaning> | undefined

export function parseListWords(typed: string): ListRequest {
  meanings ??= collectMeanings()
  const found: Meaning[] = []
  const text: string[] = []
  const words = splitTyped(typed)
  for (let at = 0; at < words.length; ) {
    const [meaning, length] = findMeaning(meanings, words, at)
    if (meaning) found.push(meaning)
    else text.push(words[at]?.text ?? '')
    at += length
  }
  return toAsked(found, text.join(' '))
}

/** Where the longest label begins; a word in quotes is a keyword. */
function findMeaning(
  known: ReadonlyMap<string, Meaning>,
  words: readonly Typed[],
  at: number,
): readonly [Meaning | undefined, number] {
  for (let length = Math.min(maxWords, words.length - at); length > 0; length -= 1) {
    const some = words.slice(at, at + length)
    if (some.some(({ quoted }) => quoted)) continue
    const meaning = known.get(alike(some.map(({ text }) => text).join('')))
    if (meaning) return [meaning, length]
  }
  return [undefined, 1]
}

function toAsked(found: readonly Meaning[], text: string): ListRequest {
  const chosen = found.flatMap((one) => ('statuses' in one ? one.statuses : []))
  const who = found.flatMap((one) => ('who' in one ? [one.who] : [])).at(-1)
  const sort = found.flatMap((one) => ('sort' in one ? [one.sort] : [])).at(-1)
  const queue = found.flatMap((one) => ('queue' in one ? [one.queue] : [])).at(-1)
  const has = (flag: string) => found.some((one) => 'flag' in one && one.flag === flag)
  return {
    statuses: statuses.filter((status) => chosen.includes(status)),
    severities: severities.filter((severity) =>
      found.some((one) => 'severity' in one && one.severity === severity),
    ),
    text,
    mine: has('mine'),
    ...(who && { who }),
    aside: has('aside'),
    overdue: has('overdue'),
    ...(sort && { sort }),
    ...(queue && { queue }),
    form: has('form'),
  }
}

interface Typed {
  readonly text: string
  readonly quoted: boolean
}

/** Words between white space; what stands in quotes is one, whatever stands in it. */
function splitTyped(typed: string): readonly Typed[] {
  const pattern = /["“”„]([^"“”„]*)["“”„]|「([^」]*)」|『([^』]*)』|[^\s"“”„「『]+|["“”„「『]/gu
  return [...typed.normalize('NFKC').matchAll(pattern)].flatMap(([whole, ...quoted]) => {
    const inner = quoted.find((text) => text !== undefined)
    const text = (inner ?? whole).trim()
    return text === '' || /^["“”„「『、,]$/u.test(text) ? [] : [{ text, quoted: inner !== undefined }]
  })
}

/** Case, width, spaces and what stands between words make no difference: `Action required` is `action-required`. */
function alike(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s・·:：,、_-]/gu, '')
}

/** Every label of the catalogue, its parts, the ids and what else people say, in both languages. */
function collectMeanings(): ReadonlyMap<string, Meaning> {
  const known = new Map<string, Meaning>()
  const add = (text: string, meaning: Meaning) => {
    const key = alike(text)
    if (key !== '' && !known.has(key)) known.set(key, meaning)
  }
  const addAll = (keys: readonly MessageKey[], meaning: Meaning) => {
    for (const messages of [en, ja] as const)
      for (const key of keys) for (const label of labelsOf(messages[key])) add(label, meaning)
  }
  for (const status of statuses) {
    add(status, { statuses: [status] })
    addAll([`status.${status}`, `filter-word.${status}`], { statuses: [status] })
  }
  for (const severity of severities) {
    add(severity, { severity })
    addAll([`severity.${severity}`, `filter-word.${severity}`], { severity })
  }
  addAll(['filter-word.open', 'filter.told.open', 'queue.open', 'queue.desk.open'], {
    statuses: openStatuses,
  })
  addAll(['filter-word.mine', 'filter-who.mine'], { flag: 'mine' })
  addAll(['filter-word.me', 'filter-who.me'], { who: 'me' })
  addAll(['filter-word.nobody', 'filter-who.nobody'], { who: 'nobody' })
  addAll(['filter-word.aside', 'filter.told.aside'], { flag: 'aside' })
  addAll(['filter-word.overdue', 'filter.told.overdue', 'queue.overdue'], { flag: 'overdue' })
  addAll(['filter-word.form', 'button.filter'], { flag: 'form' })
  // The other queues are filters by themselves.
  for (const queue of ['waiting', 'recently-closed'] as const) addAll([`queue.${queue}`], { queue })
  for (const sort of sorts) addAll([`filter-sort-word.${sort}`], { sort })
  return known
}

/** `P2・高（業務への影響が大きい）` is also typed as `P2・高`, `高` and `業務への影響が大きい`. */
function labelsOf(message: string): readonly string[] {
  return message.split(' | ').flatMap((label) => {
    const [before = '', ...inside] = label.split(/[（(:：]/u)
    return [label, before, ...before.split(/[・·]/u), ...inside.map((part) => part.replace(/[）)]/gu, ''))]
  })
}
