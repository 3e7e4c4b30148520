import { useEffect } from 'react'
import { usePlain } from '../blocks/text.tsx'
import type { Option } from '../lib/kit.ts'
import { useSession } from '../lib/session.ts'
import { Icon } from '../parts/icon.tsx'
import type { Found } from './select-options.ts'

interface Props {
  readonly id: string
  readonly label: { readonly by: string } | { readonly text: string }
  readonly found: Found
  readonly many: boolean
  readonly active: number
  readonly chosen: readonly Option[]
  readonly nameOf: (option: Option) => string
  readonly onPick: (option: Option) => void
}

/** The open list of a combobox. The focus stays in the input; the active option is told by its id. */
export function OptionList({ id, label, found, many, active, chosen, nameOf, onPick }: Props) {
  const { words } = useSession()
  const plain = usePlain()
  const note = found.searching ? words.searching : found.note
  let index = -1

  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pressing the mouse here keeps the focus in the input
    <div className="options-frame" onMouseDown={(event) => event.preventDefault()}>
      <div
        id={id}
        role="listbox"
        className="options"
        tabIndex={-1}
        aria-multiselectable={many || undefined}
        {...('by' in label ? { 'aria-labelledby': label.by } : { 'aria-label': label.text })}
      >
        {found.groups.map((group) => (
          <div
            key={group.label ?? ''}
            {...(group.label ? { role: 'group', 'aria-label': plain(group.label) } : {})}
          >
            {group.label && (
              <div className="options-label" aria-hidden="true">
                {plain(group.label)}
              </div>
            )}
            {group.options.map((option) => {
              index += 1
              const at = index
              const on = chosen.some((each) => each.value === option.value)
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox's input has the keys
                <div
                  key={option.value ?? at}
                  id={`${id}-${at}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={on}
                  className={`option ${at === active ? 'option-active' : ''}`}
                  onClick={() => onPick(option)}
                >
                  <span className="option-words">
                    <span>{nameOf(option)}</span>
                    {option.description && (
                      <span className="option-detail">{plain(option.description.text)}</span>
                    )}
                  </span>
                  {on && <Icon name="check" size={16} />}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      <p className="options-note" role="status">
        {note}
      </p>
    </div>
  )
}
