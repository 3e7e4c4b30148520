import type { Overflow } from '@slack/types'
import { toDisplayText } from '../blocks/text.tsx'
import { useSession } from '../lib/session.ts'
import { toBusyKey, useSurface } from '../lib/surface.ts'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'

/** The ⋯ of a block. */
export function OverflowMenu({ block, element }: { readonly block: string; readonly element: Overflow }) {
  const { act, busy } = useSurface()
  const { texts } = useSession()
  const waiting = busy === toBusyKey(block, element)
  return (
    <Menu
      label={texts.more}
      buttonClass={`button button-square ${waiting ? 'button-busy' : ''}`}
      button={waiting ? <span className="spinner" /> : <Icon name="more" />}
      items={element.options.map((option, index) => ({
        key: String(index),
        label: toDisplayText(option.text.text),
        ...(option.description ? { detail: toDisplayText(option.description.text) } : {}),
        onPick: () => {
          if (option.url) window.open(option.url, '_blank', 'noreferrer')
          if (!busy) void act(block, element, { selected_option: option }, element.confirm)
        },
      }))}
    />
  )
}
