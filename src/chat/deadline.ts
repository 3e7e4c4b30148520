/** What is left of a wait that began at `begun` (`performance.now()`), in ms. */
export function remainingMs(begun: number, ms: number): number {
  return Math.max(0, ms - (performance.now() - begun))
}

/** The runner never throws by contract; should it, the person gets a fault's number all the same. */
export function withFallback<T, F>(work: Promise<T>, otherwise: (error: unknown) => F): Promise<T | F> {
  return work.catch(otherwise)
}
