/** Literal text, made fit for a chat platform or a mail: cleaned, measured and cut where no character breaks. */
const ellipsis = '…'
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Without what JSON, a chat or a mail cannot carry: halves of surrogate pairs, control characters other than line break and tab. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
}

/** True when nothing in it can be seen; a chat refuses such a text as empty. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cf}\p{Cc}]/u.test(text)
}

/**
 * The last place at or before `max` where the text may be parted: between two graphemes, or, where a single
 * grapheme is longer than that, between two code points. Lengths are UTF-16 units, the strictest way to count.
 */
function boundary(text: string, max: number): number {
  if (text.length <= max) return text.length
  const at = graphemes.segment(text).containing(max)?.index ?? max
  if (at > 0) return at
  const code = text.charCodeAt(max)
  return code >= 0xdc00 && code <= 0xdfff ? max - 1 : max
}

/** At most `max` long, cut between graphemes, with an ellipsis where something was left out. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return text.slice(0, boundary(text, max - ellipsis.length)) + ellipsis
}

/** The whole text in pieces of at most `max`, parted where a paragraph, a line, a sentence or a word ends near. */
export function pieces(text: string, max: number): readonly string[] {
  const found: string[] = []
  let rest = text
  while (rest.length > 0) {
    const piece = firstPiece(rest, max)
    found.push(piece)
    rest = rest.slice(piece.length)
  }
  return found.filter((piece) => !isBlank(piece))
}

/** Where a text is parted best, the best first: a paragraph, a line, a sentence, a word. */
const ends = ['\n\n', '\n', '。', ' '] as const

/** The beginning of a text, parted in the same way. */
export function firstPiece(text: string, max: number): string {
  if (text.length <= max) return text
  const hard = boundary(text, max)
  const near = (mark: string) => {
    const at = text.lastIndexOf(mark, hard - mark.length)
    return at < 0 ? 0 : at + mark.length
  }
  const whole = (place: number) => boundary(text, place) === place
  return text.slice(0, ends.map(near).find((place) => place > max / 2 && whole(place)) ?? hard)
}
