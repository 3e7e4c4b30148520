import { type KeyboardEvent, useState } from 'react'
import { ComboBox, type Key, Popover } from 'react-aria-components'
import { useDisplayText } from '../blocks/text.tsx'
import type { Option } from '../lib/block-kit.ts'
import { formatChannelTitle, getPersonName, type Session, useSession } from '../lib/session.ts'
import { toBusyKey, useSurface } from '../lib/surface.ts'
import { Icon } from '../parts/icon.tsx'
import { type FieldProps, fieldAriaProps } from './field-labels.ts'
import { OptionList } from './option-list.tsx'
import { SelectInput } from './select-input.tsx'
import { isExternal, type SelectElement, useOptions } from './select-options.ts'

type Props = FieldProps & { readonly element: SelectElement }

/** Every select, single or multi, static or asked for: a combobox that one may type into. */
export function SelectField({ block, element, labels, dispatch }: Props) {
  const surface = useSurface()
  const session = useSession()
  const { texts } = session
  const plain = useDisplayText()
  const nameOption = (option: Option) => optionName(option, element, session) ?? plain(option.text.text)
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const many = element.type.startsWith('multi_')
  const max = 'max_selected_items' in element ? element.max_selected_items : undefined
  const draft = surface.draft(block, element)
  const chosen = draft.kind === 'options' ? draft.options : []
  const found = useOptions(block, element, query, open)
  const waiting = surface.busy === toBusyKey(block, element)
  const shown = many ? undefined : chosen[0]
  const placeholder = element.placeholder?.text ?? texts.choose

  function change(options: readonly Option[]): void {
    surface.change(block, element, { kind: 'options', options }, dispatch)
  }

  /** Called with what is chosen already, too, when the list closes. */
  function choose(keys: readonly Key[]): void {
    if (keys.length === chosen.length && chosen.every((each) => keys.includes(each.value ?? ''))) return
    const known = [...chosen, ...found.groups.flatMap((group) => group.options)]
    change(keys.flatMap((key) => known.find((option) => option.value === key) ?? []))
    setQuery('')
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Backspace' && many && query === '' && chosen.length > 0) change(chosen.slice(0, -1))
  }

  const keys = chosen.map((option) => option.value ?? '')
  const inside = (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the input within has the focus and the keys */}
      <div className="select-box" onKeyDown={onKeyDown}>
        <SelectInput
          className={`input ${!open && shown ? 'input-chosen' : ''}`}
          placeholder={shown ? nameOption(shown) : placeholder}
          query={query}
        />
        {shown && labels && !labels.required && session.platform === 'slack' && (
          <button type="button" className="select-clear" aria-label={texts.clear} onClick={() => change([])}>
            <Icon name="close" size={14} />
          </button>
        )}
        <span className="select-arrow">
          {waiting ? <span className="spinner" /> : <Icon name="chevron" size={16} />}
        </span>
      </div>
      <Popover className="popup popup-fit" placement="bottom start" offset={4} maxHeight={420}>
        <OptionList found={found} getName={nameOption} />
      </Popover>
    </>
  )
  const common = {
    ...fieldAriaProps(labels, placeholder),
    inputValue: open || !shown ? query : nameOption(shown),
    // typing over a closed choice starts a search with what was added
    onInputChange: (text: string) => setQuery(open || !shown ? text : text.replace(nameOption(shown), '')),
    onOpenChange: (isOpen: boolean) => {
      setOpen(isOpen)
      if (!isOpen) setQuery('')
    },
    // the bot has filtered already
    ...(isExternal(element) ? { defaultFilter: () => true } : {}),
    allowsEmptyCollection: true,
    menuTrigger: 'manual',
    shouldFocusWrap: true,
  } as const
  return (
    <div className="select">
      {many && chosen.length > 0 && (
        <ul className="chips">
          {chosen.map((option) => (
            <li key={option.value} className="chip">
              {nameOption(option)}
              <button
                type="button"
                aria-label={texts.remove(nameOption(option))}
                onClick={() => change(chosen.filter((each) => each.value !== option.value))}
              >
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {/* a multi-select of one is a menu: another choice takes the place of the first */}
      {many && max !== 1 ? (
        <ComboBox {...common} selectionMode="multiple" value={keys} onChange={choose}>
          {inside}
        </ComboBox>
      ) : (
        <ComboBox {...common} value={keys[0] ?? null} onChange={(key) => choose(key === null ? [] : [key])}>
          {inside}
        </ComboBox>
      )}
    </div>
  )
}

/** A person's or channel's option holds an id only where the bot chose it at first. */
function optionName(option: Option, element: SelectElement, session: Session): string | undefined {
  const id = option.value ?? ''
  if (element.type.endsWith('users_select')) return getPersonName(session, id)
  if (element.type.endsWith('channels_select') || element.type.endsWith('conversations_select')) {
    const channel = session.channels.find((each) => each.id === id)
    return channel ? formatChannelTitle(session, channel) : id
  }
  return undefined
}
