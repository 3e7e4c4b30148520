/** How a customer's name is read: サクラショウジ for 桜商事, compared as people type it. */
import { z } from 'zod'
import { pairs, toKatakana, withLargeVowels, withoutLongMarks } from './kana.ts'

const maxLength = 200
const letters = /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Latin}\p{Nd}ー・ &.'’-]+$/u
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u

/** As it is written down: kana in full width, with whatever else a name has that is read as it stands. */
export const PhoneticName = z
  .string()
  .transform((text) => text.normalize('NFKC').replace(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, { abort: true })
      .max(maxLength, `is longer than ${maxLength} characters: shorten it`)
      .refine(
        (text) => letters.test(text) && kana.test(text),
        'is not how a name is read: write it in kana, such as サクラショウジ (Latin letters, digits, ー, ・ and spaces can stand between)',
      ),
  )

/**
 * A name, or a part of one, in the spellings that are compared. Empty: this spelling has nothing that the others lack.
 *
 * - `spelled`: in katakana, without spaces.
 * - `long`: each long vowel as a mark, so that ショージ is ショウジ.
 * - `short`: without the marks that stand in it, so that コンピュータ is コンピューター. A name that has none is not found by leaving some
 *   out: ユザワ is not what ユーザー looks for.
 */
export interface PhoneticForms {
  readonly spelled: string
  readonly long: string
  readonly short: string
}

export function toPhoneticForms(text: string): PhoneticForms {
  const spelled = withOneSpelling(text)
  const long = spelled.replace(longVowel, 'ー')
  return {
    spelled,
    long: long === spelled ? '' : long,
    short: spelled.includes('ー') ? withoutLongMarks(spelled) : '',
  }
}

/** Whether what somebody typed is a part of the name as it is read. */
export function matchesPhonetic(name: PhoneticForms, typed: PhoneticForms): boolean {
  if (withoutLongMarks(typed.spelled) === '') return false
  return (
    name.spelled.includes(typed.spelled) ||
    (name.long || name.spelled).includes(typed.long || typed.spelled) ||
    name.short.includes(typed.short || typed.spelled)
  )
}

/** Whether what somebody typed is all of it. */
export function equalsPhonetic(name: PhoneticForms, typed: PhoneticForms): boolean {
  return name.spelled === typed.spelled || (name.long || name.spelled) === (typed.long || typed.spelled)
}

/** By which a database finds the names that `matchesPhonetic` is then asked of: a name has those of whatever is a part of it. */
export function listPhoneticPairs({ spelled, long, short }: PhoneticForms): readonly string[] {
  return [...new Set([...pairs(spelled), ...pairs(long), ...pairs(short)])]
}

/** Of each spelling of what was typed the first pair, by one of which its names are found. Empty where less than a pair was typed. */
export function listSearchedPairs({ spelled, long, short }: PhoneticForms): readonly string[] {
  const first = [spelled, long, short].flatMap((form) => pairs(form).slice(0, 1))
  return [...new Set(first.filter((pair) => [...pair].length === 2))]
}

/** Width, case, kind of kana, and kana that sound alike. */
function withOneSpelling(text: string): string {
  const katakana = toKatakana(text.normalize('NFKC').toLowerCase()).replace(/[^\p{L}\p{M}\p{N}]/gu, '')
  return withLargeVowels(katakana).replace(/[ヂヅヲ]/g, (kana) =>
    kana === 'ヂ' ? 'ジ' : kana === 'ヅ' ? 'ズ' : 'オ',
  )
}

/** A vowel that draws out the one before it, as it is written in kana. */
const longVowel =
  /(?<=[アカサタナハマヤラワガザダバパャ])ア|(?<=[イキシチニヒミリギジビピ])イ|(?<=[ウクスツヌフムユルグズブプュヴ])ウ|(?<=[エケセテネヘメレゲゼデベペ])[イエ]|(?<=[オコソトノホモヨロゴゾドボポョ])[ウオ]/g
