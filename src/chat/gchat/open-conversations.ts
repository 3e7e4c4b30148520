import type { Conversations } from '../../cases/conversation.ts'
import type { IdentityStore } from '../../cases/identity-store.ts'
import type { Log } from '../../config/log.ts'
import { createGchatConversations } from './conversations.ts'
import { createChatApi } from './google-chat-api.ts'
import { createKnownPeople } from './members.ts'

/** Who is in the app's spaces, for whoever looks once and listens to nothing. Throws `ChatUnavailable`. */
export async function openGchatConversations(options: {
  readonly keyFile: string | null
  readonly apiUrl: string | null
  readonly identities: Pick<IdentityStore, 'rememberPerson' | 'findPerson' | 'findPersonByEmail'>
  readonly log: Log
  readonly now: () => Date
}): Promise<{
  readonly tenant: string
  readonly conversations: Pick<Conversations, 'read' | 'announcesChanges'>
}> {
  const { log, now } = options
  const api = createChatApi(options)
  await api.check()
  const people = createKnownPeople(options.identities, log)
  return { tenant: '', conversations: createGchatConversations({ api, people, log, now }) }
}
