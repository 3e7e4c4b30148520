import type { Confirm } from '@slack/types'
import { createContext, useContext } from 'react'
import type { LocalChannel, LocalCommand, LocalState, LocalUser, Platform } from '../../protocol.ts'
import type { TimeFormat } from './date-format.ts'
import type { PageTexts } from './page-texts.ts'

/** What every part of the page may know: who one is, who is who, and the page's texts. */
export interface Session {
  readonly platform: Platform
  /** Those that one may switch to. */
  readonly platforms: readonly Platform[]
  readonly me: LocalUser
  readonly bot: LocalState['bot']
  readonly team: LocalState['team']
  readonly people: readonly LocalUser[]
  readonly channels: readonly LocalChannel[]
  readonly commands: readonly LocalCommand[]
  readonly shortcuts: LocalState['shortcuts']
  readonly texts: PageTexts
  readonly timeFormat: TimeFormat
  /** Asks before something is done; false when the person says no. */
  readonly ask: (confirm: Confirm) => Promise<boolean>
  /** A line that passes by. */
  readonly notify: (text: string) => void
  /** Said to screen readers, shown nowhere. */
  readonly announce: (text: string) => void
}

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession stands outside of a SessionProvider')
  return session
}

/** The shown name of a user, the bot among them; the id where nobody is known by it. */
export function getPersonName(session: Pick<Session, 'people' | 'bot'>, id: string): string {
  if (id === session.bot.user_id) return session.bot.name
  const user = session.people.find((each) => each.id === id)
  return user ? user.real_name || user.name : id
}

export function formatChannelTitle(
  session: Pick<Session, 'people' | 'bot' | 'me' | 'platform'>,
  channel: LocalChannel,
): string {
  if (!channel.is_im) return session.platform === 'slack' ? `#${channel.name}` : channel.name
  const other = channel.members.find((each) => each !== session.me.id)
  return other ? getPersonName(session, other) : session.bot.name
}
