/** Finds categories by what a support person types, in either language: words in any order, parts of words, small slips. */

import { fillerWords, splitWords, squeezed, stem, type Word } from '../cases/normalize.ts'
import { suggestClosest } from '../config/suggest-closest.ts'

export interface Findable {
  readonly id: string
  /** As menus show it. */
  readonly paths: readonly string[]
  readonly names: readonly string[]
  readonly keywords: readonly string[]
  readonly serviceNames: readonly string[]
  readonly serviceKeywords: readonly string[]
}

/** How much a word tells by where it stands: of the category itself, or of its whole service. */
const weights = { names: 3, keywords: 2.5, serviceNames: 3, serviceKeywords: 2.5 } as const
/** One word of a keyword that has several tells less. */
const partWeight = 0.6
/** A slip is worth less than a word that stands there. */
const slipWeight = 0.7
/** What matches so much less than the best is left out. */
const least = 0.3

interface Place {
  readonly at: number
  readonly weight: number
}

interface IndexedWord {
  readonly word: string
  readonly stem: string
  readonly spaced: boolean
  readonly places: readonly Place[]
}

interface Phrase extends Place {
  readonly text: string
}

interface Index {
  readonly ids: readonly string[]
  /** Which one a menu shows as this. */
  readonly shown: ReadonlyMap<string, number>
  readonly words: readonly IndexedWord[]
  readonly phrases: readonly Phrase[]
}

/** Answers the ids of what a query stands for, the best first; equal ones in the given order. */
export function createFinder(all: readonly Findable[]): (query: string) => readonly string[] {
  const index = buildIndex(all)

  return function find(query) {
    // Whoever pastes a letter is looking for its first words.
    const typed = query.slice(0, 200)
    const totals = new Map<number, number>()
    const add = (at: number, value: number) => totals.set(at, (totals.get(at) ?? 0) + value)
    for (const { text, factor } of lookedFor(index, typed)) {
      const reached = reach(index, text)
      const rarity = Math.log(1 + index.ids.length / reached.size)
      for (const [at, value] of reached) add(at, value * rarity * factor)
    }
    for (const [at, value] of findPhrases(index, typed)) add(at, value)
    const best = Math.max(0, ...totals.values())
    const shown = index.shown.get(squeezed(typed))
    if (shown !== undefined) totals.set(shown, 2 * best)
    return [...totals]
      .filter(([, total]) => total >= best * least)
      .sort(([a, one], [b, other]) => other - one || a - b)
      .flatMap(([at]) => index.ids[at] ?? [])
  }
}

function buildIndex(all: readonly Findable[]): Index {
  const words = new Map<string, { spaced: boolean; places: Place[] }>()
  const phrases: Phrase[] = []
  for (const [at, findable] of all.entries()) {
    for (const [text, { spaced, weight }] of told(findable)) {
      const known = words.get(text) ?? { spaced, places: [] }
      words.set(text, known)
      known.places.push({ at, weight })
    }
    for (const part of ['names', 'keywords'] as const) {
      for (const term of findable[part]) {
        const text = squeezed(term)
        if (isPhrase(term, text)) phrases.push({ text, at, weight: weights[part] })
      }
    }
  }
  return {
    ids: all.map(({ id }) => id),
    shown: new Map(all.flatMap(({ paths }, at) => paths.map((path) => [squeezed(path), at]))),
    words: [...words].map(([word, known]) => ({ word, stem: stem(word), ...known })),
    phrases,
  }
}

/** Each word of a category with the most that it tells there. */
function told(
  findable: Findable,
): ReadonlyMap<string, { readonly spaced: boolean; readonly weight: number }> {
  const found = new Map<string, { spaced: boolean; weight: number }>()
  for (const part of Object.keys(weights) as (keyof typeof weights)[]) {
    for (const term of findable[part]) {
      const words = splitWords(term).filter(
        ({ text, ending }) => !ending || (text.length >= 4 && !fillerWords.has(text)),
      )
      const weight = weights[part] * (words.length > 1 ? partWeight : 1)
      for (const { text, spaced } of words)
        found.set(text, { spaced, weight: Math.max(weight, found.get(text)?.weight ?? 0) })
    }
  }
  return found
}

