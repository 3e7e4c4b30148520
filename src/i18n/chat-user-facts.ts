import type { ChatProfile, Person } from '../cases/directory.ts'
import type { Translator } from './translator.ts'

export type KnownChatUser = Pick<Person, 'user' | 'name'> & ChatProfile

/**
 * What tells a chat user from an impostor, for whoever is asked to compare: first what nobody chooses as they like, the display name
 * last and as what it is. The translator is one of the chat's.
 */
export function listChatUserFacts(
  { handle, user, workspace, address, name }: KnownChatUser,
  { t }: Translator,
): readonly { readonly label: string; readonly value: string }[] {
  const facts = [
    { label: t('chat-user.handle'), value: handle === null ? null : `@${handle}` },
    { label: t('chat-user.user'), value: user },
    { label: t('chat-user.workspace'), value: workspace },
    { label: t('chat-user.address'), value: address },
    { label: t('chat-user.name'), value: name },
  ]
  return facts.flatMap(({ label, value }) => (value ? [{ label, value }] : []))
}
