/** What asked for a rest is left alone until it is over. */
export interface Rest {
  /** In ms; 0 where it may be called. */
  remainingMs(name: string): number
  begin(name: string, ms: number): void
}

export function createRest(now: () => Date): Rest {
  const ends = new Map<string, number>()
  return {
    remainingMs(name) {
      const end = ends.get(name)
      if (end === undefined) return 0
      const ms = end - now().getTime()
      if (ms <= 0) ends.delete(name)
      return Math.max(0, ms)
    },
    begin: (name, ms) => void ends.set(name, now().getTime() + ms),
  }
}
