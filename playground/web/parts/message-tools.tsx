import type { ShownMessage } from '../lib/page-state.ts'
import { useSession } from '../lib/session.ts'
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
  const { texts, shortcuts } = useSession()
  const mine = shortcuts.filter((each) => each.type === 'message')
  if (!onThread && mine.length === 0) return null
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
      {mine.length > 0 && (
        <Menu
          label={texts.more}
          align="end"
          button={<Icon name="more" />}
          items={mine.map((each) => ({
            key: each.callback_id,
            label: each.name,
            onPick: () => onShortcut(each.callback_id, each.name, message),
          }))}
        />
      )}
    </div>
  )
}
