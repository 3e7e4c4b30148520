import { useRef, useState } from 'react'
import type { LocalChannel, LocalWelcome } from '../../protocol.ts'
import { loadItem, saveItem } from '../lib/browser-storage.ts'
import {
  countUnread,
  hasUnreadReplies,
  type WorkspaceChange,
  type WorkspaceState,
} from '../lib/page-state.ts'
import type { Route } from '../lib/route.ts'
import { formatChannelTitle, useSession } from '../lib/session.ts'
import { useChatActions } from '../lib/use-chat-actions.ts'
import { Composer, type ComposerHandle } from '../parts/composer.tsx'
import { Icon } from '../parts/icon.tsx'
import { JoinBar } from '../parts/join-bar.tsx'
import { MessageList } from '../parts/message-list.tsx'
import { Welcome } from '../parts/welcome.tsx'
import { ChatHomePane, HomePane } from './home-pane.tsx'
import { MembersDialog } from './members-dialog.tsx'

interface Props {
  readonly channel: LocalChannel
  readonly workspace: WorkspaceState
  readonly change: (change: WorkspaceChange) => void
  readonly route: Route
  readonly drafts: Map<string, string>
  readonly drawerOpen: boolean
  readonly onOpen: (route: Route) => void
  readonly onDrawer: () => void
  /** Where a newcomer lands: here the welcome is open by itself. */
  readonly first: boolean
  readonly welcome: LocalWelcome | null
}

/** A channel or a direct message; the one with the bot has a Home tab, too. */
export function ChannelPane({
  channel,
  workspace,
  change,
  route,
  drafts,
  drawerOpen,
  onOpen,
  onDrawer,
  first,
  welcome,
}: Props) {
  const session = useSession()
  const { bot, me, texts } = session
  const composer = useRef<ComposerHandle>(null)
  const [draft, setDraft] = useState(drafts.get(channel.id) ?? '')
  const [shown, setShown] = useState(first && loadItem('welcome') !== 'hidden')
  const [isListing, setListing] = useState(false)
  const talk = useChatActions({ channel: channel.id, thread: null, change })
  const title = formatChannelTitle(session, channel)
  const elsewhere = workspace.channels.some(
    (each) =>
      each.id !== channel.id &&
      (countUnread(workspace, each.id, me.id) > 0 || hasUnreadReplies(workspace, each.id)),
  )
  const withBot = channel.is_im && channel.members.includes(bot.user_id)
  const messages = workspace.messages[channel.id] ?? []

  function keep(text: string): void {
    drafts.set(channel.id, text)
    setDraft(text)
  }

  function show(next: boolean): void {
    saveItem('welcome', next ? 'shown' : 'hidden')
    setShown(next)
  }

  return (
    <main className="pane channel-pane" aria-label={title}>
      <header className="pane-head">
        <button
          type="button"
          className="icon-button only-narrow"
          aria-label={texts.openMenu}
          aria-expanded={drawerOpen}
          aria-controls="channel-list"
          onClick={onDrawer}
        >
          <Icon name="menu" />
          {elsewhere && (
            <span className="menu-dot">
              <span className="unseen">{texts.unreadElsewhere}</span>
            </span>
          )}
        </button>
        <div className="pane-words">
          <h2 className="pane-title">{title}</h2>
          <p className="pane-topic">
            {!channel.is_im && (
              <span className="badge">{channel.is_private ? texts.private : texts.public}</span>
            )}{' '}
            {channel.is_shared && <span className="badge">{texts.shared}</span>} {channel.topic}
          </p>
        </div>
        {!channel.is_im && (
          <button
            type="button"
            className="icon-button members-button"
            aria-label={texts.showMembers(channel.members.length)}
            title={texts.showMembers(channel.members.length)}
            aria-haspopup="dialog"
            onClick={() => setListing(true)}
          >
            <Icon name="people" size={20} /> {channel.members.length}
          </button>
        )}
        {welcome && !route.home && (
          <button
            type="button"
            className="icon-button"
            aria-label={shown ? texts.hideWelcome : texts.showWelcome}
            title={shown ? texts.hideWelcome : texts.showWelcome}
            aria-expanded={shown}
            onClick={() => show(!shown)}
          >
            <Icon name="help" size={20} />
          </button>
        )}
      </header>
      {withBot && <Tabs home={route.home} onHome={(home) => onOpen({ ...route, thread: null, home })} />}
      {withBot && route.home ? (
        session.platform === 'gchat' ? (
          <ChatHomePane card={workspace.homeCard} />
        ) : (
          <HomePane view={workspace.home} change={change} />
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
            label={texts.messagesIn(title)}
            messages={messages}
            fresh={workspace.unreadThreads}
            beginning={
              <p className="beginning">{channel.is_im ? texts.beginningDm(title) : texts.beginning(title)}</p>
            }
            onSeen={() => {
              const newest = messages.at(-1)
              if (newest && Number(newest.ts) > Number(workspace.read[channel.id] ?? 0)) {
                change({ type: 'read', channel: channel.id, ts: newest.ts })
              }
            }}
            onThread={(root) => onOpen({ channel: channel.id, thread: root, home: false })}
            onDismiss={(ts) => change({ type: 'dismissed', channel: channel.id, ts })}
            onShortcut={talk.messageShortcut}
          />
          {channel.members.includes(me.id) ? (
            <Composer
              ref={composer}
              id="composer"
              label={texts.writeTo(title)}
              placeholder={texts.writeTo(title)}
              draft={draft}
              onDraft={keep}
              onSend={talk.send}
              onShortcut={talk.globalShortcut}
              inThread={false}
            />
          ) : (
            <JoinBar channel={channel} />
          )}
        </>
      )}
      {isListing && <MembersDialog channel={channel} onClose={() => setListing(false)} />}
    </main>
  )
}

function Tabs({ home, onHome }: { readonly home: boolean; readonly onHome: (home: boolean) => void }) {
  const { texts } = useSession()
  return (
    <nav className="tabs">
      <button
        type="button"
        className="tab"
        aria-current={home ? 'page' : undefined}
        onClick={() => onHome(true)}
      >
        {texts.home}
      </button>
      <button
        type="button"
        className="tab"
        aria-current={home ? undefined : 'page'}
        onClick={() => onHome(false)}
      >
        {texts.messages}
      </button>
    </nav>
  )
}
