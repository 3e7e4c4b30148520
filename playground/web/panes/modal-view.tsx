import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { LocalView, SubmitRequest } from '../../protocol.ts'
import { Blocks } from '../blocks/blocks.tsx'
import { toDisplayText } from '../blocks/text.tsx'
import { post } from '../lib/api.ts'
import { toBlocks } from '../lib/block-kit.ts'
import { checkForm, type FieldErrors } from '../lib/check-form.ts'
import { toViewState } from '../lib/drafts.ts'
import { useSession } from '../lib/session.ts'
import { SurfaceProvider, useBlockSurface } from '../lib/surface.ts'
import { Dialog, focusError } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'

interface Props {
  readonly view: LocalView
  readonly onTop: boolean
  readonly depth: number
  readonly onBack: () => void
  readonly onCloseAll: () => void
}

/** One modal. Errors stand at their fields, the first one has the focus, and nothing typed is lost. */
export function ModalView({ view, onTop, depth, onBack, onCloseAll }: Props) {
  const { me, texts } = useSession()
  const titleId = useId()
  const form = useRef<HTMLFormElement>(null)
  const refused = useRef(false)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const blocks = toBlocks(view.blocks)
  const surface = useBlockSurface({
    kind: 'modal',
    container: { type: 'view', view_id: view.id },
    blocks,
    held: view.state,
    errors,
    onChange: (block) =>
      setErrors((before) => Object.fromEntries(Object.entries(before).filter(([key]) => key !== block))),
  })

  // once the errors are drawn: the first one has the focus, and its sentence is read with the field
  useEffect(() => {
    if (!refused.current || Object.keys(errors).length === 0) return
    refused.current = false
    focusError(form.current)
  }, [errors])

  function refuse(found: FieldErrors): void {
    refused.current = true
    setErrors(found)
  }

  async function submit(): Promise<void> {
    if (sending || !view.submit) return
    setFailure(null)
    const found = checkForm(blocks, surface.drafts, texts)
    if (Object.keys(found).length > 0) {
      refuse(found)
      return
    }
    setErrors({})
    setSending(true)
    const answer = await post<{ readonly closed: boolean; readonly errors?: FieldErrors }>('submit', {
      user: me.id,
      view_id: view.id,
      state: toViewState(blocks, surface.drafts),
    } satisfies SubmitRequest)
    setSending(false)
    if (!answer.ok) setFailure(`${answer.message || answer.error} ${texts.submitFailed}`)
    else if (answer.errors && Object.keys(answer.errors).length > 0) refuse(answer.errors)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      void submit()
    }
  }

  const wrong = Object.keys(errors).length
  return (
    <Dialog className="modal" isCovered={!onTop} content={view.hash} labelledBy={titleId} onClose={onBack}>
      <form
        ref={form}
        className="modal-form"
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <header className="dialog-head">
          {depth > 0 && (
            <button
              type="button"
              className="icon-button"
              aria-label={texts.back}
              title={texts.back}
              onClick={onBack}
            >
              <Icon name="back" />
            </button>
          )}
          <h2 id={titleId} className="dialog-title" tabIndex={-1}>
            {toDisplayText(view.title?.text ?? '')}
          </h2>
          <button
            type="button"
            className="icon-button"
            aria-label={texts.close}
            title={texts.close}
            onClick={onCloseAll}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body">
          <SurfaceProvider value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceProvider>
        </div>
        <footer className="dialog-foot">
          <div className="dialog-said">
            {failure && (
              <p className="failure" role="alert">
                {failure}
              </p>
            )}
            {wrong > 0 && (
              <p className="input-error" role="alert">
                {texts.errorCount(wrong)}
              </p>
            )}
            {wrong === 0 && !failure && view.submit && <p className="dialog-keys">{texts.submitKeys}</p>}
          </div>
          <button type="button" className="button" onClick={onBack}>
            {toDisplayText(view.close?.text ?? texts.close)}
          </button>
          {view.submit && (
            <button
              type="submit"
              className={`button button-primary-full ${sending ? 'button-busy' : ''}`}
              aria-disabled={sending || undefined}
              aria-busy={sending || undefined}
            >
              <span className="button-words">{toDisplayText(view.submit.text)}</span>
              {sending && <span className="spinner" />}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}
