import { type ReactNode, useEffect, useRef } from 'react'
import type { LocalChannel } from '../../protocol.ts'
import { countUnread, hasUnreadReplies, type WorkspaceState } from '../lib/page-state.ts'
import { formatRoute, type Route } from '../lib/route.ts'
import { formatChannelTitle, useSession } from '../lib/session.ts'
import { Avatar, chooseHue } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'

interface Props {
  readonly workspace: WorkspaceState
  readonly route: Route
  readonly onOpen: (route: Route) => void
  readonly onClose: () => void
  /** Who one is, above the list. */
  readonly person: ReactNode
}

/** Channels and direct messages; what has something unread is bold and bears its number. */
export function Sidebar({ workspace, route, onOpen, onClose, person }: Props) {
  const { team, texts } = useSession()
  const rooms = workspace.channels.filter((each) => !each.is_im)
  const direct = workspace.channels.filter((each) => each.is_im)
  const list = (channels: readonly LocalChannel[]) => (
    <ul className="rooms">
      {channels.map((each) => (
        <li key={each.id}>
          <Room channel={each} workspace={workspace} here={each.id === route.channel} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
  return (
    <nav className="sidebar" id="channel-list" aria-label={texts.channels}>
      <header className="sidebar-head">
        <h1 className="sidebar-team">{team.name}</h1>
        <CloseDrawer label={texts.closeMenu} onClose={onClose} />
      </header>
      {person}
      <h2 className="sidebar-group">{texts.channels}</h2>
      {list(rooms)}
      {direct.length > 0 && <h2 className="sidebar-group">{texts.directMessages}</h2>}
      {list(direct)}
    </nav>
  )
}

function CloseDrawer({ label, onClose }: { readonly label: string; readonly onClose: () => void }) {
  const ref = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // the button is there only while the list is a drawer
      if (event.key === 'Escape' && ref.current?.offsetParent) onClose()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onClose])
  return (
    <button ref={ref} type="button" className="icon-button only-drawer" aria-label={label} onClick={onClose}>
      <Icon name="close" />
    </button>
  )
}

/** Slack's hash; in Google Chat the first letter of the space. */
function RoomSign({ channel }: { readonly channel: LocalChannel }) {
  const { platform } = useSession()
  const letter = [...channel.name.trim()][0]?.toLocaleUpperCase() ?? '?'
  return platform === 'slack' ? (
    <span className="room-sign" aria-hidden="true">
      {channel.is_private ? <Icon name="lock" size={14} /> : '#'}
    </span>
  ) : (
    <span className={`room-sign avatar-hue-${chooseHue(channel.id)}`} aria-hidden="true">
      {letter}
    </span>
  )
}

function Room({
  channel,
  workspace,
  here,
  onOpen,
}: {
  readonly channel: LocalChannel
  readonly workspace: WorkspaceState
  readonly here: boolean
  readonly onOpen: (route: Route) => void
}) {
  const session = useSession()
  const { bot, me, texts } = session
  const unread = countUnread(workspace, channel.id, me.id)
  const fresh = hasUnreadReplies(workspace, channel.id)
  const goal: Route = { channel: channel.id, thread: null, home: false }
  const isBot = channel.is_im && channel.members.includes(bot.user_id)
  return (
    <a
      className={`room ${unread > 0 || fresh ? 'room-unread' : ''}`}
      href={formatRoute(goal)}
      aria-current={here ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        onOpen(goal)
      }}
    >
      {channel.is_im ? (
        <Avatar id={channel.id} name={formatChannelTitle(session, channel)} bot={isBot} size={20} />
      ) : (
        <RoomSign channel={channel} />
      )}
      <span className="room-name">{channel.is_im ? formatChannelTitle(session, channel) : channel.name}</span>
      {isBot && <span className="badge">{texts.app}</span>}
      {unread > 0 && (
        <span className="room-count">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="unseen">{texts.unread(unread)}</span>
        </span>
      )}
      {unread === 0 && fresh && (
        <span className="room-dot">
          <span className="unseen">{texts.newReplies}</span>
        </span>
      )}
    </a>
  )
}
