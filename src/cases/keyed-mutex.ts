/** One thing at a time per case: those who meet in this process wait for each other instead of undoing each other's work. */
export interface KeyedMutex {
  /** Runs `work` when everything that was asked for this case before has ended. */
  run<T>(number: number, work: () => Promise<T>): Promise<T>
  /** Whether somebody has their turn at this case now. */
  isLocked(number: number): boolean
}

/**
 * Spares work, guards nothing: several processes still meet, and what guards a change is its version. Without it, of n writers
 * on one case n - 1 would decide in vain each time that one gets through.
 */
export function createKeyedMutex(): KeyedMutex {
  const last = new Map<number, Promise<unknown>>()

  async function run<T>(number: number, work: () => Promise<T>): Promise<T> {
    const before = last.get(number)
    const turn = before ? before.then(work, work) : work()
    last.set(number, turn)
    try {
      return await turn
    } finally {
      if (last.get(number) === turn) last.delete(number)
    }
  }

  return { run, isLocked: (number) => last.has(number) }
}
