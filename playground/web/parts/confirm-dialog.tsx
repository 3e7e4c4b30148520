import type { Confirm } from '@slack/types'
import { useId } from 'react'
import { FormattedText } from '../blocks/text.tsx'
import { useSession } from '../lib/session.ts'
import { Dialog } from './dialog.tsx'

interface Props {
  readonly confirm: Confirm
  readonly onAnswer: (yes: boolean) => void
}

/** The question before an action that says it wants one. */
export function ConfirmDialog({ confirm, onAnswer }: Props) {
  const { texts } = useSession()
  const title = useId()
  const text = useId()
  return (
    <Dialog
      role="alertdialog"
      className="dialog-small"
      labelledBy={title}
      describedBy={text}
      onClose={() => onAnswer(false)}
    >
      <header className="dialog-head">
        <h2 id={title} className="dialog-title">
          {confirm.title?.text ?? '?'}
        </h2>
      </header>
      <div id={text} className="dialog-body">
        <FormattedText text={confirm.text} />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {confirm.deny?.text ?? texts.close}
        </button>
        <button
          type="button"
          className={`button ${confirm.style === 'danger' ? 'button-danger-full' : 'button-primary-full'}`}
          data-autofocus
          onClick={() => onAnswer(true)}
        >
          {confirm.confirm?.text ?? texts.submit}
        </button>
      </footer>
    </Dialog>
  )
}