/** Several words that belong together, or Japanese, which is not cut into words here. */
function isPhrase(term: string, text: string): boolean {
  const japanese = /[^\p{Script=Latin}\p{N}]/u.test(text)
  return japanese ? text.length >= 2 && !/^\p{Script=Hiragana}{1,2}$/u.test(text) : /\s/.test(term.trim())
}

interface LookedFor {
  readonly text: string
  readonly factor: number
}

/** The words of a query as the index knows them: long Japanese taken apart, slips mended, fillers left out. */
function lookedFor(index: Index, query: string): readonly LookedFor[] {
  const words = splitWords(query)
  const telling = words.filter(({ text, ending }) => !fillerWords.has(text) && (!ending || text.length >= 3))
  return (telling.length > 0 ? telling : words).flatMap((word) => meantBy(index, word))
}

function meantBy(index: Index, { text, spaced, ending }: Word): readonly LookedFor[] {
  const known = reach(index, text).size > 0
  if (!spaced) {
    const parts = within(index, text)
    if (known || parts.length > 0)
      return [...(known ? [text] : []), ...parts].map((part) => ({ text: part, factor: 1 }))
  }
  if (known) return [{ text, factor: 1 }]
  if (ending || text.length < 4 || /\d/.test(text)) return []
  const candidates = index.words.filter((word) => word.spaced === spaced && word.word.length >= 4)
  const meant = suggestClosest(
    text,
    candidates.map(({ word }) => word),
    4,
  )
  return meant ? [{ text: meant, factor: slipWeight }] : []
}

/** The known words that a run of Japanese holds, the longest only: パスワードリセット holds パスワード and リセット. */
function within(index: Index, text: string): readonly string[] {
  const held = index.words
    .filter(({ word, spaced }) => !spaced && word !== text && text.includes(word) && isTelling(word))
    .map(({ word }) => word)
  return held.filter((word) => !held.some((longer) => longer !== word && longer.includes(word)))
}

function isTelling(word: string): boolean {
  return word.length >= (/^\p{Script=Hiragana}+$/u.test(word) ? 3 : 2)
}

/** Where a word leads, and how well. */
function reach(index: Index, text: string): ReadonlyMap<number, number> {
  const reached = new Map<number, number>()
  const own = stem(text)
  for (const word of index.words) {
    const close = closeness(text, own, word)
    if (close === 0) continue
    for (const { at, weight } of word.places) {
      const value = close * weight
      if (value > (reached.get(at) ?? 0)) reached.set(at, value)
    }
  }
  return reached
}

function closeness(text: string, own: string, { word, stem: its, spaced }: IndexedWord): number {
  if (word === text) return 1
  if (its === own) return 0.95
  const short = text.length < (spaced ? 3 : 2)
  if (word.startsWith(text)) return short ? 0.4 : 0.8
  if (spaced && own.length >= 4 && word.startsWith(own)) return 0.7
  return !short && word.includes(text) ? 0.5 : 0
}

/** The phrases that a query holds or is the beginning of; of one category only the best counts. */
function findPhrases(index: Index, query: string): ReadonlyMap<number, number> {
  const reached = new Map<number, number>()
  const whole = squeezed(query)
  if (whole.length < 2) return reached
  for (const { text, at, weight } of index.phrases) {
    if (!whole.includes(text)) continue
    const letters = /^[\p{Script=Latin}\p{N}]+$/u.test(text) ? text.length / 3 : text.length
    const value = weight * Math.min(2, letters / 2.5)
    if (value > (reached.get(at) ?? 0)) reached.set(at, value)
  }
  return reached
}
