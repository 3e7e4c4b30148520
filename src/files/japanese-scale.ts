/** Whether a text is Japanese as it is written, or what comes out where other bytes are read as such. */
import { decodeText } from './encodings.ts'

export interface JapaneseScale {
  add(text: string): void
  /** Kana stand in it side by side, and few signs that are seldom written: no other bytes read so. */
  isJapanese(): boolean
  /** As `isJapanese` for a text of a few names or titles without kana: common kanji side by side, and nothing else beside ASCII. */
  isKanji(): boolean
  /** From 0 to 1: how much of it is what Japanese is written in. */
  likeness(): number
}

/** Bytes of UTF-8 read as Shift_JIS give a seldom kanji at every other place; a Japanese text has one in a hundred. */
const maxSeldom = 0.25
const minKana = 0.05
const minKanji = 4
/** Characters, after which a text has shown what it is. */
const enough = 200_000

const kana = /[\u3041-\u3096\u309D\u309E\u30A1-\u30FA\u30FC-\u30FE]/
/** Signs that say nothing either way: punctuation, full-width letters and what lists and logs are drawn with. */
const neutral =
  /[\u2000-\u206F\u2100-\u27BF\u3000-\u303F\u3200-\u33FF\uFF01-\uFF60\uFFE0-\uFFE6\u00A7\u00B0\u00B1\u00B4\u00B6\u00D7\u00F7]/
const halfWidth = /[\uFF61-\uFF9F]/

export function createJapaneseScale(): JapaneseScale {
  const counted = { all: 0, kana: 0, kanji: 0, half: 0, seldom: 0, neutral: 0 }

  function count(character: string, isJoined: boolean): void {
    counted.all += 1
    if (neutral.test(character)) counted.neutral += 1
    else if (halfWidth.test(character)) counted.half += 1
    // One alone among Latin letters is how accented letters and quotation marks are misread.
    else if (isJoined && kana.test(character)) counted.kana += 1
    else if (isJoined && commonKanji().has(character)) counted.kanji += 1
    else counted.seldom += 1
  }

  return {
    add(text) {
      if (counted.all > enough) return
      for (const [run] of text.matchAll(/[^\p{ASCII}]+/gu)) {
        const characters = [...run]
        for (const character of characters) count(character, characters.length > 1)
      }
    },
    isJapanese: () =>
      counted.kana > 1 && counted.kana >= counted.all * minKana && counted.seldom <= counted.all * maxSeldom,
    isKanji: () => counted.kanji >= minKanji && counted.half === 0 && counted.seldom <= counted.all * 0.1,
    likeness: () =>
      counted.all === 0
        ? 0
        : (counted.kana + counted.kanji + counted.neutral / 2 + counted.half / 4) / counted.all,
  }
}

let common: ReadonlySet<string> | undefined

/** The kanji of JIS level 1, which are nearly all that is written: rows 16 to 47 of the character set. */
function commonKanji(): ReadonlySet<string> {
  common ??= new Set(
    Array.from({ length: 32 }, (_, row) =>
      decodeText(
        Uint8Array.from({ length: 94 * 2 }, (_, at) => (at % 2 === 0 ? 0xb0 + row : 0xa1 + (at >> 1))),
        'euc-jp',
      ).replaceAll('\uFFFD', ''),
    ).flatMap((row) => [...row]),
  )
  return common
}
