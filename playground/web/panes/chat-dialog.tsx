import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import type { LocalDialog } from '../../protocol.ts'
import { CardButton } from '../cards/card-button.tsx'
import { CardView } from '../cards/card-view.tsx'
import { post } from '../lib/api.ts'
import { useCardSurface } from '../lib/card-surface.ts'
import { useSession } from '../lib/session.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Dialog, focusError } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'

/** Google Chat's dialog: the app's card, its footer, and a line for what went wrong. The cross tells the app, Escape does not. */
export function ChatDialog({ dialog }: { readonly dialog: LocalDialog }) {
  const { bot, me, texts } = useSession()
  const { card } = dialog
  const titleId = useId()
  const form = useRef<HTMLFormElement>(null)
  const wrong = useRef(false)
  const surface = useCardSurface({
    surface: { type: 'dialog', id: dialog.id },
    card,
    root: '',
    onFault: () => {
      wrong.current = true
    },
  })
  const { primaryButton, secondaryButton } = card.fixedFooter ?? {}

  // once the errors are drawn: the first one has the focus, and its sentence is read with the field
  useEffect(() => {
    if (!wrong.current || Object.keys(surface.errors).length === 0) return
    wrong.current = false
    focusError(form.current)
  }, [surface.errors])

  function close(cross: boolean): void {
    void post('close', { user: me.id, cross })
  }

  function submit(): void {
    const action = primaryButton?.onClick?.action
    if (action) void surface.press('/fixedFooter/primaryButton/onClick/action', action)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    submit()
  }

  const count = Object.keys(surface.errors).length
  const isQuiet = !primaryButton && !secondaryButton && !surface.failure && count === 0
  return (
    <Dialog
      className="modal chat-dialog"
      content={dialog.step}
      labelledBy={titleId}
      onClose={() => close(false)}
    >
      <form
        ref={form}
        className="modal-form"
        noValidate
        aria-busy={surface.busy !== null}
        onKeyDown={onKeyDown}
        onSubmit={(event) => event.preventDefault()}
      >
        <div className={`progress ${surface.busy === null ? '' : 'progress-on'}`} />
        <header className="dialog-head">
          <Avatar id={bot.user_id} name={bot.name} bot />
          <div className="chat-dialog-words">
            <h2 id={titleId} className="dialog-title" tabIndex={-1}>
              {card.header?.title ?? bot.name}
            </h2>
            {card.header?.title && <p className="chat-dialog-app">{card.header.subtitle || bot.name}</p>}
          </div>
          <button
            type="button"
            className="icon-button"
            aria-label={texts.close}
            title={texts.close}
            onClick={() => close(true)}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body">
          <CardView card={card} surface={surface} withHeader={false} />
        </div>
        <footer className={`dialog-foot ${isQuiet ? 'dialog-foot-empty' : ''}`}>
          <div className="dialog-said">
            {surface.failure && (
              <p className="failure" role="alert">
                {surface.failure}
              </p>
            )}
            {count > 0 && (
              <p className="input-error" role="alert">
                {texts.errorCount(count)}
              </p>
            )}
          </div>
          {secondaryButton && (
            <CardButton button={secondaryButton} at="/fixedFooter/secondaryButton" surface={surface} />
          )}
          {primaryButton && (
            <CardButton button={primaryButton} at="/fixedFooter/primaryButton" surface={surface} primary />
          )}
        </footer>
      </form>
    </Dialog>
  )
}
