import { type RefObject, useEffect } from 'react'
import { Popover } from 'react-aria-components'
import type { Completion } from '../lib/completions.ts'
import { useSession } from '../lib/session.ts'

interface Props {
  readonly id: string
  readonly anchor: RefObject<HTMLElement | null>
  readonly list: readonly Completion[]
  readonly active: number
  readonly onPick: (index: number) => void
}

/** The suggestions above the message box; the focus stays in the box. */
export function CompletionList({ id, anchor, list, active, onPick }: Props) {
  const { texts, announce } = useSession()
  const count = list.length

  useEffect(() => {
    announce(texts.suggestionCount(count))
  }, [announce, texts, count])
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])

  return (
    <Popover
      className="popup popup-fit"
      triggerRef={anchor}
      isOpen
      isNonModal
      placement="top start"
      offset={4}
    >
      <div id={id} role="listbox" aria-label={texts.suggestions} className="options" tabIndex={-1}>
        {list.map((each, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the message box has the keys
          <div
            key={each.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={`option ${index === active ? 'option-active' : ''}`}
            // keeps the focus in the box
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(index)}
          >
            <span className="option-words completion">
              <span className="completion-label">{each.label}</span>
              <span className="option-detail">{each.detail}</span>
            </span>
          </div>
        ))}
      </div>
      <p className="options-keys" aria-hidden="true">
        {texts.suggestionKeys}
      </p>
    </Popover>
  )
}
