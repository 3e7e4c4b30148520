/**
 * The known word that a mistyped one most likely stands for, or undefined when none is close: one letter in `lettersPerSlip`
 * may be wrong, missing, added or swapped with its neighbour (always one). Upper and lower case are alike.
 */
export function nearest(word: string, known: Iterable<string>, lettersPerSlip = 3): string | undefined {
  let best: { readonly word: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    const allowed = Math.max(1, Math.floor(candidate.length / lettersPerSlip))
    if (distance <= allowed && (best === undefined || distance < best.distance))
      best = { word: candidate, distance }
  }
  return best?.word
}

/** Damerau's distance in its restricted form: insert, delete, replace, swap neighbours. */
function editDistance(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, letter] of a.entries()) {
    const current = [row + 1]
    for (const [column, other] of b.entries()) {
      const replaced = at(last, column) + (letter === other ? 0 : 1)
      const swapped =
        letter === b[column - 1] && a[row - 1] === other
          ? at(beforeLast, column - 1) + 1
          : Number.POSITIVE_INFINITY
      current.push(Math.min(at(last, column + 1) + 1, at(current, column) + 1, replaced, swapped))
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
