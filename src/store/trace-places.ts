/** What both databases tell of where a person stands. */
import { chatUserKey } from '../cases/directory.ts'
import type { TracedPerson } from '../cases/erased-people.ts'
import type { ChatUser, ConversationRef, SignIn } from '../cases/identity-store.ts'
import type { InstallationRef } from '../cases/installation-store.ts'

export function describeUser(user: ChatUser): string {
  return chatUserKey(user)
}

export function describePlace({ platform, tenant, channel }: ConversationRef): string {
  return chatUserKey({ platform, tenant, user: channel })
}

export function describeWorkspace({ platform, tenant }: InstallationRef): string {
  return `${platform}:${tenant}`
}

/** The person among the users of a conversation, who are told by their ids there alone. */
export function ofChannel({ isEmail, isUser }: TracedPerson, { platform, tenant }: ConversationRef) {
  return { isEmail, isUser: (user: string) => isUser({ platform, tenant, user }) }
}

/** Whether the person began it, or it is about their account. */
export function isOfSignIn({ isEmail, isUser }: TracedPerson, signIn: Omit<SignIn, 'hash'>): boolean {
  const { person, undo } = signIn
  const account = 'account' in signIn ? (signIn as { account?: { email: string } }).account : undefined
  const emails = [person.address, undo?.email, account?.email]
  return isUser(person) || emails.some((email) => typeof email === 'string' && isEmail(email))
}
