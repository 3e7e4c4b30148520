import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { CardSurface } from '../lib/card-surface.ts'
import { useSession } from '../lib/session.ts'
import { CardButton, runOnClick } from './card-button.tsx'
import { CardIcon } from './card-icon.tsx'
import { CardInput } from './card-inputs.tsx'
import { CardText } from './card-text.tsx'

type Widget = chat_v1.Schema$GoogleAppsCardV1Widget

interface Props {
  readonly widget: Widget
  /** The JSON pointer of the widget in its card. */
  readonly at: string
  readonly surface: CardSurface
}

/** An input stays the same wherever the card that is drawn anew puts it; anything else is known by its place. */
export function getWidgetKey(widget: Widget, place: number): string {
  const input = widget.textInput ?? widget.selectionInput ?? widget.dateTimePicker
  return input?.name ? `input ${input.name}` : String(place)
}

/** One widget of a card. */
export function CardWidget({ widget, at, surface }: Props) {
  const { texts } = useSession()
  if (widget.textParagraph)
    return (
      <p className="card-paragraph">
        <CardText html={widget.textParagraph.text ?? ''} />
      </p>
    )
  if (widget.decoratedText) return <Decorated widget={widget} at={at} surface={surface} />
  if (widget.divider) return <hr className="block-divider" />
  if (widget.textInput || widget.selectionInput || widget.dateTimePicker)
    return <CardInput widget={widget} at={at} surface={surface} />
  if (widget.buttonList)
    return (
      <div className="card-buttons">
        {(widget.buttonList.buttons ?? []).map((button, index) => (
          <CardButton
            // biome-ignore lint/suspicious/noArrayIndexKey: the app's own list, the place is the identity
            key={index}
            button={button}
            at={`${at}/buttonList/buttons/${index}`}
            surface={surface}
          />
        ))}
      </div>
    )
  if (widget.columns)
    return (
      <div className="card-columns">
        {(widget.columns.columnItems ?? []).map((column, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the app's own list, the place is the identity
          <div key={index} className="card-column">
            {(column.widgets ?? []).map((inner, place) => (
              <CardWidget
                key={getWidgetKey(inner as Widget, place)}
                widget={inner as Widget}
                at={`${at}/columns/columnItems/${index}/widgets/${place}`}
                surface={surface}
              />
            ))}
          </div>
        ))}
      </div>
    )
  if (widget.image)
    return <img className="card-image" src={widget.image.imageUrl ?? ''} alt={widget.image.altText ?? ''} />
  return <p className="block-unknown">{texts.notShown(Object.keys(widget)[0] ?? '?')}</p>
}

/** A text with a label, an icon, a button: what most of a card is made of. */
function Decorated({ widget, at, surface }: Props) {
  const text = widget.decoratedText ?? {}
  const { startIcon, topLabel, bottomLabel, button, onClick } = text
  const content = (
    <span className="card-decorated-words">
      {topLabel && <span className="card-label">{topLabel}</span>}
      <CardText html={text.text ?? ''} />
      {bottomLabel && (
        <span className="card-label">
          <CardText html={bottomLabel} />
        </span>
      )}
    </span>
  )
  return (
    <div className="card-decorated">
      {startIcon && <CardIcon icon={startIcon} />}
      {onClick ? (
        <button
          type="button"
          className="card-pressable"
          onClick={() => runOnClick(surface, onClick, `${at}/decoratedText`)}
        >
          {content}
        </button>
      ) : (
        content
      )}
      {button && <CardButton button={button} at={`${at}/decoratedText/button`} surface={surface} />}
    </div>
  )
}
