import { useRef, useState } from 'react'
import type { LocalChannel, LocalWelcome } from '../../protocol.ts'
import { type Desk, type DeskChange, hasFresh, unreadIn } from '../lib/desk.ts'
import type { Place } from '../lib/place.ts'
import { recall, remember } from '../lib/remember.ts'
import { channelTitle, useSession } from '../lib/session.ts'
import { useTalk } from '../lib/use-talk.ts'
import { Composer, type ComposerHandle } from '../parts/composer.tsx'
import { Icon } from '../parts/icon.tsx'
import { MessageList } from '../parts/message-list.tsx'
import { Welcome } from '../parts/welcome.tsx'
import { ChatHomePane, HomePane } from './home-pane.tsx'

interface Props {
  readonly channel: LocalChannel
  readonly desk: Desk
  readonly change: (change: DeskChange) => void
  readonly place: Place
  readonly drafts: Map<string, string>
  readonly drawerOpen: boolean
  readonly onOpen: (place: Place) => void
  readonly onDrawer: () => void
  /** Where a newcomer lands: here the welcome is open by itself. */
  readonly first: boolean
  readonly welcome: LocalWelcome | null
}

/** A channel or a direct message; the one with the bot has a Home tab, too. */
export function ChannelPane({
  channel,
  desk,
  change,
  place,
  drafts,
  drawerOpen,
  onOpen,
  onDrawer,
  first,
  welcome,
}: Props) {
  const session = useSession()
  const { bot, me, words } = session
  const composer = useRef<ComposerHandle>(null)
  const [draft, setDraft] = useState(drafts.get(channel.id) ?? '')
  const [shown, setShown] = useState(first && recall('welcome') !== 'hidden')
  const talk = useTalk({ channel: channel.id, thread: null, change })
  const title = channelTitle(session, channel)
  const elsewhere = desk.channels.some(
    (each) => each.id !== channel.id && (unreadIn(desk, each.id, me.id) > 0 || hasFresh(desk, each.id)),
  )
  const withBot = channel.is_im && channel.members.includes(bot.user_id)
  const messages = desk.messages[channel.id] ?? []

  function keep(text: string): void {
    drafts.set(channel.id, text)
    setDraft(text)
  }

  function show(next: boolean): void {
    remember('welcome', next ? 'shown' : 'hidden')
    setShown(next)
  }

  return (
    <main className="pane channel-pane" aria-label={title}>
      <header className="pane-head">
        <button
          type="button"
          className="icon-button only-narrow"
          aria-label={words.openMenu}
          aria-expanded={drawerOpen}
          aria-controls="channel-list"
          onClick={onDrawer}
        >
          <Icon name="menu" />
          {elsewhere && (
            <span className="menu-dot">
              <span className="unseen">{words.unreadElsewhere}</span>
            </span>
          )}
        </button>
        <div className="pane-words">
          <h2 className="pane-title">{title}</h2>
          {channel.topic && <p className="pane-topic">{channel.topic}</p>}
        </div>
        {welcome && !place.home && (
          <button
            type="button"
            className="icon-button"
            aria-label={shown ? words.hideWelcome : words.showWelcome}
            title={shown ? words.hideWelcome : words.showWelcome}
            aria-expanded={shown}
            onClick={() => show(!shown)}
          >
            <Icon name="help" size={20} />
          </button>
        )}
      </header>
      {withBot && <Tabs home={place.home} onHome={(home) => onOpen({ ...place, thread: null, home })} />}
      {withBot && place.home ? (
        session.platform === 'gchat' ? (
          <ChatHomePane card={desk.homeCard} />
        ) : (
          <HomePane view={desk.home} change={change} />
        )
      ) : (
        <>
          {welcome && shown && (
            <Welcome
              welcome={welcome}
              onCommand={(text) => composer.current?.put(text)}
              onHide={() => show(false)}
            />
          )}
          <MessageList
            id="messages"
            label={words.messagesIn(title)}
            messages={messages}
            fresh={desk.fresh}
            beginning={
              <p className="beginning">{channel.is_im ? words.beginningDm(title) : words.beginning(title)}</p>
            }
            onSeen={() => {
              const newest = messages.at(-1)
              if (newest && Number(newest.ts) > Number(desk.read[channel.id] ?? 0)) {
                change({ type: 'read', channel: channel.id, ts: newest.ts })
              }
            }}
            onThread={(root) => onOpen({ channel: channel.id, thread: root, home: false })}
            onDismiss={(ts) => change({ type: 'dismissed', channel: channel.id, ts })}
            onShortcut={talk.messageShortcut}
          />
          <Composer
            ref={composer}
            id="composer"
            label={words.writeTo(title)}
            placeholder={words.writeTo(title)}
            draft={draft}
            onDraft={keep}
            onSend={talk.send}
            onShortcut={talk.globalShortcut}
            inThread={false}
          />
        </>
      )}
    </main>
  )
}

function Tabs({ home, onHome }: { readonly home: boolean; readonly onHome: (home: boolean) => void }) {
  const { words } = useSession()
  return (
    <nav className="tabs">
      <button
        type="button"
        className="tab"
        aria-current={home ? 'page' : undefined}
        onClick={() => onHome(true)}
      >
        {words.home}
      </button>
      <button
        type="button"
        className="tab"
        aria-current={home ? undefined : 'page'}
        onClick={() => onHome(false)}
      >
        {words.messages}
      </button>
    </nav>
  )
}
