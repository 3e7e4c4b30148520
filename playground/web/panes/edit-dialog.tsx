import { useId, useState } from 'react'
import type { EditRequest } from '../../protocol.ts'
import { post } from '../lib/api.ts'
import type { ShownMessage } from '../lib/page-state.ts'
import { useSession } from '../lib/session.ts'
import { toTypedText } from '../lib/typed-text.ts'
import { Dialog } from '../parts/dialog.tsx'

interface Props {
  readonly message: ShownMessage
  readonly onClose: () => void
}

/** Where a person changes what they said. */
export function EditDialog({ message, onClose }: Props) {
  const { me, people, texts } = useSession()
  const title = useId()
  const [text, setText] = useState(() => toTypedText(message.text, people))
  const [failure, setFailure] = useState<string | null>(null)

  async function save(): Promise<void> {
    const request: EditRequest = { user: me.id, channel: message.channel, ts: message.ts, text }
    const answer = await post('edit', request)
    if (answer.ok) onClose()
    else setFailure(answer.message)
  }

  return (
    <Dialog className="dialog-small" labelledBy={title} onClose={onClose}>
      <header className="dialog-head">
        <h2 id={title} className="dialog-title">
          {texts.editMessage}
        </h2>
      </header>
      <div className="dialog-body">
        {failure && (
          <p className="members-failure" role="alert">
            {failure}
          </p>
        )}
        <textarea
          className="input"
          rows={4}
          aria-labelledby={title}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {texts.close}
        </button>
        <button type="button" className="button button-primary-full" onClick={() => void save()}>
          {texts.saveMessage}
        </button>
      </footer>
    </Dialog>
  )
}
