import type { ConversationRecord } from '../cases/conversation-store.ts'

/** A change as it is kept, its fields in one order: a repeat is the same text. */
export function toStoredChange(change: ConversationRecord): Omit<ConversationRecord, 'channel'> {
  const { at, by, what, domain, sharedWith, people } = change
  return {
    at,
    by,
    what,
    domain,
    ...(sharedWith === undefined ? {} : { sharedWith }),
    ...(people === undefined ? {} : { people: people.map(({ user, name }) => ({ user, name })) }),
  }
}
