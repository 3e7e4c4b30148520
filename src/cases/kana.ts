/** Japanese syllables, as far as two spellings are one for whoever types. */

export function toKatakana(text: string): string {
  return text.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
}

/** Without long marks: サーバ is サーバー. */
export function withoutLongMarks(text: string): string {
  return text.replace(/ー/g, '')
}

/** ウィンドウ and ウインドウ are one. */
export function withLargeVowels(katakana: string): string {
  const small = 'ァィゥェォ'
  return katakana.replace(/[ァィゥェォ]/g, (kana) => 'アイウエオ'.charAt(small.indexOf(kana)))
}

/** Every two characters that stand together; a single one by itself. */
export function pairs(text: string): readonly string[] {
  const letters = [...text]
  if (letters.length < 2) return letters
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`)
}
