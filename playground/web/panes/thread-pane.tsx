import { useEffect, useRef, useState } from 'react'
import type { LocalChannel } from '../../protocol.ts'
import { type Desk, type DeskChange, isReply, threadKey } from '../lib/desk.ts'
import { channelTitle, useSession } from '../lib/session.ts'
import { useTalk } from '../lib/use-talk.ts'
import { Composer } from '../parts/composer.tsx'
import { Icon } from '../parts/icon.tsx'
import { MessageList } from '../parts/message-list.tsx'

interface Props {
  readonly channel: LocalChannel
  readonly root: string
  readonly desk: Desk
  readonly change: (change: DeskChange) => void
  readonly drafts: Map<string, string>
  readonly onClose: () => void
}

/** A message and its replies, beside the channel; on a narrow screen in its place. */
export function ThreadPane({ channel, root, desk, change, drafts, onClose }: Props) {
  const session = useSession()
  const { words } = session
  const key = threadKey(channel.id, root)
  const pane = useRef<HTMLElement>(null)
  const [draft, setDraft] = useState(drafts.get(key) ?? '')
  const talk = useTalk({ channel: channel.id, thread: root, change })
  const first = desk.messages[channel.id]?.find((each) => each.ts === root)
  const thread = desk.threads[key] ?? []
  const replies = thread.filter((each) => each.ts !== root)
  const head = first ?? thread.find((each) => each.ts === root)
  const count = replies.filter((each) => isReply(each) && !each.ephemeral).length

  useEffect(() => {
    const from = document.activeElement
    pane.current?.querySelector<HTMLElement>('textarea')?.focus()
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus()
    }
  }, [])

  return (
    <aside
      ref={pane}
      className="pane thread-pane"
      aria-label={words.thread}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && !event.nativeEvent.isComposing) onClose()
      }}
    >
      <header className="pane-head">
        <button
          type="button"
          className="icon-button only-narrow"
          aria-label={words.backToChannel}
          onClick={onClose}
        >
          <Icon name="back" />
        </button>
        <div className="pane-words">
          <h2 className="pane-title">{words.thread}</h2>
          <p className="pane-topic">{channelTitle(session, channel)}</p>
        </div>
        <button
          type="button"
          className="icon-button only-wide"
          aria-label={words.closeThread}
          title={words.closeThread}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <MessageList
        id="thread-messages"
        label={words.repliesIn}
        messages={head ? [head, ...replies] : replies}
        fresh={[]}
        afterFirst={
          <p className="reply-count">
            <span>{count > 0 ? words.replies(count) : ''}</span>
          </p>
        }
        onDismiss={(ts) => change({ type: 'dismissed', channel: channel.id, ts })}
        onShortcut={talk.messageShortcut}
      />
      <Composer
        id="thread-composer"
        label={words.replyLabel}
        placeholder={words.reply}
        draft={draft}
        onDraft={(text) => {
          drafts.set(key, text)
          setDraft(text)
        }}
        onSend={talk.send}
        inThread
      />
    </aside>
  )
}
