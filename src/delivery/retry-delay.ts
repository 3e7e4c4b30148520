/** After so many failures in a row a thread is suspended; with `retryDelay` that is some eight hours, longer than most outages. */
export const maxAttempts = 20

const firstDelayMs = 4_000
const longestDelayMs = 3_600_000

/** How long to wait after the `tries`-th failure in a row (from 1), in ms: doubling up to an hour, with half of it left to chance. */
export function retryDelay(tries: number, random: () => number): number {
  const full = Math.min(firstDelayMs * 2 ** Math.max(tries - 1, 0), longestDelayMs)
  return Math.round(full / 2 + (full / 2) * random())
}
