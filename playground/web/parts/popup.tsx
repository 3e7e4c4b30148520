import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

interface Props {
  readonly anchor: RefObject<HTMLElement | null>
  readonly onAway: () => void
  readonly align?: 'start' | 'end'
  /** Prefers to open above its anchor: for what hangs on the message box at the page's foot. */
  readonly above?: boolean
  readonly fit?: boolean
  readonly className?: string
  readonly children: ReactNode
}

const gap = 4
const edge = 8

/** Floats beside its anchor in the browser's top layer, so that no scrolling box cuts it, not even within a modal. */
export function Popup({
  anchor,
  onAway,
  align = 'start',
  above = false,
  fit = false,
  className = '',
  children,
}: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const away = useRef(onAway)
  away.current = onAway
  const place = useRef(() => {})

  useLayoutEffect(() => {
    const popup = ref.current
    if (!popup) return
    popup.showPopover()
    const settle = () => {
      const at = anchor.current?.getBoundingClientRect()
      if (at) placeBeside(popup, at, { align, above, fit })
    }
    place.current = settle
    settle()
    // its own height changes with its content (a list that is being filtered)
    const watch = new ResizeObserver(settle)
    watch.observe(popup)
    addEventListener('scroll', settle, true)
    addEventListener('resize', settle)
    return () => {
      watch.disconnect()
      removeEventListener('scroll', settle, true)
      removeEventListener('resize', settle)
    }
  }, [anchor, align, above, fit])

  // what is drawn anew may have moved the anchor (a choice that became a chip above it)
  useLayoutEffect(() => place.current())

  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      const target = event.target
      if (!(target instanceof Node)) return
      if (ref.current?.contains(target) || anchor.current?.contains(target)) return
      away.current()
    }
    document.addEventListener('pointerdown', onPress, true)
    return () => document.removeEventListener('pointerdown', onPress, true)
  }, [anchor])

  return (
    <div ref={ref} popover="manual" className={`popup ${className}`}>
      {children}
    </div>
  )
}

function placeBeside(
  popup: HTMLElement,
  at: DOMRect,
  { align, above, fit }: { readonly align: 'start' | 'end'; readonly above: boolean; readonly fit: boolean },
): void {
  if (fit) popup.style.width = `${at.width}px`
  const { clientWidth, clientHeight } = document.documentElement
  const roomAbove = at.top - gap - edge
  const roomBelow = clientHeight - at.bottom - gap - edge
  const wanted = popup.scrollHeight
  const up = above
    ? roomAbove >= Math.min(wanted, 160) || roomAbove > roomBelow
    : roomBelow < wanted && roomAbove > roomBelow
  popup.style.maxHeight = `${Math.max(96, up ? roomAbove : roomBelow)}px`
  const { width, height } = popup.getBoundingClientRect()
  const left = align === 'end' ? at.right - width : at.left
  popup.style.left = `${Math.max(edge, Math.min(left, clientWidth - width - edge))}px`
  popup.style.top = `${up ? at.top - gap - height : at.bottom + gap}px`
}
