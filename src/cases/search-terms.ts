/**
 * What can be searched for (VIS-5): words as people of either language would type them, found on every store alike. Every term of a
 * query has to be among those of a case, so that each spelling of a word comes to the same terms on one side or the other.
 *
 * - Japanese is not cut into words, which every dictionary does in its own way: katakana and kanji go by pairs of letters, a kanji before
 *   an ending by itself (届 in 届かない). Long marks say nothing (サーバ), endings nothing.
 * - Other words go by their stem. What is joined (`SMTP_AUTH`, `ABC-12345`, an address) is in its parts and as one.
 */
import { pairs, toKatakana, withLargeVowels, withoutLongMarks } from './kana.ts'
import { fillerWords, stem } from './normalize.ts'

const maxTerms = 1_000
const maxLength = 100

const scripts = ['katakana', 'han', 'hiragana', 'other'] as const
type Script = (typeof scripts)[number]

interface Run {
  readonly script: Script
  readonly text: string
  /** What stands between it and the run before. */
  readonly gap: string
}

/** A run of letters of one script; others with what joins them, of which each character belongs to one class alone. */
const runs =
  /(?<katakana>[\p{Script=Katakana}]+(?:ー|\p{Script=Katakana})*)|(?<han>\p{Script=Han}+)|(?<hiragana>\p{Script=Hiragana}(?:ー|\p{Script=Hiragana})*)|(?<other>(?:(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})[\p{L}\p{N}\p{M}])+(?:[-_.@+/&](?:(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})[\p{L}\p{N}\p{M}])+)*)/gu
/** The same where there is nothing but ASCII: most of a long text in English, for a fraction of the time. */
const plainRuns = /(?<other>[A-Za-z0-9]+(?:[-_.@+/&][A-Za-z0-9]+)*)/g
const isPlain = /^\p{ASCII}*$/u

/** Particles that stand between words; an ending that is one of them is none. */
const particle = /^[をがはにでとのへもや]$/
/** What follows a kanji that is a verb's or an adjective's own: not a particle, and not する. */
const ending = /^[^しすさせがをはにでとのへもやな]/
/** One word or two, as people like: sign in, sign-in, signin. */
const particleVerb = /^(?:add|back|check|log|opt|plug|pop|roll|set|shut|sign|start|time)$/
const verbParticle = /^(?:in|on|up|out|off|down)$/

/** What texts are found by: at most 1,000 terms, the first ones. */
export function toSearchTerms(...texts: readonly string[]): readonly string[] {
  const terms = new Set<string>()
  for (const text of texts) {
    for (const term of listTerms(text)) {
      terms.add(term.slice(0, maxLength))
      if (terms.size >= maxTerms) return [...terms]
    }
  }
  return [...terms]
}

/** What has to be among the terms of a case that a query finds. */
export function toQueryTerms(text: string): readonly string[] {
  const telling = toTellingTerms(text)
  if (telling.length > 0) return telling
  // Where nothing tells, what stands there is looked for rather than nothing at all.
  return [...new Set(splitRuns(text).map((run) => wordOf(run).slice(0, maxLength)))]
}

/** As `toQueryTerms` where more than this was typed: none where nothing of it tells. */
export function toTellingTerms(text: string): readonly string[] {
  const found = splitRuns(text)
  const telling = found.flatMap((run, at) => queryTerms(run, found, at))
  return [...new Set(telling.map((term) => term.slice(0, maxLength)))]
}

/**
 * The words of a query by which a customer may be meant as its name is read: in kana alone. Of hiragana not what is an ending or a
 * particle more often, unless nothing else is typed.
 */
export function splitPhonetic(text: string): {
  readonly names: readonly string[]
  readonly rest: readonly string[]
} {
  const words = fold(text).split(/\s+/).filter(Boolean)
  const isName = (word: string) =>
    /^[\p{Script=Hiragana}\p{Script=Katakana}ー・]+$/u.test(word) &&
    (words.length === 1 || /\p{Script=Katakana}/u.test(word) || (word.length > 2 && !fillerWords.has(word)))
  return { names: words.filter(isName), rest: words.filter((word) => !isName(word)) }
}

function splitRuns(text: string): readonly Run[] {
  const found: Run[] = []
  const alike = fold(text)
  let end = 0
  for (const match of alike.matchAll(isPlain.test(alike) ? plainRuns : runs)) {
    const run = match[0]
    const script = scripts.find((one) => match.groups?.[one] !== undefined) ?? 'other'
    const gap = found.length === 0 && match.index > 0 ? ' ' : alike.slice(end, match.index)
    end = match.index + run.length
    found.push(toRun(script, run, gap))
  }
  return found
}

/** めーる is メール: nothing else in hiragana has a long mark. */
function toRun(script: Script, text: string, gap: string): Run {
  if (script !== 'hiragana' || !text.includes('ー')) return { script, text, gap }
  const word = particle.test(text.slice(-1)) ? text.slice(0, -1) : text
  return { script: 'katakana', text: toKatakana(word), gap }
}

/** Width, case, accents and the many kinds of quotes. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u00c0-\u024f]/g, (letter) => letter.normalize('NFD').charAt(0))
    .replace(/(?<=\p{L})['’‘ʼ´`](?=\p{L})/gu, '')
}

/** As katakana is compared. */
function bare(katakana: string): string {
  return withLargeVowels(withoutLongMarks(katakana))
}

