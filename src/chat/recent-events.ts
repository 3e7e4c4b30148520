import { LRUCache } from 'lru-cache'

/** Slack repeats an event for up to six minutes. In ms. */
export const rememberedMs = 10 * 60_000
/** Beyond so many the oldest are forgotten: what changes a case is held off by its idempotency key as well. */
export const maxRemembered = 10_000

/** What came in lately. Chats deliver an event again when they did not hear the answer, some under another id. */
export interface RecentEvents<Answer> {
  /**
   * Does the work of an event once: where one of its ids came before, the answer is the first one's, also while that is still at work.
   * What failed is forgotten, so that a repeat tries again. An event without an id is always new.
   */
  once(ids: readonly string[], work: () => Promise<Answer>): Promise<Answer>
}

export function createRecentEvents<Answer>({
  now,
  max = maxRemembered,
}: {
  readonly now: () => Date
  readonly max?: number
}): RecentEvents<Answer> {
  const recent = new LRUCache<string, { readonly answer: Promise<Answer> }>({
    max,
    ttl: rememberedMs,
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  })
  return {
    once(ids, work) {
      const known = ids.map((id) => recent.get(id)).find(Boolean)
      if (known) return known.answer
      const event = { answer: work() }
      for (const id of ids) recent.set(id, event)
      return event.answer.catch((error: unknown) => {
        for (const id of ids) if (recent.peek(id) === event) recent.delete(id)
        throw error
      })
    },
  }
}
