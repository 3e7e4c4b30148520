import { createHash } from 'node:crypto'

type Names = readonly (string | number)[]

/** A number from 0 up to 1 that is always the same for the same names. */
export function chanceOf(...names: Names): number {
  return createHash('sha256').update(names.join('/')).digest().readUInt32BE() / 2 ** 32
}

/** As Math.random, but the same numbers again for the same names; the run's seed belongs among them. */
export function randomFrom(...names: Names): () => number {
  let drawn = 0
  return () => chanceOf(...names, drawn++)
}
