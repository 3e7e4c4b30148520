import type { Reader, Thread } from '../../src/cases/case.ts'
import type { ThreadAudience } from '../../src/cases/thread-audience.ts'

/** Everybody's thread is read by its own reader, beside whoever else is named. */
export function openTo(along?: Reader): (thread: Thread) => Promise<ThreadAudience> {
  return async ({ reader }) => ({ kind: 'readers', reader, ...(along ? { along } : {}) })
}
