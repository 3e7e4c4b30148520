import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { CSSProperties } from 'react'
import type { CardSurface } from '../lib/card-surface.ts'
import { useSession } from '../lib/session.ts'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { CardIcon } from './card-icon.tsx'

type Button = chat_v1.Schema$GoogleAppsCardV1Button
type OnClick = chat_v1.Schema$GoogleAppsCardV1OnClick

interface Props {
  readonly button: Button
  /** The JSON pointer of the button in its card. */
  readonly at: string
  readonly surface: CardSurface
  /** In a dialog's footer. */
  readonly primary?: boolean
}

/** A button of a card: an action, a link, or a menu of these. */
export function CardButton({ button, at, surface, primary = false }: Props) {
  const { texts } = useSession()
  const { onClick = {}, text, altText, icon, disabled } = button
  const waiting = surface.busy === `${at}/onClick/action`
  const label = altText ?? text ?? texts.more
  if (onClick.overflowMenu) {
    const items = onClick.overflowMenu.items ?? []
    return (
      <Menu
        label={label}
        buttonClass="icon-button"
        button={<Icon name="more" />}
        items={items.map((item, index) => ({
          key: String(index),
          label: item.text ?? '',
          onPick: () => runOnClick(surface, item.onClick ?? {}, `${at}/onClick/overflowMenu/items/${index}`),
        }))}
      />
    )
  }
  const { look, style } = chooseLook(button, primary)
  return (
    <button
      type="button"
      className={`button ${look} ${waiting ? 'button-busy' : ''}`}
      style={style}
      disabled={disabled ?? false}
      aria-label={text ? undefined : label}
      aria-disabled={surface.busy !== null || undefined}
      aria-busy={waiting || undefined}
      onClick={() => runOnClick(surface, onClick, at)}
    >
      {icon && <CardIcon icon={icon} />}
      {text && <span className="button-words">{text}</span>}
      {waiting && (
        <span className="spinner" role="status">
          <span className="unseen">{texts.working}</span>
        </span>
      )}
    </button>
  )
}

/** Does what a click on it means. */
export function runOnClick(surface: CardSurface, onClick: OnClick, at: string): void {
  if (onClick.openLink?.url) window.open(onClick.openLink.url, '_blank', 'noreferrer')
  else if (onClick.action) void surface.press(`${at}/onClick/action`, onClick.action)
}

/** A colour makes a button filled, as in Chat; its words are then black or white, whichever can be read. */
function chooseLook(
  { color, type }: Button,
  primary: boolean,
): { readonly look: string; readonly style?: CSSProperties } {
  if (color) {
    const parts = [color.red, color.green, color.blue].map((part) => Math.round((part ?? 0) * 255))
    const [red = 0, green = 0, blue = 0] = parts
    const isLight = red * 0.299 + green * 0.587 + blue * 0.114 > 150
    const style = { background: `rgb(${parts.join(' ')})`, color: isLight ? '#1f1f1f' : '#ffffff' }
    return { look: 'button-coloured', style }
  }
  if (type === 'FILLED' || (primary && !type)) return { look: 'button-primary-full' }
  if (type === 'FILLED_TONAL') return { look: 'button-tonal' }
  return { look: type === 'BORDERLESS' ? 'button-bare' : '' }
}
