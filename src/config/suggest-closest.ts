import distance from 'damerau-levenshtein'

/**
 * The known word that a mistyped one most likely stands for, or undefined when none is close: one letter in `lettersPerSlip`
 * may be wrong, missing, added or swapped with its neighbour (always one). Upper and lower case are alike.
 */
export function suggestClosest(
  word: string,
  known: Iterable<string>,
  lettersPerSlip = 3,
): string | undefined {
  const slips = (candidate: string) => Math.max(1, Math.floor(candidate.length / lettersPerSlip))
  const [best] = [...known]
    // Measuring takes time with the product of the lengths: a whole letter typed as one word must stop nobody.
    .filter((candidate) => Math.abs(candidate.length - word.length) <= slips(candidate))
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()).steps }))
    .filter(({ candidate, steps }) => steps <= slips(candidate))
    .sort((a, b) => a.steps - b.steps)
  return best?.candidate
}
