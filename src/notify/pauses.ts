import type { Thread } from '../cases/case.ts'

/** Which workspaces asked for a rest (429), and until when. Known to this process only: another one is told by its own 429. */
export interface Pauses {
  /** The moment until which nothing goes to this thread's workspace; null when it may be called. */
  until(thread: Thread, now: Date): Date | null
  pause(thread: Thread, until: Date): void
}

export function createPauses(): Pauses {
  const paused = new Map<string, Date>()
  const keyOf = (thread: Thread) => `${thread.platform} ${thread.tenant}`
  return {
    until(thread, now) {
      const until = paused.get(keyOf(thread))
      if (until && until > now) return until
      paused.delete(keyOf(thread))
      return null
    },
    pause(thread, until) {
      const known = paused.get(keyOf(thread))
      if (!known || known < until) paused.set(keyOf(thread), until)
    },
  }
}
