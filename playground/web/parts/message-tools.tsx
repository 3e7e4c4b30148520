import { useState } from 'react'
import { post } from '../lib/api.ts'
import type { ShownMessage } from '../lib/page-state.ts'
import { useSession } from '../lib/session.ts'
import { EditDialog } from '../panes/edit-dialog.tsx'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'

export interface MessageHandlers {
  /** Absent within a thread: there is no thread of a thread. */
  readonly onThread?: (root: string) => void
  readonly onDismiss: (ts: string) => void
  readonly onShortcut: (callbackId: string, name: string, message: ShownMessage) => void
}

/** What one can do with a message: shown on hover, while the focus is within, and always where nothing hovers. */
export function MessageTools({
  message,
  onThread,
  onShortcut,
}: MessageHandlers & { readonly message: ShownMessage }) {
  const { me, platform, texts, shortcuts, notify } = useSession()
  const [editing, setEditing] = useState(false)
  const ofApp = shortcuts
    .filter((each) => each.type === 'message')
    .map((each) => ({
      key: each.callback_id,
      label: each.name,
      onPick: () => onShortcut(each.callback_id, each.name, message),
    }))
  const isOwn = platform === 'slack' && message.user === me.id
  const own = [
    { key: 'edit', label: texts.editMessage, onPick: () => setEditing(true) },
    { key: 'delete', label: texts.deleteMessage, onPick: () => void unsay() },
  ]
  const items = isOwn ? [...ofApp, ...own] : ofApp
  if (!onThread && items.length === 0) return null

  async function unsay(): Promise<void> {
    const answer = await post('delete', { user: me.id, channel: message.channel, ts: message.ts })
    if (!answer.ok) notify(answer.message)
  }

  return (
    <div className="message-tools" role="toolbar" aria-label={texts.messageActions}>
      {onThread && (
        <button
          type="button"
          className="icon-button"
          aria-label={texts.replyInThread}
          title={texts.replyInThread}
          onClick={() => onThread(message.ts)}
        >
          <Icon name="reply" />
        </button>
      )}
      {items.length > 0 && (
        <Menu label={texts.more} align="end" button={<Icon name="more" />} items={items} />
      )}
      {editing && <EditDialog message={message} onClose={() => setEditing(false)} />}
    </div>
  )
}
