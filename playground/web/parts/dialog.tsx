import { type ReactNode, useEffect, useRef } from 'react'
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components'

interface Props {
  readonly role?: 'dialog' | 'alertdialog'
  readonly className: string
  readonly labelledBy: string
  readonly describedBy?: string
  /** Another dialog lies upon this one: it keeps what was typed and is not seen. */
  readonly isCovered?: boolean
  /** Changes when what the dialog shows was replaced. */
  readonly content?: string | number | undefined
  readonly onClose: () => void
  readonly children: ReactNode
}

const field = ':is(input:not([type="hidden"], .unseen), textarea, [role="spinbutton"]):not(:disabled)'

/** Moves the focus to where one begins: what asks for it, else the first field, else the last button of the foot. */
function focusStart(dialog: HTMLElement): void {
  const start =
    dialog.querySelector<HTMLElement>('[data-autofocus]') ??
    findChosen(dialog.querySelector<HTMLElement>(field)) ??
    dialog.querySelector<HTMLElement>('.dialog-foot button:last-child') ??
    dialog.querySelector<HTMLElement>('button')
  start?.focus()
}

/**
 * Whether the focus still has to come to a field of this dialog. A new dialog takes it from whatever lies beneath: the
 * library leaves it there for a while when the dialog opens before Enter is let go, which it takes for a screen
 * reader's click, and then gives it to the frame.
 */
function isAwaited(dialog: HTMLElement, isNew: boolean): boolean {
  const { activeElement, body } = document
  return activeElement === dialog || activeElement === body || (isNew && !dialog.contains(activeElement))
}

/** Of radio buttons the one that is chosen, which is where Tab would come to. */
function findChosen(first: HTMLElement | null): HTMLElement | null {
  if (!(first instanceof HTMLInputElement) || first.type !== 'radio') return first
  return first.closest('[role="radiogroup"]')?.querySelector<HTMLElement>(':checked') ?? first
}

/** Moves the focus to the first field that is in error. */
export function focusError(form: HTMLElement | null): void {
  form?.querySelector<HTMLElement>(`.input-row-wrong :is(${field}, button)`)?.focus()
}

/** A modal dialog. Escape closes it, a click beside it does not: what was typed is not lost by a slip. */
export function Dialog({
  role = 'dialog',
  className,
  labelledBy,
  describedBy,
  isCovered = false,
  content,
  onClose,
  children,
}: Props) {
  const ref = useRef<HTMLElement>(null)
  const isNew = useRef(true)

  // biome-ignore lint/correctness/useExhaustiveDependencies: where new content has taken the focused field away, one begins anew
  useEffect(() => {
    const dialog = ref.current
    if (dialog && isAwaited(dialog, isNew.current)) focusStart(dialog)
    isNew.current = false
  }, [content])

  return (
    <ModalOverlay
      className={`dialog-shade ${isCovered ? 'dialog-covered' : ''}`}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
    >
      <Modal className={`dialog ${className}`}>
        <AriaDialog
          ref={ref}
          role={role}
          className="dialog-frame"
          aria-labelledby={labelledBy}
          {...(describedBy ? { 'aria-describedby': describedBy } : {})}
        >
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
