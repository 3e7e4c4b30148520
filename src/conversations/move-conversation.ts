import type { ConversationStore } from '../cases/conversation-store.ts'
import type { ConversationRef, IdentityStore } from '../cases/identity-store.ts'

/**
 * The platform calls a conversation by another id from now on. Whose it is and was, whose home it is, who was there (PLC-8) and the threads
 * in it go along: it is the same conversation with the same people. May be repeated; what broke off is made up for by the next try.
 */
export async function moveConversation(
  from: ConversationRef,
  newChannel: string,
  stores: {
    readonly identities: Pick<IdentityStore, 'bindingOf' | 'bind' | 'unbind'>
    readonly conversations: Pick<
      ConversationStore,
      'listHomes' | 'setHome' | 'listChanges' | 'recordChange' | 'moveMembers'
    >
    readonly deliveries: {
      moveConversation(channel: ConversationRef, to: string): Promise<void>
    }
  },
): Promise<ConversationRef> {
  const { identities, conversations, deliveries } = stores
  const to = { ...from, channel: newChannel }
  const binding = await identities.bindingOf(from)
  if (binding) {
    if (!(await identities.bindingOf(to))) await identities.bind(to, binding)
    for (const home of await conversations.listHomes(binding.domain))
      if (isSame(home.channel, from)) await conversations.setHome({ ...home, channel: to })
  }
  for (const change of await conversations.listChanges(from))
    await conversations.recordChange({ ...change, channel: to })
  await conversations.moveMembers(from, to)
  await deliveries.moveConversation(from, newChannel)
  // Last: what is bound still is what tells the next try that there is something to do.
  if (binding) await identities.unbind(from, binding.domain)
  return to
}

function isSame(one: ConversationRef, other: ConversationRef): boolean {
  return one.platform === other.platform && one.tenant === other.tenant && one.channel === other.channel
}
