import { setTimeout as wait } from 'node:timers/promises'

/** The transactions of one connection to a file that other processes write to as well. */
export interface Transactions {
  /** False while another process holds the lock. */
  begin(): boolean
  commit(): void
  /** Ends what is still open. */
  rollback(): void
  /** What it wrote within the open transaction is undone where it throws. */
  apart<T>(work: () => T): T
  /** False once SQLite ended the transaction by itself, as it may on a full disk. */
  isOpen(): boolean
  /** What a write is refused with that waited too long. */
  tooLate(): Error
}

/** How long a write waits for another process's writes, ms. */
export const patienceMs = 5_000
/** How many writes are made in one transaction: the event loop and the other processes wait meanwhile. */
const together = 32

/**
 * When it looks again whether its turn has come, ms: a write mostly takes a moment, and whoever holds the lock for longer is not asked
 * all the time. By chance, so that two that wait do not keep step.
 */
export const lookAgain = (looks: number) => 1 + Math.random() * Math.min(2 ** looks, 8)

interface Waiting {
  readonly until: number
  readonly work: () => unknown
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * A write is made at once while no other process holds the lock. Those that have to wait go to the disk together when the lock is had:
 * many processes then take few turns, each for all that it has, instead of one turn for each write. One that throws undoes its own
 * part only, and none is answered before all are on the disk.
 */
export function createWriteQueue(transactions: Transactions): <T>(work: () => T) => Promise<T> {
  const { begin, commit, rollback, apart, isOpen, tooLate } = transactions
  let waiting: Waiting[] = []

  function writeOne<T>(work: () => T): T {
    try {
      const result = work()
      commit()
      return result
    } catch (error) {
      rollback()
      throw error
    }
  }

  function writeAll(batch: readonly Waiting[]): void {
    const answers: (() => void)[] = []
    try {
      for (const { work, resolve, reject } of batch) {
        try {
          const result = apart(work)
          answers.push(() => resolve(result))
        } catch (error) {
          if (!isOpen()) throw error
          answers.push(() => reject(error))
        }
      }
      commit()
      for (const answer of answers) answer()
    } catch (error) {
      rollback()
      for (const { reject } of batch) reject(error)
    }
  }

  async function takeTurns(): Promise<void> {
    for (let looks = 0; waiting.length > 0; looks += 1) {
      await wait(lookAgain(looks))
      try {
        if (begin()) {
          writeAll(waiting.splice(0, together))
          looks = 0
        } else refuseLate()
      } catch (error) {
        for (const { reject } of waiting.splice(0)) reject(error)
      }
    }
  }

  function refuseLate(): void {
    const now = performance.now()
    for (const { until, reject } of waiting) if (until < now) reject(tooLate())
    waiting = waiting.filter(({ until }) => until >= now)
  }

  return async (work) => {
    if (waiting.length === 0 && begin()) return writeOne(work)
    return new Promise((resolve, reject) => {
      const until = performance.now() + patienceMs
      waiting.push({ until, work, resolve: resolve as Waiting['resolve'], reject })
      if (waiting.length === 1) void takeTurns()
    })
  }
}
