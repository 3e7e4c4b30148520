import type { Confirm } from '@slack/types'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import type { LocalState, LocalUser, LocalWelcome, Platform } from '../protocol.ts'
import { fetchWelcome } from './lib/api.ts'
import { unreadIn } from './lib/desk.ts'
import { type Place, settle, startChannel } from './lib/place.ts'
import { channelTitle, type Session, SessionProvider } from './lib/session.ts'
import { useDesk } from './lib/use-desk.ts'
import { usePlace } from './lib/use-place.ts'
import { wordsFor } from './lib/words.ts'
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
  /** To another person, who stays at this place if it is theirs, too; to another chat, where there is no such place. */
  readonly onSwitch: (name: string, platform: Platform, place: Place) => void
  readonly onReconnected: () => void
}

interface Question {
  readonly confirm: Confirm
  readonly answer: (yes: boolean) => void
}

/** The whole page of one person. */
export function Workspace({ platform, state, onSwitch, onReconnected }: Props) {
  const [wanted, go] = usePlace()
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
  const { desk, change, connected } = useDesk({
    state,
    thread,
    onOpen: () => {
      // the first opening has just been fetched
      if (opened.current) onReconnected()
      opened.current = true
    },
  })
  const place = settle(wanted, desk.channels, state.bot.user_id)
  const channel = desk.channels.find((each) => each.id === place.channel)

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
    () => ({ ...sessionOf(platform, state, desk.channels), ask, announce, notify }),
    [platform, state, desk.channels, ask, announce, notify],
  )
  const { words } = session

  const unread = desk.channels.reduce((sum, each) => sum + unreadIn(desk, each.id, state.me.id), 0)
  const title = channel ? channelTitle(session, channel) : state.team.name
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} · ${state.team.name}`
    document.documentElement.lang = state.me.locale
  }, [unread, title, state.team.name, state.me.locale])

  useEffect(() => {
    fetchWelcome(state.me.id)
      .then(setWelcome)
      .catch(() => undefined)
  }, [state.me.id])

  function open(next: Place): void {
    setDrawer(false)
    go(next)
  }

  return (
    <I18nProvider locale={state.me.locale}>
      <SessionProvider value={session}>
        <button type="button" className="skip" onClick={() => focusOn('messages')}>
          {words.skipToMessages}
        </button>
        <button type="button" className="skip" onClick={() => focusOn('composer')}>
          {words.skipToComposer}
        </button>
        <div className={`workspace ${thread ? 'with-thread' : ''} ${drawer ? 'with-drawer' : ''}`}>
          <Rail onSwitch={(to) => onSwitch(state.me.name, to, place)} />
          <Sidebar
            desk={desk}
            place={place}
            onOpen={open}
            onClose={() => setDrawer(false)}
            person={
              <PersonSwitch people={personsOf(state)} onSwitch={(name) => onSwitch(name, platform, place)} />
            }
          />
          {drawer && <div className="drawer-shade" onPointerDown={() => setDrawer(false)} />}
          <div className="stage">
            {!connected && (
              <p className="banner" role="status">
                <span className="spinner" /> {words.connectionLost}
              </p>
            )}
            <div className="panes">
              {channel && (
                <ChannelPane
                  key={channel.id}
                  channel={channel}
                  desk={desk}
                  change={change}
                  place={place}
                  drafts={drafts.current}
                  drawerOpen={drawer}
                  onOpen={open}
                  onDrawer={() => setDrawer(true)}
                  welcome={welcome}
                  first={channel.id === startChannel(desk.channels, state.bot.user_id)?.id}
                />
              )}
              {thread && channel && (
                <ThreadPane
                  key={`${thread.channel}/${thread.root}`}
                  channel={channel}
                  root={thread.root}
                  desk={desk}
                  change={change}
                  drafts={drafts.current}
                  onClose={() => open({ ...place, thread: null })}
                />
              )}
            </div>
          </div>
        </div>
        <ModalStack stack={desk.views} />
        {desk.dialog && <ChatDialog key={desk.dialog.id} dialog={desk.dialog} />}
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

function personsOf(state: LocalState): readonly LocalUser[] {
  return state.people.filter((each) => !each.is_bot && each.id !== state.bot.user_id)
}

function sessionOf(
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
    words: wordsFor(state.me.locale, platform),
    clock: { locale: state.me.locale, timeZone: state.me.tz },
  }
}

/** For the skip links, which are buttons: the hash is taken by the place. */
function focusOn(id: string): void {
  const target = document.getElementById(id)
  ;(target?.querySelector<HTMLElement>('[data-testid="message"][tabindex="0"]') ?? target)?.focus()
}
