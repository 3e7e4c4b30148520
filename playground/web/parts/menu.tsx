import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon } from './icon.tsx'
import { Popup } from './popup.tsx'

export interface MenuItem {
  readonly key: string
  readonly label: string
  readonly detail?: string
  readonly picture?: ReactNode
  /** A link, so that it can be opened in a new tab, too. */
  readonly href?: string
  readonly checked?: boolean
  readonly onPick: () => void
}

interface Props {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly button: ReactNode
  readonly buttonClass?: string
  readonly align?: 'start' | 'end'
  readonly above?: boolean
  readonly note?: string
  readonly disabled?: boolean
}

/** A button that opens a list of things to do: arrow keys move, Enter does, Escape closes and gives the focus back. */
export function Menu({
  label,
  items,
  button,
  buttonClass = 'icon-button',
  align,
  above,
  note,
  disabled,
}: Props) {
  const [open, setOpen] = useState(false)
  const buttonRef = useRef<HTMLButtonElement>(null)
  const listRef = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!open) return
    const checked = listRef.current?.querySelector<HTMLElement>('[aria-checked="true"]')
    const first = listRef.current?.querySelector<HTMLElement>('[role^="menuitem"]')
    ;(checked ?? first)?.focus()
  }, [open])

  function close(): void {
    setOpen(false)
    buttonRef.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    const all = [...(listRef.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }
    const next = steps[event.key]
    if (next !== undefined) all[next]?.focus()
    else if (event.key === 'Escape') close()
    else if (event.key === 'Tab') setOpen(false)
    else return
    if (event.key !== 'Tab') event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      <button
        ref={buttonRef}
        type="button"
        className={buttonClass}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={disabled}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return
          event.preventDefault()
          setOpen(true)
        }}
      >
        {button}
      </button>
      {open && (
        <Popup
          anchor={buttonRef}
          onAway={() => setOpen(false)}
          {...(align ? { align } : {})}
          {...(above ? { above } : {})}
        >
          <div
            ref={listRef}
            role="menu"
            aria-label={label}
            className="menu"
            onKeyDown={onKeyDown}
            tabIndex={-1}
          >
            {items.map((item) => (
              <Item key={item.key} item={item} onDone={close} />
            ))}
          </div>
          {note && <p className="menu-note">{note}</p>}
        </Popup>
      )}
    </>
  )
}

function Item({ item, onDone }: { readonly item: MenuItem; readonly onDone: () => void }) {
  const inside = (
    <>
      {item.picture}
      <span className="menu-words">
        <span className="menu-label">{item.label}</span>
        {item.detail && <span className="menu-detail">{item.detail}</span>}
      </span>
      {item.checked && <Icon name="check" />}
    </>
  )
  if (item.href === undefined) {
    return (
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        className="menu-item"
        onClick={() => {
          onDone()
          item.onPick()
        }}
      >
        {inside}
      </button>
    )
  }
  return (
    <a
      role="menuitemradio"
      aria-checked={item.checked ?? false}
      tabIndex={-1}
      className="menu-item"
      href={item.href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        onDone()
        item.onPick()
      }}
    >
      {inside}
    </a>
  )
}