function* listTerms(text: string): Generator<string> {
  const found = splitRuns(text)
  for (const [at, run] of found.entries()) {
    const before = found[at - 1]
    switch (run.script) {
      case 'katakana':
        yield* pairs(bare(run.text))
        // バックアップ コード is found by バックアップコード.
        if (before?.script === 'katakana' && /^[ ・]$/.test(run.gap))
          yield bare(before.text).slice(-1) + bare(run.text).charAt(0)
        break
      case 'han':
        yield* pairs(run.text)
        yield* kanjiByItself(found, at)
        yield* joinedKanji(found, at)
        break
      case 'hiragana':
        yield* hiraganaTerms(run, before)
        break
      case 'other':
        yield* joinedTerms(run.text)
        if (before && isVerbWithParticle(before, run)) yield before.text + run.text
    }
  }
}

/** 届 in 届かない, 払 in 支払い: the part of a verb that does not change. */
function kanjiByItself(found: readonly Run[], at: number): readonly string[] {
  const run = found[at]
  if (run?.script !== 'han') return []
  const last = [...run.text].at(-1) ?? ''
  return [...run.text].length > 1 && hasEnding(found, at) ? [last] : []
}

function hasEnding(found: readonly Run[], at: number): boolean {
  const next = found[at + 1]
  return next?.script === 'hiragana' && next.gap === '' && ending.test(next.text)
}

/** 取消 in 取り消し, 問合 in 問い合わせ: what is written with endings or without. */
function joinedKanji(found: readonly Run[], at: number): readonly string[] {
  const [run, between, next] = [found[at], found[at + 1], found[at + 2]]
  if (run?.script !== 'han' || [...run.text].length !== 1) return []
  if (between?.script !== 'hiragana' || between.gap !== '' || between.text.length > 2) return []
  if (next?.script !== 'han' || next.gap !== '' || particle.test(between.text)) return []
  return [run.text + [...next.text][0]]
}

/** The beginning of a word, after a particle too; what follows a kanji is an ending. */
function hiraganaTerms({ text, gap }: Run, before: Run | undefined): readonly string[] {
  if (text.length < 3 || (before?.script === 'han' && gap === '')) return []
  const after = particle.test(text.charAt(0)) && text.length > 3 ? pairs(text.slice(1, 5)) : []
  return [...pairs(text.slice(0, 4)), ...after]
}

/** Each part, each two that stand together and all of them as one; `5.7.1` stays as it is. */
function joinedTerms(text: string): readonly string[] {
  const parts = splitJoined(text)
  const own = parts.flatMap((part) => [stem(part), ...lettersAndDigits(part)])
  if (parts.length === 1) return own
  const twos = parts.slice(1).map((part, at) => `${parts[at]}${part}`)
  return [...own, ...twos.map(stem), stem(parts.join(''))]
}

function splitJoined(text: string): readonly string[] {
  return text.split(/[-_@+/&]|(?<!\d)\.|\.(?!\d)/).filter(Boolean)
}

/** ABC12345 is found by ABC-12345. */
function lettersAndDigits(part: string): readonly string[] {
  const [, letters, digits] = /^(\p{L}+)(\d+)$/u.exec(part) ?? []
  return letters && digits ? [stem(letters), digits] : []
}

function isVerbWithParticle(verb: Run, other: Run): boolean {
  return other.gap === ' ' && particleVerb.test(verb.text) && verbParticle.test(other.text)
}

function queryTerms(run: Run, found: readonly Run[], at: number): readonly string[] {
  const before = found[at - 1]
  switch (run.script) {
    case 'katakana':
      return words(run.text).flatMap((word) => pairs(bare(word)))
    case 'han':
      return queryKanji(run.text, found, at)
    case 'hiragana': {
      const attached = before !== undefined && run.gap === ''
      if (attached || run.text.length < 3 || fillerWords.has(run.text)) return []
      return pairs(run.text.slice(0, 3))
    }
    case 'other':
      return queryOther(run, found, at)
  }
}

function queryKanji(text: string, found: readonly Run[], at: number): readonly string[] {
  const joined = joinedKanji(found, at)
  if (joined.length > 0) return joined
  // The second half of 取り消し was looked for with the first.
  const isSecond = at >= 2 && joinedKanji(found, at - 2).length > 0
  if (isSecond && [...text].length === 1) return []
  return words(text).flatMap(pairs)
}

function queryOther(run: Run, found: readonly Run[], at: number): readonly string[] {
  const [before, next] = [found[at - 1], found[at + 1]]
  if (next && isVerbWithParticle(run, next)) return [run.text + next.text]
  if (before && isVerbWithParticle(before, run)) return []
  if (fillerWords.has(run.text)) return []
  const parts = splitJoined(run.text)
  // e-mail, sign-in and MX-26 are written as one too; smtp-auth and abc-123 as two.
  if (parts.length === 2 && run.text.includes('-') && parts.some((part) => /^\p{L}{1,2}$/u.test(part)))
    return [stem(parts.join(''))]
  return parts.map(stem)
}

function wordOf({ script, text }: Run): string {
  return script === 'other' ? stem(text) : text
}

/** Made with the first search: its dictionaries would weigh on every start. */
let segmenter: Intl.Segmenter | undefined

/** A run as a reader would cut it: パスワードリセット is found in パスワードをリセット. A letter that is left over stays with its neighbours. */
function words(run: string): readonly string[] {
  if ([...run].length < 4) return [run]
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' })
  const found: string[] = []
  for (const { segment } of segmenter.segment(run)) {
    const last = found.at(-1)
    if (last !== undefined && ([...segment].length < 2 || [...last].length < 2))
      found[found.length - 1] = last + segment
    else found.push(segment)
  }
  return found
}
