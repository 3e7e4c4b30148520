/** What can be searched for (VIS-5): words as people of either language would type them, found on every store alike. */

const maxWords = 400

/** Made with the first search: its dictionaries would weigh on every start. */
let segmenter: Intl.Segmenter | undefined

/**
 * The distinct words of a text: compatibility forms folded (full-width digits and letters, half-width kana), lower case,
 * Japanese cut where a dictionary would cut it. Punctuation is no word. At most 400, the first ones.
 */
export function toSearchTerms(...texts: readonly string[]): readonly string[] {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' })
  const words = new Set<string>()
  for (const text of texts) {
    for (const { segment, isWordLike } of segmenter.segment(text.normalize('NFKC').toLowerCase())) {
      if (!isWordLike) continue
      words.add(segment.slice(0, 100))
      if (words.size >= maxWords) return [...words]
    }
  }
  return [...words]
}
