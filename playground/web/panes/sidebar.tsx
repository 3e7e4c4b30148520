import { type ReactNode, useEffect, useRef } from 'react'
import type { LocalChannel } from '../../protocol.ts'
import { type Desk, hasFresh, unreadIn } from '../lib/desk.ts'
import { type Place, writePlace } from '../lib/place.ts'
import { channelTitle, useSession } from '../lib/session.ts'
import { Avatar, hueOf } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'

interface Props {
  readonly desk: Desk
  readonly place: Place
  readonly onOpen: (place: Place) => void
  readonly onClose: () => void
  /** Who one is, above the list. */
  readonly person: ReactNode
}

/** Channels and direct messages; what has something unread is bold and bears its number. */
export function Sidebar({ desk, place, onOpen, onClose, person }: Props) {
  const { team, words } = useSession()
  const rooms = desk.channels.filter((each) => !each.is_im)
  const direct = desk.channels.filter((each) => each.is_im)
  const list = (channels: readonly LocalChannel[]) => (
    <ul className="rooms">
      {channels.map((each) => (
        <li key={each.id}>
          <Room channel={each} desk={desk} here={each.id === place.channel} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
  return (
    <nav className="sidebar" id="channel-list" aria-label={words.channels}>
      <header className="sidebar-head">
        <h1 className="sidebar-team">{team.name}</h1>
        <CloseDrawer label={words.closeMenu} onClose={onClose} />
      </header>
      {person}
      <h2 className="sidebar-group">{words.channels}</h2>
      {list(rooms)}
      {direct.length > 0 && <h2 className="sidebar-group">{words.directMessages}</h2>}
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
      #
    </span>
  ) : (
    <span className={`room-sign avatar-hue-${hueOf(channel.id)}`} aria-hidden="true">
      {letter}
    </span>
  )
}

function Room({
  channel,
  desk,
  here,
  onOpen,
}: {
  readonly channel: LocalChannel
  readonly desk: Desk
  readonly here: boolean
  readonly onOpen: (place: Place) => void
}) {
  const session = useSession()
  const { bot, me, words } = session
  const unread = unreadIn(desk, channel.id, me.id)
  const fresh = hasFresh(desk, channel.id)
  const goal: Place = { channel: channel.id, thread: null, home: false }
  const isBot = channel.is_im && channel.members.includes(bot.user_id)
  return (
    <a
      className={`room ${unread > 0 || fresh ? 'room-unread' : ''}`}
      href={writePlace(goal)}
      aria-current={here ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        onOpen(goal)
      }}
    >
      {channel.is_im ? (
        <Avatar id={channel.id} name={channelTitle(session, channel)} bot={isBot} size={20} />
      ) : (
        <RoomSign channel={channel} />
      )}
      <span className="room-name">{channel.is_im ? channelTitle(session, channel) : channel.name}</span>
      {isBot && <span className="badge">{words.app}</span>}
      {unread > 0 && (
        <span className="room-count">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="unseen">{words.unread(unread)}</span>
        </span>
      )}
      {unread === 0 && fresh && (
        <span className="room-dot">
          <span className="unseen">{words.newReplies}</span>
        </span>
      )}
    </a>
  )
}
