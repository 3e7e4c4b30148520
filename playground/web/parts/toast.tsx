import { useEffect } from 'react'

const shownMs = 6000

export interface Notice {
  readonly text: string
  /** Tells a sentence that is said again from the one before. */
  readonly count: number
}

/** A line of the app that passes by, at the foot of the page. */
export function Toast({ notice, onGone }: { readonly notice: Notice | null; readonly onGone: () => void }) {
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(onGone, shownMs)
    return () => clearTimeout(timer)
  }, [notice, onGone])
  return (
    <div className="toasts" role="status" data-react-aria-top-layer="true">
      {notice && (
        <p key={notice.count} className="toast">
          {notice.text}
        </p>
      )}
    </div>
  )
}
