import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'

interface Props {
  readonly role?: 'dialog' | 'alertdialog'
  readonly className: string
  readonly labelledBy: string
  readonly describedBy?: string
  readonly onClose: () => void
  readonly children: ReactNode
}

const focusable =
  'input:not([disabled]):not([type="hidden"]), textarea:not([disabled]), select:not([disabled]), [role="combobox"]'

/** Moves the focus to where one begins: what asks for it, else the first field, else the first button of the foot. */
export function focusStart(dialog: HTMLElement): void {
  const start =
    dialog.querySelector<HTMLElement>('[data-autofocus]') ??
    dialog.querySelector<HTMLElement>(focusable) ??
    dialog.querySelector<HTMLElement>('.dialog-foot button:last-child') ??
    dialog.querySelector<HTMLElement>('button')
  start?.focus()
}

/** The browser's own modal dialog: the rest of the page is inert, and the focus goes back to where it was. */
export function Dialog({ role = 'dialog', className, labelledBy, describedBy, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const close = useRef(onClose)
  close.current = onClose

  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    dialog.showModal()
    focusStart(dialog)
    return () => dialog.close()
  }, [])

  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    const onCancel = (event: Event) => {
      // the file picker's own cancel bubbles up to here
      if (event.target !== dialog) return
      event.preventDefault()
      close.current()
    }
    dialog.addEventListener('cancel', onCancel)
    return () => dialog.removeEventListener('cancel', onCancel)
  }, [])

  return (
    <dialog
      ref={ref}
      {...(role === 'alertdialog' ? { role } : {})}
      className={className}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-modal="true"
    >
      {children}
    </dialog>
  )
}
