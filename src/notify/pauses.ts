import type { Thread } from '../cases/case.ts'
import type { PostFailure } from '../cases/ports.ts'

/** Who asked for a rest (429), and until when. Known to this process only: another one is told by its own 429. */
export interface Pauses {
  /** The moment until which nothing goes to this thread's channel or workspace; null when it may be called. */
  until(thread: Thread, now: Date): Date | null
  pause(thread: Thread, of: PostFailure['restOf'], until: Date): void
}

export function createPauses(): Pauses {
  const paused = new Map<string, Date>()
  const workspaceOf = (thread: Thread) => JSON.stringify([thread.platform, thread.tenant])
  const channelOf = (thread: Thread) => JSON.stringify([thread.platform, thread.tenant, thread.channel])

  function untilOf(key: string, now: Date): Date | null {
    const until = paused.get(key)
    if (until && until > now) return until
    paused.delete(key)
    return null
  }

  return {
    until(thread, now) {
      const workspace = untilOf(workspaceOf(thread), now)
      const channel = untilOf(channelOf(thread), now)
      return workspace && channel && channel > workspace ? channel : (workspace ?? channel)
    },
    pause(thread, of, until) {
      const key = of === 'workspace' ? workspaceOf(thread) : channelOf(thread)
      const known = paused.get(key)
      if (!known || known < until) paused.set(key, until)
    },
  }
}
