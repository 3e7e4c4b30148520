import type { Confirm } from '@slack/types'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import type { LocalState, LocalUser, LocalWelcome, Platform } from '../protocol.ts'
import { fetchWelcome } from './lib/api.ts'
import { countUnread } from './lib/page-state.ts'
import { selectPageTexts } from './lib/page-texts.ts'
import { findStartChannel, type Route, resolveRoute } from './lib/route.ts'
import { formatChannelTitle, type Session, SessionProvider } from './lib/session.ts'
import { useRoute } from './lib/use-route.ts'
import { useWorkspaceState } from './lib/use-workspace-state.ts'
import { ChannelPane } from './panes/channel-pane.tsx'
import { ChatDialog } from './panes/chat-dialog.tsx'
import { ModalStack } from './panes/modal-stack.tsx'
import { PersonSwitch } from './panes/person-switch.tsx'
import { Rail } from './panes/rail.tsx'
import { Sidebar } from './panes/sidebar.tsx'
import { ThreadPane } from './panes/thread-pane.tsx'
import { ConfirmDialog } from './parts/confirm-dialog.tsx'
import { type Notice, Toast } from './parts/toast.tsx'

interface Props {
  readonly platform: Platform
  readonly state: LocalState
  /** To another person, who stays where one is if that is theirs, too; to another chat, where there is no such place. */
  readonly onSwitch: (name: string, platform: Platform, route: Route) => void
  readonly onReconnected: () => void
}

interface Question {
  readonly confirm: Confirm
  readonly answer: (yes: boolean) => void
}

/** The whole page of one person. */
export function Workspace({ platform, state, onSwitch, onReconnected }: Props) {
  const [wanted, go] = useRoute()
  const [question, setQuestion] = useState<Question | null>(null)
  const [said, setSaid] = useState('')
  const [notice, setNotice] = useState<Notice | null>(null)
  const [drawer, setDrawer] = useState(false)
  const [welcome, setWelcome] = useState<LocalWelcome | null>(null)
  const drafts = useRef(new Map<string, string>())
  const opened = useRef(false)

  const thread =
    wanted.channel && wanted.thread && state.channels.some((each) => each.id === wanted.channel)
      ? { channel: wanted.channel, root: wanted.thread }
      : null
  const { workspace, change, connected } = useWorkspaceState({
    state,
    thread,
    onOpen: () => {
      // the first opening has just been fetched
      if (opened.current) onReconnected()
      opened.current = true
    },
  })
  const route = resolveRoute(wanted, workspace.channels, state.bot.user_id)
  const channel = workspace.channels.find((each) => each.id === route.channel)

  const ask = useCallback(
    (confirm: Confirm) =>
      new Promise<boolean>((answer) => {
        setQuestion({ confirm, answer })
      }),
    [],
  )
  // a same sentence said twice is told twice: the blank makes it another one
  const announce = useCallback(
    (text: string) => setSaid((before) => (before === text ? `${text}\u00a0` : text)),
    [],
  )
  const notify = useCallback(
    (text: string) => setNotice((before) => ({ text, count: (before?.count ?? 0) + 1 })),
    [],
  )
  const forget = useCallback(() => setNotice(null), [])
  const session = useMemo(
    () => ({ ...buildSession(platform, state, workspace.channels), ask, announce, notify }),
    [platform, state, workspace.channels, ask, announce, notify],
  )
  const { texts } = session

  const unread = workspace.channels.reduce(
    (sum, each) => sum + countUnread(workspace, each.id, state.me.id),
    0,
  )
  const title = channel ? formatChannelTitle(session, channel) : state.team.name
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} · ${state.team.name}`
    document.documentElement.lang = state.me.locale
  }, [unread, title, state.team.name, state.me.locale])

  useEffect(() => {
    fetchWelcome(state.me.id)
      .then(setWelcome)
      .catch(() => undefined)
  }, [state.me.id])

  function open(next: Route): void {
    setDrawer(false)
    go(next)
  }

  return (
    <I18nProvider locale={state.me.locale}>
      <SessionProvider value={session}>
        <button type="button" className="skip" onClick={() => focusOn('messages')}>
          {texts.skipToMessages}
        </button>
        <button type="button" className="skip" onClick={() => focusOn('composer')}>
          {texts.skipToComposer}
        </button>
        <div className={`workspace ${thread ? 'with-thread' : ''} ${drawer ? 'with-drawer' : ''}`}>
          <Rail onSwitch={(to) => onSwitch(state.me.name, to, route)} />
          <Sidebar
            workspace={workspace}
            route={route}
            onOpen={open}
            onClose={() => setDrawer(false)}
            person={
              <PersonSwitch
                people={listPersons(state)}
                onSwitch={(name) => onSwitch(name, platform, route)}
              />
            }
          />
          {drawer && <div className="drawer-shade" onPointerDown={() => setDrawer(false)} />}
          <div className="stage">
            {!connected && (
              <p className="banner" role="status">
                <span className="spinner" /> {texts.connectionLost}
              </p>
            )}
            <div className="panes">
              {channel && (
                <ChannelPane
                  key={channel.id}
                  channel={channel}
                  workspace={workspace}
                  change={change}
                  route={route}
                  drafts={drafts.current}
                  drawerOpen={drawer}
                  onOpen={open}
                  onDrawer={() => setDrawer(true)}
                  welcome={welcome}
                  first={channel.id === findStartChannel(workspace.channels, state.bot.user_id)?.id}
                />
              )}
              {thread && channel?.id === thread.channel && (
                <ThreadPane
                  key={`${thread.channel}/${thread.root}`}
                  channel={channel}
                  root={thread.root}
                  workspace={workspace}
                  change={change}
                  drafts={drafts.current}
                  onClose={() => open({ ...route, thread: null })}
                />
              )}
            </div>
          </div>
        </div>
        <ModalStack stack={workspace.views} />
        {workspace.dialog && <ChatDialog key={workspace.dialog.id} dialog={workspace.dialog} />}
        {question && (
          <ConfirmDialog
            confirm={question.confirm}
            onAnswer={(yes) => {
              setQuestion(null)
              question.answer(yes)
            }}
          />
        )}
        <Toast notice={notice} onGone={forget} />
        <div className="unseen" role="status" data-testid="announcer" data-react-aria-top-layer="true">
          {said}
        </div>
      </SessionProvider>
    </I18nProvider>
  )
}

function listPersons(state: LocalState): readonly LocalUser[] {
  return state.people.filter((each) => !each.is_bot && each.id !== state.bot.user_id)
}

function buildSession(
  platform: Platform,
  state: LocalState,
  channels: LocalState['channels'],
): Omit<Session, 'ask' | 'announce' | 'notify'> {
  return {
    platform,
    platforms: state.platforms,
    me: state.me,
    bot: state.bot,
    team: state.team,
    people: state.people,
    channels,
    commands: state.commands,
    shortcuts: state.shortcuts,
    texts: selectPageTexts(state.me.locale, platform),
    timeFormat: { locale: state.me.locale, timeZone: state.me.tz },
  }
}

/** For the skip links, which are buttons: the hash holds the route. */
function focusOn(id: string): void {
  const target = document.getElementById(id)
  ;(target?.querySelector<HTMLElement>('[data-testid="message"][tabindex="0"]') ?? target)?.focus()
}
