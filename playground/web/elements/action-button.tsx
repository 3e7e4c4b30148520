import type { Button } from '@slack/types'
import { toDisplayText } from '../blocks/text.tsx'
import { useSession } from '../lib/session.ts'
import { toBusyKey, useSurface } from '../lib/surface.ts'

/** A button of the bot. With a `url` it opens that, too, as in Slack. */
export function ActionButton({ block, element }: { readonly block: string; readonly element: Button }) {
  const { busy, act } = useSurface()
  const { texts } = useSession()
  const waiting = busy === toBusyKey(block, element)
  const style = element.style ? `button-${element.style}` : ''
  function press(): void {
    if (busy) return
    if (element.url) window.open(element.url, '_blank', 'noreferrer')
    const payload = { text: element.text, ...(element.value === undefined ? {} : { value: element.value }) }
    void act(block, element, payload, element.confirm)
  }
  return (
    <button
      type="button"
      className={`button ${style} ${waiting ? 'button-busy' : ''}`}
      aria-label={element.accessibility_label}
      aria-disabled={busy !== null || undefined}
      aria-busy={waiting || undefined}
      onClick={press}
    >
      <span className="button-words">{toDisplayText(element.text.text)}</span>
      {waiting && (
        <span className="spinner" role="status">
          <span className="unseen">{texts.working}</span>
        </span>
      )}
    </button>
  )
}
