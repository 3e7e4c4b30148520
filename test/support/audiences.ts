import type { Reader, Subscription } from '../../src/cases/case.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'

/** Everybody's thread is read by its own reader, beside whoever else is named. */
export function openTo(along?: Reader): (thread: Subscription) => Promise<SubscriptionAudience> {
  return async ({ reader }) => ({ kind: 'readers', reader, ...(along ? { along } : {}) })
}
