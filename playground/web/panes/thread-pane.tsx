import { useEffect, useRef, useState } from 'react'
import type { LocalChannel } from '../../protocol.ts'
import { isReply, toThreadKey, type WorkspaceChange, type WorkspaceState } from '../lib/page-state.ts'
import { formatChannelTitle, useSession } from '../lib/session.ts'
import { useChatActions } from '../lib/use-chat-actions.ts'
import { Composer } from '../parts/composer.tsx'
import { Icon } from '../parts/icon.tsx'
import { MessageList } from '../parts/message-list.tsx'

interface Props {
  readonly channel: LocalChannel
  readonly root: string
  readonly workspace: WorkspaceState
  readonly change: (change: WorkspaceChange) => void
  readonly drafts: Map<string, string>
  readonly onClose: () => void
}

/** A message and its replies, beside the channel; on a narrow screen in its place. */
export function ThreadPane({ channel, root, workspace, change, drafts, onClose }: Props) {
  const session = useSession()
  const { texts } = session
  const key = toThreadKey(channel.id, root)
  const pane = useRef<HTMLElement>(null)
  const [draft, setDraft] = useState(drafts.get(key) ?? '')
  const talk = useChatActions({ channel: channel.id, thread: root, change })
  const first = workspace.messages[channel.id]?.find((each) => each.ts === root)
  const thread = workspace.threads[key] ?? []
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
      aria-label={texts.thread}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && !event.nativeEvent.isComposing) onClose()
      }}
    >
      <header className="pane-head">
        <button
          type="button"
          className="icon-button only-narrow"
          aria-label={texts.backToChannel}
          onClick={onClose}
        >
          <Icon name="back" />
        </button>
        <div className="pane-words">
          <h2 className="pane-title">{texts.thread}</h2>
          <p className="pane-topic">{formatChannelTitle(session, channel)}</p>
        </div>
        <button
          type="button"
          className="icon-button only-wide"
          aria-label={texts.closeThread}
          title={texts.closeThread}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <MessageList
        id="thread-messages"
        label={texts.repliesIn}
        messages={head ? [head, ...replies] : replies}
        fresh={[]}
        afterFirst={
          <p className="reply-count">
            <span>{count > 0 ? texts.replies(count) : ''}</span>
          </p>
        }
        onDismiss={(ts) => change({ type: 'dismissed', channel: channel.id, ts })}
        onShortcut={talk.messageShortcut}
      />
      {channel.members.includes(session.me.id) && (
        <Composer
          id="thread-composer"
          label={texts.replyLabel}
          placeholder={texts.reply}
          draft={draft}
          onDraft={(text) => {
            drafts.set(key, text)
            setDraft(text)
          }}
          onSend={talk.send}
          inThread
        />
      )}
    </aside>
  )
}
