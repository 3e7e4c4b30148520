/** After so many failures in a row (about a minute) a thread is said to be late. */
export const lateAfter = 4

const firstDelayMs = 4_000
/** What is nobody's fault mostly passes sooner than somebody mends a channel. */
const longestDelaysMs = { passing: 300_000, channel: 3_600_000 } as const

/** How long to wait after the `tries`-th failure in a row (from 1), in ms: doubling up to the longest, with half of it left to chance. It never ends. */
export function retryDelay(
  tries: number,
  random: () => number,
  kind: keyof typeof longestDelaysMs = 'passing',
): number {
  const first = kind === 'channel' ? 15 * firstDelayMs : firstDelayMs
  const full = Math.min(first * 2 ** Math.min(Math.max(tries - 1, 0), 30), longestDelaysMs[kind])
  return Math.round(full / 2 + (full / 2) * random())
}
