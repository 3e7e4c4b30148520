/** Words as people type them, made alike: width, case, katakana and hiragana, long marks at the end, hyphens. */

/** In a run of letters: Japanese by its scripts, since nobody types spaces there; everything else as it stands. */
const runs =
  /(?<kana>[\p{Script=Katakana}ー]+)|(?<han>\p{Script=Han}+)|(?<hiragana>[\p{Script=Hiragana}ー]+)|(?<other>(?:(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|ー)[\p{L}\p{N}\p{M}])+(?:[.&+_](?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})[\p{L}\p{N}]+)*)/gu

export interface Word {
  readonly text: string
  /** Hiragana beside other Japanese: an ending or a particle more often than a word. */
  readonly ending: boolean
  /** Letters that are written with spaces between words. */
  readonly spaced: boolean
}

function alike(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // サーバー is サーバ; キー stays.
      .replace(/(?<=[ァ-ヺー][ァ-ヺ])ー(?![ァ-ヺー])/gu, '')
      // sign-in is signin, e-mail is email; 550-5.7.1 stays two.
      .replace(/(?<=[\p{L}\p{N}])[-‐‑’'](?=\p{L})/gu, '')
  )
}

function hiragana(text: string): string {
  return text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
}

export function splitWords(text: string): readonly Word[] {
  const found: Word[] = []
  let end = -1
  let before = false
  for (const run of alike(text).matchAll(runs)) {
    const { hiragana: soft, other } = run.groups ?? {}
    const beside = run.index === end
    // お in お支払い stands before its word, で and を after it.
    if (beside && before && found.length > 0) {
      const last = found[found.length - 1]
      if (last) found[found.length - 1] = { ...last, ending: true }
    }
    before = soft !== undefined
    end = run.index + run[0].length
    found.push({
      text: hiragana(run[0]),
      ending: soft !== undefined && beside,
      spaced: other !== undefined,
    })
  }
  return found
}

/** Words that say nothing of the matter, unless nothing else is typed. */
export const fillerWords: ReadonlySet<string> = new Set(
  'できない できません されない されません している しています ください a an and any are at be but by can cannot cant could did do does doesnt doing dont for from get gets getting has have how i in into is isnt it its my no not of on or our please so some that the their them they this to try trying us user users want was we were what when which while who why will with wont work working works you your'.split(
    ' ',
  ),
)

/** Without anything between the words, for what people write as one or as two. */
export function squeezed(text: string): string {
  return hiragana(alike(text)).replace(/[^\p{L}\p{N}]/gu, '')
}

/** Forms of one English word made alike: bounces, bounced, bouncing; policy, policies. */
export function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word
  const singular = word.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '')
  const bare = singular.replace(/(ing|ed|e)$/, '')
  return bare.length >= 4 ? bare : singular
}
