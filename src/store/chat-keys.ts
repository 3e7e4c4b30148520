import type { Platform } from '../cases/case.ts'
import type { ChatUser, ConversationRef } from '../cases/identity-store.ts'

/** What the databases find a chat person by. */
export function personKey({ platform, tenant, user }: ChatUser): string {
  return JSON.stringify([platform, tenant, user])
}

export function toChatUser(key: string): ChatUser {
  const [platform, tenant, user] = JSON.parse(key) as [Platform, string, string]
  return { platform, tenant, user }
}

/** What the databases find a person by who has this address in a chat. */
export function addressKey(platform: Platform, email: string): string {
  return JSON.stringify([platform, email])
}

/** What the databases find a channel by. */
export function channelKey({ platform, tenant, channel }: ConversationRef): string {
  return JSON.stringify([platform, tenant, channel])
}

export function parseChannelKey(key: string): ConversationRef {
  const [platform, tenant, channel] = JSON.parse(key) as [Platform, string, string]
  return { platform, tenant, channel }
}
